"""Clocks of promises: set when a lead comes in, stopped by whoever keeps the promise, broken by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.db import transaction

from tandem.agreement.document import DutyPromise, Promise
from tandem.agreement.samples import signed
from tandem.handover.clock_watch import watch
from tandem.handover.clocks import Moments, start
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment, Clock
from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.intake.samples import lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.samples import activity

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = Promise(
    key="contact", side="sales", title="Первый контакт за 30 минут",
    duty=DutyPromise(since="captured_at", until="first_contact_at", minutes=30),
)  # fmt: skip
HANDOVER = Promise(
    key="handover", side="marketing", title="Передача за 15 минут",
    duty=DutyPromise(since="captured_at", until="assigned_at", minutes=15),
)  # fmt: skip


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0)


def agreed(*promises):
    return signed(msgspec.structs.replace(agreement(target="true"), promises=promises), since=date(2026, 1, 1))


def clock(lead_id, promise="contact"):
    return Clock.objects.get(lead=lead_id, promise=promise)


def kinds():
    return list(FactRow.objects.filter(subject="clock").order_by("position").values_list("kind", flat=True))


def test_a_lead_that_comes_in_has_its_deadlines_stored_under_its_version(now):
    number = agreed(CONTACT, HANDOVER)
    lead_id = lead(created_at=now)

    assert {each.promise: each.due_at - now for each in Clock.objects.filter(lead=lead_id)} == {
        "contact": timedelta(minutes=30),
        "handover": timedelta(minutes=15),
    }
    assert clock(lead_id).version == number
    assert set(FactRow.objects.filter(kind="clock_started").values_list("version", flat=True)) == {number}
    assert verify().differences == []


def test_a_contact_in_time_stops_the_clock_and_one_too_late_says_so(now):
    agreed(CONTACT)
    prompt = lead(created_at=now - timedelta(hours=2), client_id="K1")
    late = lead(created_at=now - timedelta(hours=2), client_id="K2")
    activity(client_id="K1", at=now - timedelta(hours=2) + timedelta(minutes=10))
    activity(client_id="K2", at=now - timedelta(hours=1))

    follow(now=lambda: now)

    assert clock(prompt).kept is True
    assert clock(prompt).stopped_at == now - timedelta(hours=2) + timedelta(minutes=10)
    assert clock(late).kept is False
    assert watch(now=now) == 0
    assert verify().differences == []


def test_a_clock_breaks_by_itself_once_and_not_before_it_is_due(now):
    agreed(CONTACT)
    lead_id = lead(created_at=now)

    assert watch(now=now + timedelta(minutes=29)) == 0
    assert watch(now=now + timedelta(minutes=31)) == 1
    assert watch(now=now + timedelta(minutes=32)) == 0

    assert clock(lead_id).broken is True
    fact = FactRow.objects.get(kind="clock_broken")
    assert (fact.happened_at, fact.lead_id) == (now + timedelta(minutes=30), lead_id)
    assert verify().differences == []


def test_the_watch_sees_a_contact_that_no_follower_has_seen_yet(now):
    agreed(CONTACT)
    lead_id = lead(created_at=now - timedelta(hours=1), client_id="K1")
    activity(client_id="K1", at=now - timedelta(minutes=50))

    watch(now=now)

    assert (clock(lead_id).kept, clock(lead_id).broken) == (True, False)
    assert "clock_broken" not in kinds()


def test_a_contact_written_down_after_the_deadline_tells_that_it_was_kept(now):
    agreed(CONTACT)
    lead_id = lead(created_at=now - timedelta(hours=1), client_id="K1")
    watch(now=now)
    activity(client_id="K1", at=now - timedelta(minutes=50))

    follow(now=lambda: now)

    assert (clock(lead_id).kept, clock(lead_id).broken) == (True, True)
    assert kinds() == ["clock_started", "clock_broken", "clock_stopped"]
    assert verify().differences == []


def test_a_lead_that_comes_with_its_seller_needs_no_hand_over(now):
    agreed(HANDOVER, CONTACT)
    lead_id = lead(created_at=now, seller="Анна")

    assert list(Clock.objects.filter(lead=lead_id).values_list("promise", flat=True)) == ["contact"]


def test_the_hand_over_stops_its_clock(now):
    agreed(HANDOVER)
    said = {"id": "L-7", "client_id": "K-7", "created_at": now - timedelta(minutes=40)}
    lead_id = lead(**said)
    watch(now=now)
    assert clock(lead_id, "handover").broken is True

    # Whoever hands leads over in another system does so here when that system's record arrives.
    lead(**said, seller="Анна")

    assert clock(lead_id, "handover").stopped_at is not None
    assert verify().differences == []


def test_a_lead_handed_over_late_gives_its_seller_the_whole_time(now):
    agreed(CONTACT)
    lead_id = lead(created_at=now - timedelta(hours=1))
    watch(now=now)
    seller = Person.objects.create_user("anna", name="Анна", role=Role.SELLER)
    moments = Moments(lead_id, clock(lead_id).version, now - timedelta(hours=1))

    with transaction.atomic():
        happenings = []
        fact = LeadAssigned(seller_id=seller.pk)
        Assignment.objects.create(lead_id=lead_id, seller=seller, assigned_at=now)
        happenings.append(Happening(fact, lead_id, now, lead_id))
        start(
            [moments],
            tell=lambda fact, subject_id, at, *, lead_id=None, version=None: happenings.append(
                Happening(fact, subject_id, at, lead_id, version)
            ),
        )
        record(happenings, recording=Recording(at=now, source="test"))

    anew = clock(lead_id)
    assert (anew.started_at, anew.due_at, anew.broken) == (now, now + timedelta(minutes=30), False)
    assert watch(now=now + timedelta(minutes=31)) == 1
    assert verify().differences == []


def test_a_promise_that_does_not_concern_the_lead_is_never_broken(now):
    only_rich = msgspec.structs.replace(CONTACT, duty=msgspec.structs.replace(CONTACT.duty, of="budget >= 1000"))
    agreed(only_rich)
    poor, unknown, rich = lead(created_at=now, budget=10), lead(created_at=now), lead(created_at=now, budget=5000)

    watch(now=now + timedelta(hours=1))

    assert [clock(each).broken for each in (poor, unknown, rich)] == [False, False, True]
    assert (clock(poor).stopped_at is not None, clock(poor).kept) == (True, None)
    assert clock(unknown).stopped_at is None
    assert verify().differences == []


def test_leads_of_the_past_run_on_no_clock(now):
    agreed(CONTACT)
    lead(created_at=now - timedelta(days=30))

    assert not Clock.objects.exists()


def test_undoing_the_import_takes_its_clocks_and_all_their_facts_back(now):
    agreed(CONTACT)
    taken("lead", [{"id": "L1", "client_id": "K1", "created_at": now - timedelta(hours=1)}])
    watch(now=now)
    assert kinds() == ["clock_started", "clock_broken"]

    undo(import_id=Import.objects.get().pk, by_id=None, now=now)

    assert not Clock.objects.exists()
    assert verify().differences == []
