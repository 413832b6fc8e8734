"""The calls a figure rests on: those of its leads, each once, and only of leads that the reader may see."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from python_calamine import CalamineWorkbook

from tandem.access.models import Look
from tandem.intake.samples import lead
from tandem.measures.sealing import sync
from tandem.people.models import Person
from tandem.selling.lead_calls import calls_of
from tandem.selling.lead_filters import read_filters
from tandem.selling.lead_list import Reader
from tandem.selling.samples import activity
from tandem.selling.tests.cast import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

DAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
ADDRESS = "/leads/calls/?measure=response_time_p90&from=2026-03-01&to=2026-03-08"


@pytest.fixture
def called():
    """Anna's lead, called twice before the client asked again and once after; Boris's, which nobody called."""
    first = lead(client_id="C1", client_name="Марина К.", seller="Анна", created_at=DAY)
    second = lead(client_id="C1", seller="Анна", created_at=DAY + timedelta(days=2))
    for hours in (1, 5, 50):
        activity(client_id="C1", seller="Анна", at=DAY + timedelta(hours=hours), duration=65)
    activity(client_id="C1", kind="message", automatic=True, at=DAY + timedelta(minutes=1))
    lead(client_id="C2", seller="Борис", created_at=DAY)
    activity(client_id="C2", seller="Борис", at=DAY + timedelta(hours=2))
    sync()
    return first, second


def asked(role="sales_head"):
    person = Person.objects.create_user(f"x-{role}", name=role, role=role)
    filters = read_filters(QueryDict(), today=DAY.date(), sorts=frozenset())
    return calls_of(filters, reader=Reader.of(person))


def test_each_contact_stands_once_with_the_lead_it_counts_for_and_the_first_answer_is_marked(called):
    first, second = called

    found = asked()

    assert found.total == 4
    hers = [(each.row.lead_id, each.after, each.first) for each in found.lines if each.seller == "Анна"]
    assert hers == [
        (second, timedelta(hours=2), True), (first, timedelta(hours=5), False), (first, timedelta(hours=1), True),
    ]  # fmt: skip
    assert {each.words.en for each in found.lines if each.seller == "Анна"} == {"Outgoing call, 1 min 05 s"}


def test_leads_without_a_contact_are_counted(called):
    lead(client_id="C3", created_at=DAY)
    sync()

    found = asked()

    assert (found.leads, found.without) == (4, 1)


def test_a_seller_sees_the_calls_of_their_own_leads_only(called):
    browser = signed_in("boris2", "Борис Второй", "seller")
    assert "Outgoing" not in browser.get(ADDRESS).content.decode()

    boris = Person.objects.get(name="Борис")
    filters = read_filters(QueryDict(), today=DAY.date(), sorts=frozenset())
    assert [each.seller for each in calls_of(filters, reader=Reader.of(boris)).lines] == ["Борис"]


def test_the_page_lists_them_and_who_sees_no_names_reads_numbers(called):
    first, _ = called
    head = signed_in("head", "Роман", "sales_head").get(ADDRESS).content.decode()
    assert "Марина К." in head
    assert "first answer" in head
    marketer = signed_in("marketer", "Мария", "marketer").get(ADDRESS).content.decode()
    assert f"№ {first}" in marketer
    assert "Марина" not in marketer


def file_of(browser, form="csv"):
    return browser.get(ADDRESS.replace("/leads/calls/", f"/leads/calls.{form}"))


def test_the_list_is_taken_along_as_a_file_and_the_look_is_noted(called):
    activity(client_id="C2", seller="=Борис", at=DAY + timedelta(hours=3))
    sync()
    browser = signed_in("head", "Роман", "sales_head")
    page = browser.get(ADDRESS).content.decode()
    assert "/leads/calls.csv?measure=response_time_p90&amp;from=2026-03-01&amp;to=2026-03-08" in page

    lines = file_of(browser).content.decode("utf-8-sig").splitlines()

    assert len(lines) == 1 + 5
    assert "Марина К." in lines[1]
    # A seller called so by an import is text in every spreadsheet.
    assert any("'=Борис" in line for line in lines)
    (look,) = Look.objects.filter(page="calls_export")
    assert look.found == 5


def test_the_workbook_holds_the_same_rows(called):
    answer = file_of(signed_in("head", "Роман", "sales_head"), "xlsx")

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 1 + 4
    assert [row[5] for row in sheet[1:]] == [120.0, 300.0, 120.0, 60.0]
    assert file_of(signed_in("head2", "Роман", "sales_head"), "txt").status_code == 404


def test_who_sees_no_names_takes_none_along_and_a_seller_only_their_own(called):
    text = file_of(signed_in("marketer", "Мария", "marketer")).content.decode("utf-8-sig")
    assert "Марина" not in text
    assert not Look.objects.filter(page="calls_export").exists()
    boris = Person.objects.get(name="Борис")
    boris.is_active = True
    boris.role = "seller"
    boris.save()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(boris)
    assert len(file_of(browser).content.decode().splitlines()) == 1 + 1
