"""Calls from nowhere known: a campaign that makes people call is named; none where clicks and calls are strangers."""

from __future__ import annotations

import html
import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from tandem.agreement.document import Matching
from tandem.agreement.samples import DOCUMENT, signed
from tandem.attribution.call_windows import match_windows
from tandem.attribution.credits import allocation
from tandem.attribution.journeys import Channel, Known
from tandem.attribution.rules.call_exposures import CallTimes, exposures
from tandem.attribution.rules.calls import FEWEST_CALLS, Exposures, match_calls
from tandem.attribution.rules.methods import Method, credited
from tandem.attribution.rules.paths import Path, paths_of
from tandem.attribution.rules.window_credit import split
from tandem.attribution.unknown_calls import unknown_calls
from tandem.basics.periods import Period
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.rules import Role

QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))


def planted(seed: int, *, rate: float, days: int = 120) -> Exposures:
    """Two calls a day from elsewhere, and ``rate`` calls a click of the first of three campaigns."""
    chance = np.random.default_rng(seed)
    clicks = chance.integers(0, 100, (days, 3)).astype(float)
    calls = np.repeat(np.arange(days), chance.poisson(2 + rate * clicks[:, 0]))
    return Exposures(np.ones(len(calls)), float(days), clicks[calls], clicks.sum(axis=0))


