"""Around a deadline things happen by themselves, each once: remind, tell the head, give the lead to another.

And nothing of it happens where the promise was kept, waits for an agreed reason, or the lead is closed or gone back.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import msgspec
import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tandem.agreement.document import Calendar, DutyPromise, Pause, Promise
from tandem.agreement.ledger import rows_behind
from tandem.agreement.promise_states import RowState
from tandem.agreement.queries import version
from tandem.agreement.samples import signed
from tandem.basics.periods import Period
from tandem.handover.clock_watch import watch
from tandem.handover.clocks import Moments, into, start
from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment, Clock
from tandem.handover.passing import give_to_another
from tandem.handover.pausing import (
    CannotWait,
    DoesNotWait,
    NotAReasonToWait,
    NotTheirClock,
    WaitsTooLong,
    pause_clock,
    resume_clock,
)
from tandem.imports.models import Import
from tandem.imports.samples import take
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.questions import Question, answer
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.presence_rules import AbsenceKind, Week
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.samples import activity
from tandem.shifts.actions import set_absence, set_week

pytestmark = pytest.mark.django_db(transaction=True)

#: A Wednesday, noon in Moscow; the leads come in while it is.
NOON = datetime(2026, 3, 4, 9, tzinfo=UTC)
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
DUTY = DutyPromise(
    since="captured_at", until="first_contact_at", minutes=30, calendar="office", hours="seller", remind=10,
    tell_head=0, pass_on=15,
)  # fmt: skip
CONTACT = Promise(key="contact", side="sales", title="Первый контакт за 30 минут", duty=DUTY)
LATER = Pause(key="later", title="Клиент попросил перезвонить", most=600)


@pytest.fixture
def head():
    return Person.objects.create_user("head", name="Глава", role=Role.SALES_HEAD)


@pytest.fixture(autouse=True)
def anna():
    agreed()
    return Person.objects.create_user("anna", name="Анна", role=Role.SELLER)


@pytest.fixture
def bob():
    return Person.objects.create_user("bob", name="Борис", role=Role.SELLER)


def agreed(*promises, since=date(2026, 1, 1)):
    document = msgspec.structs.replace(
        agreement(target="true"), promises=promises or (CONTACT,), calendars=(OFFICE,), pauses=(LATER,)
    )
    return signed(document, since=since)


def lead(**more):
    said = {"id": "L1", "client_id": "K1", "created_at": NOON, **more}
    return take("lead", [said], at=NOON)[0]


def of_anna(**more):
    return lead(seller="Анна", **more)


def clock(lead_id):
    return Clock.objects.get(lead=lead_id, promise="contact")


def after(minutes):
    return NOON + timedelta(minutes=minutes)


def told_in_turn():
    facts = FactRow.objects.filter(subject="clock").order_by("position")
    return [(each.kind, (each.happened_at - NOON) / timedelta(minutes=1)) for each in facts]


def test_each_step_happens_by_itself_once_and_in_its_turn(anna, bob):
    lead_id = of_anna()

    assert [watch(now=after(minute)) for minute in (19, 20, 21, 29, 30, 31, 44, 45)] == [0, 1, 0, 0, 1, 0, 0, 1]

    assert told_in_turn() == [
        ("clock_started", 0), ("clock_reminded", 20), ("clock_broken", 30), ("head_told", 30), ("clock_started", 45),
        ("clock_passed_on", 45),
    ]  # fmt: skip
    assert Assignment.objects.get(pk=lead_id).seller == bob
    anew = clock(lead_id)
    assert (anew.started_at, anew.due_at, anew.broken, anew.told) == (after(45), after(75), False, False)
    assert verify().differences == []


def test_a_lead_goes_from_hand_to_hand_once_and_then_the_head_decides(anna, bob):
    lead_id = of_anna()
    watch(now=after(45))
    watch(now=after(45))

    for minute in (66, 76, 91, 200):
        watch(now=after(minute))

    assert Assignment.objects.get(pk=lead_id).seller == bob
    kinds = [kind for kind, _ in told_in_turn()]
    assert (kinds.count("clock_passed_on"), kinds.count("head_told")) == (1, 2)
    assert clock(lead_id).look_at is None
    assert verify().differences == []


def test_where_nobody_is_there_to_take_it_the_lead_stays_and_the_head_is_told(anna, bob, head):
    quiet = msgspec.structs.replace(CONTACT, duty=msgspec.structs.replace(DUTY, tell_head=None))
    agreed(quiet, since=date(2026, 2, 1))
    today = NOON.date()
    set_absence(person_id=bob.pk, since=today, until=today, kind=AbsenceKind.SICK, by=head, now=NOON)
    lead_id = of_anna()

    watch(now=after(46))
    watch(now=after(47))

    assert Assignment.objects.get(pk=lead_id).seller == anna
    assert [kind for kind, _ in told_in_turn()][-2:] == ["clock_passed_on", "head_told"]
    assert verify().differences == []


def test_a_watch_that_was_away_reminds_nobody_of_what_has_passed(anna):
    of_anna()

    watch(now=after(40))

    assert [kind for kind, _ in told_in_turn()] == ["clock_started", "clock_broken", "head_told"]
    assert verify().differences == []


def test_a_contact_in_time_ends_it_all(anna, bob):
    lead_id = of_anna()
    watch(now=after(20))
    activity(client_id="K1", at=after(25))
    watch(now=after(45))

    assert [kind for kind, _ in told_in_turn()] == ["clock_started", "clock_reminded", "clock_stopped"]
    assert (clock(lead_id).kept, Assignment.objects.get(pk=lead_id).seller) == (True, anna)


def test_a_closed_lead_is_let_go_and_nobody_gets_it(anna, bob):
    lead_id = of_anna(stage="lost", stage_at=NOON)

    watch(now=after(50))

    assert Assignment.objects.get(pk=lead_id).seller == anna
    assert [kind for kind, _ in told_in_turn()] == ["clock_started", "clock_broken", "clock_stopped"]
    assert watch(now=after(60)) == 0
    assert verify().differences == []


# In whose hours


def test_a_clock_runs_in_the_hours_of_the_seller_who_has_the_lead(anna, head):
    late = Week(("14-22",) * 7)
    set_week(person_id=anna.pk, week=late, since=date(2026, 1, 1), by=head, now=NOON)

    assert clock(of_anna()).due_at == datetime(2026, 3, 4, 11, 30, tzinfo=UTC)
    # Nobody has it yet: the hours of the departments.
    assert clock(lead(id="L2", client_id="K2")).due_at == after(30)


@pytest.mark.parametrize("since", [date(2026, 3, 4), date(2026, 3, 5)])
def test_a_seller_who_is_away_does_not_let_the_client_wait(anna, head, since):
    """In her hours it would be due on the day she is back."""
    set_week(person_id=anna.pk, week=Week(("9-12:15",) * 7), since=date(2026, 1, 1), by=head, now=NOON)
    set_absence(person_id=anna.pk, since=since, until=date(2026, 3, 20), kind=AbsenceKind.VACATION, by=head, now=NOON)

    assert clock(of_anna()).due_at == after(30)


def test_a_deadline_that_is_set_stays_when_hours_change_later(anna, head):
    lead_id = of_anna()
    set_week(person_id=anna.pk, week=Week(("14-22",) * 7), since=date(2026, 1, 1), by=head, now=NOON)

    assert clock(lead_id).due_at == after(30)


# Pauses


def test_a_deadline_waits_for_an_agreed_reason_and_goes_on_by_itself(anna):
    lead_id = of_anna()
    paused = pause_clock(clock_id=clock(lead_id).pk, reason="later", until=after(120), by=anna, now=after(10))

    assert paused.due_at == after(140)
    assert watch(now=after(60)) == 0
    watch(now=after(121))
    assert (clock(lead_id).paused_until, clock(lead_id).look_at) == (None, after(130))
    watch(now=after(141))

    assert told_in_turn() == [
        ("clock_started", 0), ("clock_paused", 10), ("clock_resumed", 120), ("clock_broken", 140), ("head_told", 141),
    ]  # fmt: skip
    assert verify().differences == []


def test_whoever_goes_on_before_the_end_has_the_rest_taken_back(anna):
    lead_id = of_anna()
    number = clock(lead_id).pk
    pause_clock(clock_id=number, reason="later", until=after(120), by=anna, now=after(10))

    resumed = resume_clock(clock_id=number, by=anna, now=after(40))

    assert (resumed.due_at, resumed.waited) == (after(60), 30)
    with pytest.raises(DoesNotWait):
        resume_clock(clock_id=number, by=anna, now=after(41))
    assert verify().differences == []


def test_a_pause_is_no_longer_than_agreed_however_often(anna):
    lead_id = of_anna()
    number = clock(lead_id).pk
    with pytest.raises(WaitsTooLong):
        pause_clock(clock_id=number, reason="later", until=NOON + timedelta(days=5), by=anna, now=NOON)
    # Two working days and a bit: of each nine hours count.
    pause_clock(clock_id=number, reason="later", until=NOON + timedelta(hours=22), by=anna, now=NOON)
    later = NOON + timedelta(hours=22)
    watch(now=later)
    with pytest.raises(WaitsTooLong, match="180 more"):
        pause_clock(clock_id=number, reason="later", until=later + timedelta(hours=4), by=anna, now=later)


def test_only_an_agreed_reason_and_only_the_seller_or_the_head_stop_a_clock(anna, bob, head):
    number = clock(of_anna()).pk

    def pause(by=anna, reason="later", now=NOON):
        pause_clock(clock_id=number, reason=reason, until=now + timedelta(hours=1), by=by, now=now)

    with pytest.raises(NotTheirClock):
        pause(by=bob)
    with pytest.raises(NotAReasonToWait):
        pause(reason="lunch")
    watch(now=after(31))
    with pytest.raises(CannotWait):
        pause(now=after(32))
    assert not FactRow.objects.filter(kind="clock_paused").exists()


# Races


def hand_over(lead_id, seller, now):
    """The head gives a lead to somebody, as an action does."""
    with transaction.atomic():
        found = Lead.objects.select_for_update().get(pk=lead_id)
        Assignment.objects.filter(pk=lead_id).update(seller=seller, assigned_at=now)
        happened = [Happening(LeadAssigned(seller_id=seller.pk), lead_id, now, lead_id, found.version)]
        start([Moments(lead_id, found.version, found.captured_at)], tell=into(happened))
        record(happened, recording=Recording(at=now, source="test"))


def at_once(*verbs):
    ready, failures = Barrier(len(verbs)), []

    def run(verb):
        try:
            ready.wait()
            verb()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(verb,)) for verb in verbs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return failures


def test_two_watches_at_once_do_everything_once(anna, bob):
    of_anna()

    assert at_once(*(lambda: watch(now=after(50)) for _ in range(3))) == []

    kinds = [kind for kind, _ in told_in_turn()]
    assert {kind: kinds.count(kind) for kind in ("clock_broken", "head_told", "clock_passed_on")} == {
        "clock_broken": 1, "head_told": 1, "clock_passed_on": 1,
    }  # fmt: skip
    assert verify().differences == []


def test_a_head_who_gives_the_lead_to_somebody_and_the_watch_do_not_both_win(anna, bob):
    carl = Person.objects.create_user("carl", name="Карл", role=Role.SELLER)
    lead_id = of_anna()
    number = clock(lead_id).pk
    watch(now=after(44))

    failures = at_once(
        lambda: hand_over(lead_id, carl, after(45)), lambda: give_to_another(number, now=after(45))
    )  # fmt: skip

    assert failures == []
    rows = FactRow.objects.filter(kind="lead_assigned", lead_id=lead_id).order_by("position")
    given = [fact.seller_id for each in rows if isinstance(fact := each.fact, LeadAssigned)]
    # Either the head came first, and the watch had nothing left to do; or the watch did, and the head has the word.
    assert given in ([anna.pk, carl.pk], [anna.pk, bob.pk, carl.pk], [anna.pk, anna.pk, carl.pk])
    assert Assignment.objects.get(pk=lead_id).seller == carl
    assert verify().differences == []


def test_a_contact_at_the_very_moment_of_passing_on_is_never_lost(anna, bob):
    lead_id = of_anna()
    number = clock(lead_id).pk
    watch(now=after(44))

    failures = at_once(
        lambda: activity(client_id="K1", at=after(44)), lambda: give_to_another(number, now=after(45))
    )  # fmt: skip
    follow(now=lambda: after(46))

    assert failures == []
    ended = clock(lead_id)
    passed_on = Assignment.objects.get(pk=lead_id).seller == bob
    # Whoever came first: the contact counts, late for Anna, in time for whoever has just been given the lead.
    assert ended.stopped_at == after(44)
    assert ended.kept is passed_on
    assert FactRow.objects.filter(kind="clock_passed_on").count() == int(passed_on)
    assert verify().differences == []


# The ledger judges by the deadlines that were set


def states(**more):
    """In which state the ledger holds the lead, of all leads and of one seller's."""
    reading, document = store.read(), version(1).document
    month = Period(date(2026, 3, 1), date(2026, 3, 31))

    def of(state):
        return rows_behind(document.promises[0], document, month, reading, state=state, version=1, **more)

    return {state.value for state in RowState if of(state)}


