"""Key indices of both departments, counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.document import Card, Document, Kpi
from tandem.agreement.samples import signed
from tandem.basics.periods import Period
from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.people.rules import Department
from tandem.planning.key_indices import key_indices
from tandem.planning.rules.key_indices import CAP, Reached, reached, target_for, together

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_an_index_is_fact_over_target_or_the_other_way_round():
    assert reached(90, 120, at_most=False, weight=0.5).index == pytest.approx(0.75)
    assert reached(0.12, 0.1, at_most=True, weight=0.5).index == pytest.approx(0.1 / 0.12)
    assert reached(500, 100, at_most=False, weight=1).index == CAP
    assert reached(None, 100, at_most=False, weight=1) == Reached(None, 1, None)


def test_whether_it_is_reached_is_said_only_when_the_interval_says_so():
    assert reached(0.45, 0.4, at_most=False, weight=1, low=0.41, high=0.5).met is True
    assert reached(0.45, 0.4, at_most=False, weight=1, low=0.35, high=0.55).met is None
    assert reached(0.2, 0.4, at_most=False, weight=1, low=0.1, high=0.3).met is False
    assert reached(900, 1000, at_most=True, weight=1, low=800, high=1100).met is None
    assert reached(900, 1000, at_most=True, weight=1, low=800, high=950).met is True


def test_amounts_are_due_by_days_and_shares_as_they_are():
    assert target_for(120, 15, 30, adds_up=True) == 60
    assert target_for(0.4, 15, 30, adds_up=False) == 0.4


@given(st.lists(st.tuples(st.floats(0, CAP) | st.none(), st.floats(0.01, 1)), max_size=6))
def test_the_index_lies_among_its_figures_and_what_is_unknown_has_no_weight(figures):
    index = together([Reached(each, weight, None) for each, weight in figures])
    known = [each for each, _ in figures if each is not None]
    assert (index is None) == (not known)
    if index is not None:
        assert min(known) - 1e-9 <= index <= max(known) + 1e-9


@pytest.fixture
def house(db):
    """Twenty leads of March, ten target; two sales of two clients, paid with 3,000; 1,000 of costs."""
    card = Card(
        key="m", role="marketing_head",
        kpis=(
            Kpi(measure="target_leads", title="Целевые", amount=Decimal(20), weight=Decimal("0.6")),
            Kpi(measure="target_share", title="Доля", amount=Decimal("0.4"), weight=Decimal("0.3")),
            Kpi(measure="cpl", relation="at most", amount=Decimal(100), weight=Decimal("0.1")),
        ),
    )  # fmt: skip
    # Leads of before are judged by their grade alone.
    signed(Document(cards=(card,)), since=date(2026, 3, 31))
    take("lead", [
        {
            "id": f"K{at}", "client_id": f"KC{at}", "created_at": datetime(2026, 3, 1 + at, 9, tzinfo=UTC),
            "grade": "A" if at % 2 else "D", "stage": "won" if at in (1, 3) else "in_work",
            "stage_at": datetime(2026, 3, 22, 9, tzinfo=UTC),
        }
        for at in range(20)
    ])  # fmt: skip
    take("payment", [{"id": f"KP{at}", "lead_id": f"K{at}", "paid_on": date(2026, 3, 25), "amount": Decimal(1500)}
                     for at in (1, 3)])  # fmt: skip
    take("cost", [{"id": "KK", "lead_id": "K1", "incurred_on": date(2026, 3, 26), "amount": Decimal(1000)}])
    take("plan", [{"measure": "deals_won", "value": Decimal(4), "start": MARCH.start, "end": MARCH.end}])
    take("lead", [{"id": "end", "client_id": "CE", "created_at": datetime(2026, 4, 1, 9, tzinfo=UTC)}])


def test_a_month_is_counted_by_the_cards_and_the_plans(house):
    found = key_indices(MARCH, store.read())
    marketing, sales = found.sides
    assert (marketing.department, sales.department) == (Department.MARKETING, Department.SALES)
    leads, share, cpl = marketing.figures
    due = 20 * 31 / (365.25 / 12)
    assert leads.target == pytest.approx(due)
    assert leads.reached.index == pytest.approx(10 / due)
    assert share.reached.index == pytest.approx(0.5 / 0.4)
    # Ten of twenty: a share of four tenths is within the interval.
    assert share.reached.met is None
    # Nothing is known of spend: the weight goes with it.
    assert cpl.reached.index is None
    assert marketing.unknown == ("cpl",)
    assert marketing.index == pytest.approx((0.6 * 10 / due + 0.3 * 1.25) / 0.9)
    assert (sales.role, sales.index) == (None, None)
    shared = {each.key: each for each in found.shared}
    assert shared["profit_per_client"].fact.value == Decimal(1000)
    assert (shared["deals_won"].plan, shared["deals_won"].fulfilment) == (4, 0.5)


def test_the_page_stands_both_face_to_face_and_teaches_where_there_is_no_card(house):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(get_user_model().objects.create_user("h", name="H", role="marketing_head", language="en"))
    page = browser.get(reverse("key_indices"), {"period": "2026-03"}).content.decode()
    for told in (
        "Целевые",
        "cannot be told yet",
        "no card with figures for this department",
        "Margin per client",
        "50%",
    ):
        assert told in page
    assert browser.get(reverse("key_indices_file", args=["csv"]), {"period": "2026-03"}).status_code == 200
    assert browser.get(reverse("key_indices_file", args=["xlsx"]), {"period": "2026-03"}).status_code == 200
    browser.force_login(get_user_model().objects.create_user("s", name="S", role="seller", language="en"))
    assert browser.get(reverse("key_indices")).status_code == 403
