"""The list of leads: who sees what, how it is narrowed, ordered, exported and kept."""

from __future__ import annotations

import io
import re
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.selling.models import SavedView
from tandem.selling.tests.cast import signed_in


def _shown(browser, **query):
    """The numbers of the leads in the list, in its order."""
    page = browser.get("/leads/", query)
    assert page.status_code == 200
    return [row.lead_id for row in page.context["rows"]]


def test_a_seller_sees_own_leads_and_no_others(cast):
    assert _shown(cast.alice) == [cast.semyonov]
    assert _shown(cast.bob) == [cast.ivanova]
    assert _shown(cast.head) == [cast.petrov, cast.ivanova, cast.semyonov]


def test_a_seller_cannot_ask_for_the_leads_of_another(cast):
    alice = Person.objects.get(username="alice")

    assert _shown(cast.bob, seller=alice.pk) == []
    assert _shown(cast.bob, measure="deals_won") == []
    assert "Алиса" not in cast.bob.get("/leads/").content.decode()


def test_the_number_of_all_that_match_is_shown(cast):
    page = cast.head.get("/leads/", {"source": "Яндекс"})

    assert page.context["found"].total == 2


NARROWED: tuple[tuple[dict[str, str | list[str]], list[str]], ...] = (
    ({"source": "VK"}, ["ivanova"]),
    ({"source": ["VK", "Яндекс"]}, ["petrov", "ivanova", "semyonov"]),
    ({"campaign": "Окна осень"}, ["semyonov"]),
    ({"creative": "видео 2"}, ["semyonov"]),
    ({"product": "Окна"}, ["semyonov"]),
    ({"segment": "Бизнес"}, ["ivanova"]),
    ({"grade": "A"}, ["semyonov"]),
    ({"grade": "-"}, ["petrov"]),
    ({"grade": ["D", "-"]}, ["petrov", "ivanova"]),
    ({"seller": "-"}, ["petrov"]),
    ({"stage": "new"}, ["petrov"]),
    ({"stage": "in_work"}, ["ivanova"]),
    ({"target": "yes"}, ["semyonov"]),
    ({"target": "no"}, ["ivanova"]),
    ({"target": "unknown"}, ["petrov"]),
    ({"waiting": "1"}, ["petrov"]),
    ({"period": "2026-03-03"}, ["ivanova"]),
    ({"from": "2026-03-03", "to": "2026-03-04"}, ["petrov", "ivanova"]),
    ({"grade": "A", "source": "VK"}, []),
    ({"measure": "deals_won"}, ["semyonov"]),
    ({"measure": "deals_won", "from": "2026-03-09", "to": "2026-03-09"}, ["semyonov"]),
    ({"measure": "deals_won", "from": "2026-03-02", "to": "2026-03-02"}, []),
    ({"measure": "revenue_paid", "period": "2026-03"}, ["semyonov"]),
    ({"measure": "untouched"}, ["petrov"]),
    ({"measure": "spend"}, ["petrov", "ivanova", "semyonov"]),
)


def test_the_list_is_narrowed(cast):
    for query, expected in NARROWED:
        assert (query, _shown(cast.head, **query)) == (query, [getattr(cast, name) for name in expected])


SORTED = (
    ("captured", ["semyonov", "ivanova", "petrov"]),
    ("grade", ["semyonov", "ivanova", "petrov"]),
    ("-grade", ["ivanova", "semyonov", "petrov"]),
    ("stage", ["petrov", "ivanova", "semyonov"]),
    ("seller", ["semyonov", "ivanova", "petrov"]),
    ("-seller", ["ivanova", "semyonov", "petrov"]),
    ("-amount", ["semyonov", "petrov", "ivanova"]),
    ("response", ["semyonov", "petrov", "ivanova"]),
    ("nonsense", ["petrov", "ivanova", "semyonov"]),
)


def test_the_list_is_ordered_and_what_has_no_value_comes_last(cast):
    for sort, expected in SORTED:
        assert (sort, _shown(cast.head, sort=sort)) == (sort, [getattr(cast, name) for name in expected])


