"""Where a month loses money, each rouble once: leads nobody took, late answers, the wrong audience, time, discount.

A lead is lost for one reason, the first that holds of: it was won (then only its discount is given away), its audience
was wrong, nobody took it up, it was answered late. What the wrong audience cost is what was spent on it; what an
untaken or late lead cost is the sale that was to be expected of it. Where the hours of a month did not suffice, that is
why leads were left and late: so much of those two lines as the missing hours would have served moves, in this order, to
work that is no selling, to interruptions, and what is left of it to overload. The lines therefore add up to the whole,
and the whole is never more than all that was there to lose. Pure.

Intervals are the quantiles of draws: chances to buy from the cases they rest on (Beta), what waiting does from its
curves, what a sale brings from its standard error (normal), the target share of each campaign from its shrunken
interval.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tandem.basics.intervals import LEVEL, Estimate, normal_quantile
from tandem.diagnosis.rules.decomposition_speed import Speed

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]
type Flags = NDArray[np.bool_]

DRAWS, _SEED = 1_000, 20_260_101
#: Waits are put together in steps of so small a part that no kopeck depends on it.
_STEP = 0.02


class Line(StrEnum):
    """What money is lost by, in the order of the page."""

    UNTAKEN = "untaken"
    LATE = "late"
    AUDIENCE = "audience"
    CHORES = "chores"
    INTERRUPTIONS = "interruptions"
    OVERLOAD = "overload"
    DISCOUNT = "discount"


#: Lines that leads are assigned to, and the number each has in `assigned`; −1 is none.
OF_LEADS = (Line.UNTAKEN, Line.LATE, Line.AUDIENCE, Line.DISCOUNT)
NONE = -1


@dataclass(frozen=True, slots=True)
class Leads:
    """One row a lead of the month: ``chance`` is a place in the list of chances, ``check`` what a sale brings.

    ``waited`` are hours until the first contact beyond those that were agreed, 0 where it was in time; ``given`` is
    what was let off the list price of a won deal, ``agreed`` how many hours were agreed.
    """

    chance: Ints
    check: Floats
    waited: Floats
    won: Flags
    non_target: Flags
    untaken: Flags
    given: Floats
    agreed: float = 0.0


@dataclass(frozen=True, slots=True)
class Campaigns:
    """One row a campaign: what was spent, the target share it was to have, and the one it has, with its interval."""

    spent: Floats
    planned: Floats
    share: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of the month that were missing, those that chores and interruptions took, and minutes a lead takes."""

    missing: float
    chores: float
    interruptions: float
    norm: Estimate


