"""The page of likely duplicates: who sees what, and what its forms do."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from tandem.access.models import Look
from tandem.clients.models import Client, ContactPoint, DuplicatePair, DuplicateRule, DuplicateSearch
from tandem.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
URL = "/clients/duplicates/"


def signed_in(role: str) -> Browser:
    browser = Browser()
    browser.force_login(Person.objects.create_user(role, name=role, role=role))
    return browser


def text_of(browser: Browser, url: str = URL, language: str = "en") -> str:
    page = browser.get(url, headers={"accept-language": language})
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def pair() -> DuplicatePair:
    one = Client.objects.create(name="Анна Котова", city="Тверь", registered_at=AT)
    other = Client.objects.create(name="Котова Аня", city="Тверь", registered_at=AT)
    for each in (one, other):
        ContactPoint.objects.create(client=each, type="phone", value="+79161112233")
    why = [["name", "family", 2.0], ["phone", "same", 12.0], ["city", "same", 3.5]]
    return DuplicatePair.objects.create(one=one, other=other, weight=6.5, probability=0.989, outcomes=why)


def test_a_pair_is_shown_with_what_it_says_in_words(pair):
    said = text_of(signed_in("sales_head"))

    for part in (
        "99%",
        "Анна Котова",
        "Котова Аня",
        "+79161112233",
        "share a number",
        "for 4 100 : 1",
        "relatives",
    ):
        assert part in said
    assert "Один клиент: объединить" in text_of(signed_in("owner"), language="ru")


def test_who_may_not_read_contacts_sees_why_but_neither_names_nor_phones(pair):
    said = text_of(signed_in("analyst"))

    assert "share a number" in said
    assert "Котова" not in said
    assert "+7916" not in said


def test_who_reads_a_pair_with_its_contacts_has_looked_at_both(pair):
    text_of(signed_in("analyst"))
    assert not Look.objects.exists()
    text_of(signed_in("sales_head"))

    assert {(seen.page, seen.client_id) for seen in Look.objects.all()} == {
        ("duplicates", pair.one_id),
        ("duplicates", pair.other_id),
    }


@pytest.mark.parametrize("role", ["seller", "marketer"])
def test_sellers_and_marketers_get_no_such_page(pair, role):
    browser = signed_in(role)

    assert browser.get(URL).status_code == 403
    assert browser.post(f"{URL}{pair.pk}/decision/", {"decision": "same"}).status_code == 403
    assert browser.post(f"/clients/{pair.other_id}/split/").status_code == 403
    pair.refresh_from_db()
    assert pair.decision == ""


def test_the_forms_decide_and_undo(pair):
    head = signed_in("sales_head")

    head.post(f"{URL}{pair.pk}/decision/", {"decision": "same"})
    pair.other.refresh_from_db()
    assert pair.other.counts_as_id == pair.one_id
    assert "Nobody waits" in text_of(head) or "Nobody has looked" in text_of(head)

    sent_to = head.post(f"/clients/{pair.other_id}/split/", {"next": "https://elsewhere.example/"})
    assert sent_to["location"] == URL
    pair.other.refresh_from_db()
    assert pair.other.counts_as_id is None


@pytest.mark.parametrize("decision", ["same", "different"])
def test_what_one_has_just_decided_is_taken_back_by_one_button_and_asked_again(pair, decision):
    head, other = signed_in("sales_head"), signed_in("owner")
    head.post(f"{URL}{pair.pk}/decision/", {"decision": decision})
    assert "Take it back" in text_of(head)
    assert "Take it back" not in text_of(other)
    other.post(f"{URL}{pair.pk}/again/")
    pair.refresh_from_db()
    assert pair.decision == decision

    answer = head.post(f"{URL}{pair.pk}/again/")

    assert answer["Location"] == f"{URL}?pair={pair.pk}"
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == ("", None)
    assert not Client.objects.exclude(merged_into=None).exists()
    assert "One client: merge" in text_of(head)
    assert "Take it back" not in text_of(head)


def test_a_merge_of_what_was_merged_before_is_taken_back_alone(pair):
    head = signed_in("sales_head")
    third = Client.objects.create(name="А. Котова", registered_at=AT)
    second = DuplicatePair.objects.create(one=pair.other, other=third, weight=5, probability=0.97, outcomes=[])
    head.post(f"{URL}{pair.pk}/decision/", {"decision": "same"})
    head.post(f"{URL}{second.pk}/decision/", {"decision": "same"})

    head.post(f"{URL}{second.pk}/again/")

    pair.other.refresh_from_db()
    third.refresh_from_db()
    assert pair.other.merged_into_id == pair.one_id
    assert (third.merged_into_id, third.counts_as_id) == (None, None)


def test_a_pair_decided_by_a_colleague_meanwhile_is_said_so(pair):
    head = signed_in("sales_head")
    head.post(f"{URL}{pair.pk}/decision/", {"decision": "different"})

    page = head.post(f"{URL}{pair.pk}/decision/", {"decision": "same"}, follow=True)

    assert page.status_code == 200
    assert not Client.objects.filter(counts_as__isnull=False).exists()


def test_each_decision_has_its_key(pair):
    page = signed_in("owner").get(URL).content.decode()

    for key, decision in (("1", "same"), ("2", "different"), ("3", "later")):
        assert re.search(rf'value="{decision}" data-key="{key}"', page)


def test_a_search_is_started_from_the_page_and_watched(pair, django_capture_on_commit_callbacks):
    head = signed_in("sales_head")
    head.post(f"{URL}searches/")
    head.post(f"{URL}searches/")

    assert DuplicateSearch.objects.count() == 1
    assert "waits for its turn" in text_of(head)
    assert "hx-get" in head.get(URL, headers={"hx-request": "true"}).content.decode()


def test_the_switch_is_off_until_somebody_turns_it_on(pair):
    head = signed_in("sales_head")
    assert "Every pair is decided by people" in text_of(head)

    head.post(f"{URL}rule/", {"decides": "yes"})

    assert DuplicateRule.objects.get().decides
    assert "without asking" in text_of(head)