def test_the_ledger_and_the_clock_say_the_same_of_a_seller_with_hours_of_their_own(anna, head):
    set_week(person_id=anna.pk, week=Week(("14-22",) * 7), since=date(2026, 1, 1), by=head, now=NOON)
    of_anna()
    activity(client_id="K1", at=datetime(2026, 3, 4, 11, 20, tzinfo=UTC))
    follow(now=lambda: after(150))

    # By the hours of the department half past twelve would have been the end.
    assert (Clock.objects.get().kept, states()) == (True, {"kept"})


def test_the_ledger_counts_a_pause_as_the_clock_does(anna):
    lead_id = of_anna()
    pause_clock(clock_id=clock(lead_id).pk, reason="later", until=after(120), by=anna, now=after(10))
    activity(client_id="K1", at=after(135))
    follow(now=lambda: after(136))

    assert (clock(lead_id).kept, states()) == (True, {"kept"})


def test_that_another_got_the_lead_mends_nothing_for_whoever_let_the_deadline_pass(anna, bob):
    lead_id = of_anna()
    watch(now=after(45))
    activity(client_id="K1", at=after(50))
    follow(now=lambda: after(51))

    assert clock(lead_id).kept is True
    assert states() == {"broken"}
    assert (states(seller_id=anna.pk), states(seller_id=bob.pk)) == ({"broken"}, set())


