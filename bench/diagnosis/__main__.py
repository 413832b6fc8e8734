"""Is the right cause named, of the right department, since the right day, and is nobody blamed for nothing?

Companies with one planted cause, or none, are explained by the same rules as a real one, from exported tables alone. The
true size of a cause is what the leads of the two periods were to bring with it, less what they were to bring without,
by their true chances. ``python -m bench diagnosis --repeats SEEDS`` (20 where fewer are asked for).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scipy import special

from bench.diagnosis.worlds import AFTER, BEFORE, CAUSES, FIRST_WEEKDAY, NULLS, STAGES, UNTIL, World, world
from bench.tables import Line, publish
from tandem.diagnosis.rules.daily import since_when
from tandem.diagnosis.rules.decomposition_history import prepare
from tandem.diagnosis.rules.decomposition_parts import Split
from tandem.diagnosis.rules.decomposition_split import split
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict, judge
from tandem.people.rules import Department

_MARKETING = ("traffic", "mix", "lead_rate", "target", "channels_came", "channels_went")
_SALES = ("processed", "answer_wait", "qualified", "won", "check", "discount")
OWNERS: Mapping[str, Department] = dict.fromkeys(_MARKETING, Department.MARKETING) | dict.fromkeys(
    _SALES, Department.SALES
)
_FEWEST_SEEDS = 20


@dataclass(frozen=True)
class Outcome:
    """What was said of one world."""

    eligible: bool
    first: bool
    side: bool
    silent: bool
    covered: bool | None
    day: bool | None
    blamed: bool
    rivals: tuple[bool, bool, bool]


def main(seeds: int) -> None:
    """Explain all worlds and publish the table with its misses."""
    named = {cause: [outcome(cause, seed) for seed in range(seeds)] for cause in CAUSES}
    nulls = {null: [outcome(null, seed) for seed in range(seeds)] for null in NULLS}
    told = [each for cause in CAUSES if cause not in ("burst", "redefined") for each in named[cause] if each.eligible]
    first, side = _share(told, "first"), _share(told, "side")
    dated = [each for each in told if each.day is not None]
    covered = [each for each in told if each.covered is not None]
    blamed = sum(each.blamed for outcomes in nulls.values() for each in outcomes)
    count = sum(map(len, nulls.values()))
    upper = float(special.betaincinv(blamed + 1, count - blamed, 0.95)) if blamed < count else 1.0
    rivals = [sum(each.rivals[at] for each in told) / max(len(told), 1) for at in range(3)]
    days, cover = _share(dated, "day"), _share(covered, "covered")
    publish(
        "diagnosis",
        "Planted causes: named, dated, and nobody blamed for nothing",
        [
            Line(f"cause named first, of {len(told)} worlds whose effect exceeds twice its noise", f"{first:.0%}", "85 %", f"{first / 0.85:.2f}", "≥ 85 %", first >= 0.85),
            Line("its department named first", f"{side:.0%}", "85 %", f"{side / 0.85:.2f}", "≥ 85 %", side >= 0.85),
            Line(f"day within 7 days, of {len(dated)} dated", f"{days:.0%}", "80 %", f"{days / 0.8:.2f}", "≥ 80 %", days >= 0.8),
            Line(f"90 % intervals that hold the true effect, of {len(covered)}", f"{cover:.0%}", "86–94 %", f"{cover / 0.9:.2f}", "86–94 %", 0.86 <= cover <= 0.94),
            Line(f"worlds without a cause in which anybody is blamed, of {count}", f"{blamed}, upper 95 % bound {upper:.1%}", "8 %", f"{upper / 0.08:.2f}", "upper bound ≤ 8 %", upper <= 0.08),
            Line("cause named first by: biggest % change", f"{rivals[0]:.0%}", f"{first:.0%}", f"{rivals[0] / max(first, 1e-9):.2f}", "< 1", rivals[0] < first),
            Line("cause named first by: price, volume, mix", f"{rivals[1]:.0%}", f"{first:.0%}", f"{rivals[1] / max(first, 1e-9):.2f}", "< 1", rivals[1] < first),
            Line("cause named first by: blame the last stage", f"{rivals[2]:.0%}", f"{first:.0%}", f"{rivals[2] / max(first, 1e-9):.2f}", "< 1", rivals[2] < first),
        ],
        notes=(
            f"{seeds} seeds of each world, 26 weeks, the last eight held against the eight before; the cause begins on a day drawn from the 112th to the 140th, the later period on the 126th.",
            "",
            "| world | eligible | named first | department | said nothing | interval holds | day within 7 | anybody blamed |",
            "|---|---|---|---|---|---|---|---|",
            *(_row(name, outcomes) for name, outcomes in (named | nulls).items()),
        ),
    )  # fmt: skip


def outcome(name: str, seed: int) -> Outcome:
    """Explain one world and hold the answer against what was planted."""
    made = world(name, seed)
    prepared = prepare(
        made.history, before=BEFORE, after=AFTER, until=UNTIL, stages=STAGES, clicks=made.clicks, paid=made.paid,
        sellers=made.settings.sellers, first_weekday=FIRST_WEEKDAY, judged_alike=name != "redefined",
    )  # fmt: skip
    parts = split(prepared.periods)
    # A new version of the agreement is known to everybody: then the rules of faults forbid any verdict.
    blocked = [bar.key for bar in parts.bars] if name == "redefined" else []
    found = judge(parts, owners=OWNERS, days=AFTER.days, blocked=blocked)
    planted = made.planted
    said = _said(found)
    without = world("null", seed).worth
    true = (made.worth[1] - without[1]) - (made.worth[0] - without[0])
    keys = [key for key in planted.expected if key in {bar.key for bar in parts.bars}]
    _amount, low, high = parts.together(keys)
    error = (high - low) / 3.29
    if planted.seller >= 0:
        people = parts.sellers
        low, high = float(people.low[planted.seller]), float(people.high[planted.seller])
        error = (high - low) / 3.29
    eligible = bool(planted.expected) and (planted.name == "labels" or abs(true) > 2 * error)
    top = said[0] if said else ("", "")
    sized = bool(keys) or planted.seller >= 0
    return Outcome(
        eligible=eligible,
        first=top[0] in planted.expected and _same_seller(found, made),
        side=bool(said) and top[1] == planted.side,
        silent=not said,
        covered=low <= true <= high if sized else None,
        day=_day(made, found, top[0]),
        blamed=bool(said),
        rivals=_rivals(parts, planted.expected),
    )


def _said(found: Diagnosis) -> list[tuple[str, str]]:
    """Everything named, the largest first: key and department."""
    told = [(abs(each.amount), each.bar.key, each.side.value if each.side else "") for each in found.causes]
    told += [(abs(float(found.split.sellers.shrunk[at])), "seller", "sales") for at in found.sellers]
    labels = [each for each in found.judged if each.verdict is Verdict.LABELS_MOVED]
    if labels:
        told.append((max(abs(each.amount) for each in labels), "labels", ""))
    return [(key, side) for _, key, side in sorted(told, reverse=True)]


def _same_seller(found: Diagnosis, made: World) -> bool:
    return made.planted.seller < 0 or made.planted.seller in found.sellers


def _day(made: World, found: Diagnosis, key: str) -> bool | None:
    """Whether the day told is within a week; None where none is told."""
    if key not in made.planted.expected or key in ("labels", "mix", "seller"):
        return None
    channels = list(found.of(key).channels)
    day = since_when(key, made.history, STAGES, first=BEFORE.first, last=AFTER.last, channels=channels)
    return None if day is None else abs(day.day - made.planted.day) <= 7


def _rivals(parts: Split, expected: tuple[str, ...]) -> tuple[bool, bool, bool]:
    """Whether three usual ways name the cause: the biggest change in per cent, price-volume-mix, the last stage."""
    changed = {
        bar.key: abs(math.log(bar.after / bar.before))
        for bar in parts.bars
        if bar.before and bar.after and bar.before > 0 < bar.after
    }
    biggest = max(changed, key=lambda key: changed[key]) if changed else ""
    (leads, later), (sales, sold) = parts.leads, parts.sales
    check = [worth / max(count, 1) for worth, count in zip(parts.worth, parts.sales, strict=True)]
    volume = (later - leads) * sales / max(leads, 1) * check[0]
    rate = later * (sold / max(later, 1) - sales / max(leads, 1)) * check[0]
    price = sold * (check[1] - check[0])
    pvm = max((("traffic", volume), ("won", rate), ("check", price)), key=lambda each: abs(each[1]))[0]
    return biggest in expected, pvm in expected, "won" in expected


def _share(outcomes: list[Outcome], what: str) -> float:
    return sum(bool(getattr(each, what)) for each in outcomes) / max(len(outcomes), 1)


def _row(name: str, outcomes: list[Outcome]) -> str:
    told = [each for each in outcomes if each.eligible]
    dated = [each for each in told if each.day is not None]
    sized = [each for each in outcomes if each.covered is not None]

    def share(of: list[Outcome], what: str) -> str:
        return f"{_share(of, what):.0%}" if of else "—"

    return (
        f"| {name} | {len(told)} | {share(told, 'first')} | {share(told, 'side')} | {share(told, 'silent')} | "
        f"{share(sized, 'covered')} | {share(dated, 'day')} | {sum(each.blamed for each in outcomes)} |"
    )


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    main(max(int(sys.argv[3]), _FEWEST_SEEDS))
