"""A test by lot from the form to its result."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.agreement.samples import person
from tandem.attribution.lift_drawing import CannotTest, Plan, draw_test
from tandem.attribution.lift_reading import read
from tandem.attribution.models import LiftTest, LiftUnit
from tandem.campaigns.actions import NotTheirCampaign
from tandem.funnel.tests.test_pages import rows_of, text_of
from tandem.imports.samples import take
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

TODAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
PLAN = Plan(campaign="spring", dealt="city", counts="leads", first_day=date(2026, 3, 2), weeks=4)


def came(city: str, number: int, first: date, mark: str = "") -> list[dict[str, object]]:
    """So many leads of a city within four weeks."""
    at = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    return [
        {"id": f"{city}-{mark}{each}", "client_id": f"C{city}-{mark}{each}", "city": city, "created_at": at
         + timedelta(days=each % 28)}
        for each in range(number)
    ]  # fmt: skip


@pytest.fixture
def cities(db):
    """Fourteen cities with 12 to 25 leads each in February, and one that brought none of late."""
    leads = [row for at in range(14) for row in came(f"Город {at}", 12 + at, date(2026, 2, 1))]
    take("lead", leads)
    return store.read()


def drawn(reading, **changed) -> LiftTest:
    plan = Plan(**{name: getattr(PLAN, name) for name in PLAN.__slots__} | changed)
    return draw_test(plan, reading, by=person(Role.MARKETER), today=TODAY, now=NOW, seed=12)


def test_lots_are_kept_with_one_fact_and_the_result_is_read_only_when_the_days_are_over(cities):
    test = drawn(cities)
    assert (test.first_day, test.last_day, test.read_on) == (date(2026, 3, 2), date(2026, 3, 29), date(2026, 3, 30))
    fact = FactRow.objects.get(kind="lift_test_drawn")
    assert (fact.subject_id, test.digest in str(fact.payload)) == (test.pk, True)
    assert verify().differences == []
    found = read(test, store.read())
    assert (found.result, found.intact, len(found.units)) == (None, True, 14)
    again = drawn(cities)
    assert again.digest == test.digest

    # Every city brings what it brought before, and twice as much with the campaign; one more lead makes the days over.
    brings = {unit.name: round(unit.past) * (2 if unit.shown else 1) for unit in found.units}
    march = [row for name, number in brings.items() for row in came(name, number, date(2026, 3, 2), "m")]
    take("lead", [*march, *came("Город 0", 1, date(2026, 3, 31), "end")])
    result = read(test, store.read()).result
    assert result is not None
    assert result.shown == sum(brings[unit.name] for unit in found.units if unit.shown)
    assert result.shown + result.spared == sum(brings.values())
    assert result.lift == pytest.approx(1.0, abs=0.01)
    assert result.works is True


def test_lots_changed_afterwards_are_noticed(cities):
    test = drawn(cities)
    pair = LiftUnit.objects.filter(test=test, pair=1)
    for unit in pair:
        LiftUnit.objects.filter(pk=unit.pk).update(shown=not unit.shown)
    assert not read(test, store.read()).intact


def test_clients_are_dealt_out_apart_by_whether_they_bought(cities):
    take("payment", [{"id": f"M{at}", "lead_id": f"Город 3-{at}", "paid_on": date(2026, 2, 20), "amount": 5}
                     for at in range(12)])  # fmt: skip
    test = drawn(store.read(), dealt="client", counts="payments")
    with_it = test.units.exclude(pair=None).filter(shown=True).count()
    assert with_it == test.units.exclude(pair=None).filter(shown=False).count() == 129
    take("lead", came("Город 0", 1, date(2026, 3, 31), "end"))
    take("payment", [{"id": "late", "lead_id": "Город 5-0", "paid_on": date(2026, 3, 5), "amount": 5}])
    result = read(test, store.read()).result
    assert result is not None
    assert result.shown + result.spared == 1


@pytest.mark.parametrize(
    "changed", [{"first_day": TODAY}, {"weeks": 0}, {"campaign": " "}, {"counts": "clicks"}, {"dealt": "client"}]
)
def test_a_test_that_could_not_be_read_is_refused(db, changed):
    with pytest.raises(CannotTest):
        drawn(store.read(), **changed)
    assert not LiftTest.objects.exists()


def test_only_marketing_draws(cities):
    with pytest.raises(NotTheirCampaign):
        draw_test(PLAN, cities, by=person(Role.SALES_HEAD), today=TODAY, now=NOW)


@pytest.mark.parametrize(("cities", "few"), [(11, True), (12, False)])
def test_the_page_says_how_many_cities_there_are_and_takes_clients_where_they_are_too_few(db, signed_in, cities, few):
    take("lead", [row for at in range(cities) for row in came(f"Город {at}", 2, date(2026, 2, 1))])
    page = signed_in(Role.MARKETER).get(reverse("lift_tests"))

    text = text_of(page)
    assert f"Cities that leads of the last year name: {cities}." in text
    assert ("That is too few to deal out: take clients." in text) is few
    chosen = "client" if few else "city"
    assert f'<option value="{chosen}" selected>' in page.content.decode()


def test_the_pages_plan_show_and_refuse(cities, signed_in):
    browser = signed_in(Role.MARKETER)
    assert "Plan a test" in text_of(browser.get(reverse("lift_tests")))
    said = {
        "campaign": "spring", "dealt": "city", "counts": "leads", "weeks": 4,
        "first_day": timezone.localdate() + timedelta(days=3),
    }  # fmt: skip
    sent = browser.post(reverse("lift_tests"), said)
    test = LiftTest.objects.get()
    assert sent.url == reverse("lift_test", args=[test.pk])
    page = text_of(browser.get(sent.url))
    for told in ("Gets the campaign", "Goes without", "The rule", test.digest, "The result is read from", "7 pairs"):
        assert told in page
    assert len(rows_of(browser.get(reverse("lift_test_file", args=[test.pk, "csv"])))) == 15
    refused = browser.post(reverse("lift_tests"), said | {"first_day": timezone.localdate()})
    assert refused.status_code == 422
    assert "begins tomorrow at the earliest" in refused.content.decode()
    assert signed_in(Role.SELLER).get(reverse("lift_tests")).status_code == 403