def test_a_contact_in_time_that_is_told_of_late_is_kept_in_the_ledger_too(anna):
    of_anna()
    watch(now=after(44))
    activity(client_id="K1", at=after(29))

    assert states() == {"kept"}


def test_what_the_machine_took_is_nobody_s_delay_in_hours_of_one_s_own_either(anna):
    lead_id = lead()
    Assignment.objects.create(lead_id=lead_id, seller=anna, assigned_at=NOON)
    hand_over(lead_id, anna, after(60))
    activity(client_id="K1", at=after(80))
    follow(now=lambda: after(81))

    assert (clock(lead_id).kept, states()) == (True, {"system"})


def test_an_automatic_reply_is_no_contact_and_stops_nothing(anna):
    lead_id = of_anna()
    activity(client_id="K1", at=after(1), kind="email", automatic=True)
    activity(client_id="K1", lead_id="L1", at=after(2), kind="message", automatic=True)
    follow(now=lambda: after(3))
    watch(now=after(31))

    assert (clock(lead_id).stopped_at, clock(lead_id).broken) == (None, True)
    assert store.read().rows("SELECT first_contact_at, contacts FROM leads") == [(None, 0)]

    activity(client_id="K1", at=after(40), kind="email")
    follow(now=lambda: after(41))
    assert clock(lead_id).stopped_at == after(40)
    assert verify().differences == []


