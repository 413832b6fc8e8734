"""Learned from a client: a lead of a launch reaches a seller who has not read of it. Once, with its times."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.agreement.samples import person
from tandem.campaigns import actions
from tandem.campaigns.actions import Notice
from tandem.campaigns.planning import Card, change_campaign, plan_campaign
from tandem.handover.models import Assignment, LaunchIncident
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def announced(campaign: str = "Весна", *, at: datetime = START - DAY, ends_on: date | None = None):
    marketer = person(Role.MARKETER)
    draft = actions.draft_launch(Notice(campaign=campaign, notice="−10 %", ends_on=ends_on), by=marketer, now=at)
    return actions.send_notice(launch_id=draft.pk, by=marketer, now=at)


def started(launch=None, *, campaign: str = "", at: datetime = START, noted: datetime | None = None):
    return actions.launch(by=person(Role.MARKETER), announced=launch, campaign=campaign, now=noted or at, at=at)


def came(after: timedelta, *, seller: str = "Анна", campaign: str = "Весна") -> int:
    return lead(campaign=campaign, seller=seller, created_at=START + after)


def found() -> list[tuple[str, int]]:
    follow(now=lambda: START + 30 * DAY)
    rows = LaunchIncident.objects.order_by("learned_at").values_list("seller__name", "lead")
    assert verify().differences == []
    return list(rows)


def test_a_lead_that_comes_before_its_seller_has_read_is_noted_once_for_a_seller_with_its_times():
    launch = announced()
    started(launch)
    first, _second, other = came(HOUR), came(2 * HOUR), came(3 * HOUR, seller="Борис")
    assert found() == [("Анна", first), ("Борис", other)]
    row = store.read().rows("SELECT lead_id, campaign, announced_at, learned_at, learned_on FROM launch_incidents")[0]
    naive = [moment.replace(tzinfo=None) for moment in (START - DAY, START + HOUR)]
    assert row == (first, "Весна", *naive, date(2026, 3, 3))


def test_whoever_has_read_in_time_learned_nothing_from_a_client():
    launch = announced()
    came(-DAY, campaign="Другая")
    anna = Person.objects.get(name="Анна")
    actions.acknowledge_notice(launch_id=launch.pk, by=anna, now=START - HOUR)
    started(launch)
    came(HOUR)
    assert found() == []


def test_reading_it_afterwards_does_not_undo_it():
    launch = announced()
    started(launch)
    first = came(HOUR)
    anna = Person.objects.get(name="Анна")
    actions.acknowledge_notice(launch_id=launch.pk, by=anna, now=START + 2 * HOUR)
    assert found() == [("Анна", first)]


def test_leads_from_before_the_start_or_of_other_campaigns_are_no_news():
    started(announced())
    came(-HOUR)
    came(HOUR, campaign="Лето")
    came(HOUR, campaign="")
    assert found() == []


def test_without_any_notice_the_first_lead_is_the_news():
    started(campaign="Весна")
    first = came(HOUR)
    assert found() == [("Анна", first)]
    assert LaunchIncident.objects.get().announced_at is None


def test_leads_that_came_before_the_start_was_noted_are_found_afterwards():
    launch = announced()
    first = came(HOUR)
    assert found() == []
    started(launch, noted=START + 3 * DAY)
    assert found() == [("Анна", first)]


def test_an_earlier_name_of_the_campaign_is_the_same_campaign():
    marketer = person(Role.MARKETER)
    campaign = plan_campaign(Card(name="Весна"), by=marketer, now=START - 2 * DAY)
    change_campaign(Card(name="Весна 2026"), campaign_id=campaign.pk, people=(), by=marketer, now=START - 2 * DAY)
    started(announced("Весна 2026"))
    first = came(HOUR, campaign="весна")
    assert found() == [("Анна", first)]


def test_what_started_long_ago_or_is_over_is_no_news():
    started(announced())
    started(announced("Лето", ends_on=date(2026, 3, 4)))
    came(40 * DAY)
    came(3 * DAY, campaign="Лето")
    assert found() == []


def test_a_newer_launch_of_the_same_campaign_is_news_again():
    started(announced())
    first = came(HOUR)
    started(announced(at=START + 4 * DAY), at=START + 5 * DAY)
    second = came(6 * DAY)
    assert found() == [("Анна", first), ("Анна", second)]


def test_it_goes_with_the_import_that_brought_the_lead():
    started(announced())
    take("lead", [{"id": "X1", "created_at": START + HOUR, "client_id": "CX", "campaign": "Весна", "seller": "Анна"}])
    assert len(found()) == 1
    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=START + 31 * DAY)
    assert found() == []
    assert not Assignment.objects.exists()
