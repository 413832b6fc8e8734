"""The overloaded carrier: how far Tandem's own rules move a firm that stands at 6 %, with the same leads, people and budget.

Priors and protocol are those of ``carrier.toml``, frozen before the first world was looked at. ``python -m bench carrier
--repeats WORLDS`` (5 where fewer are asked for); worlds done are kept in ``PLACE/carrier.jsonl`` and not done again. Writes
the table, the chart and the measured part of ``docs/experiments/overloaded-carrier.md``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy import special

from bench.carrier_arms import Result, result
from bench.carrier_chart import chart
from bench.carrier_world import FROZEN
from bench.tables import Line, publish

_FEWEST = 5
#: Worlds below were met by earlier versions of the engine's arm or by its measuring, which the page tells of.
_FIRST = 30_000
_PAGE = Path(__file__).parent.parent / "docs" / "experiments" / "overloaded-carrier.md"
_BEGINS, _ENDS = "<!-- measured: written by the command -->", "<!-- end of what is measured -->"
_REACHED, _PROTOCOL = FROZEN["firm"]["reached"], FROZEN["protocol"]
_ARMS = {
    "before": "before", "newest": "newest first", "placebo": "placebo:\nanswers shuffled", "engine": "Tandem",
    "marketing": "Tandem and\nmarketing's response",
}  # fmt: skip


def main(place: Path, worlds: int) -> None:
    """Make the worlds that are not made yet and publish all."""
    every = _worlds(place / "carrier.jsonl", worlds)
    told = [each for each in every if not each.refused]
    shares = {arm: np.array([getattr(each, arm) for each in told]) for arm in _ARMS}
    lines = [
        _paired("Tandem above newest first", shares["engine"], shares["newest"], _PROTOCOL["beats_newest"]),
        _paired("Tandem above the placebo", shares["engine"], shares["placebo"], _PROTOCOL["beats_placebo"]),
        *(_reached(_words(arm), shares[arm]) for arm in ("newest", "placebo", "engine", "marketing")),
    ]
    notes = _notes(every, told, shares)
    publish(
        "carrier", "The overloaded carrier: 3,500 leads a month, 11 sellers, 6 % before", lines, notes=(
            *notes, "", "What it means, and the chart: [docs/experiments/overloaded-carrier.md](../../docs/experiments/overloaded-carrier.md).",
        ),
    )  # fmt: skip
    title = "Share of leads that buy, a dot a world"
    drawn = {_ARMS[arm]: values.tolist() for arm, values in shares.items()}
    _PAGE.with_suffix(".svg").write_text(chart(drawn, goal=_REACHED, title=title), encoding="utf-8")
    _write_measured([_sentence(lines), "", *notes])


def _worlds(kept: Path, worlds: int) -> list[Result]:
    mark = _mark()
    known: dict[int, Result] = {}
    if kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told.pop("code") == mark:
                known[told["seed"]] = Result(**told)
    with kept.open("a", encoding="utf-8") as file:
        for seed in range(_FIRST, _FIRST + worlds):
            if seed not in known:
                known[seed] = result(seed)
                file.write(json.dumps({"code": mark, **asdict(known[seed])}) + "\n")
                file.flush()
    return [known[seed] for seed in range(_FIRST, _FIRST + worlds)]


def _mark() -> str:
    """A digest of the experiment; the page and the chart do not count."""
    here = Path(__file__).parent
    names = (
        "carrier.toml",
        "carrier_world.py",
        "carrier_firm.py",
        "carrier_agreement.py",
        "carrier_engine.py",
        "carrier_arms.py",
    )
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in names)).hexdigest()[:16]


def _words(arm: str) -> str:
    return _ARMS[arm].replace("\n", " ")


def _interval(hits: int, n: int) -> tuple[float, float]:
    """Clopper and Pearson's 90 % interval."""
    low = float(special.betaincinv(hits, n - hits + 1, 0.05)) if hits else 0.0
    high = float(special.betaincinv(hits + 1, n - hits, 0.95)) if hits < n else 1.0
    return low, high


def _paired(what: str, ours: np.ndarray, theirs: np.ndarray, wanted: float) -> Line:
    won = int((ours > theirs).sum())
    low, high = _interval(won, len(ours))
    return Line(
        f"{what}, of {len(ours)} worlds", f"{won / len(ours):.0%} ({low:.0%}–{high:.0%})", f"{wanted:.0%}",
        f"{won / len(ours) / wanted:.2f}", f"≥ {wanted:.0%}", won >= wanted * len(ours),
    )  # fmt: skip


