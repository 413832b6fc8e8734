"""The page of the load: from recorded calls to how full the department is, for those who need it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.agreement.samples import person
from tandem.basics.periods import Period
from tandem.handover.tests.cast import distributes, seller
from tandem.intake.samples import lead
from tandem.measures.sealing import sync
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.selling.samples import activity
from tandem.workload.load_rules import Fullness
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
    activity(client_id="Y", at=now - timedelta(days=4), seller="Анна", duration=6000)
    sync()
    reading = store.read()
    period = Period(first.date() - timedelta(days=2), now.date())
    found = study(reading, period, in_force().document, as_of=now.replace(tzinfo=None), notes=0)
    (norm,) = found.by_seller.values()
    assert (found.leads, norm.minutes.n, norm.minutes.value) == (2, 2, pytest.approx(5.5))
    (told,) = delays(reading, period).values()
    assert (told.system, told.n_human, told.waiting) == (0, 3, 0)


def test_more_than_can_be_done_is_said_on_the_first_page_of_the_head_and_nobody_elses(client):
    distributes()
    seller("Анна")
    history(40, seconds=3600 * 6, days=20)
    assert standing(store.read(), in_force().document, today=timezone.localdate()).fullness is Fullness.OVER
    # Once in the left bar and once in the bar of a phone; the warning comes on top of them.
    for role, links in ((Role.SALES_HEAD, 3), (Role.OWNER, 2)):
        client.force_login(person(role))
        assert client.get("/").content.decode().count('href="/workload/"') == links


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
