import json
from datetime import date

import numpy as np
import pytest

from tandem.simulation.cast import light_contour
from tandem.simulation.exports import write_exports
from tandem.simulation.rules import DAY
from tandem.simulation.stages import Stage
from tandem.simulation.tests.years import ENDING, LEADS, year
from tandem.simulation.world import HORIZON, generate


def days_since_start(day):
    return (day - year().truth.start).days


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    first, second = (write_exports(generate(3, ENDING, 500), tmp_path / name) for name in ("first", "second"))

    assert all(first[name].read_bytes() == second[name].read_bytes() for name in first)


def test_another_seed_writes_another_year(tmp_path):
    first, second = (write_exports(generate(seed, ENDING, 500), tmp_path / str(seed)) for seed in (3, 4))

    assert first["leads"].read_bytes() != second["leads"].read_bytes()


def test_a_year_too_small_for_a_story_is_refused():
    with pytest.raises(ValueError, match="at least 200"):
        generate(1, ENDING, 50)


def test_the_cast_is_eight_sellers_and_fourteen_campaigns_of_six_sources():
    company = light_contour()
    campaigns = [flow for flow in company.flows if flow.campaign]

    assert (len(company.sellers), len(company.products), len(company.segments)) == (8, 4, 4)
    assert (len(campaigns), len({flow.source for flow in campaigns})) == (14, 6)
    assert sum(flow.share for flow in company.flows) == pytest.approx(1)
    assert sum(person.role == "sales_head" for person in company.people) == 1


def test_the_totals_are_those_of_a_living_firm():
    world = year()
    stages = world.pipeline.stage(HORIZON)
    revenue = sum(one.amount * (-1 if one.kind == "refund" else 1) for one in world.ledger.payments)

    assert 0.94 < len(world.requests) / LEADS < 1.10
    assert 0.05 < (stages == Stage.WON).mean() < 0.09
    assert 0.04 < world.spend.spend.sum() / revenue < 0.15
    assert 0.05 < 1 - (world.requests.client.max() + 1) / len(world.requests) < 0.15


def test_nothing_is_dated_after_the_last_day():
    ledger = year().ledger

    moments = [
        *(one.at for one in ledger.invoices),
        *(one.at for one in ledger.payments),
        *(one.at for one in ledger.shipments),
        *(one.at for one in ledger.costs),
    ]
    assert min(moments) >= 0
    assert max(moments) <= HORIZON


def test_stages_are_entered_in_order():
    reached = year().pipeline.reached

    entered = np.where(reached <= HORIZON, reached, -1)
    for earlier, later in zip(entered.T[1:], entered.T[2:], strict=False):
        both = (earlier >= 0) & (later >= 0)
        assert (earlier[both] <= later[both]).all()


def test_every_request_ends_within_a_finite_time():
    world = year()
    stages = world.pipeline.stage(HORIZON)
    age = (HORIZON - world.requests.created) // DAY
    closed = (stages == Stage.WON) | (stages == Stage.LOST)

    assert closed[age > 300].all()
    assert closed[age > 120].mean() > 0.98
    assert not closed[age < 7].all()


def test_a_deal_is_never_both_won_and_lost():
    pipeline = year().pipeline

    assert not ((pipeline.reached[:, Stage.WON] <= HORIZON) & (pipeline.lost <= HORIZON)).any()


def test_the_two_campaigns_go_astray_on_their_day_and_the_others_do_not():
    world = year()
    planted = world.truth.audience
    flows = [world.company.flow_index(name) for name in planted.campaigns]
    astray = np.isin(world.requests.flow, flows)
    late = world.requests.created // DAY >= days_since_start(planted.since)
    fits = world.requests.klass <= 2

    assert fits[astray & ~late].mean() > 0.34
    assert fits[astray & late].mean() < 0.21
    assert abs(fits[~astray & late].mean() - fits[~astray & ~late].mean()) < 0.06


def test_weekend_requests_wait_for_monday_once_duty_ends():
    world = year()
    day = world.requests.created // DAY
    weekend = (day + world.truth.start.weekday()) % 7 >= 5
    late = day >= days_since_start(world.truth.weekends.since)
    hours = (world.pipeline.first_call - world.requests.created) / 3600

    assert np.median(hours[weekend & ~late]) < 4
    assert np.median(hours[weekend & late]) > 20
    assert np.median(hours[~weekend & late]) < 2


def test_a_seller_on_leave_neither_calls_nor_is_given_requests():
    world = year()
    leave = world.truth.leave
    seller = [one.person.name for one in world.company.sellers].index(leave.seller)
    first, last = days_since_start(leave.first), days_since_start(leave.last)
    calls = world.pipeline.calls
    outgoing = (calls.seller == seller) & ~calls.inbound
    called_on = calls.at[outgoing] // DAY

    assert not ((called_on >= first) & (called_on <= last)).any()
    assert (called_on < first).any()
    assert (called_on > last).any()


def test_quick_answers_win_more_of_the_best_leads():
    world = generate(8, ENDING, 20_000)
    best = (world.requests.klass == 0) & (world.pipeline.contact <= HORIZON)
    hours = (world.pipeline.contact - world.requests.created) / 3600
    won = world.pipeline.reached[:, Stage.WON] <= HORIZON

    assert won[best & (hours < 2)].mean() > 1.3 * won[best & (hours > 20)].mean()


def test_exactly_one_deal_is_huge():
    world = year()
    won = world.pipeline.reached[:, Stage.WON] <= HORIZON

    assert (world.pipeline.amount[won] == 6_400_000).sum() == 1


def test_the_plan_covers_whole_months_for_departments_and_sellers():
    plans = year().plans

    assert {one.start.day for one in plans} == {1}
    assert {one.measure for one in plans} == {
        "leads", "target_leads", "spend", "deals_won", "revenue_paid", "processed",
    }  # fmt: skip
    assert len({one.seller for one in plans}) == 9
    assert all(one.value > 0 for one in plans)


def test_the_truth_is_told_as_json():
    told = json.loads(year().truth.as_json())

    assert told["ending"] == "2026-06-30"
    assert date.fromisoformat(told["audience"]["since"]) == date(2026, 3, 22)
    assert len(told["audience"]["campaigns"]) == 2
