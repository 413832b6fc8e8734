"""In which product, campaign or person a cause sits, where the channels that were asked for do not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from tandem.diagnosis.rules.decomposition_factors import ANSWER, CHECK, DISCOUNT, HANDOVER, PROCESSED, TARGET
from tandem.diagnosis.rules.decomposition_history import NEVER, Prepared
from tandem.diagnosis.rules.decomposition_parts import Bar, Split
from tandem.diagnosis.rules.decomposition_split import split
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict
from tandem.diagnosis.rules.where import places_of
from tandem.diagnosis.why_reading import STAGES, Read
from tandem.measures.questions import Member

#: What is looked at beside the channels asked for; a request has one of each.
BESIDE = ("product", "seller", "campaign", "source")
#: The part of a check's bar that products' own checks may make of it where other products are said to be sold.
_WITHIN = 0.5
_PLACED = frozenset({TARGET, PROCESSED, HANDOVER, ANSWER, CHECK, DISCOUNT, *STAGES[1:]})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cause by another dimension: the bar split by it, its members by place, and the places where it sits."""

    by: str
    members: tuple[Member, ...]
    bar: Bar
    channels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OtherProducts:
    """A check that moved as other products were sold, whose own checks stayed: the one that made most of it.

    ``before`` and ``after`` are its part of all sales.
    """

    product: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Beside:
    """What other dimensions tell of the causes."""

    places: Mapping[str, Elsewhere] = field(default_factory=dict)
    check: OtherProducts | None = None


def beside(
    diagnosis: Diagnosis, by: str, asked: Mapping[str, object], again: Callable[[str], tuple[Read, Prepared]]
) -> Beside:
    """Where causes sit, by the dimension that tells it more clearly than ``by`` does, and why a check moved.

    ``asked`` are the dimensions the question is narrowed to; ``again`` reads both periods by another one.
    """
    causes = {
        each.bar.key: places_of(each.bar, diagnosis.split.limit).strength
        for each in diagnosis.judged
        if each.verdict is Verdict.CAUSE and each.bar.key in _PLACED and not each.leads_or_labels
    }
    found: dict[str, Elsewhere] = {}
    check: OtherProducts | None = None
    if not causes:
        return Beside()
    for other in BESIDE:
        if other == by or other in asked or (other == "source" and by == "campaign"):
            continue
        read, prepared = again(other)
        members = members_of(read, prepared)
        if sum(each is not None for each in members) < 2:
            continue
        parts = split(prepared.periods)
        if other == "product" and CHECK in causes:
            check = _other_products(diagnosis.of(CHECK).amount, parts, read)
        for key in causes:
            bar = _bar(parts, key)
            if bar is None or bar.amount * diagnosis.of(key).amount <= 0:
                continue
            places = places_of(bar, parts.limit)
            if places.strength > causes[key] and all(members[at] is not None for at in places.channels):
                causes[key] = places.strength
                found[key] = Elsewhere(other, members, bar, places.channels)
    return Beside(found, check)


def _other_products(amount: float, parts: Split, read: Read) -> OtherProducts | None:
    """None where checks of the products themselves made at least half of it."""
    bar = _bar(parts, CHECK)
    if bar is None or bar.sure or bar.amount * amount > _WITHIN * amount**2:
        return None
    history = read.history
    money = np.maximum(history.paid, history.agreed)
    sold = (history.reached_on[-1] != NEVER) & ~history.returning & (money > 0)
    counts = [
        np.bincount(history.channel[sold & span.holds(history.day)], minlength=len(read.members)).astype(float)
        for span in (read.before, read.after)
    ]
    shares = [each / max(each.sum(), 1.0) for each in counts]
    of = sold & (read.before.holds(history.day) | read.after.holds(history.day))
    checks = np.bincount(history.channel[of], weights=money[of], minlength=len(read.members)) / np.maximum(
        sum(counts), 1.0
    )
    moved = (shares[1] - shares[0]) * (checks - money[of].mean()) * np.sign(amount)
    at = int(np.argmax(moved))
    product = read.members[at]
    if moved[at] <= 0 or product is None:
        return None
    return OtherProducts(str(product), float(shares[0][at]), float(shares[1][at]))


def members_of(found: Read, prepared: Prepared) -> tuple[Member, ...]:
    """The member at each of the split's places, None for all small ones together."""
    return tuple(found.members[at] if at >= 0 else None for at in prepared.channels)


def _bar(parts: Split, key: str) -> Bar | None:
    return next((each for each in parts.bars if each.key == key), None)
