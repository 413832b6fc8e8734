"""Giving a lead back on its card, answering and ruling on the list: who may, who sees, what is said."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from tandem.agreement.document import Calendar, DutyPromise, Promise, ReturnReason
from tandem.agreement.queries import version
from tandem.agreement.samples import signed
from tandem.handover.models import LeadReturn
from tandem.intake.models import Lead
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.measures.verification import verify
from tandem.people.models import Person
from tandem.privacy.actions import forget
from tandem.qualification.samples import agreement
from tandem.selling.lead_list import Reader
from tandem.selling.queue import queue_of
from tandem.selling.tests.cast import signed_in

REASONS = (
    ReturnReason(key="not_buyer", title="Не покупатель", words="Ищет работу.", clause="grade is null or grade = 'D'"),
    ReturnReason(key="no_contact", title="Контакт не существует"),
)
ANSWER = Promise(
    key="answer", side="marketing", title="Ответить за день",
    duty=DutyPromise(about="returns", since="returned_at", until="answered_at", minutes=540, calendar="office"),
)  # fmt: skip
OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)


@pytest.fixture
def people(db):
    document = msgspec.structs.replace(
        agreement(target="grade in ('A', 'B')"), returns=REASONS, promises=(ANSWER,), calendars=(OFFICE,)
    )
    signed(document, since=date(2026, 1, 1))
    roles = {"anna": "seller", "boris": "seller", "mark": "marketing_head", "oleg": "owner"}
    return {name: signed_in(name, name.title(), role) for name, role in roles.items()}


@pytest.fixture
def own(people):
    """A lead of Anna's, of whom nothing is known yet."""
    return lead(created_at=datetime.now(UTC) - timedelta(hours=1), client_name="Петров", seller="Anna")


def text(browser, address="/watched/returns/"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(browser, address, **said):
    return browser.post(address, said, follow=True).content.decode()


def test_two_clicks_on_the_card_give_a_lead_back_and_marketing_is_told(people, own):
    assert "Not one to sell to?" in text(people["anna"], f"/leads/{own}/")

    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer", next=f"/leads/{own}/")

    returned = LeadReturn.objects.get()
    assert (returned.reason, str(returned.seller)) == ("not_buyer", "Anna")
    card = text(people["anna"], f"/leads/{own}/")
    assert "Не покупатель: awaits marketing" in card
    assert "Not one to sell to?" not in card
    assert "1 lead came back from sales: answer." in text(people["mark"], "/")
    assert "until" in text(people["mark"])


def test_another_seller_s_lead_cannot_be_given_back_nor_seen(people, own):
    assert people["boris"].post(f"/leads/{own}/return/", {"reason": "not_buyer"}).status_code == 404
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer")

    assert "Не покупатель" not in text(people["boris"])
    assert not LeadReturn.objects.exclude(seller__username="anna").exists()


def test_what_is_given_back_leaves_the_queue_and_comes_back_with_the_ruling(people, own):
    def waiting():
        places = queue_of(store.read(), reader=Reader(None, contacts=False), now=datetime.now(UTC)).places
        return [each.lead_id for each in places]

    assert waiting() == [own]
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer")
    assert waiting() == []

    returned = LeadReturn.objects.get()
    sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="Просил счёт.")
    assert waiting() == []
    sent(people["oleg"], f"/watched/returns/{returned.pk}/ruling/", stands="no", words="Просил счёт, значит наш.")
    assert waiting() == [own]
    assert verify().differences == []


def test_whoever_bought_does_not_come_back_as_no_target_however_it_is_asked(people):
    sold = lead(created_at=datetime.now(UTC) - timedelta(days=2), seller="Anna", stage="won")

    page = sent(people["anna"], f"/leads/{sold}/return/", reason="no_contact", next=f"/leads/{sold}/")
    day = sent(people["anna"], f"/day/{sold}/return/", reason="no_contact", token="1")

    assert "The client bought" in page
    assert "The client bought" in day
    assert "Контакт не существует" not in text(people["anna"], f"/day/?lead={sold}")
    assert not LeadReturn.objects.exists()


def test_a_seller_hears_of_the_objection_and_of_the_ruling_until_they_go_on(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer")
    assert "return of yours" not in text(people["anna"], "/")
    returned = LeadReturn.objects.get()

    sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="Просил счёт.")
    assert "Marketing objects to 1 return of yours" in text(people["anna"], "/")
    assert "return of yours" not in text(people["boris"], "/")

    sent(people["oleg"], f"/watched/returns/{returned.pk}/ruling/", stands="no", words="Просил счёт, значит наш.")
    first = text(people["anna"], "/")
    assert "1 lead that you gave back was ruled one to sell to" in first
    assert "return of yours" not in first
    assert f"Lead № {own} is yours again" in text(people["anna"], "/day/news/?after=0&leads=")
    assert people["boris"].get("/day/news/?after=0&leads=").status_code == 204
    # The same reason is not offered a second time; another one is.
    card = people["anna"].get(f"/leads/{own}/").content.decode()
    assert 'value="no_contact"' in card
    assert 'value="not_buyer"' not in card

    sent(people["anna"], f"/day/{own}/no-answer/", token="1")
    assert "was ruled one to sell to" not in text(people["anna"], "/")


