"""First the lead whose waiting costs most for each minute it takes; a few at random, whatever they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.selling.queue_rules import Waiting, cost_of_waiting, draw_of, index_of, order_of

NAN = float("nan")


def waiting(*leads, **everywhere):
    """Leads that differ from a plain one in what is said of them."""
    plain = {
        "chance": 0.1, "value": 50_000.0, "hours": 1.0, "minutes": 25.0, "half_life": 24.0, "lasting": 0.1, "rank": 0,
        "place": NAN,
    }  # fmt: skip
    rows = [plain | everywhere | lead for lead in leads]
    return Waiting(
        **{name: np.array([row[name] for row in rows], dtype=np.int64 if name == "rank" else None) for name in plain}
    )


def order(*leads, grade_first=False, **everywhere):
    return order_of(waiting(*leads, **everywhere), grade_first=grade_first)


def test_the_next_hour_costs_what_the_chance_loses_in_it():
    # 0.1 · 50,000 · 0.9 · (1 − 2^(−1/24)) for a lead that has just come in.
    assert cost_of_waiting(waiting({"hours": 0.0}))[0] == pytest.approx(128.10, abs=0.01)


def test_half_of_what_can_be_lost_is_lost_after_the_half_life():
    lost = sum(cost_of_waiting(waiting({"hours": float(hour)}))[0] for hour in range(24))

    assert lost == pytest.approx(0.1 * 50_000 * 0.9 / 2)


def test_a_likelier_buyer_goes_first():
    assert order({"chance": 0.05}, {"chance": 0.2}) == [1, 0]


def test_of_two_alike_the_one_that_takes_less_time_goes_first():
    assert order({"minutes": 40.0}, {"minutes": 20.0}) == [1, 0]


def test_a_lead_whose_chance_has_faded_gives_way_to_a_fresh_one():
    assert order({"hours": 100.0}, {"hours": 0.1}) == [1, 0]


def test_of_two_that_cannot_be_told_apart_the_one_that_waits_longer_goes_first():
    assert order({"hours": 1.0, "chance": NAN}, {"hours": 9.0, "chance": NAN}) == [1, 0]


def test_where_the_agreement_says_so_a_better_grade_goes_first_whatever_waiting_costs():
    leads = ({"rank": 1, "chance": 0.9}, {"rank": 0, "chance": 0.01})

    assert (order(*leads), order(*leads, grade_first=True)) == ([0, 1], [1, 0])


def test_what_is_not_known_comes_after_what_is():
    assert order({"value": NAN}, {"chance": 0.001}, {"minutes": NAN, "rank": 1}) == [1, 0, 2]


def test_a_lead_drawn_at_random_stands_where_its_draw_says():
    leads = [{"chance": 0.5 - 0.1 * number} for number in range(4)]

    assert order(*leads, {"place": 0.0}) == [4, 0, 1, 2, 3]
    assert order(*leads, {"place": 0.5}) == [0, 1, 4, 2, 3]
    assert order(*leads, {"place": 0.99, "chance": 0.99}) == [0, 1, 2, 3, 4]


@given(
    st.lists(
        st.tuples(
            st.floats(0, 1) | st.just(NAN),
            st.floats(0, 1e7) | st.just(NAN),
            st.floats(0, 1e4),
            st.integers(0, 3),
            st.just(NAN) | st.floats(0, 0.999),
        ),
        max_size=30,
    ),
    st.booleans(),
)
def test_everybody_stands_in_the_queue_once(leads, grade_first):
    names = ("chance", "value", "hours", "rank", "place")
    found = order(*(dict(zip(names, lead, strict=True)) for lead in leads), grade_first=grade_first)

    assert sorted(found) == list(range(len(leads)))


def test_as_many_are_drawn_as_agreed_and_at_every_place():
    draws = [draw for lead_id in range(20_000) if (draw := draw_of(lead_id, share=0.04))]

    assert len(draws) == pytest.approx(800, rel=0.1)
    assert np.quantile([draw.place for draw in draws], (0.25, 0.5, 0.75)) == pytest.approx((0.25, 0.5, 0.75), abs=0.06)
    assert {draw.share for draw in draws} == {0.04}


def test_without_a_share_nobody_is_drawn_and_the_same_lead_is_drawn_alike():
    assert [draw_of(lead_id, share=0.0) for lead_id in range(100)] == [None] * 100
    assert draw_of(7, share=1.0) == draw_of(7, share=1.0)


def test_two_classes_wait_as_long_as_the_theory_of_queues_says():
    """One server, Poisson arrivals of .3 and .4, exponential service of mean 1, the dearer class first.

    Waiting without service is 1.00 and 3.33 (Cobham 1954); first come, first served it would be 2.33 for both.
    """
    rng = np.random.default_rng(20_261_129)
    total = 40_000
    came = np.cumsum(rng.exponential(1 / 0.7, total))
    dear = rng.random(total) < 3 / 7
    service = rng.exponential(1.0, total)
    waited, clock, nxt = np.zeros(total), 0.0, 0
    queue: list[int] = []
    for _ in range(total):
        if not queue:
            clock = max(clock, came[nxt])
        while nxt < total and came[nxt] <= clock:
            queue.append(nxt)
            nxt += 1
        first = 0
        if len(queue) > 1:
            at = np.array(queue)
            columns = {name: np.full(len(at), value) for name, value in FLAT.items()}
            leads = Waiting(
                chance=np.where(dear[at], 0.9, 0.1), hours=clock - came[at], rank=np.zeros(len(at), int), **columns
            )
            first = order_of(leads, grade_first=False)[0]
        served = queue.pop(first)
        waited[served] = clock - came[served]
        clock += service[served]

    assert waited[dear].mean() == pytest.approx(1.00, rel=0.06)
    assert waited[~dear].mean() == pytest.approx(3.33, rel=0.06)


#: So slow a fading that an hour of waiting costs the same whenever it comes.
FLAT = {"value": 1.0, "minutes": 1.0, "half_life": 1e9, "lasting": 0.0, "place": NAN}


def test_the_index_is_the_cost_for_each_minute():
    leads = waiting({"minutes": 20.0}, {"minutes": 40.0})

    assert index_of(leads) == pytest.approx(cost_of_waiting(leads) / [20, 40])
