"""Taking spend in from a program, day by day: the same report again changes nothing, a corrected one restates its days.

A row is known by its system, day and the names of what it is about, or by an id where the program gives one. What an
ad system corrects later comes under the same names, replaces what stood there, and is told by a new fact; the first
figure stays in the journal, and pages that use spend say that the day was restated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.importing import SpendWriter
from tandem.campaigns.models import Spend
from tandem.imports.models import KnownRecord
from tandem.imports.shelf import record_kinds
from tandem.imports.taking import content_digest
from tandem.imports.turns import one_at_a_time
from tandem.imports.value_numbers import currency_code
from tandem.imports.writing import Chunk, Incoming, guards
from tandem.journal.actions import Recording, record
from tandem.journal.rows import insert_rows
from tandem.people.models import Person

#: Rows of one report.
MOST_ROWS = 5_000
_KIND = "spend"
_ABOUT = ("source", "channel", "campaign", "ad_group", "creative")
_COUNTS = ("impressions", "clicks", "visits")


class NoRows(Refusal):
    """The report is empty."""


class TooManyRows(Refusal):
    """The report is longer than one request may be."""


class SpendRowTwice(Refusal):
    """Two rows of the report are about the same day of the same ad, and nothing tells them apart."""


class DayToCome(Refusal):
    """Money of a day that has not begun."""


class UnknownCurrency(Refusal):
    """The currency is no code of three letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRow:
    """A day of a campaign, or of an ad within it. ``spend`` below zero is money given back; unknown counts are None."""

    day: date
    spend: Decimal
    currency: str = ""
    source: str = ""
    channel: str = ""
    campaign: str = ""
    ad_group: str = ""
    creative: str = ""
    impressions: int | None = None
    clicks: int | None = None
    visits: int | None = None
    id: str = ""

    @property
    def key(self) -> str:
        """What the row is known by in its system."""
        if self.id:
            return self.id
        about = "\x1f".join((self.day.isoformat(), *(getattr(self, name) for name in _ABOUT)))
        return "=" + hashlib.blake2b(about.encode(), digest_size=32).hexdigest()

    def values(self) -> dict[str, Any]:
        """The fields of its record."""
        said: dict[str, Any] = {"day": self.day, "spend": self.spend.quantize(Decimal("0.01"))}
        said |= {name: getattr(self, name) for name in (*_ABOUT, *_COUNTS)}
        return said | ({"currency": self.currency} if self.currency else {})


