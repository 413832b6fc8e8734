"""Where a change sits: a part is named only where it moved by more than its share, and its own volume by name."""

from __future__ import annotations

import numpy as np
import pytest

from tandem.diagnosis.rules.decomposition_factors import CHECK, MIX, RETURNED, TRAFFIC
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span, prepare
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_parts import Bar, ChannelPart, Split
from tandem.diagnosis.rules.decomposition_split import Paid, split
from tandem.diagnosis.rules.verdict import Verdict, judge
from tandem.diagnosis.rules.where import places_of, risen, volumes

BEFORE, AFTER, UNTIL = Span(0, 55), Span(56, 111), 160
CHANNELS = 4


def company(seed: int = 1, *, leads=lambda channel: 1.0, sells=lambda channel: 1.0, regulars: float = 1.0) -> Split:
    """Ten leads a day and channel, a quarter of which buys at 1,000; later by so many times. Regulars beside them."""
    random = np.random.default_rng(seed)
    day, channel, returning = [], [], []
    for each in range(AFTER.last + 1):
        later = each >= AFTER.first
        for number in range(CHANNELS):
            count = random.poisson(10 * (leads(number) if later else 1.0))
            day += [each] * count
            channel += [number] * count
            returning += [False] * count
        count = random.poisson(6 * (regulars if later else 1.0))
        day += [each] * count
        channel += [0] * count
        returning += [True] * count
    days, of = np.array(day), np.array(channel)
    times = np.array([sells(number) for number in range(CHANNELS)])[of]
    chance = 0.25 * np.where((days >= AFTER.first) & ~np.array(returning), times, 1.0)
    sold = random.random(len(days)) < chance
    unknown, nothing = np.full(len(days), np.nan), np.zeros(len(days))
    bought = np.where(sold, days + 3, NEVER)
    money = sold * random.lognormal(6.9, 0.2, len(days))
    history = History(
        day=days, came=days * 24.0, client=np.arange(len(days)), channel=of, seller=np.zeros(len(days), dtype=np.int64),
        judged=np.full(len(days), Judged.NOT_YET), reached_on=np.stack([days, bought]),
        lost_on=np.where(sold, NEVER, days + 5), handed=unknown, answered=unknown, paid=money, cash=money,
        paid_on=bought, agreed=nothing, list_price=nothing, deal_price=nothing, returning=np.array(returning),
    )  # fmt: skip
    no = Paid(np.zeros(BEFORE.days), np.zeros(BEFORE.days))
    prepared = prepare(
        history, before=BEFORE, after=AFTER, until=UNTIL, stages=("processed", "won"),
        clicks=np.zeros((BEFORE.days + AFTER.days, CHANNELS)), paid=(no, no), sellers=1, first_weekday=0,
    )  # fmt: skip
    return split(prepared.periods)


def test_the_one_channel_that_sells_less_is_the_place():
    found = company(sells=lambda channel: 0.2 if channel == 2 else 1.0)

    assert places_of(found.bar("won"), found.limit).channels == (2,)
    assert judge(found, owners={}, days=56).of("won").channels == (2,)


def test_what_befalls_all_channels_alike_has_no_place_though_each_stands_out():
    found = company(sells=lambda channel: 0.4)

    judged = judge(found, owners={}, days=56).of("won")

    assert sum(part.sure for part in judged.bar.channels) >= 2
    assert judged.verdict is Verdict.CAUSE
    assert judged.channels == ()


def test_traffic_is_told_where_it_fell_and_not_spread_over_channels_by_what_they_are_worth():
    found = company(leads=lambda channel: 0.2 if channel == 1 else 1.1)

    moved = volumes(found)

    assert found.bar(TRAFFIC).amount < 0
    assert all(part.amount <= 0 for part in found.bar(TRAFFIC).channels)
    assert [part.channel for part in moved.channels if part.amount < 0] == [1]
    assert places_of(moved, found.limit).channels == (1,)
    both = found.bar(TRAFFIC).amount + found.bar(MIX).amount
    assert sum(part.amount for part in moved.channels) == pytest.approx(both)


def test_a_mix_is_named_by_the_channel_that_grew():
    found = company(leads=lambda channel: 3.0 if channel == 3 else 1.0)

    assert risen(found.bar(MIX), found.limit) == (3,)


def test_regular_clients_who_stay_away_are_a_cause_and_their_growth_is_nobodys():
    fewer = judge(company(regulars=0.1), owners={}, days=56).of(RETURNED)
    more = judge(company(regulars=3.0), owners={}, days=56).of(RETURNED)

    assert (fewer.verdict, fewer.side) == (Verdict.CAUSE, None)
    assert more.verdict is Verdict.NOBODYS


@pytest.mark.parametrize("moved", [True, False])
def test_how_surely_a_wait_costs_money_is_no_doubt_of_whose_it_is(moved):
    random = np.random.default_rng(2)
    costs = np.abs(random.normal(1.0, 0.6, 500)) + 0.01
    of = [0.0, -900.0, -20.0]
    draws = [costs * (amount + random.normal(0, 15, 500)) for amount in of]
    parts = tuple(
        ChannelPart(at, amount, -2000.0, 0.0, drawn, False, 1.0, 0.9, stake=100.0, moved=moved and at == 1)
        for at, (amount, drawn) in enumerate(zip(of, draws, strict=True))
    )
    bar = Bar("answer_wait", -920.0, -2000.0, 0.0, 500.0, True, 1.0, 3.0, parts)

    assert places_of(bar, 3.5).channels == ((1,) if moved else ())


def test_a_part_that_stands_out_while_the_others_hardly_moved_is_the_place_though_its_size_is_not_known_well():
    random = np.random.default_rng(2)
    draws = [random.normal(amount, 200, 500) for amount in (-700.0, -50.0, 20.0)]
    parts = tuple(
        ChannelPart(at, amount, -1000.0, 0.0, drawn, at == 0, 1.0, 0.9, stake=100.0, moved=at == 0)
        for at, (amount, drawn) in enumerate(zip((-700.0, -50.0, 20.0), draws, strict=True))
    )
    bar = Bar("target", -730.0, -1100.0, -300.0, 300.0, True, 1.0, 0.8, parts)

    assert places_of(bar, 3.5).channels == (0,)


def test_a_bar_without_channels_has_no_place():
    found = company(regulars=0.1)

    assert places_of(found.bar(RETURNED), found.limit).channels == ()
    assert places_of(found.bar(CHECK), found.limit).channels == ()
