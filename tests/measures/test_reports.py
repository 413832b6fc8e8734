"""The funnel, the operating report, the money chain, plans, and the leads behind a figure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pytest

from tandem.attribution.queries import CannotMatch, campaign_chain
from tandem.basics.effective_cases import effective_cases
from tandem.basics.intervals import last_sound_age, wilson
from tandem.basics.periods import Grain, Period
from tandem.funnel.queries import cohort_funnel, operating_report, period_funnel
from tandem.measures.behind import NoLeadsBehind, leads_behind
from tandem.measures.catalogue import Cohort, UnknownMeasure
from tandem.measures.cohorts import LOST, OPEN, REACHED
from tandem.measures.comparison import compare
from tandem.measures.outcomes import cohort_value
from tandem.measures.plans import plans
from tandem.measures.questions import Question, answer
from tandem.measures.statements import Statement
from tests.measures.world import World, at

JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
FEBRUARY = Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28))


def day(n: int, month: int = 1) -> dt.date:
    return dt.date(2026, month, n)


def company() -> World:
    """Three leads of January (one won in February, one lost, one open) and one of December, won in January."""
    world = World()
    world.add(
        "leads",
        captured_on=day(2),
        captured_at=at(day(2)),
        campaign="Spring",
        seller_id=1,
        processed_on=day(3),
        won_on=day(5, 2),
        sale_number=1,
        target=True,
        graded_on=day(2),
    )
    world.add(
        "leads",
        captured_on=day(9),
        captured_at=at(day(9)),
        campaign="Spring",
        seller_id=2,
        processed_on=day(9),
        lost_on=day(12),
        target=False,
        graded_on=day(9),
    )
    world.add("leads", captured_on=day(30), captured_at=at(day(30)), campaign="Typo", seller_id=None)
    world.add(
        "leads",
        captured_on=dt.date(2025, 12, 20),
        captured_at=at(dt.date(2025, 12, 20)),
        campaign=None,
        seller_id=1,
        processed_on=day(4),
        won_on=day(7),
        sale_number=1,
    )
    world.add("payments", lead_id=4, paid_on=day(8), amount=Decimal(900), currency="RUB")
    world.add("payments", lead_id=None, paid_on=day(9), amount=Decimal(100), currency="RUB")
    world.add("spend", spent_on=day(3), campaign="Spring", spend=Decimal(60), currency="RUB", clicks=6)
    world.add("spend", spent_on=day(3), campaign="Unseen", spend=Decimal(30), currency="RUB", clicks=3)
    world.add("spend", spent_on=day(4), campaign=None, spend=Decimal(10), currency="RUB", clicks=1)
    return world  # fmt: skip


def test_the_funnel_of_a_period_counts_events_and_the_cohort_follows_leads():
    reading = company().reading()

    events = {each.step.key: each.events.value for each in period_funnel(JANUARY, reading).steps}
    cohort = {each.step.key: each for each in cohort_funnel(JANUARY, reading).steps}

    assert (events["leads"], events["processed"], events["won"]) == (3, 3, 1)
    assert (cohort["won"].reached.value, cohort["processed"].reached.value) == (1, 2)
    assert cohort["won"].matured.young == 1


def test_a_young_lead_is_not_a_refusal():
    reading = company().reading()

    won = {each.step.key: each for each in cohort_funnel(JANUARY, reading).steps}["won"].matured

    # Of three leads one is lost at 3 days, one open at 6 days or more: the two others decide 1 of 2 from there.
    assert won.value == pytest.approx(2 / 3)
    assert won.n == 3


def test_lines_of_a_split_end_with_those_not_given():
    funnel = cohort_funnel(JANUARY, company().reading(), by=("seller",))

    assert [members for members, _ in funnel.lines][-1] == (None,)


def test_the_operating_report_has_an_unassigned_line_and_sums_to_the_department():
    report = operating_report(JANUARY, company().reading(), grain=Grain.WEEK)

    assert report.sellers[-1].seller_id is None
    for key in ("processed", "deals_won"):
        assert sum(line.cells[key].fact.value for line in report.sellers) == report.department.cells[key].fact.value
    assert report.department.cells["revenue_paid"].fact.value == Decimal(1000)
    assert not report.rankable
    assert len(report.over_time) == len(JANUARY.split(Grain.WEEK))


def test_plans_are_shared_out_by_day_and_the_shorter_one_holds():
    world = company()
    plan = {"measure": "revenue_paid", "seller_id": 1, "department": "sales"}
    world.add("plans", **plan, starts_on=day(1), ends_on=day(31), value=Decimal(310))
    world.add("plans", **plan, starts_on=day(5), ends_on=day(11), value=Decimal(700))

    planned = plans(world.reading(), JANUARY, ("revenue_paid",))

    assert planned.value("revenue_paid", 1) == Decimal(24 * 10 + 700)
    assert planned.value("revenue_paid", 1, Period(day(4), day(5))) == Decimal(110)
    assert planned.value("revenue_paid") == Decimal(940)
    assert planned.value("revenue_paid", 2) is None


def test_fulfilment_is_fact_over_plan():
    world = company()
    world.add("plans", measure="deals_won", seller_id=1, department="sales", starts_on=day(1), ends_on=day(31),
              value=Decimal(4))  # fmt: skip

    report = operating_report(JANUARY, world.reading())

    assert report.sellers[0].cells["deals_won"].fulfilment == 0.25
    assert report.department.cells["deals_won"].plan == Decimal(4)
    assert report.sellers[0].cells["processed"].fulfilment is None


def test_a_seller_sees_only_their_own():
    report = operating_report(JANUARY, company().reading(), seller_id=2)

    assert [line.seller_id for line in report.sellers] == [2]
    assert report.department.cells["processed"].fact.value == 1
    assert report.department.cells["revenue_paid"].fact.value == 0


def test_the_chain_names_what_could_not_be_matched():
    chain = campaign_chain(JANUARY, company().reading())

    unmatched = chain.unmatched
    assert (unmatched.spend_without_leads.amount, unmatched.spend_unnamed.amount) == (Decimal(30), Decimal(10))
    assert unmatched.spend_without_leads.share == pytest.approx(0.3)
    assert (unmatched.leads_without_spend.amount, unmatched.leads_unnamed.amount) == (1, 0)
    assert chain.total.values["cpl"].value == Decimal("33.33")
    assert {line.member: line.matched for line in chain.lines} == {
        "Spring": True, "Unseen": False, "Typo": False, None: None,
    }  # fmt: skip


def test_romi_without_cost_rows_is_not_computable_and_says_why():
    total = campaign_chain(JANUARY, company().reading()).total

    assert total.values["romi"].value is None
    assert "Costs" in total.values["romi"].reason.en
    assert total.values["roas"].value == pytest.approx(10)


def test_spend_has_no_sellers():
    with pytest.raises(CannotMatch):
        campaign_chain(JANUARY, company().reading(), by="seller")


def test_other_currencies_are_left_out_and_named():
    world = company().add("payments", lead_id=1, paid_on=day(9), amount=Decimal(5), currency="USD")

    revenue = answer(Question(("revenue_paid",), JANUARY), world.reading()).total.values["revenue_paid"]

    assert revenue.value == Decimal(1000)
    assert "5.00 USD" in revenue.reason.en


def test_the_leads_behind_a_figure_are_those_it_counts():
    reading = company().reading()

    assert _behind(reading, "leads", {"campaign": ["Spring"]}) == {1, 2}
    assert _behind(reading, "target_share", {}) == {1, 2}
    assert _behind(reading, "revenue_paid", {"seller": [1]}) == {4}
    assert _behind(reading, "cpl", {}) == {1, 2, 3}
    assert _behind(reading, "processed_cohort_step", {"seller": [None]}) == {3}
    with pytest.raises(NoLeadsBehind):
        _behind(reading, "spend", {})


def _behind(reading, key, where):
    statement = Statement()
    condition = leads_behind(key, JANUARY, reading=reading, statement=statement, where=where)
    sql = f"SELECT lead_id FROM leads t WHERE {condition}"
    return {lead_id for (lead_id,) in reading.rows(sql, statement.used_in(sql))}


def test_a_comparison_gives_both_periods_and_the_change():
    found = compare(Question(("leads", "deals_won"), FEBRUARY), JANUARY, company().reading())

    changed = found.changes(found.now.total)
    assert (changed["leads"].difference, changed["leads"].relative) == (-3, -1.0)
    assert changed["deals_won"].difference == 0


def test_an_unknown_measure_is_refused_by_name():
    with pytest.raises(UnknownMeasure, match="happiness"):
        answer(Question(("happiness",), JANUARY), World().reading())


def test_an_empty_store_gives_zeros_and_reasons():
    reading = World().reading()

    assert operating_report(JANUARY, reading).department.cells["deals_won"].fact.value == 0
    assert campaign_chain(JANUARY, reading).total.values["cpl"].reason is not None
    assert period_funnel(JANUARY, reading).steps[-1].events.value == 0


def test_an_export_of_last_year_does_not_age_its_open_leads():
    world = World().add("leads", captured_on=dt.date(2025, 1, 10), captured_at=at(dt.date(2025, 1, 10)))
    world.add("leads", captured_on=dt.date(2025, 1, 12), captured_at=at(dt.date(2025, 1, 12)))

    found = answer(Question(("waiting_within_24h",), Period.month(dt.date(2025, 1, 1))), world.reading())

    assert found.until == dt.date(2025, 1, 12)
    assert found.total.values["waiting_within_24h"].value == 1


def test_a_share_is_not_taken_where_one_lead_stands_for_many():
    fates = np.zeros((3, 31), dtype=np.int64)
    fates[OPEN, 5] = 99
    fates[REACHED, 30] = 1

    assert last_sound_age(fates[REACHED], fates[LOST], fates[OPEN]) == 5
    assert cohort_value(Cohort("won_on", "lost_on"), fates).value == 0
    assert "5 days" in cohort_value(Cohort("won_on", "lost_on"), fates).reason.en


def test_decided_cases_are_worth_themselves():
    assert effective_cases(wilson(7, 40), 0.9) == (7, 40)
