"""The pages of the agreement: everybody reads, the right ones write, only the heads sign."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.agreement import actions, queries
from tandem.agreement.comparison import Comparison, compare
from tandem.agreement.models import Version
from tandem.agreement.samples import NOW, draft, person, signed
from tandem.agreement.starting import starter
from tandem.agreement.yaml_text import from_yaml, to_yaml
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db

READING = ("agreement", "agreement_comparison", "agreement_acknowledgements", "agreement_months")
TODAY = date(2026, 3, 2)


@pytest.fixture
def version():
    """The starter agreement signed and in force."""
    return signed(starter("ru", TODAY), since=date(2026, 3, 1))


def as_(client, role: Role, language: str = "ru"):
    client.force_login(person(role))
    client.cookies["django_language"] = language
    return client


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    content: bytes = answer.content
    return content.decode()


def drafted():
    found = queries.draft()
    assert found is not None
    return queries.document_of(found)


@pytest.mark.parametrize("role", Role)
def test_everybody_reads_the_agreement(client, version, role):
    for name in READING:
        assert as_(client, role).get(reverse(name)).status_code == 200


def test_nobody_reads_it_without_signing_in(client, version):
    assert client.get(reverse("agreement")).status_code == 302


@pytest.mark.parametrize("language", ["ru", "en"])
def test_before_version_1_the_page_says_how_to_begin(client, language):
    page = text(as_(client, Role.OWNER, language).get(reverse("agreement")))
    assert 'value="starter"' in page
    assert 'value="starter"' not in text(as_(client, Role.SELLER, language).get(reverse("agreement")))


def test_the_version_in_force_shows_who_signed_it_and_what_runs(client, version):
    page = text(as_(client, Role.SELLER).get(reverse("agreement")))
    for name in (str(person(Role.SALES_HEAD)), str(person(Role.MARKETING_HEAD))):
        assert name in page
    assert "исполняется: да" in page
    # All twenty-seven answers: nine rows of three.
    truth = page[page.index('class="table truth"') :]
    assert truth[: truth.index("</table>")].count("<tr>") == 10


def test_my_part_is_that_of_my_role(client, version):
    document = queries.version(version).document
    promise = next(each for each in document.promises if each.side == "sales")
    for role, heading in ((Role.SELLER, "Мой отдел обещает"), (Role.MARKETER, "Моему отделу обещают")):
        page = text(as_(client, role).get(reverse("agreement")))
        mine = page[page.index('id="mine"') :].split("</details>")[0]
        part = mine[mine.index(heading) :].split("</div>")[0]
        assert promise.title in part


def test_reading_is_acknowledged_once_and_stands_in_the_sheet(client, version):
    browser = as_(client, Role.SELLER)
    for _ in range(2):
        browser.post(reverse("agreement_acknowledgement", args=[version]))
    sheet = browser.get(reverse("agreement_sheet", args=["csv"])).content.decode("utf-8-sig")
    (line,) = [line for line in sheet.splitlines() if str(person(Role.SELLER)) in line]
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", line)
    assert Version.objects.get().acknowledgements.count() == 1


def test_a_name_that_a_spreadsheet_would_run_is_escaped(client, version):
    Person.objects.create_user("evil", name="=HYPERLINK(1)", role="seller")
    browser = as_(client, Role.OWNER)
    assert "'=HYPERLINK(1)" in browser.get(reverse("agreement_sheet", args=["csv"])).content.decode("utf-8-sig")
    book = zipfile.ZipFile(io.BytesIO(browser.get(reverse("agreement_sheet", args=["xlsx"])).content))
    assert "'=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("role", [Role.SELLER, Role.MARKETER])
def test_sellers_and_marketers_open_no_page_that_writes(client, version, role):
    draft(starter("ru", TODAY))
    browser = as_(client, role)
    for name, args in (
        ("agreement_draft", []), ("agreement_new_item", ["terms"]), ("agreement_item", ["terms", "lead"]),
        ("agreement_file", []), ("agreement_withdrawal", []), ("agreement_draft_yaml", []),
    ):  # fmt: skip
        assert browser.get(reverse(name, args=args)).status_code == 403, name
    for name, args in (
        ("agreement_draft", []), ("agreement_proposal", []), ("agreement_item", ["terms", "lead"]),
        ("agreement_item_removal", ["terms", "lead"]), ("agreement_item_place", ["terms", "lead"]),
        ("agreement_file", []), ("agreement_withdrawal", []), ("agreement_months", []),
    ):  # fmt: skip
        assert browser.post(reverse(name, args=args)).status_code == 403, name
    assert drafted() == starter("ru", TODAY)


def test_a_draft_is_begun_from_the_starter_in_the_readers_language(client):
    as_(client, Role.OWNER, "en").post(reverse("agreement_draft"), {"start": "starter"})
    assert drafted().language == "en"


def as_sent(form) -> dict[str, object]:
    """What a browser sends of a form that nobody touched."""
    sent: dict[str, object] = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if value is True:
            sent[field.html_name] = "on"
            continue
        shown = field.field.widget.format_value(value)
        many = isinstance(value, list | tuple)
        sent[field.html_name] = list(value) if many else shown[0] if isinstance(shown, list) else shown
    return {name: value for name, value in sent.items() if value is not None}


def test_every_item_of_the_starter_saved_untouched_stays_as_it_was(client):
    draft(starter("ru", TODAY))
    browser = as_(client, Role.ANALYST)
    found = queries.draft()
    assert found is not None
    for item in found.items.all():
        address = reverse("agreement_item", args=[item.section, item.key])
        form = browser.get(address).context["form"]
        answer = browser.post(address, as_sent(form) | {"revision": "1"})
        assert answer.status_code == 302, (item, answer.context["form"].errors)
    assert compare(starter("ru", TODAY), drafted()) == Comparison(())
    assert drafted() == starter("ru", TODAY)


def test_an_item_is_added_changed_moved_and_removed_by_forms(client):
    draft(starter("ru", TODAY))
    browser = as_(client, Role.SALES_HEAD)
    reason = {"title": "Не тот город", "words": "Мы туда не ездим.", "clause": ""}
    browser.post(reverse("agreement_new_item", args=["returns"]), reason)
    added = drafted().returns[-1]
    assert (added.key, added.title) == ("ne_tot_gorod", "Не тот город")
    browser.post(reverse("agreement_item_place", args=["returns", added.key]), {"move": "up"})
    assert drafted().returns[-2] == added
    browser.post(reverse("agreement_item_removal", args=["returns", added.key]), {"revision": "1"})
    assert drafted() == starter("ru", TODAY)


def test_rows_of_an_item_are_added_and_removed(client):
    draft(starter("ru", TODAY))
    browser = as_(client, Role.SALES_HEAD)
    address = reverse("agreement_item", args=["grading", "grades"])
    sent = as_sent(browser.get(address).context["form"])
    last = int(str(sent["-count"])) - 1
    browser.post(address, sent | {"revision": "1", f"{last}-key": "E", f"{last}-title": "E: спам", "0-remove": "on"})
    assert [grade.key for grade in drafted().grading.grades] == ["B", "C", "D", "E"]


def test_two_people_at_one_item_see_both_texts(client):
    draft(starter("ru", TODAY))
    address = reverse("agreement_item", args=["terms", "lead"])
    sent = as_sent(as_(client, Role.SALES_HEAD).get(address).context["form"]) | {"revision": "1"}
    client.post(address, sent | {"definition": "Текст продаж"})
    page = text(as_(client, Role.MARKETING_HEAD).post(address, sent | {"definition": "Текст маркетинга"}))

    assert "Пока вы правили" in page
    assert page.count("Текст продаж") == 1
    assert "Текст маркетинга" in page
    assert drafted().terms[0].definition == "Текст продаж"


def test_problems_lead_to_where_they_are_mended(client):
    draft(starter("ru", TODAY).__replace__(returns=()))
    document = drafted()
    actions.take_over(by=person(Role.OWNER), now=NOW, document=document.__replace__(stages=document.stages[:-1]))
    page = text(as_(client, Role.OWNER).get(reverse("agreement_draft")))
    assert "мешает подписать" in page
    assert 'href="/agreement/draft/items/stages/' in page


def test_a_file_is_compared_before_it_is_taken_over(client):
    draft(starter("ru", TODAY))
    changed = to_yaml(starter("ru", TODAY)).replace("Одно обращение", "Один запрос")
    browser = as_(client, Role.ANALYST)
    page = text(browser.post(reverse("agreement_file"), {"text": changed}))
    assert "<ins>Один запрос" in page
    assert drafted() == starter("ru", TODAY)
    browser.post(reverse("agreement_file"), {"text": changed, "take": "1"})
    assert drafted() == from_yaml(changed)


def test_a_file_that_is_no_agreement_is_refused_with_the_place(client):
    page = text(as_(client, Role.ANALYST).post(reverse("agreement_file"), {"text": "title: x\ncolour: red\n"}))
    assert "colour" in page
    assert queries.draft() is None


def test_only_the_heads_are_offered_to_sign_and_both_do(client):
    draft(starter("ru", TODAY), since=timezone.localdate() + timedelta(1))
    address = reverse("agreement_signatures")
    for role in Role:
        page = text(as_(client, role).get(address))
        assert ('name="side"' in page) == (role in (Role.SALES_HEAD, Role.MARKETING_HEAD))
    for role, side in ((Role.SALES_HEAD, "sales"), (Role.MARKETING_HEAD, "marketing")):
        browser = as_(client, role)
        browser.post(address, {"side": side, "seen": browser.get(address).context["seen"]})
    assert queries.versions()[0].number == 1
    assert "скоро" in text(client.get(reverse("agreement_version", args=[1])))


def test_a_version_signed_ahead_is_read_before_it_holds(client):
    signed(starter("ru", TODAY), since=timezone.localdate() + timedelta(30))
    page = text(as_(client, Role.SELLER).get(reverse("agreement")))
    assert "Версия подписана и начнёт действовать" in page
    assert "Ознакомлен" in page


def test_the_wrong_signer_is_told_who_signs(client):
    draft(starter("ru", TODAY), since=date(2026, 4, 1))
    browser = as_(client, Role.OWNER)
    page = text(browser.post(reverse("agreement_signatures"), {"side": "sales"}, follow=True))
    assert "подписывает только РОП" in page


def test_versions_and_the_draft_are_compared_word_by_word(client, version):
    changed = from_yaml(to_yaml(starter("ru", TODAY)).replace("Одно обращение", "Один запрос"))
    draft(changed)
    page = text(as_(client, Role.SELLER).get(reverse("agreement_draft_comparison"), follow=True))
    assert "<ins>Один запрос" in page
    assert "один и тот же текст" in text(client.get(reverse("agreement_comparison") + "?a=1&b=1"))


def test_months_are_closed_from_the_page(client):
    browser = as_(client, Role.OWNER)
    page = text(browser.post(reverse("agreement_months"), {"month": "2020-01"}, follow=True))
    assert "январь 2020" in page.lower()
    page = text(browser.post(reverse("agreement_months"), {"month": "2020-05"}, follow=True))
    assert "сейчас очередь за 02.2020" in page
    assert len(queries.closed_months()) == 1


def test_what_has_run_out_is_pointed_out(client):
    document = starter("ru", date(2020, 1, 1))
    signed(document, since=date(2020, 1, 1))
    page = text(as_(client, Role.OWNER).get(reverse("agreement")))
    assert "надо было пересмотреть до" in page
    assert "KPI действовали до" in page


def test_an_unknown_version_is_not_found(client, version):
    for name in ("agreement_version", "agreement_yaml"):
        assert as_(client, Role.OWNER).get(reverse(name, args=[9])).status_code == 404


def test_the_text_of_the_document_is_shown_and_never_run(client):
    signed(starter("ru", TODAY).__replace__(preamble="<script>alert(1)</script>"), since=date(2026, 3, 1))
    page = text(as_(client, Role.SELLER).get(reverse("agreement")))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_form_of_a_promise_shows_only_the_fields_that_fit_how_it_is_measured(client):
    draft(starter("ru", TODAY))
    editor = as_(client, Role.SALES_HEAD)
    figure = next(each for each in drafted().promises if each.figure)
    address = reverse("agreement_item", args=["promises", figure.key])
    shown = text(editor.get(address))
    assert 'name="figure-measure"' in shown
    assert 'name="duty-about"' not in shown

    sent = {"side": figure.side, "title": "Иначе", "words": figure.words, "measured_by": "duty", "show": "1"}
    again = text(editor.post(address, sent))

    assert 'name="duty-about"' in again
    assert 'name="figure-measure"' not in again
    assert 'value="Иначе"' in again
    assert next(each for each in drafted().promises if each.key == figure.key) == figure


def test_a_new_promise_asks_first_how_it_is_measured(client):
    draft(starter("ru", TODAY))
    editor, address = as_(client, Role.SALES_HEAD), reverse("agreement_new_item", args=["promises"])
    shown = text(editor.get(address))
    assert 'name="figure-measure"' not in shown
    assert 'name="duty-about"' not in shown

    again = text(editor.post(address, {"title": "Новое", "measured_by": "figure", "show": "1"}))
    assert 'name="figure-measure"' in again
    # What nobody has written yet stands at its default.
    assert '<option value="month" selected>' in again
    assert "Новое" not in {each.title for each in drafted().promises}