def test_an_objection_without_words_is_refused_in_words_and_changes_nothing(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer")
    returned = LeadReturn.objects.get()

    page = sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="")

    assert "Say why it is a lead to sell to" in page
    returned.refresh_from_db()
    assert returned.answered_at is None


def test_an_objection_after_the_term_is_refused_by_its_hour_and_the_words_are_there_to_copy(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer", next=f"/leads/{own}/")
    assert "marketing answers until" in text(people["anna"], f"/leads/{own}/")
    returned = LeadReturn.objects.get()
    LeadReturn.objects.update(object_until=datetime.now(UTC) - timedelta(seconds=1))

    back = {"next": "/watched/returns/"}
    page = sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="Цена?", **back)

    assert "by silence the return stands, and this answer is not kept" in page
    assert "Not recorded, so that you can copy it: Цена?" in page
    # The watch has not looked yet, and nobody waits for marketing any more.
    assert "stands: no objection in time" in page
    assert LeadReturn.objects.get().objection == ""


def test_a_second_answer_is_told_apart_from_a_late_one(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer", next=f"/leads/{own}/")
    address = f"/watched/returns/{LeadReturn.objects.get().pk}/answer/"
    sent(people["mark"], address, answer="agree")

    assert "it is answered once" in sent(people["mark"], address, answer="object", words="Нет.")
    assert "A return is answered by marketing." in sent(people["anna"], address, answer="agree")


def test_a_return_without_a_reason_is_asked_for_one(people, own):
    page = sent(people["anna"], f"/leads/{own}/return/", reason="", next=f"/leads/{own}/")

    assert "Choose one: Не покупатель, Контакт не существует." in page
    assert not LeadReturn.objects.exists()


def test_words_of_a_refused_return_stand_in_its_form_again_once(people, own):
    address, said = f"/leads/{own}/", "Ищет <работу> монтажником"
    page = sent(people["anna"], f"{address}return/", reason="nobody agreed on it", comment=said, next=address)

    assert not LeadReturn.objects.exists()
    assert '<details class="lead__return" open>' in page
    assert 'value="Ищет &lt;работу&gt; монтажником"' in page
    assert "монтажником" not in text(people["anna"], address)
    # On the card of another lead they would say something wrong.
    other = lead(created_at=datetime.now(UTC), client_name="Сидоров", seller="Anna")
    people["anna"].post(f"{address}return/", {"reason": "nobody agreed on it", "comment": said, "next": address})
    assert "монтажником" not in people["anna"].get(f"/leads/{other}/").content.decode()
    assert "монтажником" in people["anna"].get(address).content.decode()


def test_words_of_a_refused_return_are_gone_once_the_client_is_forgotten(people, own):
    address = f"/leads/{own}/"
    said = {"reason": "nobody agreed on it", "comment": "Петров ищет работу монтажником", "next": address}
    people["anna"].post(f"{address}return/", said)
    assert people["anna"].session["kept_words"]

    forget(client_id=Lead.objects.get(pk=own).client_id, by=Person.objects.get(username="oleg"), now=datetime.now(UTC))

    assert "kept_words" not in people["anna"].session
    page = people["anna"].get(address)
    assert page.status_code == 200
    assert "монтажником" not in page.content.decode()


def test_a_dispute_is_shown_to_the_owner_with_both_sides_words(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer", comment="Ищет работу у нас.")
    returned = LeadReturn.objects.get()
    sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="Просил счёт.")

    page = text(people["oleg"])
    assert "Ищет работу у нас." in page
    assert "Просил счёт." in page
    assert "A lead to sell to" in page
    assert "A lead to sell to" not in text(people["mark"])
    assert "1 disputed return waits for your ruling." in text(people["oleg"], "/")
    sent(people["mark"], f"/watched/returns/{returned.pk}/ruling/", stands="no", words="Решаю сам.")
    returned.refresh_from_db()
    assert returned.is_disputed


def test_a_ruling_stands_beside_the_reason_of_the_agreement_until_it_is_set_aside(people, own):
    number = version(1).version
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer")
    returned = LeadReturn.objects.get()
    sent(people["mark"], f"/watched/returns/{returned.pk}/answer/", answer="object", words="Просил счёт.")
    sent(people["oleg"], f"/watched/returns/{returned.pk}/ruling/", stands="no", words="Просил счёт, значит наш.")

    assert "Просил счёт, значит наш." in text(people["anna"], f"/agreement/versions/{number}/")

    sent(people["oleg"], f"/watched/returns/{returned.pk}/precedent/")
    assert "Просил счёт, значит наш." not in text(people["anna"], f"/agreement/versions/{number}/")


def test_the_file_escapes_what_looks_like_a_formula(people, own):
    sent(people["anna"], f"/leads/{own}/return/", reason="not_buyer", comment="=1+1")

    content = people["mark"].get("/watched/returns.csv").content.decode("utf-8-sig")
    assert "'=1+1" in content


def test_with_nothing_given_back_the_page_says_how_it_is_done(people):
    page = text(people["mark"])
    assert "Nothing has come back yet." in page
    assert "A dispute is decided by: owner." in page