SPELLINGS = (
    "Семёнов", "семенов", "пётр семёнов", "еменов", "семенов b1", "8 (912) 345-67-89", "+7 912 345 67 89",
    "89123456789", "9123456", "6789", "P.Semyonov@Example.com", "semyonov@", "CRM-501",
)  # fmt: skip


def test_a_client_is_found_however_the_name_or_the_phone_is_written(cast):
    for typed in SPELLINGS:
        assert (typed, _shown(cast.head, search=typed)) == (typed, [cast.semyonov])


def test_a_lead_is_found_by_its_number_here(cast):
    assert _shown(cast.head, search=f"№{cast.ivanova}") == [cast.ivanova]


def test_a_search_of_a_seller_finds_own_clients_only(cast):
    assert _shown(cast.alice, search="Иванова") == []
    assert _shown(cast.bob, search="Иванова") == [cast.ivanova]
    assert _shown(cast.bob, search="CRM-501") == []


def test_who_may_not_read_names_cannot_find_out_by_searching_for_them(cast):
    assert _shown(cast.marketer, search="Семёнов") == []
    assert _shown(cast.marketer, search="89123456789") == []
    assert _shown(cast.marketer, search="CRM-501") == [cast.semyonov]


def test_a_search_that_stops_says_where(cast, monkeypatch):
    monkeypatch.setattr("tandem.selling.lead_search.MOST_CLIENTS", 1)

    page = cast.head.get("/leads/", {"search": "91200000"})

    assert [row.lead_id for row in page.context["rows"]] == [cast.petrov]
    assert "More than 1 clients" in page.content.decode()


def test_names_and_phones_are_for_those_who_talk_to_clients(cast):
    assert "Иванова" in cast.head.get("/leads/").content.decode()
    for page in ("/leads/", "/leads/export.csv", f"/leads/{cast.ivanova}/", "/search/?q=Иванова"):
        answer = cast.marketer.get(page)
        text = (b"".join(answer) if answer.streaming else answer.content).decode()
        assert "Анна" not in text
        assert "912" not in text


def test_a_page_costs_the_same_queries_with_three_leads_and_with_fifty(cast):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            cast.head.get("/leads/")
        return captured.captured_queries

    queries()
    few = queries()
    for number in range(47):
        lead(
            client_id=f"N{number}",
            client_name=f"Клиент {number}",
            phone=f"+7912111{number:04}",
            seller="Алиса",
            grade="B",
        )
    many = queries()

    assert len(many) <= len(few) + 1  # one more reads the new facts into the store
    assert len(few) < 16
    assert not [each["sql"] for each in many if re.search(r"count\(", each["sql"], re.IGNORECASE)]


def test_a_page_beyond_the_end_shows_the_last(cast):
    assert _shown(cast.head, page="99") == _shown(cast.head)
    assert _shown(cast.head, page="x") == _shown(cast.head)


def test_an_unreadable_period_is_said_and_everything_shown(cast):
    page = cast.head.get("/leads/", {"period": "когда-нибудь"})

    assert "is not a period" in page.content.decode()
    assert len(page.context["rows"]) == 3


def test_each_filter_in_force_can_be_taken_away(cast):
    page = cast.head.get("/leads/", {"source": ["VK", "Яндекс"], "grade": "A", "waiting": "1", "target": "no"})

    assert [chip.remove_url for chip in page.context["chips"]] == [
        "/leads/?" + urlencode(query, doseq=True)
        for query in (
            [("source", "VK"), ("source", "Яндекс"), ("grade", "A"), ("target", "no")],
            [("source", "VK"), ("source", "Яндекс"), ("grade", "A"), ("waiting", "1")],
            [("source", "Яндекс"), ("grade", "A"), ("target", "no"), ("waiting", "1")],
            [("source", "VK"), ("grade", "A"), ("target", "no"), ("waiting", "1")],
            [("source", "VK"), ("source", "Яндекс"), ("target", "no"), ("waiting", "1")],
        )
    ]


