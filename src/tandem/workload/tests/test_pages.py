"""The page of the load: from recorded calls to how full the department is, for those who need it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.db import transaction
from django.utils import timezone

from tandem.agreement.document import Chore
from tandem.agreement.queries import in_force
from tandem.agreement.samples import person, signed
from tandem.basics.periods import Period
from tandem.handover.tests.cast import distributes, document, seller
from tandem.intake.samples import lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.selling.samples import activity
from tandem.workload.costs import costs, minutes_by_moments
from tandem.workload.crisis import crisis_on
from tandem.workload.facts import MomentAnswered, MomentAsked
from tandem.workload.load_rules import Fullness
from tandem.workload.models import Crisis, Moment
from tandem.workload.queries import standing
from tandem.workload.study import delays, study

pytestmark = pytest.mark.django_db(transaction=True)


def history(leads: int, *, seconds: int = 1200, days: int = 20, seller_name: str = "Анна") -> None:
    """Leads of the last days, lost after one call of that length each."""
    now = timezone.now()
    for at in range(leads):
        came = now - timedelta(days=1 + at % days, hours=1)
        lead(
            client_id=f"C{seller_name}{at}", created_at=came, seller=seller_name, grade="A", product="Окна",
            stage="lost", stage_at=came + timedelta(minutes=50),
        )  # fmt: skip
        activity(client_id=f"C{seller_name}{at}", at=came + timedelta(minutes=10), seller=seller_name, duration=seconds)
    sync()


def test_the_minutes_of_a_lead_are_its_calls_and_notes_and_are_seen_beside_the_agreed_ones():
    distributes()
    seller("Анна")
    history(25)
    reading, document = store.read(), in_force().document
    found = standing(reading, document, today=timezone.localdate())
    # Twenty minutes of a call and two of notes; the agreement reckons thirty for such a lead.
    assert found.real is not None
    assert found.agreed is not None
    assert found.real.minutes == pytest.approx(22)
    assert found.agreed.minutes == pytest.approx(30)
    assert [(each.person.name, each.leads, each.own) for each in found.sellers] == [("Анна", 25, True)]
    assert found.day.useful == pytest.approx(found.day.gross / 2)


def test_a_call_counts_for_the_clients_newest_lead_and_open_young_leads_are_not_studied():
    now = timezone.now()
    first, second = now - timedelta(days=60), now - timedelta(days=40)
    lead(client_id="C", created_at=first, seller="Анна")
    lead(client_id="C", created_at=second, seller="Анна")
    lead(client_id="Y", created_at=now - timedelta(days=5), seller="Анна")
    activity(client_id="C", at=first + timedelta(hours=1), seller="Анна", duration=600)
    activity(client_id="C", at=second + timedelta(hours=1), seller="Анна", duration=60)
    # What a machine sends takes nobody's minutes.
    activity(client_id="C", at=second + timedelta(minutes=2), kind="message", automatic=True)
    activity(client_id="Y", at=now - timedelta(days=4), seller="Анна", duration=6000)
    sync()
    reading = store.read()
    period = Period(first.date() - timedelta(days=2), now.date())
    found = study(reading, period, in_force().document, as_of=now.replace(tzinfo=None), notes=0)
    (norm,) = found.by_seller.values()
    assert (found.leads, found.contacts, norm.minutes.n) == (2, 2, 2)
    assert norm.minutes.value == pytest.approx(5.5)
    (told,) = delays(reading, period).values()
    # Nobody said when Anna got the leads.
    assert (told.system, told.human, told.n_human) == (None, 3600, 3)


def test_more_than_can_be_done_is_said_on_the_first_page_of_the_head_and_nobody_elses(client):
    distributes()
    seller("Анна")
    history(40, seconds=3600 * 6, days=20)
    assert standing(store.read(), in_force().document, today=timezone.localdate()).fullness is Fullness.OVER
    # Once in what a phone unfolds, for the bar shows it among its own only; the warning comes on top.
    for role, links in ((Role.SALES_HEAD, 2), (Role.OWNER, 1)):
        client.force_login(person(role))
        assert client.get("/").content.decode().count('href="/workload/"') == links


def answered(person_id: int, day: date, number: int, doing: str, chore: str = "") -> None:
    """A moment of the past with its answer, as the actions leave them."""
    at = datetime.combine(day, time(9), UTC)
    with transaction.atomic():
        row = Moment.objects.create(
            person_id=person_id, day=day, number=number, asked_at=at, chance=0.01, answered_at=at, answer=doing,
            chore=chore,
        )  # fmt: skip
        asked = MomentAsked(person_id=person_id, number=number, chance=0.01)
        told = [Happening(asked, row.pk, at), Happening(MomentAnswered(answer=doing, chore=chore), row.pk, at)]
        record(told, recording=Recording(at=at, source="test"))


@pytest.mark.parametrize("seconds", [60, 6 * 3600])
def test_chores_are_ranked_apart_from_agreed_work_and_cost_sales_only_where_time_is_short(client, seconds):
    chores = (Chore(key="stock", title="Склад"), Chore(key="old", title="Старая база", agreed_by="sales_head"))
    signed(msgspec.structs.replace(document(), chores=chores), since=date(2026, 3, 1))
    anna = seller("Анна")
    history(30, seconds=seconds)
    yesterday = timezone.localdate() - timedelta(days=1)
    said = [("lead", ""), ("chore", "stock"), ("chore", "old"), ("interrupted", ""), ("lead", "")]
    for at in range(50):
        doing, chore = said[at % len(said)]
        answered(anna.pk, yesterday - timedelta(days=at % 20), at, doing, chore)
    sync()
    reading, agreed = store.read(), in_force().document
    found = standing(reading, agreed, today=timezone.localdate())
    spent = costs(reading, agreed, found, now=timezone.now())
    short = seconds > 60
    by_moments = minutes_by_moments(found)
    assert by_moments is not None
    # Two fifths of a shift with leads, one seller.
    assert by_moments.value == pytest.approx(0.4 * found.day.gross / found.leads_a_day)
    assert found.sampled
    # Two fifths of the day are chores, a fifth interruptions that take as long again to find back: nothing is left.
    assert found.day.useful == pytest.approx(found.day.gross * 0.2)
    assert spent.short is short
    assert {each.taken.key for each in spent.losses} == {"stock", "interrupted"}
    assert [each.taken.key for each in spent.agreed] == ["old"]
    assert all((each.sales is not None) is short for each in spent.losses)
    client.force_login(person(Role.SALES_HEAD))
    page = client.get("/workload/").content.decode()
    assert page.index("Склад") < page.index("Старая база")


def test_marketing_sees_how_full_it_is_and_no_names(client):
    distributes()
    seller("Анна")
    history(25)
    for role, names in ((Role.SALES_HEAD, True), (Role.ANALYST, True), (Role.MARKETING_HEAD, False)):
        client.force_login(person(role))
        page = client.get("/workload/")
        assert page.status_code == 200
        assert ("Анна" in page.content.decode().split('id="content"')[1].replace(str(person(role)), "")) is names
        file = client.get("/workload/table.csv")
        assert ("Анна" in file.content.decode("utf-8-sig")) is names
    assert client.get("/workload/table.xlsx").status_code == 200
    for role in (Role.SELLER, Role.MARKETER):
        client.force_login(person(role))
        assert client.get("/workload/").status_code == 403


def test_without_any_data_it_says_what_it_takes(client):
    client.force_login(person(Role.SALES_HEAD))
    page = client.get("/workload/").content.decode()
    assert 'class="empty"' in page
    assert client.get("/workload/?notes=77").status_code == 200


def test_a_crisis_is_declared_by_whom_it_is_for_is_said_to_sellers_and_ends(client):
    anna, head = seller("Анна"), person(Role.SALES_HEAD)
    chores = (Chore(key="stock", title="Склад", agreed_by="owner"), Chore(key="report", title="Отчёты"))
    signed(msgspec.structs.replace(document(), chores=chores), since=date(2026, 3, 1))
    lead(seller="Анна")
    sync()
    today = timezone.localdate()
    said = {"until": today + timedelta(days=7), "factor": "2,5", "why": "Спрос упал"}
    client.force_login(anna)
    client.post("/workload/crisis/", said)
    assert not Crisis.objects.exists()

    client.force_login(head)
    for odd in ({"factor": "1"}, {"until": today - timedelta(days=1)}, {"until": today + timedelta(days=61)}):
        client.post("/workload/crisis/", said | odd)
    # What was written stands in the form again, once.
    assert 'value="Спрос упал"' in client.get("/workload/").content.decode()
    assert 'value="Спрос упал"' not in client.get("/workload/").content.decode()
    for why in (" ", "о" * 201):
        client.post("/workload/crisis/", said | {"why": why})
    assert not Crisis.objects.exists()
    client.post("/workload/crisis/", said)
    crisis = crisis_on(today + timedelta(days=7))
    assert crisis is not None
    assert crisis.factor == Decimal("2.5")
    assert crisis_on(today + timedelta(days=8)) is None
    assert "Склад, Отчёты" in client.get("/workload/").content.decode()
    client.force_login(anna)
    assert "Спрос упал" in client.get("/").content.decode()

    client.force_login(head)
    client.post("/workload/crisis/", {"crisis": "off"})
    assert crisis_on(today) is None
    assert "Спрос упал" not in client.get("/").content.decode()
    sync()
    assert verify().differences == []


def test_while_a_crisis_holds_an_hour_is_dearer_by_its_factor_and_what_was_agreed_waits():
    chores = (Chore(key="stock", title="Склад", agreed_by="owner"),)
    signed(msgspec.structs.replace(document(), chores=chores), since=date(2026, 3, 1))
    anna = seller("Анна")
    history(25)
    lead(grade="A", product="Окна", created_at=timezone.now() - timedelta(days=2))
    for at in range(12):
        came = timezone.now() - timedelta(days=3 + at)
        lead(grade="A", product="Окна", stage="won", amount=Decimal(100_000), created_at=came, stage_at=came)
    answered(anna.pk, timezone.localdate() - timedelta(days=1), 1, "chore", "stock")
    sync()
    reading, agreed = store.read(), in_force().document
    found, now = standing(reading, agreed, today=timezone.localdate()), timezone.now()

    usual, twice, thrice = (costs(reading, agreed, found, now=now, factor=each) for each in (None, 2.0, 3.0))

    assert not usual.short
    assert usual.hour is None
    assert [each.taken.key for each in usual.agreed] == ["stock"]
    assert twice.hour is not None
    assert thrice.hour == pytest.approx(twice.hour * 1.5)
    assert twice.agreed == ()
    assert [each.taken.key for each in twice.losses] == ["stock"]
