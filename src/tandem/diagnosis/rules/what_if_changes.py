"""What may be asked of a company, and which of it the data can answer. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tandem.attribution.rules.budget import MARGIN
from tandem.diagnosis.rules.decomposition_speed import FEWEST_SALES as FEWEST_FOR_SPEED
from tandem.diagnosis.rules.verdict import FEWEST_SALES
from tandem.diagnosis.rules.what_if_company import Company, Spend

#: The average month, and the weeks of it: everything is told by the month.
MONTH = 365.25 / 12
WEEKS_A_MONTH = MONTH / 7
#: The part of leads that must be judged, and of leads taken up whose wait must be known.
_TOLD = 0.5


class Asked(StrEnum):
    """Kinds of changes, in the order they are told."""

    ANSWER = "answer"
    SELLERS = "sellers"
    TARGET = "target"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Aim:
    """Target share by ``points`` (0.05 is five points) in a channel, or in all where ``channel`` is None."""

    points: float
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Roubles a month from one channel to another."""

    source: int
    to: int
    amount: float


@dataclass(frozen=True, slots=True)
class Changes:
    """What is changed: every lead answered within so many hours, sellers more or fewer, target shares, budget."""

    within: float | None = None
    sellers: int = 0
    aims: tuple[Aim, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def kinds(self) -> tuple[Asked, ...]:
        """The kinds in it."""
        there = {
            Asked.ANSWER: self.within is not None, Asked.SELLERS: self.sellers != 0, Asked.TARGET: bool(self.aims),
            Asked.MOVE: bool(self.moves),
        }  # fmt: skip
        return tuple(kind for kind in Asked if there[kind])

    def only(self, kinds: frozenset[Asked]) -> Changes:
        """Some kinds of it."""
        return Changes(
            self.within if Asked.ANSWER in kinds else None,
            self.sellers if Asked.SELLERS in kinds else 0,
            self.aims if Asked.TARGET in kinds else (),
            self.moves if Asked.MOVE in kinds else (),
        )

    def points(self, channel: int) -> float:
        """By how much the target share of a channel is to rise."""
        return math.fsum(each.points for each in self.aims if each.channel in (None, channel))

    def more_spend(self, channel: int) -> float:
        """Roubles a week more for a channel."""
        amounts = [each.amount * ((each.to == channel) - (each.source == channel)) for each in self.moves]
        return math.fsum(amounts) / WEEKS_A_MONTH


class WhyNot(StrEnum):
    """Why a change, or everything, cannot be told."""

    FEW_SALES = "few_sales"
    NO_CONTACTS = "no_contacts"
    NO_FADING = "no_fading"
    NO_MINUTES = "no_minutes"
    NOBODY_LEFT = "nobody_left"
    NOT_JUDGED = "not_judged"
    NO_SPEND = "no_spend"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that is not told, or without a kind everything; ``channel`` is where it fails.

    ``numbers`` are what its sentence says.
    """

    kind: Asked | None
    why: WhyNot
    channel: int | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


def possible(company: Company, changes: Changes) -> tuple[Changes, tuple[Refused, ...]]:
    """The changes that the data can tell, and why the others are refused."""
    if company.sales < FEWEST_SALES:
        days = math.ceil(FEWEST_SALES / company.sales * company.days) if company.sales > 0 else 0
        numbers = {"sales": company.sales, "needed": FEWEST_SALES, "days": max(days, company.days + 1) if days else 0}
        return Changes(), (Refused(None, WhyNot.FEW_SALES, numbers=numbers),)
    checked = {
        Asked.ANSWER: _answer, Asked.SELLERS: _sellers, Asked.TARGET: _target, Asked.MOVE: _move,
    }  # fmt: skip
    refused = [found for kind in changes.kinds if (found := checked[kind](company, changes)) is not None]
    left = frozenset(changes.kinds) - {each.kind for each in refused if each.kind}
    return changes.only(left), tuple(refused)


def _answer(company: Company, changes: Changes) -> Refused | None:
    contacted = company.answered[0].sum()
    taken = company.leads[0].sum() * (1 - company.untaken)
    if contacted <= 0 or contacted < _TOLD * taken:
        return Refused(Asked.ANSWER, WhyNot.NO_CONTACTS, numbers={"share": float(contacted / max(taken, 1e-9))})
    if company.speed is None:
        return Refused(Asked.ANSWER, WhyNot.NO_FADING, numbers={"needed": FEWEST_FOR_SPEED})
    return None


def _sellers(company: Company, changes: Changes) -> Refused | None:
    if company.team is None:
        return Refused(Asked.SELLERS, WhyNot.NO_MINUTES)
    if company.team.sellers + changes.sellers < 1:
        return Refused(Asked.SELLERS, WhyNot.NOBODY_LEFT, numbers={"sellers": company.team.sellers})
    return None


def _target(company: Company, changes: Changes) -> Refused | None:
    if company.judged < _TOLD:
        return Refused(Asked.TARGET, WhyNot.NOT_JUDGED, numbers={"share": company.judged})
    return None


def _move(company: Company, changes: Changes) -> Refused | None:
    """A campaign stays within what was ever spent on it in a week, with the margin that proposals keep to."""
    touched = sorted({place for each in changes.moves for place in (each.source, each.to)})
    for channel in touched:
        spend = company.spend.get(channel)
        if spend is None or spend.now <= 0:
            return Refused(Asked.MOVE, WhyNot.NO_SPEND, channel)
        after = spend.now + changes.more_spend(channel)
        least, most = bounds(spend)
        if after < least * (1 - 1e-9):
            numbers = {"most": (spend.now - least) * WEEKS_A_MONTH, "now": spend.now * WEEKS_A_MONTH}
            return Refused(Asked.MOVE, WhyNot.TOO_LITTLE, channel, numbers)
        if after > most * (1 + 1e-9):
            numbers = {"most": (most - spend.now) * WEEKS_A_MONTH, "now": spend.now * WEEKS_A_MONTH}
            return Refused(Asked.MOVE, WhyNot.TOO_MUCH, channel, numbers)
    return None


def bounds(spend: Spend) -> tuple[float, float]:
    """Least and most roubles a week that a campaign may be thought to get; what it has now lies between."""
    return min(spend.least * (1 - MARGIN), spend.now), max(spend.most * (1 + MARGIN), spend.now)


def beyond_seen(company: Company, changes: Changes) -> tuple[int, ...]:
    """Channels whose spend would leave what was ever spent on them in a week."""
    found = []
    for channel in sorted({place for each in changes.moves for place in (each.source, each.to)}):
        spend = company.spend[channel]
        after = spend.now + changes.more_spend(channel)
        if not min(spend.least, spend.now) <= after <= max(spend.most, spend.now):
            found.append(channel)
    return tuple(found)