def test_the_delay_of_the_system_and_that_of_people_are_two_figures(anna, bob):
    """Given to Anna after an hour, passed on to Bob, who calls an hour and a half after that hour."""
    lead_id = lead()
    Assignment.objects.create(lead_id=lead_id, seller=anna, assigned_at=NOON)
    hand_over(lead_id, anna, after(60))
    watch(now=after(106))
    assert Assignment.objects.get(pk=lead_id).seller == bob
    activity(client_id="K1", at=after(150))
    lead(id="L2", client_id="K2")

    asked = ("system_delay_median", "human_delay_median")
    found = answer(Question(asked, Period(NOON.date(), NOON.date())), store.read()).at(()).values

    assert [found[key].value for key in asked] == [3600, 5400]
    # The lead nobody has yet is counted beside, in both.
    assert [(found[key].n, found[key].young) for key in asked] == [(1, 1), (1, 0)]


def test_a_clock_runs_again_when_the_call_that_stopped_it_is_taken_back(anna):
    lead_id = of_anna()
    activity(client_id="K1", at=after(10))
    follow(now=lambda: after(11))
    assert clock(lead_id).kept is True

    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=after(12))
    follow(now=lambda: after(13))
    sync()
    assert (clock(lead_id).stopped_at, clock(lead_id).look_at) == (None, after(20))
    watch(now=after(31))

    assert [kind for kind, _ in told_in_turn()][1:] == ["clock_stopped", "clock_reopened", "clock_broken", "head_told"]
    assert verify().differences == []


