"""The calendar of campaigns and the season."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.agreement.samples import person
from tandem.attribution.calendar import calendar, season_of
from tandem.attribution.calendar_plan import Plan, Spent, plan
from tandem.attribution.calendar_plan_page import months_shown
from tandem.attribution.season_prior import stated
from tandem.basics.periods import Period
from tandem.campaigns import actions, planning
from tandem.campaigns.actions import Notice
from tandem.campaigns.names_actions import mend
from tandem.campaigns.planning import Card
from tandem.campaigns.rules import LaunchState
from tandem.campaigns.samples import spend
from tandem.imports.samples import take
from tandem.journal.models import FactRow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def arrived(months, *, per_month):
    """``months`` months of leads that end with February 2026; March has begun."""
    said = []
    for back in range(months + 1):
        month = (2026 * 12 + 2 - back) // 12, (2026 * 12 + 2 - back) % 12 + 1
        for number in range(per_month):
            day = datetime(*month, 1, 9, tzinfo=UTC) + timedelta(days=number % (9 if back == 0 else 27))
            said.append({"id": f"S{back}-{number}", "created_at": day, "client_id": f"SC{back}-{number}"})
    take("lead", said)


def test_a_campaign_runs_from_its_first_to_its_last_spend(db):
    for name, day, amount in (
        ("spring", date(2026, 1, 30), 100), ("spring", date(2026, 2, 3), 50), ("brand", date(2026, 2, 28), 10),
        ("", date(2026, 2, 1), 5), ("idle", date(2026, 2, 1), 0), ("old", date(2024, 1, 1), 7),
    ):  # fmt: skip
        spend(campaign=name, day=day, spend=Decimal(amount))
    found = calendar(Period(date(2026, 1, 1), date(2026, 2, 28)), store.read())
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert found.months == (january, february)
    assert [(run.campaign, run.first, run.last, run.going, dict(run.spent)) for run in found.runs] == [
        ("spring", date(2026, 1, 30), date(2026, 2, 3), False, {january: Decimal(100), february: Decimal(50)}),
        ("brand", date(2026, 2, 28), date(2026, 2, 28), True, {february: Decimal(10)}),
    ]
    assert found.unnamed == {february: Decimal(5)}


def test_a_campaign_renamed_half_way_is_one_run(db):
    spend(campaign="brand", day=date(2026, 1, 5))
    spend(campaign="brand 26", day=date(2026, 2, 5))
    mend(said="brand", campaign="brand 26", by=person(Role.OWNER), now=NOW)
    (run,) = calendar(Period(date(2026, 1, 1), date(2026, 2, 28)), store.read()).runs
    assert (run.campaign, run.first, run.last) == ("brand 26", date(2026, 1, 5), date(2026, 2, 5))


@pytest.mark.parametrize(("months", "told"), [(11, False), (12, True)])
def test_a_season_takes_twelve_whole_months_and_the_running_one_is_none(db, months, told):
    arrived(months, per_month=6)
    found = season_of(store.read(), of="leads")
    assert (found.season is not None, found.months, found.until) == (told, months, date(2026, 2, 28))
    if found.season is not None:
        assert not found.season.told
        assert [each.own for each in found.season.months] == pytest.approx([1.0] * 12)
        assert all(each.low < 1 < each.high for each in found.season.months)


def test_the_page_refuses_a_season_in_words_and_draws_the_months(db, signed_in):
    arrived(3, per_month=2)
    spend(campaign="spring", day=date(2026, 2, 3), spend=Decimal(40))
    browser = signed_in(Role.MARKETER)
    told = browser.get(reverse("campaign_calendar"), {"period": "2026-02"}).content.decode()
    assert "A season takes 12 whole months of history." in told
    assert "There are 3; until there are 12" in told
    assert "spring" in told
    file = browser.get(reverse("campaign_calendar_file", args=["csv"]), {"period": "2026-02"})
    assert file.content.decode("utf-8-sig").splitlines()[1].startswith("spring")


def test_the_season_is_weighed_against_what_was_stated(db, signed_in):
    arrived(12, per_month=6)
    browser = signed_in(Role.MARKETER)
    page = browser.get(reverse("campaign_calendar")).content.decode()
    assert "State the season as far as you know it" in page
    assert "The months cannot be told from one another" in page
    said = {"indices": "0,5 1 1 1 1 1 1 1 1 1 1 1.5", "source": "Wordstat"}
    assert browser.post(reverse("campaign_calendar"), said).status_code == 302
    prior = stated()
    assert (prior.indices[0], prior.indices[-1], prior.source) == (0.5, 1.5, "Wordstat")
    found = season_of(store.read(), of="leads", prior=prior.indices).season
    assert found is not None
    january, *others, december = found.months
    # Own history says that all months are alike: what holds lies between it and what was stated, by the weight.
    for each in (january, december):
        assert each.prior == pytest.approx(0.5 if each is january else 1.5)
        assert each.own == pytest.approx(1.0)
        assert each.low < each.value < each.high
        assert min(each.own, each.prior) <= each.value <= max(each.own, each.prior)
    assert january.value < 1 < december.value
    assert all(each.value == pytest.approx(1.0, abs=1e-6) for each in others)
    page = browser.get(reverse("campaign_calendar")).content.decode()
    assert "against the season stated beforehand (Wordstat;" in page
    assert "Stated beforehand" in page
    assert "0.50" in page
    assert verify().differences == []
    assert "Wordstat" not in str(FactRow.objects.get(kind="season_stated").payload)


@pytest.mark.parametrize(
    ("indices", "source"), [("1 1 1", "report"), ("1 " * 11 + "0", "report"), ("x " * 12, "report"), ("1 " * 12, " ")]
)
def test_a_season_that_cannot_be_weighed_is_refused_in_words(db, signed_in, indices, source):
    spend(campaign="spring", day=date(2026, 2, 3), spend=Decimal(40))
    refused = signed_in(Role.MARKETER).post(reverse("campaign_calendar"), {"indices": indices, "source": source})
    assert refused.status_code == 422
    assert "message--error" in refused.content.decode()
    assert stated().source == ""


def planned_house():
    """A campaign that spent before its start, one to come in two months, one put away, and a launch with no card."""
    by = person(Role.MARKETER)
    today = timezone.localdate()
    first = today.replace(day=1)
    next_month = Period.month(first).end + timedelta(days=1)
    after_next = Period.month(next_month).end + timedelta(days=1)
    last = Period.month(after_next).end
    runs = planning.plan_campaign(Card(name="spring", season="thaw", starts_on=today), by=by, now=NOW)
    planning.plan_budget(campaign_id=runs.pk, months={first: Decimal(500)}, by=by, now=NOW)
    spend(campaign="spring", day=today - timedelta(days=3), spend=Decimal(40))
    spend(campaign="spring", day=today - timedelta(days=1), spend=Decimal(30))
    coming = planning.plan_campaign(
        Card(name="black friday", season="sales", starts_on=next_month, ends_on=last), by=by, now=NOW
    )
    planning.plan_budget(campaign_id=coming.pk, months={next_month: Decimal(700), after_next: Decimal(900)}, by=by,
                         now=NOW)  # fmt: skip
    actions.draft_launch(Notice(campaign="black friday"), by=by, now=NOW)
    away = planning.plan_campaign(Card(name="dropped", starts_on=next_month), by=by, now=NOW)
    planning.archive_campaign(campaign_id=away.pk, by=by, now=NOW)
    soon = datetime.combine(next_month, datetime.min.time(), UTC) + timedelta(hours=12)
    actions.draft_launch(Notice(campaign="no card", starts_at=soon), by=by, now=NOW)
    return today, first, next_month, after_next, last


def test_planned_campaigns_stand_beside_what_was_spent_on_them(db):
    today, first, next_month, after_next, last = planned_house()
    found = plan(today, store.read(), role=Role.MARKETER)
    assert found.months == (first, next_month, after_next)
    told = [
        (each.plan.name, each.plan.season, each.plan.starts_on, each.plan.ends_on, each.plan.planned,
         each.plan.launch and each.plan.launch.state, each.spent)
        for each in found.lines
    ]  # fmt: skip
    before = Spent(today - timedelta(days=3), today - timedelta(days=1), Decimal(70))
    assert told == [
        ("spring", "thaw", today, None, Decimal(500), None, before),
        ("black friday", "sales", next_month, last, Decimal(1600), LaunchState.DRAFT, None),
        ("no card", "", next_month, None, None, LaunchState.DRAFT, None),
    ]
    # A draft is for those who write it.
    seen = plan(today, store.read(), role=Role.ANALYST).lines
    assert [(each.plan.name, each.plan.launch) for each in seen] == [("spring", None), ("black friday", None)]


def test_the_page_and_its_file_tell_the_plan_day_by_day_and_month_by_month(db, signed_in):
    today, first, next_month, after_next, last = planned_house()
    browser = signed_in(Role.MARKETER)
    page = browser.get(reverse("campaign_calendar")).content.decode()
    assert all(
        said in page
        for said in ("Planned campaigns", "thaw", "money was spent before the planned start", "still to come", "1,600")
    )
    file = browser.get(reverse("campaign_plan_file", args=["csv"])).content.decode("utf-8-sig")
    head, spring, coming, bare = list(csv.reader(file.splitlines()))
    assert head[-3:] == [f"{month:%Y-%m}" for month in (first, next_month, after_next)]
    days = [str(today), "", str(today - timedelta(days=3)), str(today - timedelta(days=1))]
    assert spring[:6] == ["spring", "thaw", *days]
    assert [Decimal(each) if each else None for each in spring[-5:]] == [500, 70, 500, None, None]
    assert coming[:6] == ["black friday", "sales", str(next_month), str(last), "", ""]
    assert [Decimal(each) if each else None for each in coming[-5:]] == [1600, None, None, 700, 900]
    assert bare[:3] == ["no card", "", str(next_month)]
    assert browser.get(reverse("campaign_plan_file", args=["xlsx"])).status_code == 200


def test_the_page_has_room_for_half_a_year_to_come_and_the_file_for_all(db):
    months = tuple(date(2026 + at // 12, at % 12 + 1, 1) for at in range(14))
    assert months_shown(Plan((), months, "RUB"), date(2026, 3, 20)) == months[2:8]


def test_without_anything_it_says_what_to_do(db, signed_in):
    assert "empty" in signed_in(Role.OWNER).get(reverse("campaign_calendar")).content.decode()


def test_a_seller_does_not_see_it(db, signed_in):
    assert signed_in(Role.SELLER).get(reverse("campaign_calendar")).status_code == 403