def visited(seed: int, *, rate: float, days: int = 60) -> tuple[Exposures, np.ndarray]:
    """Visits of two campaigns and calls, all by day and hardly at weekends; the first makes ``rate`` calls a visit, up
    to an hour later. With what each call really came by: 0 nothing, 1 the first campaign."""
    chance = np.random.default_rng(seed)

    def moments(a_day: float) -> np.ndarray:
        many = chance.poisson([a_day * (0.2 if day % 7 > 4 else 1) for day in range(days)])
        return np.sort(np.repeat(np.arange(days), many) * 1440.0 + chance.normal(780, 150, many.sum()).clip(0, 1439))

    visits = [moments(12), moments(20)]
    caused = visits[0][chance.random(len(visits[0])) < rate]
    caused = caused + chance.uniform(0, 60, len(caused))
    caused = caused[(caused < days * 1440) & (caused % 1440 > 60)]
    own = moments(6)
    calls, truth = np.concatenate([own, caused]), np.repeat([0, 1], [len(own), len(caused)])
    order = np.argsort(calls)
    times = CallTimes(calls[order], (calls[order] // 1440).astype(int), (calls[order] % 1440 // 60).astype(int))
    weekdays = np.arange(days) % 7
    return exposures(times, weekdays=weekdays, visits=visits, clicks=np.zeros((days, 0)), window=60), truth[order]


def test_the_campaign_that_makes_people_call_is_named_with_about_its_calls():
    for seed in range(10):
        given = planted(seed, rate=0.04)
        found = match_calls(given, days=120)

        assert 0 in {each.cause for each in found.claimed}
        first = next(each for each in found.claimed if each.cause == 0)
        assert first.calls == pytest.approx(0.04 * given.wholes[0], rel=0.35)
        assert 0.3 < first.confidence < 0.9
        assert found.unknown + sum(each.calls for each in found.claimed) == pytest.approx(len(given.usual))


def test_where_clicks_and_calls_are_strangers_hardly_ever_one_is_named():
    named = sum(bool(match_calls(planted(100 + seed, rate=0.0), days=120).claimed) for seed in range(200))

    # Five in a hundred are promised; more than 18 of 200 would come by chance once in a hundred.
    assert named <= 18


def test_visits_and_calls_that_share_the_hours_of_the_day_and_nothing_else_are_strangers():
    named = sum(bool(match_calls(visited(seed, rate=0.0)[0], days=60).claimed) for seed in range(100))

    assert named <= 11


def test_each_call_has_the_chance_that_calls_like_it_really_have():
    said, true = [], []
    for seed in range(20):
        given, truth = visited(seed, rate=0.3)
        found = match_calls(given, days=60)
        assert {each.cause for each in found.claimed} >= {0}
        said.append(found.chances[:, 0])
        true.append(truth)
    chance, came = np.concatenate(said), np.concatenate(true)

    # Of calls that were told a chance of about so much, about so many came by the campaign.
    for low, high in ((0.0, 0.3), (0.3, 0.6), (0.6, 1.0)):
        told = (chance >= low) & (chance < high)
        assert told.sum() > 100
        assert came[told].mean() == pytest.approx(chance[told].mean(), abs=0.1)


def test_chances_are_those_that_a_second_plain_calculation_finds():
    """Rates by a general optimiser instead of EM; exposures and Bayes' rule in loops."""
    given, _truth = visited(3, rate=0.3)
    found = match_calls(given, days=60)
    kept = [each.cause for each in found.claimed]

    def against(rates: np.ndarray) -> float:
        total = rates[0] * given.usual_whole + sum(
            rate * given.wholes[k] for rate, k in zip(rates[1:], kept, strict=True)
        )
        for call in range(len(given.usual)):
            expected = rates[0] * given.usual[call]
            for rate, k in zip(rates[1:], kept, strict=True):
                expected += rate * given.causes[call, k]
            total -= math.log(expected)
        return float(total)

    best = optimize.minimize(
        against, [1.0, *[0.1] * len(kept)], method="Nelder-Mead", options={"fatol": 1e-7, "xatol": 1e-7}
    )
    for call in range(0, len(given.usual), 7):
        parts = [
            best.x[0] * given.usual[call],
            *(r * given.causes[call, k] for r, k in zip(best.x[1:], kept, strict=True)),
        ]
        for part, k in zip(parts[1:], kept, strict=True):
            assert found.chances[call, k] == pytest.approx(part / sum(parts), abs=0.01)


def test_a_visit_counts_from_its_minute_to_the_end_of_the_window_and_no_further():
    times = CallTimes(np.array([600.0, 660.0, 661.0, 599.0]), np.zeros(4, dtype=int), np.array([10, 11, 11, 9]))
    given = exposures(times, weekdays=np.array([0]), visits=[np.array([600.0])], clicks=np.array([[48.0]]), window=60)

    assert given.causes[:, 0].tolist() == [1 / 60, 1 / 60, 0, 0]
    # Clicks of the day go with the hours of its calls: two of four at eleven, one at nine, one at ten, and one added.
    assert given.causes[:, 1] * 60 / 48 == pytest.approx([2 / 28, 3 / 28, 3 / 28, 2 / 28])


def test_of_few_days_or_calls_and_of_clicks_that_never_vary_nothing_is_said():
    steady = Exposures(np.ones(180), 60.0, np.full((180, 1), 50.0), np.array([3000.0]))
    few = Exposures(np.ones(FEWEST_CALLS - 1), 60.0, np.full((FEWEST_CALLS - 1, 1), 50.0), np.array([3000.0]))

    assert not match_calls(steady, days=10).enough
    assert not match_calls(few, days=60).enough
    assert match_calls(steady, days=60).claimed == ()
    assert match_calls(steady, days=60).unknown == 180


@st.composite
def journeys_and_chances(draw):
    walks = draw(st.lists(st.lists(st.sampled_from("abu"), min_size=1, max_size=4), min_size=1, max_size=6))
    paths = paths_of(
        [Path(walk, conversions=1.0, money=float(draw(st.integers(-500, 900)))) for walk in walks], direct=None
    )
    unknown = [at for at, code in enumerate(paths.codes) if paths.channels[code] == "u"]
    chances = {
        at: [("a", draw(st.floats(0, 0.5))), ("z", draw(st.floats(0, 0.49)))] for at in unknown if draw(st.booleans())
    }
    return paths, chances


@given(journeys_and_chances())
def test_crediting_calls_by_chance_moves_credit_and_changes_no_sum(drawn):
    paths, chances = drawn
    found = split(paths, chances)

    assert found.paths.totals == pytest.approx(paths.totals)
    assert found.paths.journeys.sum() == pytest.approx(paths.journeys.sum())
    for method in (Method.FIRST, Method.LAST, Method.LINEAR, Method.POSITION, Method.SHAPLEY):
        shared = credited(method, found.paths)
        assert sum(each.money for each in shared.values()) == round(paths.totals[1])
        assert sum(each.conversions for each in shared.values()) == round(paths.totals[0] * 100)
    # A single touch that was a with a chance gives a just that part, by every method.
    alone = split(paths_of([Path(["u"], conversions=1, money=1000)]), {0: [("a", 0.6)]})
    for method in Method:
        assert {name: (each.conversions, each.money) for name, each in credited(method, alone.paths).items()} == {
            "u": (40, 400), "a": (60, 600),
        }  # fmt: skip
    assert alone.by_chance.tolist() == [[0, 0.6], [0, 600]]


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


def test_calls_from_nowhere_are_counted_with_their_money_and_matched_by_their_windows(quarter, signed_in):
    found = unknown_calls(QUARTER, store.read(), minutes=60)

    assert found.leads == found.found.match.calls > 50
    assert found.unknown + sum(each.calls for each in found.claimed) == pytest.approx(found.leads)
    assert (found.known, found.purchases, found.money) == (1, 1, Decimal(50))
    assert {each.campaign for each in found.claimed} == {"Radio"}
    text = page_of(signed_in)
    assert "Calls from nowhere known" in text
    assert re.search(r"Radio ?: about \d+ calls", text)
    assert "By the agreement their credit stays in the line “unknown”" in text


def page_of(signed_in: Any) -> str:
    page = signed_in(Role.MARKETER).get(f"/campaigns/attribution/?from={QUARTER.start}&to={QUARTER.end}&by=campaign")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def test_where_the_agreement_credits_calls_by_chance_a_purchase_is_shared_and_the_sums_stay(quarter, signed_in):
    chance = match_windows(QUARTER, store.read(), minutes=60)
    bought = Lead.objects.earliest("pk")
    of_bought = float(chance.chances[chance.leads.index(bought.pk)].max())
    without = allocation(QUARTER, store.read(), by="campaign")
    agree(call_confidence=Decimal("0.01"))
    credited = allocation(QUARTER, store.read(), by="campaign")

    assert 0.01 < of_bought < 1
    lines = {line.channel: line for line in credited.lines}
    radio, unknown = lines[Channel(Known.NAMED, "Radio")], lines[Channel(Known.UNKNOWN)]
    for method in credited.methods:
        assert float(radio.conversions(method)) == pytest.approx(of_bought, abs=0.01)
        assert radio.conversions(method) + unknown.conversions(method) == without.conversions == 1
        assert radio.money(method) + unknown.money(method) == without.money == Decimal(50)
    assert radio.by_calls == pytest.approx((of_bought, 50 * of_bought))
    text = page_of(signed_in)
    assert "of it by calls' windows" in text
    assert "By the agreement a campaign is credited with its part of the purchase" in text


def test_below_the_agreed_confidence_nothing_moves(quarter):
    agree(call_confidence=Decimal("0.99"))
    credited = allocation(QUARTER, store.read(), by="campaign")

    assert {line.channel.known for line in credited.lines} == {Known.DIRECT, Known.UNKNOWN}


def agree(**agreed: Any) -> None:
    signed(msgspec.structs.replace(DOCUMENT, matching=Matching(**agreed)), since=date(2026, 3, 1))
