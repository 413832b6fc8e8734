"""Columns that may be known only after the contact: suspects with their evidence, for a person to confirm or to deny.

A column that somebody filled in once the outcome was under way predicts it well and is worth nothing when a lead
comes in. Where times or authors of the values are known they decide. Where they are not, four marks speak: power alone,
almost nobody with a value fails, missing together with others of the same first word, and the words of a suspect.
No column is known by its name. Pure: no Django, no clock.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tandem.basics.intervals import wilson
from tandem.scoring.attributes import Attribute, Floats
from tandem.scoring.binning import bins_of
from tandem.scoring.evaluation import auc
from tandem.scoring.sufficiency import silence_of

#: A single column that alone ranks leads so well is more than what is known of strangers mostly gives.
FAR_ABOVE = 0.70
#: Almost nobody with such a value fails to buy: the lower end of the interval.
SURE = 0.97
#: Two columns are missing together when so large a share of the leads that lack either lack both.
_TOGETHER, _MISSING_FROM = 0.95, 0.05
#: So large a share of the smaller vocabulary occurs in the other; yes and no say nothing, so there must be words.
_SAME_WORDS, _WORDS_FROM = 0.6, 4
#: Values that came after the first contact, or from a seller's account, in so large a share of the leads.
LATE_FROM, _LATE_LEADS = 0.05, 20


class Mark(StrEnum):
    """What speaks against a column."""

    LATE = "late"
    BY_SELLERS = "by_sellers"
    POWER = "power"
    SURE = "sure"
    MISSING_TOGETHER = "missing_together"
    SAME_WORDS = "same_words"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mark with its figure: a share between 0 and 1; ``others`` are the columns it has the mark with."""

    mark: Mark
    figure: float
    others: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A column that may be known only after the contact."""

    name: str
    evidence: tuple[Evidence, ...]

    @property
    def is_proven(self) -> bool:
        """Whether the times of its values decide, so that nobody needs to be asked."""
        return any(each.mark is Mark.LATE for each in self.evidence)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Of a column's values, how many there are, came after the first contact, and came from a seller's account."""

    values: int
    late: int
    by_sellers: int = 0


def suspects(
    attributes: Sequence[Attribute], bought: Floats, *, recorded: Mapping[str, Recorded] | None = None
) -> tuple[Suspect, ...]:
    """The columns that may be known only after the contact, those of the strongest evidence first."""
    found: dict[str, list[Evidence]] = {}
    for name, times in (recorded or {}).items():
        for mark, count in ((Mark.LATE, times.late), (Mark.BY_SELLERS, times.by_sellers)):
            if count >= _LATE_LEADS and count >= LATE_FROM * times.values:
                found.setdefault(name, []).append(Evidence(mark, count / times.values))
    telling = [each for each in attributes if silence_of(each, bought, None) is None]
    if 0 < bought.sum() < len(bought):
        for each in telling:
            if alone := _alone(each, bought):
                found.setdefault(each.name, []).extend(alone)
    for group, share in _missing_together(telling):
        for name in group:
            others = tuple(other for other in group if other != name)
            found.setdefault(name, []).append(Evidence(Mark.MISSING_TOGETHER, share, others))
    for each in telling:
        named = [other for other in telling if other.name in found and other is not each and _same_words(each, other)]
        if named and each.name not in found:
            found[each.name] = [Evidence(Mark.SAME_WORDS, _overlap(each, named[0]), (named[0].name,))]
    listed = [Suspect(name, tuple(evidence)) for name, evidence in found.items()]
    return tuple(sorted(listed, key=lambda each: (-max(piece.figure for piece in each.evidence), each.name)))


def power_alone(attribute: Attribute, bought: Floats) -> float:
    """The AUC of a column alone, each lead scored by the bins of the others: half of the leads speak for the rest."""
    bins = bins_of(attribute)
    codes = bins.codes(attribute)
    half = np.random.default_rng(0).permutation(len(bought)) % 2
    rate = float(bought.mean())
    scores = np.empty(len(bought))
    areas = []
    for number in (0, 1):
        known, asked = half != number, half == number
        if not 0 < bought[asked].sum() < asked.sum():
            return 0.5
        n = np.bincount(codes[known], minlength=bins.size)
        k = np.bincount(codes[known], weights=bought[known], minlength=bins.size)
        scores[asked] = ((k + rate * _PULL) / (n + _PULL))[codes[asked]]
        areas.append(auc(scores[asked], bought[asked]))
    return float(np.mean(areas))


_PULL = 10


def _alone(attribute: Attribute, bought: Floats) -> list[Evidence]:
    found = []
    power = power_alone(attribute, bought)
    if power >= FAR_ABOVE:
        found.append(Evidence(Mark.POWER, power))
    bins = bins_of(attribute)
    codes = bins.codes(attribute)
    known = codes < bins.ordinary
    if known.any() and not known.all():
        filled = wilson(int(bought[known].sum()), int(known.sum()))
        if filled.low >= SURE:
            found.append(Evidence(Mark.SURE, filled.low))
    return found


def _missing_together(attributes: Sequence[Attribute]) -> list[tuple[tuple[str, ...], float]]:
    """Groups of columns of the same first word that lack their values in the same leads."""
    groups: dict[str, list[Attribute]] = {}
    for each in attributes:
        if each.unknown.mean() >= _MISSING_FROM:
            groups.setdefault(_first_word(each.name), []).append(each)
    found = []
    for members in groups.values():
        left = list(members)
        while left:
            first = left.pop(0)
            alike = [each for each in left if _lacking_alike(first, each) >= _TOGETHER]
            left = [each for each in left if each not in alike]
            if alike:
                share = min(_lacking_alike(first, each) for each in alike)
                found.append((tuple(each.name for each in (first, *alike)), share))
    return found


def _lacking_alike(one: Attribute, other: Attribute) -> float:
    both, either = one.unknown & other.unknown, one.unknown | other.unknown
    return float(both.sum() / either.sum()) if either.any() else 0.0


def _first_word(name: str) -> str:
    words = re.findall(r"[^\W_]+", name)
    return words[0].casefold() if words else name


def _same_words(one: Attribute, other: Attribute) -> bool:
    return _overlap(one, other) >= _SAME_WORDS


def _overlap(one: Attribute, other: Attribute) -> float:
    mine, theirs = set(one.levels), set(other.levels)
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller >= _WORDS_FROM else 0.0
