"""Steps of the life cycle come by themselves: to whoever has the client, as often and as many a day as agreed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tandem.agreement.document import Care
from tandem.agreement.samples import signed
from tandem.distribution.lifecycle import take_care
from tandem.distribution.models import CareTaken
from tandem.handover.models import Assignment
from tandem.handover.tests.cast import document, seller
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.selling.models import NextStep

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
LOST = Care(
    key="sleeping", title="Вернуть", phase="regain", clause="lost_at is not null", since="lost_at", days=30,
    words="Узнать, решена ли задача.",
)  # fmt: skip


def agreed(care: Care) -> None:
    signed(msgspec.structs.replace(document(), lifecycle=(care,)), since=date(2026, 3, 1))


def lost(days: int, **said) -> int:
    at = NOW - timedelta(days=days)
    return lead(stage="lost", stage_at=at, created_at=at - timedelta(days=1), **said)


def came(now=NOW) -> int:
    sync()
    return take_care(reading=store.read(), now=now)


def test_it_comes_to_the_clients_seller_once_the_days_have_passed_and_only_once():
    agreed(LOST)
    due, early = lost(31, seller="Анна"), lost(29, seller="Анна")
    assert came() == 1
    step = NextStep.objects.get(pk=due)
    assert (step.what, str(step.planned_by)) == ("Вернуть. Узнать, решена ли задача.", "Анна")
    assert not NextStep.objects.filter(pk=early).exists()
    assert [fact.fact.told().ru for fact in FactRow.objects.filter(kind="care_came")] == ["Подошло время: Вернуть"]
    NextStep.objects.all().delete()
    assert came(NOW + timedelta(hours=1)) == 0


def test_it_comes_again_where_the_agreement_says_so():
    agreed(msgspec.structs.replace(LOST, every=60))
    lead_id = lost(31, seller="Анна")
    assert came() == 1
    NextStep.objects.all().delete()
    assert came(NOW + timedelta(days=59)) == 0
    assert came(NOW + timedelta(days=61)) == 1
    assert CareTaken.objects.get(lead=lead_id).times == 2


def test_whoever_has_a_next_step_or_came_again_is_left_alone():
    agreed(LOST)
    planned = lost(40, seller="Анна")
    NextStep.objects.create(
        lead_id=planned, due_on=date(2026, 6, 1), what="Позвонить", planned_by=Assignment.objects.get(pk=planned).seller
    )
    lost(50, client_id="C-again", seller="Анна")
    lead(client_id="C-again", created_at=NOW - timedelta(days=2), seller="Анна")
    assert came() == 0


def test_not_more_come_a_day_than_agreed_and_the_freshest_first():
    agreed(msgspec.structs.replace(LOST, most=2))
    leads = [lost(days, seller="Анна") for days in (60, 50, 40)]
    assert came() == 2
    assert set(NextStep.objects.values_list("pk", flat=True)) == {leads[1], leads[2]}
    assert came(NOW + timedelta(hours=2)) == 0
    assert came(NOW + timedelta(days=1)) == 1


def test_a_client_that_is_given_out_anew_goes_to_somebody_of_the_roster():
    agreed(msgspec.structs.replace(LOST, anew=True))
    lead_id = lost(40, seller="Ушедший")
    anna = seller("Анна")
    assert came() == 1
    assert Assignment.objects.get(pk=lead_id).seller == anna
    assert NextStep.objects.get(pk=lead_id).planned_by == anna
