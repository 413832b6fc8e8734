"""The screen of the day: which lead now, everything about it, and outcomes recorded once with the next lead at once."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.agreement.document import Doubt, DutyPromise, Material, Play, Promise, ReturnReason
from tandem.agreement.queries import in_force
from tandem.agreement.samples import person, signed
from tandem.handover.models import Assignment, LeadReturn
from tandem.handover.taking import take_lead
from tandem.intake.models import Touch
from tandem.intake.samples import lead
from tandem.journal.followers import follow
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.day import Kind, day_of
from tandem.selling.day_leads import open_leads
from tandem.selling.lead_selection import untouched
from tandem.selling.models import Activity, Deal, NextStep, Note
from tandem.selling.next_steps import plan_step
from tandem.selling.samples import activity

pytestmark = pytest.mark.django_db

RETURNS = (ReturnReason(key="dup", title="Дубль"),)
PLAY = Play(
    key="first", stage="new", title="Первый звонок", words="Спросите о задаче.",
    materials=(Material(title="Прайс", address="https://example.com/price"), Material(title="Отзывы")),
    doubts=(Doubt(doubt="Дорого.", answer="По сравнению с чем?"),),
)  # fmt: skip
CONTACT = Promise(
    key="contact", side="sales", title="Контакт за 30 минут",
    duty=DutyPromise(since="captured_at", until="first_contact_at", minutes=30),
)  # fmt: skip


@pytest.fixture
def now():
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(autouse=True)
def agreed(db):
    document = agreement(target="grade in ('A', 'B')")
    signed(
        msgspec.structs.replace(document, returns=RETURNS, playbook=(PLAY,), promises=(CONTACT,)),
        since=date(2026, 1, 1),
    )


def seller(name: str = "Алиса") -> Person:
    found, _ = Person.objects.get_or_create(username=name, defaults={"name": name, "role": Role.SELLER})
    Person.objects.filter(pk=found.pk).update(is_active=True, language="en")
    return Person.objects.get(pk=found.pk)


def browser(by: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(by)
    return client


def mine(now: datetime, **values: object) -> int:
    said: dict[str, object] = {"seller": "Алиса", "created_at": now - timedelta(hours=2)}
    return lead(**said | values)


def alice() -> Person:
    lead(seller="Алиса", stage="won", created_at=datetime(2026, 3, 1, tzinfo=UTC))
    found = Person.objects.get(name="Алиса")
    Person.objects.filter(pk=found.pk).update(is_active=True, language="en")
    found.refresh_from_db()
    return found


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def shown(answer) -> int:
    found = re.search(r'data-lead="(\d+)"', answer.content.decode())
    return int(found[1]) if found else 0


def sent(client: Client, lead_id: int, deed: str, **said: object):
    return client.post(f"/day/{lead_id}/{deed}/", said, headers={"hx-request": "true"})


def plan(lead_id: int, by: Person, now: datetime, *, on: date, at: datetime | None = None) -> None:
    today = timezone.localdate(now)
    plan_step(lead_id=lead_id, what="Перезвонить", due_on=on, due_at=at, by=by, today=min(on, today), now=now)


def test_agreed_calls_come_first_then_who_waits_then_what_is_due_then_what_nobody_settled(now):
    by = alice()
    today = timezone.localdate(now)
    unsettled = mine(now, stage="in_work")
    due, agreed_for, later = mine(now, stage="in_work"), mine(now), mine(now)
    waits = mine(now)
    plan(due, by, now, on=today)
    plan(agreed_for, by, now, on=today, at=now - timedelta(minutes=1))
    plan(later, by, now, on=today + timedelta(days=1))
    lead(seller="Борис", created_at=now)
    lost = mine(now, stage="lost")
    back = mine(now)
    LeadReturn.objects.create(lead_id=back, reason="dup", returned_at=now)

    day = day_of(by, now=now)

    assert [(each.lead.lead_id, each.kind) for each in day.now] == [
        (agreed_for, Kind.AGREED), (waits, Kind.WAITS), (due, Kind.DUE), (unsettled, Kind.UNSETTLED),
    ]  # fmt: skip
    assert day.waiting == 1
    assert lost not in {each.lead.lead_id for each in day.now}


def test_who_waits_is_told_by_the_same_definition_as_the_figure(now):
    by = alice()
    hour = now - timedelta(hours=3)
    contacts: list[tuple[datetime | None, dict[str, object]]] = [
        (hour, {"direction": "out"}), (hour, {"direction": "out", "answered": False}), (hour, {"direction": "in"}),
        (hour, {"kind": "meeting", "direction": ""}), (hour - timedelta(days=1), {"direction": "out"}),
        (hour, {"kind": "message", "direction": "out"}), (None, {}),
        (hour, {"kind": "message", "direction": "out", "automatic": True}),
    ]  # fmt: skip
    for number, (at, values) in enumerate(contacts):
        mine(now, created_at=hour.replace(second=30), client_id=f"W{number}", id=f"W{number}")
        if at is not None:
            said: dict[str, object] = {"client_id": f"W{number}", "at": at}
            activity(**said | values)
    mine(now, client_id="N", id="N1", created_at=hour)
    activity(lead_id="N1", client_id="N", at=hour)
    mine(now, client_id="N", id="N2", created_at=hour)

    leads = open_leads(by.pk, in_force(), now=now)

    sql = f"SELECT lead_id FROM leads t WHERE ({untouched()}) AND seller_id = $seller"
    assert {each.lead_id for each in leads if each.waits} == {
        row[0] for row in store.read().rows(sql, {"seller": by.pk})
    }
    assert 0 < sum(each.waits for each in leads) < len(leads)


def test_the_card_says_what_was_promised_what_to_say_and_what_helps(now):
    by = alice()
    until = f"Скидка 10 % до {(timezone.localdate(now) - timedelta(days=1)):%d.%m.%Y}"
    number = mine(now, client_name="Марина", phone="+79120000001", product="Окна", offer=until, campaign="Осень")
    Touch.objects.create(lead_id=number, touched_at=now, page="https://example.com/расчёт-окон", offer="Третье окно")
    client = browser(by)

    page = client.get("/day/")
    text = text_of(page)

    assert shown(page) == number
    wanted = (
        "Марина", until, "Осень", "example.com/расчёт-окон", "Третье окно", "Спросите о задаче.", "Прайс", "Дорого.",
        "По сравнению с чем?", "Контакт за 30 минут", "it ended", "Too few who bought said why",
    )  # fmt: skip
    assert [said for said in wanted if said not in text] == []
    assert "Вам обещали: «Скидка 10 %" in text
    assert "Это предложение закончилось" in text
    assert "«расчёт окон»" in text
    assert 'href="tel:+79120000001"' in page.content.decode()
    assert "Nothing is known of the ad or the offer" in text_of(client.get(f"/day/?lead={mine(now)}"))


def test_no_answer_is_one_tap_that_plans_the_next_try_and_shows_the_next_lead(now):
    by = alice()
    first, second = mine(now, grade="A"), mine(now, grade="D")
    client = browser(by)
    before = shown(client.get("/day/"))
    assert before == first

    answer = sent(client, first, "no-answer", token="t1")

    assert answer["X-Tandem-Recorded"] == "yes"
    assert b"<html" not in answer.content
    assert shown(answer) == second
    call = Activity.objects.get(lead=first)
    assert (call.kind, call.direction, call.answered, call.seller_id) == ("call", "out", False, by.pk)
    step = NextStep.objects.get(pk=first)
    assert step.due_at is not None
    assert step.due_at > now
    assert verify().differences == []


def test_a_form_sent_again_is_recorded_once_and_a_refused_one_may_be_mended(now):
    by = alice()
    first = mine(now)
    client = browser(by)

    refused = sent(client, first, "reached", token="same", when="own", day="")
    assert refused["X-Tandem-Recorded"] == "no"
    assert shown(refused) == first
    assert "Choose when the next step is" in text_of(refused)
    assert not Activity.objects.filter(lead=first).exists()

    for _ in range(2):
        answer = sent(client, first, "reached", token="same", when="week")

    assert answer["X-Tandem-Recorded"] == "yes"
    assert "recorded already" in text_of(answer)
    assert Activity.objects.filter(lead=first).count() == 1
    assert NextStep.objects.get(pk=first).due_on >= timezone.localdate(now) + timedelta(days=7)


def test_reached_call_back_note_and_stage_are_recorded_each_as_what_it_is(now):
    by = alice()
    first = mine(now)
    client = browser(by)

    assert shown(sent(client, first, "note", token="1", words="Ждёт жену")) == first
    assert shown(sent(client, first, "move", token="2", stage="in_work", seen="new")) == first
    at = (now + timedelta(days=2)).astimezone()
    sent(client, first, "call-back", token="3", when="own", day=f"{at:%Y-%m-%d}", time="15:30")

    assert Note.objects.get(lead=first).words == "Ждёт жену"
    assert Deal.objects.get(pk=first).stage == "in_work"
    step = NextStep.objects.get(pk=first)
    assert step.due_at is not None
    assert f"{timezone.localtime(step.due_at):%H:%M}" == "15:30"
    assert Activity.objects.get(lead=first).answered is True
    assert "Ждёт жену" in text_of(client.get(f"/leads/{first}/"))
    assert "Ждёт жену" in text_of(client.get(f"/day/?lead={first}"))
    assert verify().differences == []


def test_nothing_closes_without_a_reason_and_with_one_it_is_gone(now):
    by = alice()
    one, two, three = (mine(now, stage="in_work") for _ in range(3))
    client = browser(by)

    assert sent(client, one, "won", token="1", seen="in_work")["X-Tandem-Recorded"] == "no"
    assert sent(client, two, "lost", token="2", seen="in_work")["X-Tandem-Recorded"] == "no"
    assert sent(client, three, "return", token="3")["X-Tandem-Recorded"] == "no"
    assert sent(client, one, "step", token="4")["X-Tandem-Recorded"] == "no"

    sent(client, one, "won", token="5", seen="in_work", course="easy", attracted=["speed"], amount="120 000,50")
    sent(client, two, "lost", token="6", seen="in_work", code="price")
    sent(client, three, "return", token="7", reason="dup")

    assert Deal.objects.get(pk=one).amount == Decimal("120000.50")
    assert Deal.objects.get(pk=two).stage == "lost"
    assert LeadReturn.objects.get(lead=three).reason == "dup"
    assert day_of(by, now=now).now == ()
    assert verify().differences == []


def test_what_telephony_knows_is_not_asked_and_not_told_twice(now):
    by = alice()
    first = mine(now, client_id="T", id="T1")
    activity(client_id="T", lead_id="T1", at=now - timedelta(minutes=3), seller="Алиса", answered=True, duration=190)
    client = browser(by)

    page = client.get(f"/day/?lead={first}")
    assert "3 min" in text_of(page)
    assert "telephony told of it" in text_of(page)
    assert 'data-deed="no-answer"' not in page.content.decode()
    sent(client, first, "reached", token="1", when="morning")

    assert Activity.objects.count() == 1
    assert NextStep.objects.filter(pk=first).exists()
    # Once something is settled, the next call is asked of again.
    assert 'data-deed="no-answer"' in client.get(f"/day/?lead={first}").content.decode()


def test_two_calls_told_by_hand_are_two(now):
    by = alice()
    first = mine(now)
    client = browser(by)
    sent(client, first, "no-answer", token="1")
    sent(client, first, "reached", token="2", when="week")

    assert Activity.objects.filter(lead=first).count() == 2


def test_the_switch_between_one_and_the_list_is_remembered(now):
    by = alice()
    number = mine(now, client_name="Марина", phone="+79120000001")
    client = browser(by)

    assert shown(client.get("/day/")) == number
    listed = client.get("/day/?view=list")
    assert shown(listed) == 0
    assert "Марина" in text_of(listed)
    assert shown(client.get("/day/")) == 0
    assert shown(client.get(f"/day/?lead={number}")) == number
    assert shown(client.get("/day/?view=one")) == number


def test_a_lead_taken_away_meanwhile_refuses_by_name_and_keeps_nothing(now):
    by = alice()
    number = mine(now)
    client = browser(by)
    client.get("/day/")
    Assignment.objects.filter(pk=number).update(seller=seller("Борис"))

    answer = sent(client, number, "reached", token="1", when="week")

    assert "with Борис now" in text_of(answer)
    note = text_of(sent(client, number, "note", token="2", words="Замер в субботу"))
    assert "not kept, tell them: “Замер в субботу”" in note
    assert not Activity.objects.exists()
    assert not NextStep.objects.filter(pk=number).exists()


def test_a_lead_that_nobody_has_is_offered_without_its_name_and_taken_in_one_tap(now):
    by = alice()
    free = lead(client_name="Секретов", phone="+79120000009", product="Двери", created_at=now - timedelta(hours=1))
    client = browser(by)

    page = text_of(client.get("/day/"))
    assert "Двери" in page
    assert "Секретов" not in page
    assert "#free" in client.get("/").content.decode()
    assert "#free" in client.get("/queue/").content.decode()
    taken = sent(client, free, "take", token="1")

    assert shown(taken) == free
    assert "Секретов" in text_of(taken)
    assert Assignment.objects.get(pk=free).seller_id == by.pk


def test_of_two_who_take_a_lead_the_second_is_told_who_was_quicker_and_shown_another(now):
    by = alice()
    free = lead(created_at=now - timedelta(hours=1))
    client = browser(by)
    Person.objects.filter(pk=by.pk).update(role="sales_head")
    take_lead(lead_id=free, by=seller("Борис"), now=now)

    answer = sent(client, free, "take", token="1")

    assert "is with Борис already" in text_of(answer)
    # A head may see everybody's leads; this one is not theirs to call now.
    assert shown(answer) != free


def test_only_who_sells_has_a_day_and_without_scripts_the_same_forms_work(now):
    by = alice()
    number = mine(now)

    assert browser(person(Role.MARKETER)).get("/day/").status_code == 403
    assert browser(person(Role.MARKETER)).post(f"/day/{number}/take/").status_code == 403
    client = browser(by)
    assert client.post(f"/day/{number}/note/", {"words": "x", "token": "1"})["Location"] == f"/day/?lead={number}"
    done = client.post(f"/day/{number}/no-answer/", {"token": "2"}, follow=True)
    assert "Noted: no answer" in text_of(done)
    assert client.post(f"/day/{number}/dance/").status_code == 404
    assert client.post("/day/999999/note/", {"words": "x"}).status_code == 404


def test_news_tell_of_leads_that_came_or_went_and_of_deadlines_and_nothing_else(now):
    by = alice()
    soon = mine(now, created_at=now - timedelta(minutes=25))
    client = browser(by)
    url = re.search(r'hx-get="(/day/news/[^"]+)"', client.get("/day/").content.decode())
    assert url is not None
    address = html.unescape(url[1])
    assert "is due" in text_of(client.get(address))

    activity(lead_id=None, client_id="nobody", at=now)
    sent(client, soon, "no-answer", token="1")
    client.get("/day/")
    follow(now=timezone.now)
    assert client.get(address).status_code == 204

    fresh = mine(now, created_at=now)
    lead(seller="Борис", created_at=now)
    said = text_of(client.get(address))
    assert f"A new lead for you: № {fresh}" in said
    assert said.count("№") == 1


def test_calls_that_telephony_tells_of_are_news_of_the_one_who_has_the_client(now):
    by, other = alice(), seller("Борис")
    number = mine(now, client_id="T", client_name="Марина")
    client = browser(by)
    plan_step(lead_id=number, what="Позвонить", due_on=timezone.localdate(now) + timedelta(days=7), by=by,
              today=timezone.localdate(now), now=now)  # fmt: skip
    url = re.search(r'hx-get="(/day/news/[^"]+)"', client.get("/day/").content.decode())
    assert url is not None
    address = html.unescape(url[1])

    activity(client_id="T", at=now - timedelta(hours=5), direction="in", answered=False)
    assert client.get(address).status_code == 204
    activity(client_id="T", at=now - timedelta(minutes=4), direction="in", answered=False)
    said = client.get(address)
    assert f"Lead № {number}: the client called and nobody answered" in text_of(said)
    assert f"/day/?lead={number}" in said.content.decode()
    assert browser(other).get(address).status_code == 204

    activity(client_id="T", at=now - timedelta(minutes=2), answered=True, duration=90)
    said = client.get(address)
    assert f"Lead № {number}: telephony told of the call" in text_of(said)
    assert text_of(said).count("№") == 1

    activity(client_id="T", at=now - timedelta(minutes=1), kind="message", direction="in", result="Где счёт?")
    assert f"Lead № {number}: the client wrote" in text_of(client.get(address))


def test_the_day_asks_no_more_of_the_database_with_more_leads_and_never_the_store(now):
    by = alice()
    mine(now, campaign="Весна")
    client = browser(by)
    client.get("/day/")
    position = store.read().freshness.position
    with CaptureQueriesContext(connection) as few:
        client.get("/day/")
    for _ in range(8):
        mine(now, campaign="Весна")
    with CaptureQueriesContext(connection) as many:
        client.get("/day/")

    assert len(many) <= len(few) + 2
    assert not [each for each in many.captured_queries if f"position > {position}" in each["sql"]]
    # What a campaign's text means is asked once, and whose the lead is stands with it.
    asked = [each["sql"] for each in many.captured_queries]
    tables = ("campaigns_mendedname", "campaigns_campaignname", "campaigns_launch", "handover_assignment")
    assert [sum(f'FROM "{table}"' in each for each in asked) for table in tables] == [1, 1, 2, 1]
    assert sum('FROM "agreement_version"' in each for each in asked) <= 2


def test_an_old_lead_is_looked_at_again_on_the_day_its_step_is_due(now):
    by = alice()
    old = [mine(now - timedelta(days=200)) for _ in range(3)]
    for number, days in zip(old, (-1, 0, 1), strict=False):
        NextStep.objects.create(lead_id=number, due_on=timezone.localdate(now) + timedelta(days=days), planned_by=by)
    others = lead(seller="Борис", created_at=now - timedelta(days=200))
    NextStep.objects.create(lead_id=others, due_on=timezone.localdate(now), planned_by=by)
    Assignment.objects.update(assigned_at=now - timedelta(days=200))
    assert {each.lead_id for each in open_leads(by.pk, in_force(), now=now)} == set(old[:2])
