"""The figures beside a bar are those of its factor: they never speak against the money."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition_factors import CHECK, HANDOVER, TARGET, TRAFFIC
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span, prepare
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_parts import Split
from tandem.diagnosis.rules.decomposition_split import Paid, split
from tandem.diagnosis.why_levels import Levels, agrees, levels_beside

BEFORE, AFTER, UNTIL = Span(0, 27), Span(28, 55), 120


def history(*channel_of_day):
    """For each channel, before and after: leads a day, and how many of them are target leads and buy."""
    day, channel, target = [], [], []
    for number, sides in enumerate(channel_of_day):
        for span, (a_day, buys) in zip((BEFORE, AFTER), sides, strict=True):
            for each in range(span.first, span.last + 1):
                day += [each] * a_day
                channel += [number] * a_day
                target += [place < buys for place in range(a_day)]
    days, good = np.array(day), np.array(target)
    unknown, nothing = np.full(len(days), np.nan), np.zeros(len(days))
    bought = np.where(good, days + 3, NEVER)
    return History(
        day=days, came=days * 24.0, client=np.arange(len(days)), channel=np.array(channel),
        seller=np.zeros(len(days), dtype=np.int64),
        judged=np.where(good, Judged.TARGET, Judged.NON_TARGET), reached_on=np.stack([days, bought]),
        lost_on=np.where(good, NEVER, days + 3), handed=unknown, answered=unknown, paid=good * 1000.0,
        cash=good * 1000.0, paid_on=bought, agreed=nothing, list_price=nothing, deal_price=nothing,
        returning=np.zeros(len(days), dtype=np.bool_),
    )  # fmt: skip


def parts(of: History, clicks: np.ndarray) -> Split:
    nothing = (Paid(np.zeros(28), np.zeros(28)), Paid(np.zeros(28), np.zeros(28)))
    made = prepare(
        of, before=BEFORE, after=AFTER, until=UNTIL, stages=("processed", "won"), clicks=clicks, paid=nothing,
        sellers=1, first_weekday=3,
    )  # fmt: skip
    return split(made.periods, draws=50)


def test_requests_that_stayed_while_clicks_halved_are_less_traffic_and_more_requests_a_click():
    clicks = np.zeros((56, 2))
    clicks[:28, 0], clicks[28:, 0] = 100, 50

    found = parts(history([(4, 2), (4, 2)]), clicks)
    traffic, rate = found.bar(TRAFFIC), found.bar("lead_rate")
    shown = levels_beside(traffic, traffic.amount, found, 28)

    assert (traffic.before, traffic.after) == (112, 112)
    assert traffic.amount == pytest.approx(-rate.amount)
    assert traffic.amount < 0
    # 4,200 clicks made 224 requests, so 100 a day usually make 5.3 and 50 a day half as many.
    assert (shown.before, shown.after) == pytest.approx((2800 * 224 / 4200 / 28, 1400 * 224 / 4200 / 28))


def test_a_share_that_rose_by_the_mix_alone_does_not_stand_beside_its_fall_in_every_channel():
    # The good channel grows from a third to most; in both the share falls a little.
    found = parts(history([(10, 8), (20, 15)], [(20, 4), (8, 1)]), np.zeros((56, 3)))
    target = found.bar(TARGET)

    assert target.before is not None
    assert target.after is not None
    assert target.after > target.before
    assert target.amount < 0
    assert levels_beside(target, target.amount, found, 28) == Levels()


@given(st.floats(0, 1e3), st.floats(0, 1e3), st.floats(-1e6, 1e6))
def test_what_is_shown_never_speaks_against_the_money(before, after, amount):
    shown = Levels(before, after)

    assert agrees(CHECK, shown, amount) == ((after - before) * amount >= 0)
    assert agrees(HANDOVER, shown, amount) == ((after - before) * amount <= 0)
    assert agrees(CHECK, Levels(None, after), amount)
