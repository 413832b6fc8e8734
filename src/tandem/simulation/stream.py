"""Any number of lead rows for the bench: written in blocks, so memory stays flat however long the file.

No story and no calendar here, only the shape of a CRM export with what makes an import work: clients that
come back, phones written in several ways, sellers, stages, payments. A client's face follows from its number
alone, so nothing has to be remembered between blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from tandem.simulation.cast import light_contour
from tandem.simulation.company import Company
from tandem.simulation.crm_files import STAGES
from tandem.simulation.names import full_names
from tandem.simulation.rules import Ints
from tandem.simulation.stages import LOST_REASONS, Stage

HEADER: Final = (
    "ID", "Дата создания", "ID контакта", "Контакт", "Телефон", "E-mail", "Город", "Источник", "Канал",
    "Кампания", "Группа объявлений", "Объявление", "Продукт", "Сегмент", "Качество", "Ответственный",
    "Стадия", "Дата стадии", "Причина отказа", "Дата закрытия", "Сумма", "Оплачено", "Дата оплаты",
)  # fmt: skip
BLOCK: Final = 50_000
REPEATS: Final = 0.10

_FIRST_SECOND: Final = 1_704_056_400  # 2024-01-01 00:00 in Moscow; the years before nobody has to wait for
_SPAN: Final = 600 * 86_400
_STAGE_SHARES: Final = (0.02, 0.06, 0.04, 0.05, 0.02, 0.07, 0.74)
_GRADE_SHARES: Final = (0.12, 0.20, 0.13, 0.33, 0.14, 0.08)


def write_stream(path: Path, *, seed: int, rows: int) -> None:
    """Write the CSV of `stream_leads` into a file."""
    with path.open("wb") as file:
        for block in stream_leads(seed, rows):
            file.write(block)


def stream_leads(seed: int, rows: int) -> Iterator[bytes]:
    """UTF-8 CSV: the header, then blocks of whole lines in order of creation; same seed, same bytes.

    About one row in ten belongs to a client met before. `Оплачено` and `Дата оплаты` are filled for won rows.
    """
    yield (",".join(f'"{name}"' for name in HEADER) + "\n").encode()
    rng = np.random.default_rng(seed)
    words = _Words(light_contour())
    met = 0
    for start in range(0, rows, BLOCK):
        size = min(BLOCK, rows - start)
        comes_back = rng.random(size) < REPEATS
        comes_back[0] &= met > 0
        before = met + np.cumsum(~comes_back) - (~comes_back)
        client = np.where(comes_back, (rng.random(size) * before).astype(np.int64), before)
        met += int((~comes_back).sum())
        created = _FIRST_SECOND + (np.arange(start, start + size) * (_SPAN / rows)).astype(np.int64)
        yield _as_csv(words.table(np.arange(start, start + size), created, client, rng))


class _Words:
    """Texts of the cast, ready to be taken by index."""

    def __init__(self, company: Company) -> None:
        men, women = full_names()
        flows = company.flows
        self.names = pa.array(men + women)
        self.cities = pa.array([name for name, _ in company.cities])
        self.sellers = pa.array([one.person.name for one in company.sellers])
        self.products = pa.array([one.name for one in company.products])
        self.segments = pa.array([one.name for one in company.segments])
        self.stages = pa.array([STAGES[stage] for stage in Stage])
        self.reasons = pa.array(list(LOST_REASONS))
        self.grades = pa.array(["A", "B", "C", "D", "E", ""])
        # One row an advertisement (or a free flow), so that campaign, group and creative stay together.
        ads = [(flow, ad) for flow in flows for ad in (flow.creatives or (None,))]
        self.ad_shares = np.array([flow.share / max(len(flow.creatives), 1) for flow, _ in ads])
        self.ad_shares /= self.ad_shares.sum()
        self.ads = [
            pa.array(column)
            for column in zip(
                *(
                    (
                        flow.source,
                        flow.channel,
                        flow.name_in_crm,
                        ad.ad_group if ad else "",
                        ad.name if ad else "",
                    )
                    for flow, ad in ads
                ),
                strict=True,
            )
        ]

    def table(self, number: Ints, created: Ints, client: Ints, rng: np.random.Generator) -> pa.Table:
        """One block of rows in the order of HEADER."""
        size = len(number)
        ad = rng.choice(len(self.ad_shares), size=size, p=self.ad_shares)
        stage = rng.choice(len(Stage), size=size, p=_STAGE_SHARES)
        won, lost = stage == Stage.WON, stage == Stage.LOST
        entered = created + rng.exponential(6 * 86_400, size).astype(np.int64)
        amount = np.round(rng.lognormal(11.9, 0.6, size), -2).astype(np.int64)
        paid = entered + rng.integers(0, 3 * 86_400, size)
        digits = _digits(client)
        columns = (
            pc.cast(pa.array(number + 5_000_000_001), pa.string()),
            _moment(created),
            pc.cast(pa.array(client + 7_000_000_001), pa.string()),
            self.names.take(pa.array(_scatter(client, 1) % len(self.names))),
            _phone(digits, rng.random(size) < 0.5),
            _where(_scatter(client, 2) % 5 < 2, _mail(client)),
            self.cities.take(pa.array(_scatter(client, 3) % len(self.cities))),
            *(column.take(pa.array(ad)) for column in self.ads),
            self.products.take(pa.array(rng.integers(0, len(self.products), size))),
            self.segments.take(pa.array(rng.integers(0, len(self.segments), size))),
            self.grades.take(pa.array(rng.choice(6, size=size, p=_GRADE_SHARES))),
            self.sellers.take(pa.array(rng.integers(0, len(self.sellers), size))),
            self.stages.take(pa.array(stage)),
            _moment(entered),
            _where(lost, self.reasons.take(pa.array(rng.integers(1, len(LOST_REASONS), size)))),
            _where(won | lost, _day(entered)),
            _where(stage >= Stage.PROPOSAL, pc.cast(pa.array(amount), pa.string())),
            _where(won, pc.cast(pa.array(amount), pa.string())),
            _where(won, _day(paid)),
        )  # fmt: skip
        return pa.table(dict(zip(HEADER, columns, strict=True)))


def _scatter(client: Ints, salt: int) -> Ints:
    """A number that looks random and depends on the client alone."""
    mixed = (client + salt * 1_000_003) * 2_654_435_761 % (1 << 32)
    return np.asarray(mixed >> 7, dtype=np.int64)


def _digits(client: Ints) -> pa.Array:
    """The national number, as `names.phone_digits` gives it."""
    number = client + 1
    national = (974 + number // 10_000_000 % 2) * 10_000_000 + number * 7_368_787 % 10_000_000
    return pc.cast(pa.array(national), pa.string())


def _phone(digits: pa.Array, formal: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.Array:
    parts = [pc.utf8_slice_codeunits(digits, start, stop) for start, stop in ((0, 3), (3, 6), (6, 8), (8, 10))]
    return pc.if_else(
        pa.array(formal),
        _joined("+7 (", parts[0], ") ", parts[1], "-", parts[2], "-", parts[3]),
        _joined("8", digits),
    )


def _mail(client: Ints) -> pa.Array:
    return _joined("client", pc.cast(pa.array(client), pa.string()), "@example.com")


def _joined(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def _where(shown: np.ndarray[tuple[int], np.dtype[np.bool_]], values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(shown), values, "")


def _moment(seconds: Ints) -> pa.Array:
    """Local Moscow time; the file carries no zone."""
    return pc.strftime(pa.array(seconds + 3 * 3600, pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S")


def _day(seconds: Ints) -> pa.Array:
    return pc.strftime(pa.array(seconds + 3 * 3600, pa.timestamp("s")), format="%Y-%m-%d")


def _as_csv(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=False))
    return bytes(sink.getvalue().to_pybytes())
