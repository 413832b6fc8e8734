"""The school's export: nearly every journey is a single touch, and attribution says so and adds up all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tandem.agreement.queries import in_force
from tandem.attribution.credits import allocation, proof
from tandem.attribution.journeys import Known
from tandem.attribution.rules.methods import Method
from tandem.funnel.journey_map import Part, journey_map
from tandem.imports.shelf import recipe_text
from tandem.measures.store import store
from tests.real_imports import ALL_TIME, a_company, bring, totals

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.one_database,
    pytest.mark.django_db,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("real imports"),
]


@pytest.fixture(scope="module")
def school(real_data: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker):
    with a_company(django_db_blocker, "Europe/Berlin", "EUR"):
        bring(recipe_text("zoho_crm"), real_data / "zoho_school_h1", ("contacts.csv", "deals.csv"))
        reading = store.read()
        yield {
            "allocation": allocation(ALL_TIME, reading, by="source"),
            "campaigns": allocation(ALL_TIME, reading, by="campaign"),
            "proof": proof(ALL_TIME, reading, lift=0.2),
            "totals": totals("paid_leads", "revenue_paid", "leads"),
            "map": journey_map(Part(ALL_TIME, cohort=True), reading, in_force()),
        }


def test_nine_journeys_of_ten_are_a_single_touch_and_that_is_said(school):
    lengths = school["allocation"].lengths

    assert lengths.converted == school["totals"]["paid_leads"] > 400
    assert 0.85 < lengths.single / lengths.converted < 0.99
    assert lengths.alike >= lengths.single / lengths.converted


@pytest.mark.parametrize("by", ["allocation", "campaigns"])
def test_every_method_shares_out_all_purchases_and_all_money(school, by):
    found = school[by]

    assert (found.conversions, found.money) == (school["totals"]["paid_leads"], school["totals"]["revenue_paid"])
    for method in found.methods:
        assert sum(line.conversions(method) for line in found.lines) == found.conversions
        assert sum(line.money(method) for line in found.lines) == found.money
    assert found.methods == tuple(Method)
    assert {Known.DIRECT, Known.UNKNOWN} <= {line.channel.known for line in found.lines}


def test_a_test_by_lot_would_take_some_weeks_here(school):
    sizes = school["proof"]

    assert 0.05 < sizes.base < 0.2
    assert sizes.hold_out.each > 1000
    assert sizes.leads_a_week > 200
    # Requests are many and come in gusts, as campaigns do: neither way is quick.
    assert 52 < sizes.geo.weeks < 520
    assert 52 < sizes.geo_leads.weeks < 520


def test_the_map_holds_every_lead_once(school):
    flow, leads = school["map"].flow, school["totals"]["leads"]

    assert flow.reached[1] == leads
    assert sum(stop.lost + stop.open for stop in flow.stops.values()) == leads