# The pages


def seen(role, address, username="reader"):
    person = Person.objects.filter(username=username).first() or Person.objects.create_user(
        username, name=username, role=role
    )
    person.language = "en"
    person.save()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    answer = browser.get(address)
    assert answer.status_code == 200
    return browser, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def living():
    """Leads of this very moment, for pages that look at the clock on the wall."""
    duty = msgspec.structs.replace(DUTY, calendar="", hours="")
    agreed(msgspec.structs.replace(CONTACT, duty=duty), since=date(2026, 2, 1))
    now = datetime.now(UTC).replace(microsecond=0)

    def came(minutes_ago, number="1"):
        at = now - timedelta(minutes=minutes_ago)
        return take(
            "lead", [{"id": f"N{number}", "client_id": f"N{number}", "created_at": at, "seller": "Анна"}], at=at
        )[0]

    return came, now


def test_a_seller_is_reminded_and_the_head_is_told_where_they_look_anyway(anna, head, living):
    came, now = living
    came(25)
    came(40, "2")
    watch(now=now)

    assert "1 deadline of yours is about to run out: call." in seen(Role.SELLER, "/", "anna")[1]
    assert "reminded" in seen(Role.SELLER, "/clocks/", "anna")[1]
    assert "1 deadline has passed and the agreement brings it to you." in seen(Role.SALES_HEAD, "/", "head")[1]
    assert "the head was told" in seen(Role.SALES_HEAD, "/clocks/", "head")[1]

    watch(now=now + timedelta(minutes=20))
    assert "nobody is there: decide" in seen(Role.SALES_HEAD, "/", "head")[1]


def test_a_seller_lets_a_deadline_wait_on_its_page_and_sees_why_it_does(anna, bob, living):
    came, now = living
    lead_id = came(5)
    address = f"/clocks/{clock(lead_id).pk}/pause/"
    browser, page = seen(Role.SELLER, address, "anna")
    assert "600 working minutes left" in page

    until = timezone.localtime(now + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert (
        "Give a time later" in browser.post(address, {"reason": "later", "until": "2026-01-01T10:00"}).content.decode()
    )
    assert browser.post(address, {"reason": "later", "until": until}).status_code == 302
    assert "Клиент попросил перезвонить" in seen(Role.SELLER, f"/leads/{lead_id}/", "anna")[1]
    assert "waits until" in seen(Role.SELLER, "/clocks/", "anna")[1]

    browser.post(f"{address}removal/")
    assert clock(lead_id).paused_until is None
    other = Client()
    other.force_login(bob)
    assert other.get(address).status_code == 404
    assert verify().differences == []
