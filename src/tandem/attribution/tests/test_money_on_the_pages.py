"""Costs, a second currency, and refunds above what was paid, on the pages of campaigns and of payback."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.attribution.expected import expectations
from tandem.attribution.payback import chain
from tandem.attribution.tests.test_payback_page import PERIOD, SPRING, bought
from tandem.campaigns.samples import spend
from tandem.funnel.tests.test_pages import rows_of, text_of
from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.people.rules import Role

__all__ = ["bought"]
ASKED = "from=2026-01-01&to=2026-03-31"


@pytest.fixture
def with_costs(bought):
    """Six tenths of every payment go into costs."""
    said, paid = bought
    take("cost", [
        {"id": f"K{each['id']}", "lead_id": each["lead_id"], "incurred_on": each["paid_on"],
         "amount": each["amount"] * Decimal("0.6")}
        for each in paid
    ])  # fmt: skip
    return {each["id"]: each["campaign"] for each in said}, paid


def _line(browser, campaign):
    head, *rows = rows_of(browser.get(f"/campaigns/table.csv?{ASKED}"))
    return dict(zip(head, next(row for row in rows if row[0] == campaign), strict=True))


def test_with_costs_both_pages_hold_margin_against_spend(with_costs, signed_in):
    campaigns, paid = with_costs
    revenue = sum(each["amount"] for each in paid if campaigns[each["lead_id"]] == "spring")
    margin = revenue - revenue * Decimal("0.6")
    browser = signed_in(Role.MARKETER)
    line = _line(browser, "spring")
    assert Decimal(line["Margin"]) == margin
    assert float(line["ROMI"]) == pytest.approx(float((margin - 6000) / 6000), abs=1e-6)
    assert "Return in the end" not in line

    found = chain(SPRING, store.read(), by="campaign")
    assert found.by_margin
    spring = next(each for each in found.lines if each.member == "spring")
    assert spring.margin == margin
    assert spring.payback is not None
    assert spring.payback.romi is not None
    # What is to come is worth margin and not revenue: per buyer four tenths of a payment of about 960.
    assert spring.payback.money.value == pytest.approx(float(margin), rel=0.35)
    assert spring.payback.share.value is not None
    usual = spring.payback.share.value * spring.leads * float(margin) / spring.buyers
    assert spring.payback.romi.value == pytest.approx(usual / 6000 - 1, abs=0.05)
    assert float(line["ROMI in the end"]) == pytest.approx(spring.payback.romi.value, abs=1e-5)
    page = text_of(browser.get(reverse("payback"), PERIOD))
    assert "Margin so far" in page
    assert "No costs are kept" not in page


def test_a_second_currency_never_enters_a_sum_and_is_named(with_costs, signed_in):
    browser = signed_in(Role.MARKETER)
    before, chained = _line(browser, "spring"), chain(SPRING, store.read(), by="campaign")
    take(
        "payment",
        [{"id": "E1", "lead_id": "P3", "paid_on": date(2026, 2, 2), "amount": Decimal(70), "currency": "EUR"}],
    )
    take(
        "cost",
        [{"id": "EK", "lead_id": "P3", "incurred_on": date(2026, 2, 2), "amount": Decimal(9), "currency": "EUR"}],
    )
    spend(campaign="spring", source="yandex", spend=Decimal(50), day=date(2026, 2, 1), currency="EUR")
    after, found = _line(browser, "spring"), chain(SPRING, store.read(), by="campaign")
    for key in ("Spend", "Revenue", "Margin", "ROMI"):
        assert after[key] == before[key]
    assert [(each.spend, each.revenue, each.margin) for each in found.lines] == [
        (each.spend, each.revenue, each.margin) for each in chained.lines
    ]
    assert found.left_out == {"EUR": (Decimal(50), Decimal(70), Decimal(9))}
    page = text_of(browser.get(reverse("payback"), PERIOD))
    assert "Not counted, in other currencies: EUR: spend 50, payments 70, costs 9." in page
    assert "left out: 50.00 EUR" in browser.get(f"/campaigns/?{ASKED}").content.decode()


def test_refunds_above_what_was_paid_make_a_loss_and_never_a_payback(with_costs, signed_in):
    campaigns, paid = with_costs
    revenue = sum(each["amount"] for each in paid if campaigns[each["lead_id"]] == "brand")
    first = next(each["lead_id"] for each in paid if campaigns[each["lead_id"]] == "brand")
    back = -(revenue + 5000)
    take("payment", [{"id": "R1", "lead_id": first, "paid_on": date(2026, 3, 30), "amount": back, "kind": "refund"}])
    browser = signed_in(Role.MARKETER)
    line = _line(browser, "brand")
    assert Decimal(line["Revenue"]) == -5000
    assert float(line["ROMI"]) < -1
    # Spend over a sum below nought is no share.
    assert line["Ad cost share"] == ""
    found = chain(SPRING, store.read(), by="campaign")
    brand = next(each for each in found.lines if each.member == "brand")
    assert brand.revenue == -5000
    assert brand.payback is not None
    money, romi = brand.payback.money, brand.payback.romi
    assert money.value is not None
    assert romi is not None
    assert romi.value is not None
    assert money.low <= money.value <= money.high
    assert romi.low < romi.value < romi.high
    assert romi.value < -1
    assert brand.payback.months == float("inf")
    page = text_of(browser.get(reverse("payback"), PERIOD))
    assert "does not pay back" in page
    told = expectations(SPRING, store.read(), by="campaign").lines["brand"].romi
    assert told == brand.payback.romi
    for form in ("csv", "xlsx"):
        assert browser.get(reverse("payback_file", args=[form]), PERIOD).status_code == 200
