"""Waits of the newest leads are not known yet unless they were short; known ones stand for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.diagnosis.rules.decomposition_factors import ANSWER, HANDOVER
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span, prepare
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_parts import Split
from tandem.diagnosis.rules.decomposition_seen import MOST_PER_WAIT, followed_until, stands_for
from tandem.diagnosis.rules.decomposition_split import Paid, split

BEFORE, AFTER = Span(0, 27), Span(28, 55)
HOURS = (AFTER.last + 1) * 24


def weights(hours, followed, *, gone=np.inf, strata=0) -> np.ndarray:
    told = np.asarray(hours, dtype=float)
    watched, lost = (np.broadcast_to(np.asarray(each, dtype=float), told.shape) for each in (followed, gone))
    return stands_for(told, watched, lost, np.broadcast_to(np.asarray(strata), told.shape))


def product_limit(hours: np.ndarray, followed: np.ndarray) -> dict[float, float]:
    """The part of all that is reached at each moment, as Kaplan and Meier wrote it down."""
    found, waiting = {}, 1.0
    end = np.where(np.isnan(hours), followed, hours)
    for moment in np.unique(hours[~np.isnan(hours)]):
        at_risk, reached = (end >= moment).sum(), (hours == moment).sum()
        found[float(moment)] = waiting * reached / at_risk
        waiting *= 1 - reached / at_risk
    return found


def test_known_waits_stand_for_those_who_were_not_watched_as_long():
    """Reached after 1, 3 and 5 hours; two more were watched for 2 and for 4."""
    found = weights([1, np.nan, 3, np.nan, 5], [9, 2, 9, 4, 9])

    assert found == pytest.approx([1, 0, 4 / 3, 0, 8 / 3])


leads = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=40)


@given(leads)
def test_it_is_the_product_limit_of_the_waits(pairs):
    waits, watched = np.array(pairs, dtype=float).T
    hours = np.where(waits <= watched, waits, np.nan)

    found = weights(hours, watched)

    for moment, part in product_limit(hours, watched).items():
        told, most = found[hours == moment], min(part * len(hours) / (hours == moment).sum(), MOST_PER_WAIT)
        assert told == pytest.approx(most)


@given(leads, st.integers(0, 3))
def test_where_every_wait_is_known_or_nothing_was_to_come_each_stands_for_itself(pairs, lost):
    waits, watched = np.array(pairs, dtype=float).T
    hours = np.where(np.arange(len(waits)) < lost, np.nan, waits)

    assert weights(hours, watched, gone=np.where(np.isnan(hours), watched - 0.5, np.inf)).tolist() == (
        (~np.isnan(hours)).astype(float).tolist()
    )


def test_whoever_is_never_reached_is_no_long_wait():
    """Half of the leads of two months ago have no contact: what is known of the rest stays as it is."""
    hours = np.where(np.arange(100) % 2, np.nan, np.arange(100) / 2.0)

    assert weights(hours, 60 * 24.0).tolist() == (~np.isnan(hours)).astype(float).tolist()


def test_of_what_nobody_knows_nothing_is_known():
    nobody = np.full(5, np.nan)

    assert not weights(nobody, followed_until(nobody, np.arange(5.0))).any()


def test_a_single_wait_stands_for_no_more_than_ten_leads():
    assert weights([*[np.nan] * 99, 20], [*[10] * 99, 30]).max() == MOST_PER_WAIT


def test_leads_after_the_last_that_is_known_change_no_share_of_the_waits():
    """Calls were taken in up to the tenth day, requests for twenty days: the later half tells nothing of waiting."""
    came = np.repeat(np.arange(20) * 24.0, 4)
    hours = np.where(came < 240, np.tile([0.0, 1, 2, 23.0], 20), np.nan)

    found = weights(hours, followed_until(hours, came))

    assert found[~np.isnan(hours)] == pytest.approx(2.0)


def test_leads_of_one_stratum_say_nothing_of_another():
    hours = [1, np.nan, 5, 1, 2, 5]

    found = weights(hours, [9, 3, 9, 9, 9, 9], strata=[0, 0, 0, 1, 1, 1])

    assert found == pytest.approx([1, 0, 2, 1, 1, 1])


def company(seed: int = 3, *, hidden: bool = True, told: bool = True, slower: float = 1.0) -> Split:
    """A company that hands over and answers in about half a day each, requests of a Sunday in two days.

    ``hidden``: what lies after the last day is not known yet. ``told``: hand-overs are. ``slower`` in the later period.
    """
    random = np.random.default_rng(seed)
    day = np.sort(random.integers(BEFORE.first, AFTER.last + 1, 6000))
    came = day * 24 + random.uniform(0, 24, len(day))
    times = np.where(day >= AFTER.first, slower, 1.0) * np.where(day % 7 == 6, 6, 1)
    handed = random.lognormal(2, 1, len(day))
    answered = handed + random.lognormal(2, 1, len(day)) * times
    sold = random.random(len(day)) < 0.5 * (1 + answered) ** -0.4
    if hidden:
        handed, answered = (np.where(came + each < HOURS, each, np.nan) for each in (handed, answered))
    unknown, nothing = np.full(len(day), np.nan), np.zeros(len(day))
    bought, money = np.where(sold, day, NEVER), sold * 1000.0
    history = History(
        day=day, came=came, client=np.arange(len(day)), channel=np.zeros(len(day), dtype=np.int64),
        seller=np.zeros(len(day), dtype=np.int64), judged=np.full(len(day), Judged.TARGET),
        reached_on=np.stack([day, bought]), lost_on=np.full(len(day), NEVER), handed=handed if told else unknown,
        answered=answered, paid=money, cash=money, paid_on=bought, agreed=nothing, list_price=nothing,
        deal_price=nothing, returning=np.zeros(len(day), dtype=np.bool_),
    )  # fmt: skip
    days = np.zeros(BEFORE.days)
    made = prepare(
        history, before=BEFORE, after=AFTER, until=AFTER.last, stages=("processed", "won"),
        clicks=np.zeros((BEFORE.days + AFTER.days, 1)), paid=(Paid(days, days), Paid(days, days)), sellers=1,
        first_weekday=0,
    )  # fmt: skip
    return split(made.periods, draws=100)


@pytest.mark.parametrize("told", [True, False])
def test_what_is_not_known_yet_makes_the_newest_weeks_no_quicker(told):
    seen, known = company(told=told), company(hidden=False, told=told)

    for key in (HANDOVER, ANSWER) if told else (ANSWER,):
        bar, true = seen.bar(key), known.bar(key)
        assert abs(bar.amount - true.amount) < 0.1 * true.error, key


def test_slower_answers_are_told_at_their_size_though_the_slowest_are_not_known_yet():
    seen, known = company(slower=2), company(slower=2, hidden=False)

    assert seen.bar(ANSWER).amount == pytest.approx(known.bar(ANSWER).amount, abs=0.1 * known.bar(ANSWER).error)
    assert seen.bar(ANSWER).after == pytest.approx(known.bar(ANSWER).after)


def test_hand_overs_that_nobody_tells_stay_unknown():
    handover = company(told=False).bar(HANDOVER)

    assert (handover.amount, handover.before, handover.after) == (0, None, None)