def test_the_filters_are_plain_fields_of_a_form(cast):
    page = cast.head.get("/leads/").content.decode()

    form = page[page.index('<form class="narrowing" method="get"') :]
    assert '<input type="checkbox" name="source" value="VK">' in form[: form.index("</form>")]
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_a_list_without_a_match_says_what_to_do(cast):
    assert "No lead fits these filters" in cast.head.get("/leads/", {"search": "zzzz"}).content.decode()


def test_an_empty_house_offers_an_import_and_nothing_to_narrow(db):
    owner = signed_in("owner", "Ольга", "owner")
    page = owner.get("/leads/").content.decode()

    assert "import an export of your CRM" in page
    assert 'href="/imports/new/"' in page
    assert 'class="narrowing"' not in page


def test_csv_holds_every_matching_lead_and_runs_no_formula(cast):
    answer = cast.head.get("/leads/export.csv", {"source": "Яндекс"})
    text = b"".join(answer).decode("utf-8-sig")

    lines = text.splitlines()
    assert lines[0].startswith("Lead,Captured,Client,Phone")
    assert len(lines) == 3
    assert "'=Петров" in lines[1]
    assert "8 (912) 345-67-89" in lines[2]
    assert "86000.00" in lines[2]


def test_csv_for_russian_readers_opens_in_their_spreadsheet(cast):
    Person.objects.filter(username="head").update(language="ru")
    answer = cast.head.get("/leads/export.csv", {"grade": "A"}, headers={"accept-language": "ru"})
    head, line = b"".join(answer).decode("utf-8-sig").splitlines()

    assert head.startswith("Лид;Создан;Клиент")
    assert "86000,00" in line


def test_xlsx_holds_moments_and_numbers_as_such(cast):
    answer = cast.head.get("/leads/export.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active

    heads = [cell.value for cell in sheet[1]]
    last = dict(zip(heads, [cell.value for cell in sheet[4]], strict=True))
    assert sheet.max_row == 4
    assert last["Deal amount"] == 86000
    assert f"{last['Captured']:%Y-%m-%d %H:%M}" == "2026-03-02 10:00"
    assert sheet[2][2].value == "'=Петров"


def test_exports_hold_own_leads_only(cast):
    assert "Иванова" not in b"".join(cast.alice.get("/leads/export.csv")).decode()


def test_a_list_too_long_for_a_workbook_is_sent_back_with_a_word(cast, monkeypatch):
    monkeypatch.setattr("tandem.selling.lead_list_views.MOST_XLSX_ROWS", 1)

    page = cast.head.get("/leads/export.xlsx", {"source": "Яндекс"}, follow=True)

    assert page.redirect_chain
    assert "Too many leads" in page.content.decode()
    assert "export.xlsx" not in page.content.decode()


def test_a_view_is_saved_found_again_and_removed(cast):
    cast.alice.post("/leads/views/", {"name": "Горячие", "query": "?grade=A&evil=1", "shared": "on"})
    view = SavedView.objects.get()
    assert view.query == "grade=A"

    page = cast.alice.get("/leads/?grade=A")
    assert [each.title for each in page.context["views"] if each.current] == ["Горячие"]

    # Somebody of the same department sees it and cannot take it away; another department does not see it.
    assert "Горячие" in cast.head.get("/leads/").content.decode()
    assert "Горячие" not in cast.marketer.get("/leads/").content.decode()
    cast.head.post(f"/leads/views/{view.pk}/removal/")
    assert SavedView.objects.exists()
    gone = cast.alice.post(f"/leads/views/{view.pk}/removal/", follow=True)
    assert not SavedView.objects.exists()
    # What was on the screen stays there: a view taken away by mistake is saved again with one click.
    assert gone.redirect_chain[-1][0] == "/leads/?grade=A"
    assert "The view “Горячие” is deleted" in gone.content.decode()


def test_a_view_without_a_name_is_refused(cast):
    page = cast.alice.post("/leads/views/", {"name": " ", "query": "?grade=A"}, follow=True)

    assert "Give the view a name" in page.content.decode()
    assert not SavedView.objects.exists()