@dataclass(frozen=True, slots=True)
class Known:
    """What the year before tells: the chance to buy by place, what waiting leaves of it, and what sales bring.

    ``speed`` are curves of waiting, None where they are not known; ``checks`` the relative standard error of the mean
    sale.
    """

    chances: tuple[Estimate, ...]
    cases: tuple[tuple[int, int], ...]
    speed: Speed | None
    checks: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A line in roubles with its interval, and the leads assigned to it."""

    amount: float
    low: float
    high: float
    leads: int


@dataclass(frozen=True, slots=True)
class Losses:
    """All lines and their sum; ``most`` is all there was to lose."""

    lines: Mapping[Line, Lost]
    total: Lost
    most: float


def assigned(leads: Leads) -> Ints:
    """The line of each lead, as a place in `OF_LEADS`; `NONE` where nothing was lost."""
    lines = np.full(leads.chance.size, NONE, dtype=np.int64)
    late = leads.waited > 0
    for line, holds in (
        (Line.LATE, late), (Line.UNTAKEN, leads.untaken), (Line.AUDIENCE, leads.non_target),
    ):  # fmt: skip
        lines[holds] = OF_LEADS.index(line)
    lines[leads.won] = np.where(leads.given[leads.won] > 0, OF_LEADS.index(Line.DISCOUNT), NONE)
    return lines


def losses(leads: Leads, known: Known, *, campaigns: Campaigns | None, hours: Hours | None) -> Losses:
    """The ledger of a month. Without ``campaigns`` or ``hours`` their lines are nought, and the caller says why."""
    of = assigned(leads)
    dice = np.random.default_rng(_SEED)
    chances = _chances(known, dice)
    checks = _around(1.0, known.checks, dice, at_least=0.0)
    untaken = _expected(leads, of == OF_LEADS.index(Line.UNTAKEN), chances) * checks
    late = _late(leads, of == OF_LEADS.index(Line.LATE), chances, known) * checks
    worth = _expected(leads, np.ones(of.size, dtype=bool), chances) * checks
    moved, parts = _by_hours(untaken + late, worth, of.size, hours, dice)
    left = 1 - moved
    given = float(leads.given[of == OF_LEADS.index(Line.DISCOUNT)].sum())
    amounts: dict[Line, Floats] = {
        Line.UNTAKEN: untaken * left,
        Line.LATE: late * left,
        Line.AUDIENCE: _audience(campaigns, dice),
        **{line: (untaken + late) * moved * part for line, part in parts.items()},
        Line.DISCOUNT: np.full(DRAWS + 1, given),
    }
    counts = {line: int((of == at).sum()) for at, line in enumerate(OF_LEADS)}
    lines = {line: _lost(amounts[line], counts.get(line, 0)) for line in Line}
    total = _lost(np.sum(np.stack(list(amounts.values())), axis=0), int((of != NONE).sum()))
    spent = 0.0 if campaigns is None else float(campaigns.spent.sum())
    return Losses(lines, total, float(worth[0]) + spent + given)


def _chances(known: Known, dice: np.random.Generator) -> Floats:
    """Chances by draw and place: the first row are the values themselves."""
    values = np.array([each.value or 0.0 for each in known.chances])
    drawn = np.stack([dice.beta(won + 0.5, n - won + 0.5, DRAWS) for won, n in known.cases], axis=1)
    return np.concatenate((values[None, :], drawn))


def _around(value: float, error: float, dice: np.random.Generator, *, at_least: float) -> Floats:
    drawn = np.maximum(dice.normal(value, error, DRAWS), at_least)
    return np.concatenate(([value], drawn))


def _expected(leads: Leads, which: Flags, chances: Floats) -> Floats:
    """Sales to be expected of some leads in roubles, by draw."""
    checks = np.bincount(leads.chance[which], weights=leads.check[which], minlength=chances.shape[1])
    return np.asarray(chances @ checks)


def _late(leads: Leads, which: Flags, chances: Floats, known: Known) -> Floats:
    """What of them waiting cost: of a lead not won, the chance that it would have been, ``p(1−g) ÷ (1−pg)``.

    ``g`` is what is left of the chance that there was when the hours agreed had passed.
    """
    if known.speed is None or not which.any():
        return np.zeros(DRAWS + 1)
    steps = np.rint(np.log1p(leads.waited[which]) / _STEP).astype(np.int64)
    cells, place = np.unique(np.stack((leads.chance[which], steps)), axis=1, return_inverse=True)
    weights = np.bincount(place.ravel(), weights=leads.check[which], minlength=cells.shape[1])
    hours = leads.agreed + np.expm1(cells[1] * _STEP)
    in_time = known.speed.by_draw(np.array([[leads.agreed]]), DRAWS)
    stays = known.speed.by_draw(hours[None], DRAWS) / in_time
    chance = chances[:, cells[0]]
    gone = chance * (1 - stays) / np.maximum(1 - chance * stays, 1e-12)
    return np.asarray(gone @ weights)


def _audience(campaigns: Campaigns | None, dice: np.random.Generator) -> Floats:
    """Spent on non-target leads beyond those that were planned for."""
    if campaigns is None:
        return np.zeros(DRAWS + 1)
    value = np.array([each.value or 0.0 for each in campaigns.share])
    error = np.array([(each.high - each.low) / (2 * normal_quantile()) for each in campaigns.share])
    shares = np.concatenate((value[None, :], dice.normal(value, error, (DRAWS, value.size)))).clip(0, 1)
    return np.asarray(np.maximum(campaigns.planned - shares, 0.0) @ campaigns.spent)


def _by_hours(
    lost: Floats, worth: Floats, leads: int, hours: Hours | None, dice: np.random.Generator
) -> tuple[Floats, dict[Line, float]]:
    """The part of what untaken and late leads cost that missing hours explain, and how that part is split."""
    none = {Line.CHORES: 0.0, Line.INTERRUPTIONS: 0.0, Line.OVERLOAD: 0.0}
    if hours is None or hours.missing <= 0 or not hours.norm.value or not leads:
        return np.zeros(lost.size), none
    spread = (hours.norm.high - hours.norm.low) / (2 * normal_quantile())
    norm = _around(hours.norm.value, spread if np.isfinite(spread) else 0.0, dice, at_least=1.0)
    missing = hours.missing / norm * worth / leads
    moved = np.divide(np.minimum(missing, lost), lost, out=np.zeros(lost.size), where=lost > 0)
    chores = min(hours.chores, hours.missing)
    interruptions = min(hours.interruptions, hours.missing - chores)
    rest = hours.missing - chores - interruptions
    minutes = {Line.CHORES: chores, Line.INTERRUPTIONS: interruptions, Line.OVERLOAD: rest}
    return moved, {line: each / hours.missing for line, each in minutes.items()}


def _lost(amounts: Floats, leads: int) -> Lost:
    low, high = np.quantile(amounts[1:], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    value = float(amounts[0])
    return Lost(value, min(float(low), value), max(float(high), value), leads)
