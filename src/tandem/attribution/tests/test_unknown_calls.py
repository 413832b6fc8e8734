"""Calls from nowhere known: a campaign that makes people call is named; none where clicks and calls are strangers."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from tandem.attribution.rules.calls import FEWEST_CALLS, match_by_days
from tandem.attribution.unknown_calls import unknown_calls
from tandem.basics.periods import Period
from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.people.rules import Role

QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))


def planted(seed: int, *, rate: float, days: int = 120) -> tuple[list[int], np.ndarray]:
    """Two calls a day from elsewhere, and ``rate`` calls a click of the first of three campaigns."""
    chance = np.random.default_rng(seed)
    clicks = chance.integers(0, 100, (days, 3)).astype(float)
    return chance.poisson(2 + rate * clicks[:, 0]).tolist(), clicks


def test_the_campaign_that_makes_people_call_is_named_with_about_its_calls():
    for seed in range(10):
        calls, clicks = planted(seed, rate=0.04)
        found = match_by_days(calls, clicks)
        true = 0.04 * clicks[:, 0].sum()

        assert 0 in {each.campaign for each in found.claimed}
        first = next(each for each in found.claimed if each.campaign == 0)
        assert first.calls == pytest.approx(true, rel=0.35)
        assert 0.3 < first.confidence < 0.9
        assert found.unknown + sum(each.calls for each in found.claimed) == pytest.approx(sum(calls))


def test_where_clicks_and_calls_are_strangers_hardly_ever_one_is_named():
    named = sum(bool(match_by_days(*planted(100 + seed, rate=0.0)).claimed) for seed in range(200))

    # Five in a hundred are promised; more than 18 of 200 would come by chance once in a hundred.
    assert named <= 18


def test_of_few_days_or_calls_and_of_clicks_that_never_vary_nothing_is_said():
    steady = np.full((60, 1), 50.0)

    assert not match_by_days([1] * 10, np.ones((10, 1))).enough
    assert not match_by_days([0] * 59 + [FEWEST_CALLS - 1], steady).enough
    assert match_by_days([3] * 60, steady).claimed == ()
    assert match_by_days([3] * 60, steady).unknown == 180


@pytest.fixture
def quarter(db) -> None:
    """Calls follow the clicks of one campaign; one more call came on a number that says where from."""
    leads, contacts, spend, payments = [], [], [], []
    chance = np.random.default_rng(3)
    for day in range(90):
        clicks = int(chance.integers(0, 100))
        moment = datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
        for name, many in (("Radio", clicks), ("Banner", int(chance.integers(0, 100)))):
            spend.append({"id": f"{name}{day}", "day": moment.date(), "source": "Ads", "campaign": name, "clicks": many,
                          "impressions": 1000, "spend": Decimal(10)})  # fmt: skip
        for number in range(chance.poisson(0.2 + clicks / 50)):
            key = f"{day}-{number}"
            leads.append({"id": key, "client_id": f"C{key}", "created_at": moment})
            contacts.append({"id": key, "client_id": f"C{key}", "at": moment, "kind": "call", "direction": "in"})
    leads.append({"id": "line", "client_id": "L", "created_at": datetime(2025, 1, 5, 9, tzinfo=UTC), "source": "Radio"})
    contacts.append({"id": "line", "client_id": "L", "at": datetime(2025, 1, 5, 9, 5, tzinfo=UTC), "kind": "call",
                     "direction": "in"})  # fmt: skip
    leads.append({"id": "form", "client_id": "F", "created_at": datetime(2025, 1, 5, 9, tzinfo=UTC)})
    payments.append({"id": "P", "lead_id": leads[0]["id"], "paid_on": date(2025, 1, 20), "amount": Decimal("50.00")})
    take("lead", leads)
    take("activity", contacts)
    take("spend", spend)
    take("payment", payments)


def test_calls_from_nowhere_are_counted_with_their_money_and_matched_by_days(quarter, signed_in):
    found = unknown_calls(QUARTER, store.read())
    named = {found.campaigns[each.campaign] for each in found.match.claimed}

    assert found.leads == found.match.calls > 50
    assert (found.known, found.purchases, found.money) == (1, 1, Decimal(50))
    assert named == {"Radio"}
    page = signed_in(Role.MARKETER).get(f"/campaigns/attribution/?from={QUARTER.start}&to={QUARTER.end}")
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))
    assert "Calls from nowhere known" in text
    assert re.search(r"Radio ?: about \d+ calls", text)
