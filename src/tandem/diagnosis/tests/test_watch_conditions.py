"""Conditions over measures: what they may read, when they come true, what they ask, and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tandem.basics.expressions import ExpressionError
from tandem.diagnosis import watch_conditions
from tandem.diagnosis.models import WatchFiring
from tandem.diagnosis.rules.watch_clauses import came_true, measure_of, row_of, watched
from tandem.imports.samples import take
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person

MEASURES = ("leads", "calls", "deals_won")
#: As many leads, a larger share of calls among them, fewer sales.
CLAUSE = "abs(leads_change) < 0.05 and calls / leads > 1.2 * calls_before / leads_before and deals_won_change < -0.1"


def test_leads_as_before_more_calls_fewer_sales():
    found = watched(CLAUSE, MEASURES)
    assert found.measures == ("calls", "deals_won", "leads")
    weeks = [
        {"leads": 100, "calls": 20, "deals_won": 10},
        {"leads": 101, "calls": 30, "deals_won": 8},
        {"leads": 102, "calls": 40, "deals_won": 8},
        {"leads": 60, "calls": 60, "deals_won": 2},
    ]
    assert came_true(found, weeks) == [True, False, False]


def test_a_growth_from_nothing_is_not_known_and_nothing_is_guessed():
    row = row_of({"leads": 5.0, "calls": None}, {"leads": 0.0, "calls": 4.0})
    assert row == {
        "leads": 5.0, "leads_before": 0.0, "leads_change": None, "calls": None, "calls_before": 4.0,
        "calls_change": None,
    }  # fmt: skip
    found = watched("leads_change > 0.1", MEASURES)
    assert came_true(found, [{"leads": 0.0}, {"leads": 5.0}]) == [None]


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("leeds_change > 0", "There is no field “leeds_change” (≈ leads_change)."),
        ("leads = 'much'", "which is no number"),
        ("leads + 1", "A condition is needed here"),
        ("1 > 0", "reads no measure"),
        ("leads > (select 1)", ""),
    ],
)
def test_what_cannot_run_is_refused_in_words(clause, said):
    with pytest.raises(ExpressionError) as refused:
        watched(clause, MEASURES)
    assert said in refused.value.placed.en


def test_a_measure_that_is_called_like_a_change_is_itself():
    assert measure_of("price_change", ("price_change", "price")) == "price_change"
    assert measure_of("price_change", ("price",)) == "price"


@pytest.fixture
def weeks(db):
    """Ten leads a week, and four in the last whole one; the data ends in the middle of the next."""
    monday = date(2026, 3, 2)
    days = [monday + timedelta(days=7 * week + at % 5) for week in range(4) for at in range(10)]
    days += [monday + timedelta(days=28 + at) for at in range(4)] + [monday + timedelta(days=35)]
    take(
        "lead",
        [
            {"id": f"L{at}", "client_id": f"C{at}", "created_at": datetime(day.year, day.month, day.day, 9, tzinfo=UTC)}
            for at, day in enumerate(days)
        ],
    )
    return datetime(2026, 4, 7, 12, tzinfo=UTC)


def test_it_asks_once_with_the_numbers_and_who_is_asked_answers(weeks):
    owner, marketer = _person("owner"), _person("marketing_head")
    with pytest.raises(watch_conditions.NotTheWriter):
        _write(_person("marketer"), weeks)
    with pytest.raises(watch_conditions.CannotRun, match="leeds"):
        _write(owner, weeks, clause="leeds < 5")
    with pytest.raises(watch_conditions.SaysTooLittle):
        _write(owner, weeks, question=" ")
    watch = _write(owner, weeks)

    assert watch_conditions.look(now=weeks) == 1
    assert watch_conditions.look(now=weeks) == 0
    firing = WatchFiring.objects.get()
    assert firing.begins_on == date(2026, 3, 30)
    assert firing.figures == '{"leads": 4.0, "leads_change": -0.6}'
    assert [each.pk for each in watch_conditions.waiting_for("marketing_head")] == [firing.pk]
    assert watch_conditions.waiting_for("owner") == []
    assert "Что нового в кампании?" in _browser(marketer).get("/").content.decode()

    with pytest.raises(watch_conditions.NotAsked):
        watch_conditions.respond(firing_id=firing.pk, words="Не знаю", by=owner, now=weeks)
    watch_conditions.respond(firing_id=firing.pk, words="Сменили посадочную", by=marketer, now=weeks)
    # The same week is not asked of again.
    assert watch_conditions.look(now=weeks) == 0
    watch_conditions.pause(watch_id=watch.pk, by=owner, now=weeks)
    watch.refresh_from_db()
    assert watch.paused_at == weeks
    assert not FactRow.objects.filter(payload__contains="посадочную").exists()
    assert verify().clean


def test_it_is_tried_on_the_past_before_it_is_watched(weeks):
    newest = watch_conditions.tried("leads_change < -0.5", "week", store.read())
    assert len(newest) == 26
    assert [each.true for each in newest[:5]] == [True, False, False, False, None]
    browser = _browser(_person("owner"))
    typed = {"clause": "leads_change < -0.5", "every": "week", "try": ""}
    page = browser.post("/warnings/conditions/new/", typed).content.decode()
    assert "It would have come true in one of the 26 newest" in page
    refused = browser.post("/warnings/conditions/new/", typed | {"clause": "leeds < 5"})
    assert refused.status_code == 422
    assert "There is no field “leeds”" in refused.content.decode()
    written = {"title": "Лидов вдвое меньше", "question": "Что случилось?", "asked": "owner", "write": ""}
    made = browser.post("/warnings/conditions/new/", typed | written)
    assert made.status_code == 302
    assert "Что случилось?" in browser.get(made["Location"]).content.decode()
    assert "Лидов вдвое меньше" in browser.get("/warnings/conditions/").content.decode()
    assert _browser(_person("seller")).get("/warnings/conditions/").status_code == 403


def _write(by, now, **changed):
    said = {
        "title": "Лидов меньше", "clause": "leads_change < -0.5 and leads < 10", "every": "week",
        "question": "Что нового в кампании?", "asked": "marketing_head",
    }  # fmt: skip
    return watch_conditions.write(**(said | changed), by=by, now=now)


def _person(role):
    return Person.objects.create_user(role, name=role, role=role, language="en")


def _browser(person):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser
