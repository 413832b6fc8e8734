"""The pages of the voice of the buyer: who sees what, drilling down, files, empty days."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook

from tandem.access.models import Look
from tandem.people.models import Person
from tandem.voice.models import Change, Competitor
from tandem.voice.samples import lost, won

pytestmark = pytest.mark.django_db
MARCH = "period=2026-03"
PAGES = ("/voice/", "/voice/competitors/", "/voice/words/", "/voice/silence/", "/voice/changes/", "/voice/changes/new/")
FILES = ("codes", "split", "competitors", "words", "silence", "changes")


@pytest.fixture
def told(db):
    """Alice's and Bob's leads, with what they said."""
    leads = {
        "price": lost("Дорого", seller="Алиса", client_name="Семёнов Пётр", campaign="Окна осень", creative="видео 2",
                      refusal_words="Семёнов (+7 912 345-67-89): =HYPERLINK дорого без рассрочки"),
        "competitor": lost("Выбрал конкурентов", seller="Борис", campaign="Окна осень", lost_to="=Окна Рядом",
                           lost_to_price=90, amount=100),
        "won": won(seller="Алиса", campaign="Окна весна", attracted="Скорость", course="easy",
                   buyer_words="<b>Быстро</b> перезвонили"),
        "silent": won(seller="Борис"),
    }  # fmt: skip
    return leads


def _browser(person, language):
    browser = Client(headers={"accept-language": language})
    browser.force_login(person)
    return browser


def signed_in(username, name, role, language="en"):
    """The browser of a new person of this role."""
    return _browser(Person.objects.create_user(username, name=name, role=role, language=language), language)


def _alice():
    """The seller whom the import named, let in."""
    Person.objects.filter(name="Алиса").update(is_active=True)
    return _browser(Person.objects.get(name="Алиса"), "en")


def _text(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_page_teaches_when_there_is_nothing_and_shows_when_there_is(language, django_db_blocker):
    owner = signed_in("owner", "Ольга", "owner", language)
    for page in PAGES:
        assert owner.get(page).status_code == 200
    assert "карточке лида" in _text(owner, "/voice/") or "lead&#x27;s card" in _text(owner, "/voice/")
    lost("Дорого")
    for page in PAGES:
        assert owner.get(f"{page}?{MARCH}").status_code == 200


def test_the_counts_lead_to_the_very_leads_they_count(told):
    owner = signed_in("owner", "Ольга", "owner")
    page = owner.get(f"/voice/?{MARCH}&by=campaign").content.decode()
    links = {each.replace("&amp;", "&") for each in re.findall(r'href="(/voice/words/\?[^"]+)"', page)}
    (price,) = [each for each in links if "code=price" in each]

    assert f"№ {told['price']}" in _text(owner, price)
    assert f"№ {told['competitor']}" not in _text(owner, price)
    by_campaign = [each for each in links if "campaign=" in each and "side=lost" in each]
    assert any(f"№ {told['competitor']}" in _text(owner, each) for each in by_campaign)


def test_one_code_within_the_members_is_shrunken_and_unknown_codes_say_so(told):
    owner = signed_in("owner", "Ольга", "owner")

    assert "Show all answers again" in _text(owner, f"/voice/?{MARCH}&code=refusals.price&by=campaign")
    assert "is not known" in _text(owner, f"/voice/?{MARCH}&code=refusals.magic&by=weather")


def test_a_seller_counts_and_reads_own_leads_only(told):
    alice = _alice()
    text = _text(alice, f"/voice/words/?{MARCH}&words=0")

    assert f"№ {told['price']}" in text
    assert f"№ {told['competitor']}" not in text
    assert "No competitor was named" in _text(alice, f"/voice/competitors/?{MARCH}")
    assert "Борис" not in _text(alice, f"/voice/silence/?{MARCH}")
    # Asking for another seller by number changes nothing.
    bob = Person.objects.get(name="Борис").pk
    assert f"№ {told['competitor']}" not in _text(alice, f"/voice/words/?{MARCH}&words=0&seller={bob}")


def test_marketing_reads_the_words_without_whom_they_reach_and_cannot_search_for_it(told):
    marketer = signed_in("marketer", "Мария", "marketer")
    head = signed_in("head", "Роман", "sales_head")

    text = _text(marketer, f"/voice/words/?{MARCH}")
    assert "дорого без рассрочки" in text
    for personal in ("Семёнов", "912", "Алиса"):
        assert personal not in text
    assert "Nobody said anything of the kind" in _text(marketer, f"/voice/words/?{MARCH}&find=Семёнов")
    assert "рассрочки" in _text(marketer, f"/voice/words/?{MARCH}&find=рассрочк")
    assert "+7 912 345-67-89" in _text(head, f"/voice/words/?{MARCH}&find=семенов")
    exported = marketer.get(f"/voice/words.csv?{MARCH}").content.decode("utf-8-sig")
    assert "912 345" not in exported
    assert "Алиса" not in exported
    assert Look.objects.filter(page="buyers_words").exists()
    assert set(Look.objects.values_list("person__username", flat=True)) == {"head"}


def test_words_are_shown_as_text_and_files_run_no_formula(told):
    owner = signed_in("owner", "Ольга", "owner")
    page = owner.get(f"/voice/words/?{MARCH}").content.decode()
    assert "<b>Быстро" not in page
    assert "&lt;b&gt;Быстро" in page

    rows = owner.get(f"/voice/competitors.csv?{MARCH}").content.decode("utf-8-sig")
    assert "'=Окна Рядом" in rows
    book = load_workbook(io.BytesIO(owner.get(f"/voice/words.xlsx?{MARCH}&words=0").content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "'=Окна Рядом" in cells


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_table_is_a_file_in_both_forms(told, form):
    owner = signed_in("owner", "Ольга", "owner", "ru")
    for name in FILES:
        answer = owner.get(f"/voice/{name}.{form}?{MARCH}")
        assert answer.status_code == 200, name
        assert answer.content
    assert owner.get(f"/voice/codes.pdf?{MARCH}").status_code == 404


def test_the_share_of_sales_with_a_review_shows_where_it_is_silent(told):
    head = signed_in("head", "Роман", "sales_head")
    text = _text(head, f"/voice/silence/?{MARCH}")

    assert re.search(r"Алиса 1 100%", text)
    assert re.search(r"Борис 1 0%", text)
    leads = head.get("/leads/?measure=won_unreviewed&from=2026-03-01&to=2026-03-31").content.decode()
    assert f"/leads/{told['silent']}/" in leads
    assert f"/leads/{told['won']}/" not in leads


def test_a_strange_address_is_answered_with_a_sentence(told):
    owner = signed_in("owner", "Ольга", "owner")
    for query in ("side=up", "code=%00", "competitor=999", "page=99999999999", "page=-1", "seller=abc", "words=9"):
        assert owner.get(f"/voice/words/?{MARCH}&{query}").status_code == 200


def test_a_change_is_noted_from_the_page_and_put_back(told):
    head = signed_in("head", "Роман", "sales_head")
    said = {
        "codes": "refusals.price",
        "place": "presentation",
        "words": "<i>Рассрочка</i> сразу",
        "since": "2026-03-01",
    }

    assert head.post("/voice/changes/new/", said | {"words": ""}).status_code == 200
    assert not Change.objects.exists()
    assert head.post("/voice/changes/new/", said)["Location"] == "/voice/changes/"
    page = head.get("/voice/changes/").content.decode()
    assert "&lt;i&gt;Рассрочка" in page
    (change,) = Change.objects.all()
    head.post(f"/voice/changes/{change.pk}/end/", {"until": "2026-03-20"})
    change.refresh_from_db()
    assert str(change.until) == "2026-03-20"
    analyst = signed_in("analyst", "Нина", "analyst")
    assert analyst.get("/voice/changes/new/").status_code == 403
    assert analyst.get("/voice/changes/").status_code == 200


def test_a_competitor_is_narrowed_to_by_its_number(told):
    owner = signed_in("owner", "Ольга", "owner")
    company = Competitor.objects.get().pk
    text = _text(owner, f"/voice/words/?{MARCH}&words=0&competitor={company}")

    assert f"№ {told['competitor']}" in text
    assert f"№ {told['price']}" not in text
