"""What was said of one made-up company, held against what was planted: kept world by world, so that a run can be resumed.

A line of the kept file carries the mark of the code that made it; lines of other code count for nothing.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import bench.diagnosis.worlds as made_up
import tandem.diagnosis.rules as rules
from bench.diagnosis.worlds import AFTER, BEFORE, FIRST_WEEKDAY, STAGES, UNTIL, World, effect, world
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


@dataclass(frozen=True)
class Outcome:
    """What was said of one world; ``covered`` and ``day`` are None where there is nothing to hold against them.

    ``error`` is how far the effect told is from the true one, in standard errors.
    """

    name: str
    seed: int
    eligible: bool
    first: bool
    side: bool
    silent: bool
    covered: bool | None
    error: float | None
    day: bool | None
    blamed: bool
    forbidden: bool
    rivals: tuple[bool, bool, bool]


def outcomes(names: Iterable[str], seeds: int, kept: Path) -> dict[str, list[Outcome]]:
    """All worlds of those names and seeds, by name; those in ``kept`` of this very code are not made again."""
    mark = _mark()
    known: dict[tuple[str, int], Outcome] = {}
    if kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            if told.pop("code") == mark:
                known[told["name"], told["seed"]] = Outcome(**{**told, "rivals": tuple(told["rivals"])})
    found: dict[str, list[Outcome]] = {name: [] for name in names}
    with kept.open("a", encoding="utf-8") as file:
        # Seed by seed, so that a run broken off has as many of each.
        for seed in range(seeds):
            for name in found:
                one = known.get((name, seed))
                if one is None:
                    one = outcome(name, seed)
                    file.write(json.dumps({"code": mark, **asdict(one)}) + "\n")
                    file.flush()
                found[name].append(one)
    return found


def _mark() -> str:
    """A digest of the worlds, of this file and of the rules that explain."""
    folder = Path(str(rules.__file__)).parent
    files = [Path(__file__), Path(str(made_up.__file__))]
    files += [
        folder / f"{name}.py" for name in ("daily", "change_date", "huge", "label_errors", "verdict", "verdict_labels")
    ]
    files += sorted(folder.glob("decomposition*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


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
    true = effect(name, seed)
    keys = [key for key in planted.expected if key in {bar.key for bar in parts.bars}]
    amount, low, high = parts.together(keys)
    if planted.seller >= 0:
        people, at = parts.sellers, planted.seller
        amount, low, high = float(people.amount[at]), float(people.low[at]), float(people.high[at])
    error = (high - low) / 3.29
    sized = bool(keys) or planted.seller >= 0
    top = said[0] if said else ("", "")
    return Outcome(
        name=name,
        seed=seed,
        eligible=bool(planted.expected) and (name == "labels" or abs(true) > 2 * error),
        first=top[0] in planted.expected and (planted.seller < 0 or planted.seller in found.sellers),
        side=bool(said) and top[1] == planted.side,
        silent=not said,
        covered=low <= true <= high if sized else None,
        error=(amount - true) / error if sized and error else None,
        day=_day(made, found, top[0]),
        blamed=bool(said),
        forbidden=_forbidden(made, found),
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


def _forbidden(made: World, found: Diagnosis) -> bool:
    """Whether a loss is put down to what the planted cause must not be mistaken for, or to a seller who did nothing."""
    falls = {each.bar.key for each in found.causes if each.amount < 0}
    others = [at for at in found.sellers if at != made.planted.seller]
    return bool(falls & set(made.planted.forbidden) or others)


def _day(made: World, found: Diagnosis, key: str) -> bool | None:
    """Whether the day told is within a week; None where none is told."""
    if key not in made.planted.expected or key in ("labels", "mix", "seller"):
        return None
    channels = list(found.of(key).channels)
    day = since_when(key, made.history, STAGES, first=BEFORE.first, last=AFTER.last, channels=channels)
    return None if day is None else abs(day.day - made.planted.day) <= 7


def _rivals(parts: Split, expected: Sequence[str]) -> tuple[bool, bool, bool]:
    """Whether three usual ways name the cause: the biggest change in per cent, price-volume-mix, the last stage."""
    changed = {
        bar.key: abs(math.log(bar.after / bar.before))
        for bar in parts.bars
        if bar.before and bar.after and bar.before > 0 < bar.after
    }
    biggest = max(changed, key=lambda key: changed[key]) if changed else ""
    pvm = max(_price_volume_mix(parts).items(), key=lambda each: abs(each[1]))[0]
    return biggest in expected, bool({*pvm} & {*expected}), "won" in expected


def _price_volume_mix(parts: Split) -> dict[tuple[str, ...], float]:
    """The textbook way over channels: leads at the old yield, their mix, the yield of each channel, and the price.

    A yield that changed is put down to selling, which is all the textbook knows; the price is the check or a discount.
    """
    (leads, later), (sales, sold) = parts.leads, parts.sales
    check = [worth / max(count, 1) for worth, count in zip(parts.worth, parts.sales, strict=True)]
    mix = parts.bar("mix").amount
    volume = (later - leads) * sales / max(leads, 1) * check[0]
    rate = later * (sold / max(later, 1) - sales / max(leads, 1)) * check[0] - mix
    price = sold * (check[1] - check[0])
    return {("traffic",): volume, ("mix",): mix, ("won",): rate, ("check", "discount"): price}
