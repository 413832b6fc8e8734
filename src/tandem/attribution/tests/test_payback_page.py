"""The page of payback, against a plain calculator."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tandem.attribution.payback import chain
from tandem.basics.periods import Period
from tandem.campaigns.samples import spend
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.people.rules import Role

SPRING = Period(date(2026, 1, 1), date(2026, 3, 31))
PERIOD = {"period": "2026-01-01..2026-03-31"}


@pytest.fixture
def bought(db):
    """Sixty leads a campaign, of which a third bought after ten days or so; the youngest have not yet."""
    said: list[dict[str, Any]] = []
    for number in range(120):
        day = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=number * 89 // 120)
        said.append(
            {
                "id": f"P{number}", "created_at": day, "client_id": f"PC{number}",
                "product": "окна" if number % 3 else "", "source": "yandex",
                "campaign": "spring" if number % 2 else "brand",
            }
        )  # fmt: skip
    take("lead", said)
    paid = []
    for number, each in enumerate(said):
        when = each["created_at"].date() + timedelta(days=2 + number % 17)
        if number % 3 == 0 and when <= date(2026, 3, 30):
            paid.append({"id": f"M{number}", "lead_id": each["id"], "paid_on": when, "amount": Decimal(900 + number)})
    take("payment", paid)
    for name, amount in (("spring", 6000), ("brand", 1000), ("nobody", 70)):
        spend(campaign=name, source="yandex", spend=Decimal(amount), day=date(2026, 2, 1))
    return said, paid


def test_every_line_is_what_a_plain_count_gives(bought):
    said, paid = bought
    found = chain(SPRING, store.read(), by="campaign")
    campaigns = {each["id"]: each["campaign"] for each in said}
    leads = Counter(campaigns.values())
    buyers = Counter(campaigns[each["lead_id"]] for each in paid)
    assert {line.member: (line.leads, line.buyers) for line in found.lines} == {
        name: (leads[name], buyers[name]) for name in leads
    }
    assert {line.member: line.revenue for line in found.lines} == {
        name: sum(each["amount"] for each in paid if campaigns[each["lead_id"]] == name) for name in leads
    }
    assert {line.member: line.spend for line in found.lines} == {"spring": Decimal(6000), "brand": Decimal(1000)}
    assert found.unmatched == Decimal(70)
    assert found.is_told
    for line in found.lines:
        assert line.payback is not None
        assert line.buyers <= (line.payback.buyers.value or 0) <= line.leads
    assert sum(each.leads for each in found.months) == 120
    assert found.months[-1].seen < found.months[0].seen


def test_spend_is_spread_over_leads_where_it_has_no_such_split(bought):
    said, _ = bought
    found = chain(SPRING, store.read(), by="product")
    of_campaign = {"spring": Decimal(100), "brand": Decimal(1000) / 60}
    expected: defaultdict[str | None, Decimal] = defaultdict(Decimal)
    for each in said:
        expected[each["product"] or None] += of_campaign[each["campaign"]]
    assert found.spread
    assert {line.member: float(line.spend or 0) for line in found.lines} == {
        name: pytest.approx(float(amount), abs=0.02) for name, amount in expected.items()
    }
    assert float(found.unmatched) == pytest.approx(70, abs=0.05)


def test_the_page_says_how_long_buyers_take_and_draws_the_band(bought, signed_in):
    told = signed_in(Role.MARKETER).get(reverse("payback"), PERIOD).content.decode()
    assert "Half of those who buy have bought after" in told
    assert "No costs are kept" in told
    assert "plot__whisker" in told
    assert "₽70 of spend that no lead of these days stands for" in told


def test_without_buyers_it_says_what_is_missing(db, signed_in):
    lead(campaign="spring")
    spend(campaign="spring")
    told = signed_in(Role.OWNER).get(reverse("payback"), {"period": "2026-03"}).content.decode()
    assert "cannot be told yet: it takes 20 buyers" in told
    assert Lead.objects.count() == 1


@pytest.mark.parametrize("by", ["campaign", "creative", "source", "segment", "product"])
def test_the_file_holds_every_line(bought, signed_in, by):
    answered = signed_in(Role.OWNER).get(reverse("payback_file", args=["csv"]), PERIOD | {"by": by})
    rows = answered.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + len(chain(SPRING, store.read(), by=by).lines)


def test_a_seller_does_not_see_it(client, signed_in):
    assert signed_in(Role.SELLER).get(reverse("payback")).status_code == 403
