"""The portrait of a history: who buys, by clauses; or what the history lacks before anything can be said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import Estimate, wilson
from tandem.portrait.rules.conditions import Attribute, Flags, covered, union_text
from tandem.portrait.rules.confirming import Finding, Verdict, confirm, lift
from tandem.portrait.rules.drift import SHIFTED, shift
from tandem.portrait.rules.searching import Told, search
from tandem.portrait.rules.table import Tally

#: What each half of the history must hold before a clause is sought: of buyers and of others.
NEEDED = 25


class Useless(StrEnum):
    """Why a column says nothing of who buys."""

    UNKNOWN = "unknown"
    CONSTANT = "constant"
    #: Nearly every lead has a value of its own.
    SCATTERED = "scattered"


@dataclass(frozen=True, slots=True)
class History:
    """Leads whose outcome is known, in any order: what was known of each, whether it bought, whose and when it was.

    ``clients`` and ``days`` are whole numbers; leads of one client never stand on both sides of the split.
    """

    attributes: tuple[Attribute, ...]
    bought: Flags
    clients: NDArray[np.int64]
    days: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shortage:
    """What the history lacks: ``have`` of ``need`` buyers or others in the poorer half, ``more`` leads would do.

    ``more`` is None where no number of the same leads would: not one of the missing kind has been seen.
    """

    of_buyers: bool
    have: int
    need: int
    more: int | None


@dataclass(frozen=True, slots=True)
class Portrayal:
    """What was found. ``rest`` is the rate of those whom no confirmed clause is true of, on the leads held back."""

    leads: int
    buyers: int
    searched: int
    held: int
    held_buyers: int
    base: Estimate
    findings: tuple[Finding, ...]
    #: All confirmed clauses together.
    together: Finding | None
    rest: Estimate | None
    conditions: int
    clauses: int
    useless: tuple[tuple[str, Useless], ...] = ()
    #: Columns whose values have moved between the half searched and the half held back, with their PSI.
    shifted: tuple[tuple[str, float], ...] = ()
    shortage: tuple[Shortage, ...] = ()

    @property
    def confirmed(self) -> tuple[Finding, ...]:
        """The clauses that hold on the leads held back."""
        return tuple(each for each in self.findings if each.verdict is Verdict.CONFIRMED)


def held_back(clients: NDArray[np.int64], days: NDArray[np.int64]) -> Flags:
    """The later half: leads of clients who first came after the middle lead of the history.

    By time, since a portrait is made for leads to come; by client, since two leads of one client are no two witnesses.
    """
    if not len(days):
        return np.zeros(0, dtype=bool)
    _, place = np.unique(clients, return_inverse=True)
    first = np.full(int(place.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, place, days)
    came = first[place]
    return np.asarray(came > np.quantile(came, 0.5, method="lower"))


def find(history: History, progress: Told = lambda part: None) -> Portrayal:
    """Search the earlier half, confirm on the later one."""
    bought, held = history.bought, held_back(history.clients, history.days)
    useless = [(each.name, why) for each in history.attributes if (why := _useless(each)) is not None]
    names = {name for name, _ in useless}
    attributes = [each for each in history.attributes if each.name not in names]
    shortage = _shortage(bought, held)
    shifted = sorted(
        ((each.name, round(moved, 3)) for each in attributes if (moved := shift(each, held)) >= SHIFTED),
        key=lambda each: -each[1],
    ) if held.any() and not held.all() else []  # fmt: skip
    base = wilson(int(bought[held].sum()), int(held.sum()))
    known = Portrayal(
        leads=len(bought), buyers=int(bought.sum()), searched=int((~held).sum()), held=int(held.sum()),
        held_buyers=int(bought[held].sum()), base=base, findings=(), together=None, rest=None, conditions=0, clauses=0,
        useless=tuple(useless), shifted=tuple(shifted), shortage=shortage,
    )  # fmt: skip
    if shortage or not attributes:
        progress(1.0)
        return known
    early = [each.of(~held) for each in attributes]
    found = search(early, bought[~held], progress)
    findings = confirm(found.proposed, attributes, bought, held)
    confirmed = [each for each in findings if each.verdict is Verdict.CONFIRMED]
    together, rest = _together(confirmed, attributes, bought, held)
    return Portrayal(
        leads=known.leads, buyers=known.buyers, searched=known.searched, held=known.held,
        held_buyers=known.held_buyers, base=base, findings=findings, together=together, rest=rest,
        conditions=found.conditions, clauses=found.clauses, useless=known.useless, shifted=known.shifted,
    )  # fmt: skip


def _together(
    confirmed: Sequence[Finding], attributes: Sequence[Attribute], bought: Flags, held: Flags
) -> tuple[Finding | None, Estimate | None]:
    if not confirmed:
        return None, None
    inside = np.zeros(len(bought), dtype=bool)
    for each in confirmed:
        inside |= covered(each.clause, attributes)
    whole, part = _tally(inside, bought), _tally(inside[held], bought[held])
    rest = wilson(part.buyers_outside, part.outside)
    text = union_text([each.clause for each in confirmed])
    return (
        Finding(
            clause=(), text=text, verdict=Verdict.CONFIRMED, chance=max(each.chance for each in confirmed), whole=whole,
            held=part, inside=wilson(part.buyers_inside, part.inside), outside=rest, lift=lift(part),
        ),
        rest,
    )  # fmt: skip


def _tally(inside: Flags, bought: Flags) -> Tally:
    return Tally(int(inside.sum()), int((inside & bought).sum()), len(bought), int(bought.sum()))


def _useless(attribute: Attribute) -> Useless | None:
    known = attribute.known
    if not known.any():
        return Useless.UNKNOWN
    values = attribute.codes if attribute.codes is not None else attribute.numbers
    assert values is not None
    different = len(np.unique(values[known]))
    if different == 1 and known.all():
        return Useless.CONSTANT
    if attribute.codes is not None and different > max(50, 0.5 * int(known.sum())):
        return Useless.SCATTERED
    return None


def _shortage(bought: Flags, held: Flags) -> tuple[Shortage, ...]:
    """Each kind of lead that one half has too few of, and how many leads more would bring them at the usual rate."""
    lacking = []
    for of_buyers, kind in ((True, bought), (False, ~bought)):
        have = min(int(kind[held].sum()), int(kind[~held].sum()))
        if have < NEEDED:
            share = float(kind.mean()) if len(kind) else 0.0
            more = math.ceil(2 * (NEEDED - have) / share) if share else None
            lacking.append(Shortage(of_buyers, have, NEEDED, more))
    return tuple(lacking)
