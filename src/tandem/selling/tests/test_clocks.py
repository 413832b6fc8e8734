"""Clocks of promises: set when a lead comes in, stopped by whoever keeps the promise, broken by themselves."""

from __future__ import annotations

import re
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
from tandem.selling.tests.cast import signed_in

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
    duty = DutyPromise(of="budget >= 1000", since="captured_at", until="first_contact_at", minutes=30)
    only_rich = msgspec.structs.replace(CONTACT, duty=duty)
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


# The page


def text(browser, address="/clocks/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def seen(now):
    """A seller's lead and one nobody has, half an hour past the first contact's deadline."""
    agreed(HANDOVER, CONTACT)
    anna = signed_in("anna", "Анна", "seller")
    own = lead(created_at=now - timedelta(hours=1), client_name="Петров", seller="Анна")
    lead(created_at=now - timedelta(hours=1), client_name="Сидоров")
    watch(now=now)
    return anna, own


def test_a_seller_sees_the_deadlines_of_their_own_leads_and_the_card_says_them_too(seen):
    anna, own = seen

    page = text(anna)
    assert "One deadline runs. Overdue: 1." in page
    assert "Петров" in page
    assert "Сидоров" not in page
    assert "was due" in text(anna, f"/leads/{own}/")


def test_the_head_of_sales_sees_the_promises_of_sales_and_marketing_its_own(seen):
    head = text(signed_in("head", "Глава", "sales_head"))
    assert "2 deadlines run. Overdue: 2." in head
    assert "Передача за 15 минут" not in head

    marketing = text(signed_in("mark", "Марк", "marketing_head"))
    assert "One deadline runs." in marketing
    assert "Передача за 15 минут" in marketing
    assert "Первый контакт" not in marketing

    assert "3 deadlines run." in text(signed_in("oleg", "Олег", "owner"))


def test_what_has_passed_is_under_what_needs_attention(seen):
    assert "2 deadlines about leads have passed." in text(signed_in("head", "Глава", "sales_head"), "/")


def test_a_lead_that_was_lost_has_no_deadline_any_more(seen, now):
    lead(created_at=now - timedelta(hours=1), id="gone", stage="lost", stage_at=now)

    assert "3 deadlines run." in text(signed_in("oleg", "Олег", "owner"))


def test_the_file_holds_the_same(seen):
    owner = signed_in("oleg", "Олег", "owner")

    assert len(owner.get("/clocks/table.csv").content.decode("utf-8-sig").splitlines()) == 4
    assert owner.get("/clocks/table.xlsx").status_code == 200


def test_without_a_running_deadline_the_page_says_where_they_come_from(db):
    assert "Срок ставится сам" in text(signed_in("ru", "Рита", "sales_head", language="ru"))
