"""Calls: a number of which no lead is open makes one, the end of a call is a contact, the recording joins it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from django.apps import apps

from tandem.clients.models import ContactPoint
from tandem.intake.doors import Request, RequestRefused, fingerprint
from tandem.intake.models import Arrival, Lead
from tandem.intake.samples import source
from tandem.intake.tests.knocking import NOW, form, knock, posted
from tandem.journal.models import FactRow
from tandem.measures.verification import verify

pytestmark = pytest.mark.django_db

Activity = apps.get_model("selling.Activity")

RING = {"event": "started", "call": "c1", "direction": "in", "phone": "89123456789", "line": "+7 495 123-45-67",
        "at": "2026-03-02T11:59:00+03:00"}  # fmt: skip
END = RING | {"event": "ended", "answered": True, "duration": 65, "seller": "Олег"}
RECORDED = {"event": "recorded", "call": "c1", "recording": "https://pbx.example/c1.mp3"}


def test_a_ring_is_a_lead_its_end_a_contact_and_the_recording_joins_it():
    opened = source("telephony", settings={"lines": {"74951234567": {"source": "Яндекс.Директ"}}})
    for told in (RING, END, RECORDED, END):
        knock(opened, posted(told))
    lead, call = Lead.objects.get(), Activity.objects.get()
    assert (lead.source, lead.answers["line"]) == ("Яндекс.Директ", "+7 495 123-45-67")
    assert ContactPoint.objects.get().value == "+79123456789"
    assert (call.client_id, call.direction, call.answered, call.duration) == (lead.client_id, "in", True, 65)
    assert (call.result, str(call.seller)) == ("https://pbx.example/c1.mp3", "Олег")
    assert call.contacted_at == lead.captured_at


def test_a_missed_call_of_a_stranger_is_not_lost():
    knock(source("telephony"), posted(END | {"answered": False, "duration": 0}))
    assert Lead.objects.get().client_id == Activity.objects.get(answered=False).client_id


def test_a_client_who_calls_again_is_no_second_lead():
    opened = source("telephony")
    for call in ("c1", "c2", "c3"):
        knock(opened, posted(RING | {"call": call}))
        knock(opened, posted(END | {"call": call}))
    assert Lead.objects.count() == 1
    assert Activity.objects.count() == 3


def test_a_ring_of_a_client_whose_lead_is_open_is_told_of_once_and_leaves_the_call_to_its_end():
    opened = source("telephony")
    knock(opened, posted(END | {"call": "c0"}))
    lead = Lead.objects.get()

    for told in (RING, RING, END, RING):
        knock(opened, posted(told))

    assert Lead.objects.count() == 1
    ring = FactRow.objects.get(kind="client_calling")
    assert (ring.subject_id, ring.happened_at) == (lead.pk, datetime(2026, 3, 2, 8, 59, tzinfo=UTC))
    assert Activity.objects.count() == 2
    assert verify().differences == []


def test_a_source_that_makes_no_leads_tells_of_a_ring_of_an_open_lead_and_of_no_other():
    knock(source("telephony"), posted(END | {"call": "c0"}))
    lead = Lead.objects.get()
    silent = source("telephony", key="contacts", settings={"leads": False, "joins_days": 0})

    for told in (
        RING,
        RING,
        RING | {"call": "c2", "phone": "89120000000"},
        RING | {"call": "c2", "phone": "89120000000"},
    ):
        knock(silent, posted(told))

    assert Lead.objects.count() == 1
    assert FactRow.objects.get(kind="client_calling").subject_id == lead.pk
    # What became nothing has left nothing, and may be told again.
    assert set(Arrival.objects.values_list("subject_id", flat=True)) == {lead.pk, Activity.objects.get().pk}
    assert verify().differences == []


def test_the_end_of_a_call_whose_ring_never_came_is_no_ring():
    opened = source("telephony")
    for call in ("c0", "c1"):
        knock(opened, posted(END | {"call": call}))

    assert not FactRow.objects.filter(kind="client_calling").exists()


@pytest.mark.parametrize(
    "told", [END | {"direction": "out"}, END | {"phone": "anonymous"}, END | {"phone": "105"}, END]
)
def test_calls_that_we_make_and_numbers_nobody_can_call_back_are_no_leads(told):
    knock(source("telephony", settings={"leads": told is not END}), posted(told))
    assert not Lead.objects.exists()
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    "told", [{}, {"event": "started"}, {"event": "ended", "call": "1"}, {"event": "recorded", "call": "1"}]
)
def test_an_event_that_says_too_little_is_refused(told):
    with pytest.raises(RequestRefused) as refused:
        knock(source("telephony"), posted(told))
    assert refused.value.status == 422


# Zadarma and Novofon, as zadarma.com/en/support/api has it.
START = {"event": "NOTIFY_START", "call_start": "2026-03-02 11:59:00", "pbx_call_id": "in_1",
         "caller_id": "+79123456789", "called_did": "74951234567"}  # fmt: skip
ENDED = START | {"event": "NOTIFY_END", "internal": "100", "duration": "65", "disposition": "answered",
                 "status_code": "16", "is_recorded": "1", "call_id_with_rec": "1459234567.8"}  # fmt: skip
OUT = {"event": "NOTIFY_OUT_END", "call_start": "2026-03-02 11:59:00",
       "pbx_call_id": "out_1",
       "caller_id": "74951234567", "destination": "79123456789",
       "internal": "100", "duration": "0", "disposition": "no answer"}  # fmt: skip


def zadarma(**settings):
    return source("zadarma", settings={"api_secret": "s", "sellers": {"100": "Олег"}} | settings)


def signed(told: dict[str, str], *names: str) -> Request:
    digest = hmac.new(b"s", "".join(told[name] for name in names).encode(), hashlib.sha1).hexdigest()
    return posted(form(told), signature=base64.b64encode(digest.encode()).decode())


def test_zadarma_tells_of_a_call_from_ring_to_end():
    opened = zadarma(lines={"74951234567": {"campaign": "Весна"}})
    knock(opened, signed(START, "caller_id", "called_did", "call_start"))
    knock(opened, signed(ENDED, "caller_id", "called_did", "call_start"))
    knock(opened, signed(OUT, "internal", "destination", "call_start"))
    lead = Lead.objects.get()
    assert lead.campaign == "Весна"
    calls = Activity.objects.order_by("pk").values_list(
        "direction", "answered", "duration", "client_id", "seller__name"
    )
    assert list(calls) == [("in", True, 65, lead.client_id, "Олег"), ("out", False, 0, lead.client_id, "Олег")]
    assert "1459234567.8" in Activity.objects.earliest("pk").result


def test_zadarma_checks_its_address_and_its_signature_is_checked():
    asked = Request(method="GET", path="", query={"zd_echo": "abc"}, headers={}, body=b"", received_at=NOW)
    reply = knock(zadarma(), asked).reply
    assert reply is not None
    assert reply.body == b"abc"
    with pytest.raises(RequestRefused) as refused:
        knock(zadarma(), posted(form(START), signature="wrong"))
    assert refused.value.status == 401


# Mango Office, as programs in use read it.
def mango(path: str, told: dict[str, object], salt: str = "salt") -> Request:
    said = json.dumps(told)
    sign = hashlib.sha256(f"key{said}{salt}".encode()).hexdigest()
    return posted(form({"vpbx_api_key": "key", "sign": sign, "json": said}), path=path)


APPEARED = {"entry_id": "e1", "call_id": "c", "timestamp": 1772441940, "seq": 1, "call_state": "Appeared",
            "location": "ivr", "from": {"number": "79123456789"}, "to": {"number": "74951234567"}}  # fmt: skip
SUMMARY = {"entry_id": "e1", "call_direction": 1, "from": {"number": "79123456789"}, "line_number": "74951234567",
           "to": {"extension": "100", "number": "sip:oleg@x"}, "create_time": 1772441940, "talk_time": 1772441950,
           "end_time": 1772442015, "entry_result": 1}  # fmt: skip


def test_mango_tells_of_a_call_from_ring_to_recording():
    settings = {"api_key": "key", "api_salt": "salt", "sellers": {"100": "Олег"}}
    opened = source("mango", settings=settings | {"lines": {"74951234567": {"campaign": "Весна"}}})
    knock(opened, mango("events/call", APPEARED))
    knock(opened, mango("events/call", APPEARED | {"call_state": "Connected"}))
    knock(opened, mango("events/summary", SUMMARY))
    knock(
        opened,
        mango("events/recording", {"entry_id": "e1", "recording_id": "MToxMDA=", "recording_state": "Completed"}),
    )
    lead, call = Lead.objects.get(), Activity.objects.get()
    assert (lead.campaign, call.client_id, str(call.seller)) == ("Весна", lead.client_id, "Олег")
    assert (call.direction, call.answered, call.duration) == ("in", True, 65)
    assert "MToxMDA=" in call.result
    with pytest.raises(RequestRefused):
        knock(opened, mango("events/summary", SUMMARY, salt="wrong"))


def test_mango_is_let_in_by_the_address_while_its_keys_are_not_entered():
    opened = source("mango", fingerprint=fingerprint("secret"))
    knock(opened, mango("secret/events/summary", SUMMARY | {"call_direction": 2, "to": {"number": "79123456789"}}))
    assert Activity.objects.get().direction == "out"
    with pytest.raises(RequestRefused):
        knock(opened, mango("other/events/summary", SUMMARY))
