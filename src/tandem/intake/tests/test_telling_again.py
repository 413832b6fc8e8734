"""A door may tell of one record several times, and a client may come back: neither makes a second record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps

from tandem.imports.samples import take
from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.taking_in import Taken, take_in

pytestmark = pytest.mark.django_db

Activity = apps.get_model("selling.Activity")
Deal = apps.get_model("selling.Deal")

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def said(opened: OpenSource, key: str, at: datetime = NOW, **values: Any) -> Arriving:
    columns = {name: values.pop(name) for name in ("kind", "record", "joins") if name in values}
    return Arriving(source=opened.key, key=key, received_at=at, cells=values, **columns)


def taken(opened: OpenSource, *each: Arriving) -> list[Taken]:
    return take_in(each, sources={opened.key: opened}, now=each[-1].received_at)


def test_a_change_of_stage_changes_nothing_else():
    opened = source(system="amocrm", defaults={"channel": "cpc"})
    (imported,) = take(
        "lead", [{"id": "77", "created_at": NOW, "phone": "+79123456789", "source": "Сайт"}], system="amocrm"
    )
    later = NOW + timedelta(days=3)
    (one,) = taken(opened, said(opened, "77:status", later, record="77", stage="won"))
    lead = Lead.objects.get()
    assert one.subject_id == imported == lead.pk
    assert (lead.source, lead.channel, lead.captured_at) == ("Сайт", "", NOW)
    assert Deal.objects.get().stage == "won"


def test_a_new_record_and_its_change_may_come_in_one_transaction():
    opened = source(system="amocrm")
    both = taken(opened, said(opened, "5:add", record="5", phone="+79123456789"),
                 said(opened, "5:won", record="5", stage="won"))  # fmt: skip
    assert {each.subject_id for each in both} == {Lead.objects.get().pk}
    assert Deal.objects.get().stage == "won"


def test_the_end_of_a_call_and_its_recording_are_one_contact():
    opened = source()
    taken(opened, said(opened, "a", kind="activity", record="c1", phone="+79123456789", direction="in", duration="65",
                       answered=True, result="договорились"))  # fmt: skip
    client_id = Activity.objects.get().client_id
    taken(opened, said(opened, "b", kind="activity", record="c1", recording="https://pbx.example/c1.mp3"))
    call = Activity.objects.get()
    assert (call.client_id, call.duration, call.answered, call.direction) == (client_id, 65, True, "in")
    assert call.result == "договорились\nhttps://pbx.example/c1.mp3"
    assert call.contacted_at == NOW


@pytest.mark.parametrize("together", [True, False])
def test_a_client_with_an_open_lead_brings_no_new_one(together):
    opened = source()
    calls = [said(opened, f"call {number}", phone="8 912 345-67-89", joins=90) for number in range(3)]
    ids = taken(opened, *calls) if together else [taken(opened, each)[0] for each in calls]
    assert {each.subject_id for each in ids} == {Lead.objects.get().pk}


def test_a_client_whose_leads_are_closed_or_old_brings_a_new_one():
    opened = source()
    (first,) = taken(opened, said(opened, "1", phone="+79123456789", stage="won", joins=90))
    (second,) = taken(opened, said(opened, "2", phone="+79123456789", joins=90))
    (third,) = taken(opened, said(opened, "3", NOW + timedelta(days=91), phone="+79123456789", joins=90))
    assert len({first.subject_id, second.subject_id, third.subject_id}) == 3


def test_an_id_longer_than_the_table_keeps_is_kept_by_its_fingerprint():
    opened = source(system="amocrm")
    first = taken(opened, said(opened, "1", record="9" * 300, client_id="8" * 300))
    second = taken(opened, said(opened, "2", record="9" * 300, stage="won"))
    assert first[0].subject_id == second[0].subject_id
