"""The pages of the portrait: who sees them, what they show, what they say of a history that cannot tell."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date

import msgspec
import pytest
from django.test import Client
from openpyxl import load_workbook

from tandem.agreement import queries
from tandem.agreement.document import Portrait
from tandem.agreement.models import Backtest
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.portrait.models import PortraitSearch
from tandem.portrait.searches import ask, cancel
from tandem.portrait.tests.histories import NOW, PERIOD, PORTRAIT, history, sought

pytestmark = pytest.mark.django_db

DAYS = {"first": "2025-01-01", "last": "2025-12-31"}


def signed_in(role: Role, language: str = "en") -> Client:
    reader = person(role)
    Person.objects.filter(pk=reader.pk).update(language=language)
    browser = Client(headers={"accept-language": language})
    browser.force_login(Person.objects.get(pk=reader.pk))
    return browser


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def found(db) -> PortraitSearch:
    """A history with a portrait, an agreement that calls others buyers, and the search that is done."""
    agreed = Portrait(key="omsk", title="Омичи", description="Так повелось", clause="city = 'Омск'")
    signed(msgspec.structs.replace(DOCUMENT, portraits=(agreed,)), since=date(2025, 1, 1), now=NOW)
    history(client_name="Секретов Пётр", campaign="=HYPERLINK(1)")
    return sought(person(Role.SALES_HEAD))


@pytest.mark.parametrize(
    ("language", "teaches", "asks"),
    [("en", "There are no leads yet", "Nobody has sought"), ("ru", "Лидов пока нет", "Портрет ещё никто не искал")],
)
def test_an_empty_page_teaches_and_one_without_a_search_offers_it(language, teaches, asks):
    browser = signed_in(Role.OWNER, language)
    assert teaches in text_of(browser, "/portrait/")

    history(20)

    assert asks in text_of(browser, "/portrait/")


def test_a_seller_gets_no_page_of_the_portrait_and_no_word_of_it_in_the_bar(found):
    seller = signed_in(Role.SELLER)
    for address in (
        "/portrait/", f"/portrait/{found.pk}/", f"/portrait/{found.pk}/leads/?clause=0", "/portrait/audience/",
        f"/portrait/{found.pk}/clauses.csv", f"/portrait/{found.pk}/leads.csv?clause=0", "/portrait/audience/table.csv",
    ):  # fmt: skip
        assert seller.get(address).status_code == 403, address
    for address in (
        "/portrait/", f"/portrait/{found.pk}/cancellation/", f"/portrait/{found.pk}/amendment/",
        "/portrait/audience/common/",
    ):  # fmt: skip
        assert seller.post(address).status_code == 403, address
    assert 'href="/portrait/"' not in seller.get("/leads/").content.decode()
    assert queries.draft() is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SELLER}))
def test_the_clauses_stand_with_rates_intervals_and_verdict_beside_the_portrait_agreed(found, role):
    text = text_of(signed_in(role), "/portrait/")

    # In words: the text of the clause waits for the mouse.
    said = [word for word in ("segment: office", "source: calculator") if word in text]
    assert len(said) == 2
    assert PORTRAIT not in text
    assert re.search(r"\d+% \(\d+–\d+\) n = \d+", text)
    assert "confirmed" in text
    assert "Омичи" in text
    assert "In the agreement, and not found" in text
    # Only those who write the agreement are offered to change it.
    assert ("Put it into the agreement" in text) is (role is not Role.MARKETER)


def test_a_search_is_asked_for_watched_and_cancelled_from_the_page(django_capture_on_commit_callbacks):
    history(20)
    marketer = signed_in(Role.MARKETER)

    went = marketer.post("/portrait/", DAYS | {"outcome": "paid", "field": ["source", "city"]})

    search = PortraitSearch.objects.get()
    assert went["Location"] == f"/portrait/{search.pk}/"
    assert search.outcome == "paid"
    assert "segment" in search.left_out
    assert not {"source", "city"} & set(search.left_out)
    page = marketer.get(f"/portrait/{search.pk}/").content.decode()
    assert "The search waits for its turn" in page
    assert '<meta http-equiv="refresh"' in page
    piece = marketer.get(f"/portrait/{search.pk}/", headers={"hx-request": "true"})
    assert b"<html" not in piece.content
    marketer.post(f"/portrait/{search.pk}/cancellation/")
    search.refresh_from_db()
    assert search.cancelled_at is not None
    assert "was cancelled" in text_of(marketer, f"/portrait/{search.pk}/")
    over = marketer.get(f"/portrait/{search.pk}/", headers={"hx-request": "true"})
    assert over["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"first": "yesterday", "last": "2025-02-01", "field": "city"}, "Choose the first and the last day"),
        ({"first": "2025-02-01", "last": "2025-01-01", "field": "city"}, "swap the dates"),
        (DAYS, "leave at least one"),
    ],
)
def test_a_search_that_cannot_be_is_refused_on_the_page(sent, said):
    history(20)
    owner = signed_in(Role.OWNER)

    answer = owner.post("/portrait/", sent, follow=True)

    assert said in answer.content.decode()
    assert not PortraitSearch.objects.exists()


def test_the_leads_behind_a_clause_are_those_it_is_true_of(found):
    owner = signed_in(Role.OWNER)

    rows = list(
        csv.reader(io.StringIO(owner.get(f"/portrait/{found.pk}/leads.csv?clause=0").content.decode("utf-8-sig")))
    )
    page = text_of(owner, f"/portrait/{found.pk}/leads/?clause=0")

    inside = found.result["portrayal"]["findings"][0]["whole"]["inside"]
    assert len(rows) - 1 == inside
    assert f"Which leads are such? {inside}" in page


def test_files_run_no_formula_and_come_in_both_forms(found):
    head = signed_in(Role.SALES_HEAD)
    said = head.get(f"/portrait/{found.pk}/leads.csv?clause=0").content.decode("utf-8-sig")
    assert "HYPERLINK" in said
    assert not re.search(r'(^|[;,"])=HYPERLINK', said, re.MULTILINE)

    book = load_workbook(io.BytesIO(head.get(f"/portrait/{found.pk}/clauses.xlsx").content))
    head_row, first, *_ = book.active.iter_rows(values_only=True)
    assert len(head_row) == len(first)
    assert 0 <= first[head_row.index("Chance of error")] < 0.05
    assert head.get(f"/portrait/{found.pk}/clauses.pdf").status_code == 404


def test_the_leads_of_a_clause_name_nobody(found):
    for role in (Role.MARKETER, Role.SALES_HEAD):
        browser = signed_in(role)
        assert "Секретов" not in text_of(browser, f"/portrait/{found.pk}/leads/?clause=0")
        assert "Секретов" not in browser.get(f"/portrait/{found.pk}/leads.csv?clause=0").content.decode()


def test_one_button_drafts_the_clause_and_tries_it(found, django_capture_on_commit_callbacks):
    head = signed_in(Role.MARKETING_HEAD)

    went = head.post(f"/portrait/{found.pk}/amendment/", {"clause": "0", "title": "<b>Офис</b>", "target": "only"})

    backtest = Backtest.objects.get()
    assert went["Location"].endswith(f"/{backtest.pk}/")
    assert (backtest.first_day, backtest.last_day) == (PERIOD["first"], PERIOD["last"])
    draft = queries.draft()
    assert draft is not None
    document = queries.document_of(draft)
    assert [each.title for each in document.portraits] == ["Омичи", "<b>Офис</b>"]
    assert document.grading.target_lead.clause == document.portraits[-1].clause
    assert "<b>Офис" not in head.get("/agreement/draft/").content.decode()


@pytest.mark.parametrize("clause", ["", "9", "-1", "together'", "²", "99999999999999999999"])
def test_a_clause_that_was_not_found_is_not_there(found, clause):
    head = signed_in(Role.SALES_HEAD)
    assert head.post(f"/portrait/{found.pk}/amendment/", {"clause": clause}).status_code == 404
    assert head.get(f"/portrait/{found.pk}/leads/", {"clause": clause}).status_code == 404
    assert queries.draft() is None


def test_a_marketer_does_not_write_the_agreement(found):
    marketer = signed_in(Role.MARKETER)
    answer = marketer.post(f"/portrait/{found.pk}/amendment/", {"clause": "0"}, follow=True)

    assert "written by the heads" in answer.content.decode()
    assert queries.draft() is None


def test_a_search_without_a_result_has_no_leads_and_no_file():
    search = ask(outcome="bought", left_out=(), by=person(Role.OWNER), now=NOW, **PERIOD)
    cancel(search_id=search.pk, now=NOW)
    owner = signed_in(Role.OWNER)

    for address in (f"/portrait/{search.pk}/leads/", f"/portrait/{search.pk}/clauses.csv", "/portrait/999/"):
        assert owner.get(address).status_code == 404


@pytest.mark.parametrize(
    ("language", "missing", "more"), [("en", "at least", "leads more"), ("ru", "не меньше", "лид")]
)
def test_ten_leads_are_told_what_is_missing_and_how_much_more_is_needed(language, missing, more):
    history(10)
    sought(person(Role.OWNER))
    text = text_of(signed_in(Role.OWNER, language), "/portrait/")

    assert missing in text
    assert more in text
    assert "×" not in text


def test_a_constant_and_an_unknown_column_are_named_and_no_number_is_shown():
    history(400, segment="office", source=None, city=None)
    sought(person(Role.OWNER))
    text = text_of(signed_in(Role.OWNER), "/portrait/")

    assert "Nothing that is known of the leads tells buyers from the others" in text
    assert "the same for all" in text
    assert "not known of any lead" in text
    assert "×" not in text
