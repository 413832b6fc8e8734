"""From sums of two periods to the factors of revenue, and to what each did: exact for every draw at once. Pure.

The chain, in each channel: days × leads a day × share of the channel × leads a click × target share × processed × what
is left after the wait for a hand-over × after the wait for an answer × stage by stage to the sale × check × discount.
Each factor is the ratio of one sum to the one before it, so their product *is* what the leads of the period bring. What
is no product has its line: channels that came or went, people who had bought before, one huge deal, and money of other
days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition import shapley_weights
from tandem.diagnosis.rules.decomposition_leads import HUGE, RETURNING, Sums, done_so_far
from tandem.diagnosis.rules.decomposition_links import Inside, ratio, target_shares, told_of, waits_left

type Floats = NDArray[np.float64]

#: Sales of all by which a channel's own mean check is steadied where its leads are yet to buy.
_CHECK_PULL = 3.0

DAYS, TRAFFIC, MIX, LEAD_RATE, TARGET, PROCESSED = "days", "traffic", "mix", "lead_rate", "target", "processed"
HANDOVER, ANSWER, CHECK, DISCOUNT = "handover_wait", "answer_wait", "check", "discount"
ENTERED, LEFT, RETURNED, LARGE = "channels_came", "channels_went", "returning", "huge_deal"
EARLIER, LATER, UNMATCHED = "earlier_leads", "still_to_come", "without_lead"

#: Lines that are no factor of the chain, in the order they are shown.
APART = (ENTERED, LEFT, RETURNED, LARGE, EARLIER, LATER, UNMATCHED)


@dataclass(frozen=True, slots=True)
class Chain:
    """Which links of the chain the data can tell apart; what they cannot stays inside the next one.

    ``stages`` are the keys of the rows of ``reached``; the first of them is ``processed``.
    """

    stages: tuple[str, ...]
    clicks: bool = False
    judged: bool = True
    waits: bool = True
    prices: bool = False

    @property
    def factors(self) -> tuple[str, ...]:
        """The keys, in the order of the chain."""
        return (
            DAYS, TRAFFIC, MIX, *((LEAD_RATE,) if self.clicks else ()), *((TARGET,) if self.judged else ()), PROCESSED,
            *((HANDOVER, ANSWER) if self.waits else ()), *self.stages[1:], CHECK,
            *((DISCOUNT,) if self.prices else ()),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """Money of the period that none of its leads brought: shape ``(draws,)`` each."""

    earlier: Floats
    unmatched: Floats


@dataclass(frozen=True, slots=True)
class Effects:
    """What every factor and line did: ``factors`` is ``(factors, draws, channels)``, ``lines`` ``(lines, draws)``.

    ``levels`` are the factors themselves, ``(2, factors, draws, channels)``, ``worth_of`` what one unit more of each is
    worth; ``worth`` is what the leads of each period bring in the end, ``(2, draws)``, ``revenue`` what was paid in it.
    """

    factors: Floats
    lines: Floats
    levels: Floats
    worth_of: Floats
    worth: Floats
    revenue: Floats


def expected_worth(of: Sums) -> tuple[Floats, Floats]:
    """What leads bring in the end, and how many reach each stage: shapes ``(draws, channels)`` and ``(stages, …)``.

    Observed, and for open leads their chance by history, scaled by how the channel's leads of the period have done so
    far. A mature period is what was observed, to the coin.
    """
    ever = of.reached + of.later * done_so_far(of.reached, of.expected)
    # A lead at a stage has passed those before it, also where histories of the stages differ.
    for stage in reversed(range(len(ever) - 1)):
        ever[stage] = np.maximum(ever[stage], ever[stage + 1])
    paid = of.money + of.due
    sold = of.reached[-1]
    usual = paid.sum(axis=-1, keepdims=True) / np.maximum(sold.sum(axis=-1, keepdims=True), 1.0)
    check = (paid + _CHECK_PULL * usual) / (sold + _CHECK_PULL)
    return paid + (ever[-1] - sold) * check, ever


def effects(
    before: Sums, after: Sums, chain: Chain, *, came: Sequence[int], went: Sequence[int], left: Floats,
    outside: tuple[Outside, Outside], calendar: tuple[float, float] = (1.0, 1.0), nothing: Floats | None = None,
) -> Effects:  # fmt: skip
    """Split the difference; ``came`` and ``went`` are channels with leads in one period only.

    ``left`` has the shape ``(draws, steps, steps)``: what is left of a chance after a wait for the hand-over and one
    for the answer. ``calendar`` is how many leads the days of each period are worth by their weekdays, in any unit.
    ``nothing`` is the share of target labels at which leads would bring nothing, ``(draws,)``; 0 where it is not given.
    """
    sides = [(each, *expected_worth(each)) for each in (before, after)]
    channels = before.leads.shape[-1]
    apart = {*came, *went, channels + RETURNING, channels + HUGE}
    inside = [at for at in range(channels) if at not in apart]
    # Waits and prices are known of some leads only; where a channel tells nothing in one period, no change is seen.
    waits = waits_left(before, after, inside, left)
    listed = told_of(*([ratio(side.deal_price[..., inside], side.list_price[..., inside])] for side in (before, after)))
    within = [Inside(side.leads[..., inside], worth[..., inside], ever[..., inside]) for side, worth, ever in sides]
    targets = target_shares((before, after), within, inside, np.zeros(1) if nothing is None else nothing)
    told = told_of(
        *(
            _ratios(each, chain, share, list(clocks), price[0])
            for each, share, clocks, price in zip(within, targets, waits, listed, strict=True)
        )
    )
    volumes = _volumes((within[0].leads, within[1].leads), _clicks(before, after, inside), chain, calendar)
    levels = np.concatenate([np.stack(volumes), told], axis=1)
    worth_of = np.zeros((levels.shape[1], levels.shape[2], channels))
    worth_of[..., inside] = shapley_weights(levels[0], levels[1])
    full = np.full((2, *worth_of.shape), np.nan)
    full[..., inside] = levels
    found = np.nan_to_num(full[1] - full[0]) * worth_of
    worth = np.stack([side[1].sum(axis=-1) for side in sides])
    difference = sides[1][1] - sides[0][1]
    timing = [
        (where.earlier, side[0].cash.sum(axis=-1) - side[1].sum(axis=-1), where.unmatched)
        for where, side in zip(outside, sides, strict=True)
    ]
    lines = np.stack(
        [
            difference[..., list(came)].sum(axis=-1),
            difference[..., list(went)].sum(axis=-1),
            difference[..., RETURNING],
            difference[..., HUGE],
            *(then - now for now, then in zip(*timing, strict=True)),
        ]
    )
    revenue = np.stack([total + sum(moved) for total, moved in zip(worth, timing, strict=True)])
    return Effects(found, lines, full, worth_of, worth, revenue)


def _ratios(of: Inside, chain: Chain, share: Floats, waits: list[Floats], listed: Floats) -> list[Floats]:
    """The factors after the volume; undefined where there was nothing to divide by."""
    leads, worth, ever = of.leads, of.worth, of.ever
    links: list[Floats] = []
    carried = leads
    if chain.judged:
        links.append(share)
        carried = carried * share
    links.append(ratio(ever[0], leads))
    carried = carried * np.nan_to_num(links[-1])
    if chain.waits:
        links += waits
        carried = carried * waits[0] * waits[1]
    for stage in ever[1:]:
        links.append(ratio(stage, carried))
        carried = stage
    if chain.prices:
        listed = np.where(listed > 0, listed, 1.0)
        links += [ratio(worth, carried * listed), listed]
    else:
        links.append(ratio(worth, carried))
    return links


def _clicks(before: Sums, after: Sums, inside: list[int]) -> tuple[Floats, Floats]:
    return before.clicks[..., inside], after.clicks[..., inside]


def _volumes(
    leads: tuple[Floats, Floats], clicks: tuple[Floats, Floats], chain: Chain, calendar: tuple[float, float]
) -> list[Floats]:
    """Days, traffic a day, each channel's share of it, and leads a click: ``(factors, draws, channels)`` a side.

    Traffic of a channel whose clicks are known in both periods is counted in clicks, at the leads that they usually
    make; of all others in leads.
    """
    first, second = leads
    known = (clicks[0] > 0) & (clicks[1] > 0) & (first > 0) & (second > 0)
    usual = np.where(known, (first + second) / np.maximum(clicks[0] + clicks[1], 1e-300), 0.0)
    found = []
    for count, clicked, days in zip(leads, clicks, calendar, strict=True):
        rate = (
            np.where(known, count / np.maximum(clicked * usual, 1e-300), 1.0) if chain.clicks else np.ones_like(count)
        )
        volume = count / rate
        total = volume.sum(axis=-1, keepdims=True)
        share = volume / np.maximum(total, 1e-300)
        links = [np.full_like(volume, days), np.broadcast_to(total / days, volume.shape), share]
        links += [rate] if chain.clicks else []
        found.append(np.stack(links))
    return found