@dataclass(frozen=True, slots=True)
class Restated:
    """A row whose spend is another than before."""

    row: SpendRow
    was: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report: rows that are new, changed, the same; rows of its days that it names no more."""

    new: int
    changed: int
    same: int
    gone: int
    restated: tuple[Restated, ...]


def report_spend(
    rows: Sequence[SpendRow], *, system: str, whole_days: bool, by: Person, now: datetime, today: date
) -> Outcome:
    """Take a report in, all rows or none.

    ``whole_days`` says that the report holds all there is of its days in ``system``: rows of these days that it does
    not name any more are set to nothing. Refuses by ``NoRows``, ``TooManyRows``, ``SpendRowTwice``, ``DayToCome`` and
    ``UnknownCurrency``.
    """
    by_key = _by_key(rows, today)
    with transaction.atomic():
        one_at_a_time()
        chunk = _chunk(system, by, now)
        stood = KnownRecord.objects.filter(kind=_KIND, system=system, key__in=list(by_key))
        known = {key: (subject, digest) for key, subject, digest in stood.values_list("key", "subject_id", "digest")}
        same = 0
        for line, (key, row) in enumerate(by_key.items(), start=1):
            values = row.values()
            each = Incoming(line, key, content_digest(values), values)
            subject, digest = known.get(key, (0, ""))
            if digest == each.digest:
                same += 1
            elif subject:
                each.subject_id = subject
                chunk.changed.append(each)
            else:
                chunk.new.append(each)
        if whole_days:
            chunk.changed += _gone(system, {row.day for row in rows}, set(by_key), len(by_key))
        gone = sum(each.key not in by_key for each in chunk.changed)
        changed = len(chunk.changed) - gone
        restated = _restated(chunk.changed, by_key)
        _write(chunk)
    return Outcome(len(chunk.new), changed, same, gone, restated)


def _by_key(rows: Sequence[SpendRow], today: date) -> dict[str, SpendRow]:
    if not rows:
        raise NoRows(
            Text(ru="В отчёте нет строк: пришлите хотя бы одну.", en="The report is empty: send at least one row.")
        )
    if len(rows) > MOST_ROWS:
        raise TooManyRows(
            Text(
                ru=f"В одном запросе не больше {MOST_ROWS} строк: разделите отчёт по дням.",
                en=f"A request holds {MOST_ROWS} rows at most: split the report by days.",
            )
        )
    by_key: dict[str, SpendRow] = {}
    for number, row in enumerate(rows, start=1):
        if row.day > today:
            raise DayToCome(
                Text(
                    ru=f"Строка {number}: {row.day:%d.%m.%Y} ещё не наступило.",
                    en=f"Row {number}: {row.day} is still to come.",
                )
            )
        if row.currency and currency_code(row.currency) != row.currency:
            raise UnknownCurrency(
                Text(
                    ru=f"Строка {number}: валюты «{row.currency}» нет. Нужен код из трёх букв: RUB, EUR.",
                    en=f"Row {number}: there is no currency “{row.currency}”. A code of three letters is: RUB, EUR.",
                )
            )
        if row.key in by_key:
            raise SpendRowTwice(
                Text(
                    ru=f"Строка {number} повторяет день, кампанию и объявление другой строки. Сложите их или дайте "
                    "каждой свой id.",
                    en=f"Row {number} is about the same day, campaign and ad as another. Add them up, or give each "
                    "an id.",
                )
            )
        by_key[row.key] = row
    return by_key


def _chunk(system: str, by: Person, now: datetime) -> Chunk:
    recording = Recording(at=now, source="api", actor_id=by.pk, version=in_force().version)
    zone, currency = ZoneInfo(settings.TIME_ZONE), settings.CURRENCY
    return Chunk(_KIND, system, recording, zone, currency, new=[], changed=[])


def _gone(system: str, days: set[date], named: set[str], after: int) -> list[Incoming]:
    """The rows of a system's days that its report names no more, set to nothing."""
    of_system = KnownRecord.objects.filter(kind=_KIND, system=system)
    rows = {row.pk: row for row in Spend.objects.filter(spent_on__in=days, pk__in=of_system.values("subject_id"))}
    gone: list[Incoming] = []
    for key, subject in of_system.filter(subject_id__in=list(rows)).values_list("key", "subject_id"):
        row = rows[subject]
        if key in named or not (row.spend or row.impressions or row.clicks or row.visits):
            continue
        values = {"day": row.spent_on, "spend": Decimal("0.00"), "currency": row.currency}
        values |= {name: getattr(row, name) for name in _ABOUT}
        values |= {name: None if getattr(row, name) is None else 0 for name in _COUNTS}
        gone.append(Incoming(after + len(gone) + 1, key, content_digest(values), values, subject_id=subject))
    return gone


def _restated(changed: Sequence[Incoming], by_key: dict[str, SpendRow]) -> tuple[Restated, ...]:
    before = Spend.objects.in_bulk([each.subject_id for each in changed])
    found = []
    for each in changed:
        stood = before[each.subject_id]
        row = by_key.get(each.key) or _nothing(stood)
        if stood.spend != row.spend or (row.currency or settings.CURRENCY) != stood.currency:
            found.append(Restated(row, stood.spend))
    return tuple(found)


def _nothing(stood: Spend) -> SpendRow:
    """What a row says that its report names no more."""
    about = {name: getattr(stood, name) for name in _ABOUT}
    return SpendRow(day=stood.spent_on, spend=Decimal(0), currency=stood.currency, **about)


def _write(chunk: Chunk) -> None:
    kind = record_kinds()[_KIND]
    for guard in guards():
        guard.check([*chunk.new, *chunk.changed], kind, chunk)
    SpendWriter().write(chunk)
    insert_rows(
        KnownRecord,
        ("kind", "system", "key", "subject_id", "digest", "batch_id"),
        [(_KIND, chunk.system, each.key, each.subject_id, each.digest, None) for each in chunk.new],
    )
    for each in chunk.changed:
        of_row = KnownRecord.objects.filter(kind=_KIND, system=chunk.system, key=each.key)
        of_row.update(digest=each.digest, changed_batch_id=None)
    if chunk.happenings:
        record(chunk.happenings, recording=chunk.recording)