def _reached(name: str, shares: np.ndarray) -> Line:
    hits = int((shares >= _REACHED).sum())
    low, high = _interval(hits, len(shares))
    return Line(
        f"{name}: worlds in which {_REACHED:.1%} of leads buy or more", f"{hits / len(shares):.0%} ({low:.0%}–{high:.0%})",
        f"median {np.median(shares):.1%}", f"{np.median(shares) / FROZEN['firm']['before']:.2f} × before", "published", True,
    )  # fmt: skip


def _notes(every: Sequence[Result], told: Sequence[Result], shares: dict[str, np.ndarray]) -> list[str]:
    refused = sum(each.refused for each in every)
    arms = [
        f"| {_words(arm)} | {values.mean():.2%} | {np.quantile(values, 0.05):.2%} | {np.median(values):.2%} | "
        f"{np.quantile(values, 0.95):.2%} | {np.median(values / shares['before']):.2f} |"
        for arm, values in shares.items()
    ]
    return [
        f"{len(every)} worlds drawn, {refused} refused ({refused / len(every):.0%}), as they would need p_A above "
        f"{FROZEN['firm']['highest_chance']}; {len(told)} told. Leads of months 2 and 3, each to its end. Intervals are 90 %.",
        "",
        "| arm | mean | 5th percentile | median | 95th percentile | × before, median |",
        "|---|---|---|---|---|---|",
        *arms,
        "",
        "Without marketing's response, by how right the answers are (mean of worlds; how many):",
        "",
        *_surface(told, "engine", "right on the form", _dial("form_right"), "right in the call", _dial("call_right")),
        "",
        "With marketing's response, by its strength r and Youden's index J of the sellers' labels:",
        "",
        *_surface(told, "marketing", "r", _dial("response"), "J", lambda each: each.youden or 0.0),
        "",
        "Tandem over newest first, by what the firm did before:",
        "",
        "| before | worlds | Tandem ÷ newest first, median | Tandem ÷ placebo, median |",
        "|---|---|---|---|",
        *(_by_order(told, order) for order in FROZEN["firm"]["orders"]),
    ]


def _dial(name: str) -> Callable[[Result], float]:
    return lambda each: each.dials[name]


def _surface(
    told: Sequence[Result], arm: str, across: str, x: Callable[[Result], float], down: str, y: Callable[[Result], float]
) -> list[str]:
    """Means of an arm over thirds of two dials; the part of worlds that reach the real company's figure after them."""
    xs, ys = (np.array([of(each) for each in told]) for of in (x, y))
    shares = np.array([getattr(each, arm) for each in told])
    bounds = [np.quantile(values, [1 / 3, 2 / 3]) for values in (xs, ys)]
    at = [np.searchsorted(cuts, values) for cuts, values in zip(bounds, (xs, ys), strict=True)]

    def words(name: str, cuts: np.ndarray) -> list[str]:
        return [f"{name} < {cuts[0]:.2f}", f"{cuts[0]:.2f}–{cuts[1]:.2f}", f"> {cuts[1]:.2f}"]

    rows = [f"| | {' | '.join(words(across, bounds[0]))} |", "|---|---|---|---|"]
    for row, name in enumerate(words(down, bounds[1])):
        cells = []
        for column in range(3):
            inside = shares[(at[0] == column) & (at[1] == row)]
            reached = (inside >= _REACHED).mean() if len(inside) else 0.0
            cells.append(f"{inside.mean():.1%}, {reached:.0%} reach it ({len(inside)})" if len(inside) else "—")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def _by_order(told: Sequence[Result], order: str) -> str:
    of = [each for each in told if each.order == order]
    if not of:
        return f"| {order} | 0 | — | — |"
    newest, placebo = (np.median([each.engine / getattr(each, arm) for each in of]) for arm in ("newest", "placebo"))
    return f"| {order} | {len(of)} | {newest:.2f} | {placebo:.2f} |"


def _sentence(lines: Sequence[Line]) -> str:
    kept = [
        f"{line.what}: {line.measured}, asked {line.promised}{'' if line.kept else ' — **not kept**'}"
        for line in lines[:2]
    ]
    told = [f"{line.what}: {line.measured}, {line.limit}" for line in lines[2:]]
    return "\n".join(f"- {each}" for each in (*kept, *told))


def _write_measured(lines: Sequence[str]) -> None:
    page = _PAGE.read_text(encoding="utf-8")
    before, rest = page.split(_BEGINS)
    after = rest.split(_ENDS)[1]
    _PAGE.write_text("\n".join([before + _BEGINS, "", *lines, "", _ENDS + after]), encoding="utf-8")


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    main(where, max(int(sys.argv[3]), _FEWEST))
