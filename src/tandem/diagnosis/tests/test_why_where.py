"""From leads in the store to the words: the product or person in which a cause sits is named, whatever was asked by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tandem.basics.periods import Period
from tandem.diagnosis.rules.faults import FaultKey
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why, why
from tandem.diagnosis.why_answer import tell
from tandem.diagnosis.why_reading import read
from tandem.imports.samples import take
from tandem.measures.answer_lines import seller_names
from tandem.measures.store import store

pytestmark = pytest.mark.django_db

FIRST, END = datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 5, 31, 9, tzinfo=UTC)
BEFORE, AFTER = Period(date(2026, 1, 1), date(2026, 2, 11)), Period(date(2026, 2, 12), date(2026, 3, 25))
CHECKS = {"Kitchen": 2000, "Desk": 1000, "Lamp": 500}


def company(
    *, sells=lambda product: 1.0, taken=lambda seller: True, busy: float = 1.0, cut: float = 1.0, twice: bool = False
) -> Why:
    """84 days of requests: three products, two campaigns, three sellers; in the later half the products sell by
    ``sells``, sellers take up by ``taken``, ``busy`` and ``cut`` are the part of requests that still come, of all and
    of the campaign "Search", of which every request comes ``twice``."""
    random = np.random.default_rng(5)
    leads, payments = [], []
    for day in range(84):
        later = day >= 42
        for number in range(int(24 * (busy if later else 1.0))):
            came = FIRST + timedelta(days=day, minutes=10 * number)
            key = f"L{day}-{number}"
            product = ("Kitchen", "Desk", "Lamp")[number % 3]
            seller = ("Anna", "Boris", "Clara")[(number // 3) % 3]
            chance = 0.4 * (sells(product) if later else 1.0)
            idle = later and not taken(seller)
            buys = not idle and random.random() < chance
            closed = came + timedelta(days=5)
            campaign = ("Search", "Social")[(number // 9 + day) % 2]
            if later and campaign == "Search" and random.random() > cut:
                continue
            row = {
                "id": key, "created_at": came, "client_id": f"C{key}", "source": "Ads", "campaign": campaign,
                "product": product, "seller": seller, "grade": None if idle else "A" if buys else "B",
                "stage": "new" if idle else "won" if buys else "lost", "stage_at": came if idle else closed,
                "amount": Decimal(CHECKS[product]) if buys else None,
            }  # fmt: skip
            leads.append(row)
            if twice and later and campaign == "Search":
                again = {"id": f"{key}b", "created_at": came + timedelta(minutes=1), "stage": "new", "grade": None}
                leads.append(row | again | {"amount": None, "stage_at": came + timedelta(minutes=1)})
            if buys:
                paid = (closed + timedelta(days=1)).date()
                payments.append({"id": f"P{key}", "lead_id": key, "paid_on": paid, "amount": row["amount"]})
    take("lead", leads, at=END)
    take("payment", payments, at=END)
    return why(BEFORE, AFTER, store.read(), by="campaign")


def test_a_product_that_is_out_of_stock_is_named_though_campaigns_were_asked_about():
    found = company(sells=lambda product: 0.1 if product == "Desk" else 1.0)

    answer = tell(found, "en", {})
    cause = answer.causes[0]

    assert cause.key in {"processed", "won"}
    assert "“Desk”" in cause.phrase
    assert (cause.by, cause.places[0].name, cause.places[0].member) == ("product", "Desk", "Desk")
    assert "“Desk”" in answer.sentence


def test_what_befalls_all_products_names_none():
    cause = tell(company(sells=lambda product: 0.4), "en", {}).causes[0]

    assert "“" not in cause.phrase
    assert cause.by == "campaign"


def test_the_seller_who_takes_nothing_up_any_more_is_named_by_name():
    found = company(taken=lambda seller: seller != "Boris")

    cause = next(each for each in tell(found, "en", seller_names(found.sellers)).causes if each.key == "processed")

    assert "“Boris”" in cause.phrase
    assert cause.by == "seller"


def test_a_check_that_fell_as_the_dear_product_is_not_sold_says_so():
    found = company(sells=lambda product: 0.1 if product == "Kitchen" else 1.0)

    cause = next(each for each in tell(found, "en", {}).causes if each.key == "check")

    assert "“Kitchen” was" in cause.phrase
    assert "nearly what it was" in cause.phrase


def test_a_campaign_that_was_cut_is_named_with_the_day_on_which_its_own_requests_fell():
    found = company(cut=0.2)

    cause = tell(found, "en", {}).causes[0]

    assert cause.key == "traffic"
    assert "“Search”" in cause.phrase
    assert cause.places[0].name == "Search"
    assert abs((found.since["traffic"].day - AFTER.start).days) <= 3


def test_requests_that_come_twice_are_said_and_no_seller_is_blamed_for_leaving_them():
    found = company(twice=True)

    assert FaultKey.ASKED_TWICE in [fault.key for fault in found.faults]
    assert found.diagnosis is not None
    assert found.diagnosis.of("processed").verdict is Verdict.CANNOT_TELL
    assert not found.diagnosis.sellers


def test_without_last_year_a_fall_of_traffic_may_be_the_season_and_that_is_said():
    found = company(busy=0.5)

    answer = tell(found, "en", {})

    assert [cause.key for cause in answer.causes][:1] == ["traffic"]
    assert any(each.startswith("The season") for each in answer.untold)


def test_who_paid_before_is_a_regular_client_also_where_no_stage_says_that_they_bought():
    came = [FIRST, FIRST + timedelta(days=20), FIRST + timedelta(days=20)]
    clients = ["C1", "C1", "C2"]
    rows = [
        {"id": f"L{at}", "created_at": day, "client_id": client, "source": "Ads", "stage": "in_work"}
        for at, (day, client) in enumerate(zip(came, clients, strict=True))
    ]
    take("lead", rows, at=END)
    paid = {"id": "P", "lead_id": "L0", "paid_on": date(2026, 1, 5), "amount": Decimal(100)}
    take("payment", [paid], at=END)

    found = read(BEFORE, AFTER, store.read(), by="source")

    assert sorted(zip(found.history.day - found.history.day.min(), found.history.returning, strict=True)) == [
        (0, False), (20, False), (20, True),
    ]  # fmt: skip
