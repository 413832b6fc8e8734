"""The table of shifts: a head sees and keeps the department's hours, a seller their own absences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.people.models import Absence, ChangedDay, Person, WorkingWeek
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(db):
    return Person.objects.create_user("anna", name="Анна", role=Role.SELLER, language="en")


@pytest.fixture
def bob(db):
    return Person.objects.create_user("bob", name="Борис", role=Role.SELLER, language="en")


@pytest.fixture
def read(client):
    client.cookies["django_language"] = "en"

    def of(role, name="reader"):
        who = role if isinstance(role, Person) else Person.objects.create_user(name, name=name, role=role)
        client.force_login(who)
        return client

    return of


def test_a_head_writes_down_a_week_an_absence_and_a_duty_and_the_table_shows_them(read, anna, bob):
    head, today = read(Role.SALES_HEAD), timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    page = f"/shifts/{anna.pk}/"

    head.post(f"{page}weeks/", {"since": monday, "saturday": "10-15:30"})
    head.post(f"{page}absences/", {"since": monday, "until": monday + timedelta(days=2), "kind": "vacation"})
    head.post(f"{page}days/", {"day": monday + timedelta(days=6), "hours": "11-12"})

    table = head.get("/shifts/").content.decode()
    for said in ("Анна", "Борис", "own week", "10-15:30", "holiday", "11-12"):
        assert said in table
    assert "Анна" in head.get("/shifts/table.csv").content.decode("utf-8-sig")
    assert head.get("/shifts/table.xlsx").status_code == 200
    assert "11-12" in head.get(page).content.decode()

    head.post(f"{page}absences/{Absence.objects.get().pk}/cancellation/")
    head.post(f"{page}days/{ChangedDay.objects.get().pk}/cancellation/")
    assert "holiday" not in head.get("/shifts/").content.decode()
    assert "11-12" not in head.get("/shifts/").content.decode()


def test_what_is_wrong_stands_beside_the_form_and_nothing_is_kept(read, anna):
    head = read(Role.SALES_HEAD)

    answer = head.post(f"/shifts/{anna.pk}/weeks/", {"since": "2026-06-01"})

    assert "no working hour at all" in answer.content.decode()
    assert not WorkingWeek.objects.exists()


def test_a_seller_sees_only_their_own_line_and_announces_only_an_absence(read, anna, bob):
    own, today = read(anna), timezone.localdate()

    table = own.get("/shifts/").content.decode()
    assert "Анна" in table
    assert "Борис" not in table
    own.post(f"/shifts/{anna.pk}/absences/", {"since": today, "until": today, "kind": "sick"})
    assert Absence.objects.get().person == anna
    assert "Set the week" not in own.get(f"/shifts/{anna.pk}/").content.decode()
    assert own.post(f"/shifts/{anna.pk}/days/", {"day": today}).status_code == 403
    assert own.post(f"/shifts/{anna.pk}/weeks/", {"since": today, "as_usual": "on"}).status_code == 403
    assert own.get(f"/shifts/{bob.pk}/").status_code == 404
    assert own.post(f"/shifts/{bob.pk}/absences/", {"since": today, "until": today, "kind": "sick"}).status_code == 404


def test_a_head_of_marketing_does_not_see_the_sellers_and_an_analyst_has_no_page(read, anna):
    assert "Анна" not in read(Role.MARKETING_HEAD, "m").get("/shifts/").content.decode()
    assert read(Role.ANALYST, "a").get("/shifts/").status_code == 403
    assert "Анна" in read(Role.OWNER, "o").get("/shifts/").content.decode()
