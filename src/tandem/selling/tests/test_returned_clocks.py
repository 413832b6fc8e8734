"""The time a lead lies with marketing is not the seller's; a ruling that it is one to sell to sets a new deadline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tandem.agreement.document import Calendar, DutyPromise, Promise, ReturnReason
from tandem.agreement.ledger import rows_behind
from tandem.agreement.promise_states import RowState
from tandem.agreement.queries import version
from tandem.agreement.samples import person, signed
from tandem.basics.periods import Period
from tandem.handover import actions
from tandem.handover.actions import answer_return, return_lead
from tandem.handover.clock_watch import watch
from tandem.handover.models import Clock
from tandem.handover.rulings import rule
from tandem.imports.samples import take
from tandem.intake.models import Lead
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.samples import activity

pytestmark = pytest.mark.django_db(transaction=True)

#: A Wednesday, noon in Moscow.
NOON = datetime(2026, 3, 4, 9, tzinfo=UTC)
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
CONTACT = Promise(
    key="contact", side="sales", title="Первый контакт за 30 минут",
    duty=DutyPromise(since="captured_at", until="first_contact_at", minutes=30, calendar="office", remind=10,
                     tell_head=0),
)  # fmt: skip
ANSWER = Promise(
    key="answer", side="marketing", title="Ответить за два часа",
    duty=DutyPromise(about="returns", since="returned_at", until="answered_at", minutes=120, calendar="office"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def anna():
    document = msgspec.structs.replace(
        agreement(target="true"), promises=(CONTACT, ANSWER), calendars=(OFFICE,),
        returns=(ReturnReason(key="other", title="Другое"),),
    )  # fmt: skip
    signed(document, since=date(2026, 1, 1))
    return Person.objects.create_user("anna", name="Анна", role=Role.SELLER)


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def lead():
    said = {"id": "L1", "client_id": "K1", "created_at": NOON, "seller": "Анна"}
    return take("lead", [said], at=NOON)[0]


def given_back(lead_id, *, at):
    return return_lead(
        lead_id=lead_id, reason="other", comment="", by=Person.objects.get(username="anna"), now=after(at)
    )


def ruled(returned, *, stands, at):
    answer_return(
        return_id=returned.pk, accepted=False, words="Наш.", by=person(Role.MARKETING_HEAD), now=after(at - 10)
    )
    rule(return_id=returned.pk, stands=stands, words="Есть деньги.", by=person(Role.OWNER), now=after(at))


def clock(lead_id):
    return Clock.objects.get(lead=lead_id, promise="contact")


def state(lead_id):
    """How the lead stands to the promise by now, months later."""
    sync()
    period = Period(NOON.date(), NOON.date())
    number = Lead.objects.get(pk=lead_id).version
    found = [
        each
        for each in RowState
        if lead_id in rows_behind(CONTACT, version(number).document, period, store.read(), state=each, version=number)
    ]
    assert len(found) == 1
    return found[0]


def test_no_deadline_passes_while_the_lead_lies_with_marketing():
    lead_id = lead()
    given_back(lead_id, at=20)

    assert watch(now=after(300)) == 0

    stands = clock(lead_id)
    assert (stands.broken, stands.stopped_at, stands.kept) == (False, after(20), None)
    assert FactRow.objects.filter(kind="clock_broken").count() == 0
    assert verify().differences == []


def test_what_had_passed_before_the_lead_went_back_stays_broken_whatever_is_ruled():
    lead_id = lead()
    watch(now=after(31))
    returned = given_back(lead_id, at=40)
    ruled(returned, stands=False, at=100)
    activity(client_id="K1", at=after(110))
    watch(now=after(131))

    assert FactRow.objects.filter(kind="clock_broken").count() == 1
    assert clock(lead_id).kept is True
    assert state(lead_id) is RowState.BROKEN
    assert verify().differences == []


def test_a_deadline_that_passed_a_moment_before_the_return_is_broken_though_the_watch_looks_later():
    lead_id = lead()
    given_back(lead_id, at=31)

    watch(now=after(32))

    assert clock(lead_id).broken


def test_a_ruling_that_the_lead_is_ours_sets_its_deadline_from_then_on():
    lead_id = lead()
    ruled(given_back(lead_id, at=20), stands=False, at=100)

    anew = clock(lead_id)
    assert (anew.started_at, anew.due_at, anew.stopped_at) == (after(100), after(130), None)
    watch(now=after(131))
    assert clock(lead_id).broken
    assert state(lead_id) is RowState.BROKEN
    assert verify().differences == []


def test_a_lead_closed_meanwhile_has_no_deadline_whatever_is_ruled():
    lead_id = lead()
    returned = given_back(lead_id, at=20)
    closed = {
        "id": "L1",
        "client_id": "K1",
        "created_at": NOON,
        "seller": "Анна",
        "stage": "lost",
        "stage_at": after(30),
    }
    take("lead", [closed], at=after(30))

    ruled(returned, stands=False, at=100)

    assert clock(lead_id).stopped_at == after(20)
    assert watch(now=after(300)) == 0


def test_a_contact_after_the_ruling_keeps_it():
    lead_id = lead()
    ruled(given_back(lead_id, at=20), stands=False, at=100)
    activity(client_id="K1", at=after(115))
    watch(now=after(131))

    assert (clock(lead_id).kept, clock(lead_id).stopped_at) == (True, after(115))
    assert state(lead_id) is RowState.KEPT


def test_who_was_called_before_the_return_is_to_be_called_again_and_the_first_call_still_counts():
    lead_id = lead()
    activity(client_id="K1", at=after(15))
    watch(now=after(20))
    assert clock(lead_id).kept is True
    ruled(given_back(lead_id, at=40), stands=False, at=100)

    anew = clock(lead_id)
    assert (anew.due_at, anew.stopped_at, anew.kept) == (after(130), None, None)
    watch(now=after(131))
    assert clock(lead_id).broken
    # The promise about this lead was kept in time, once and for all.
    assert state(lead_id) is RowState.KEPT
    assert verify().differences == []


def test_a_return_that_stands_leaves_no_deadline_and_breaks_none():
    lead_id = lead()
    ruled(given_back(lead_id, at=20), stands=True, at=100)

    assert watch(now=after(300)) == 0
    assert clock(lead_id).stopped_at == after(20)
    assert state(lead_id) is RowState.UNKNOWN


def test_a_clock_that_ran_on_with_marketing_from_before_is_lifted_and_not_broken(monkeypatch):
    lead_id = lead()
    monkeypatch.setattr(actions, "lift", lambda lead, *, now: [])
    given_back(lead_id, at=20)

    assert watch(now=after(40)) == 1

    assert (clock(lead_id).broken, clock(lead_id).stopped_at) == (False, after(40))


def test_marketing_s_own_deadline_to_answer_goes_on_as_promised():
    lead_id = lead()
    returned = given_back(lead_id, at=20)

    assert returned.object_until == after(140)
    assert clock(lead_id).promise == "contact"
