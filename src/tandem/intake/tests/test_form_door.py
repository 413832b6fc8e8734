"""What people fill in: a lead, or the page again with everything they typed."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest

from tandem.intake.doors import OpenSource, Reading, Request, RequestRefused, doors
from tandem.intake.hosted_form import form_of, origin_of_site, policy
from tandem.intake.tickets import ticket

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUESTIONS = [
    {"name": "client_name", "required": True},
    {"name": "phone"},
    {"name": "email"},
    {"name": "need", "title": "Что нужно?", "choices": ["Окна в офис = да", "Просто цены = нет"]},
    {"name": "budget"},
    {"name": "starts_within_days"},
    {"name": "own", "title": "Этаж"},
]
TYPED = {"client_name": "Анна", "phone": "8 912 345-67-89"}


def opened(**form: Any) -> OpenSource:
    settings = {"consent": form.pop("consent", ""), "form": {"questions": QUESTIONS} | form}
    return OpenSource(id=1, key="site", name="Сайт", door="form", settings=settings)


def sent(source: OpenSource, typed: dict[str, str] | None = None, *, after: float = 30, **more: Any) -> Reading:
    """What the door makes of a form that was shown ``after`` seconds ago."""
    body = {"ticket": ticket(source.key, now=NOW), **(TYPED if typed is None else typed)} | more.pop("body", {})
    headers = {"content-type": "application/x-www-form-urlencoded", "accept-language": "ru", **more.pop("headers", {})}
    request = Request(
        "POST", "", {}, headers, urlencode(body).encode(), NOW + timedelta(seconds=after), **more
    )  # fmt: skip
    return doors()["form"].read(request, source)


def shown_again(reading: Reading) -> str:
    assert not reading.arriving
    assert reading.reply is not None
    assert reading.reply.status == 422
    assert reading.reply.content_type.startswith("text/html")
    return reading.reply.body.decode()


def test_answers_become_the_fields_of_the_lead_and_the_browser_is_sent_on():
    answers = {
        "need": "Окна в офис",
        "budget": "120 000",
        "q7": "3",
        "starts_within_days": "Позже",
    }
    reading = sent(opened(), TYPED | answers, headers={"user-agent": "Mozilla/5.0 (iPhone) Mobile"})
    (lead,) = reading.arriving
    assert lead.cells["need"] == "да"
    assert lead.cells["starts_within_days"] == "90"
    assert (lead.cells["phone"], lead.cells["device"]) == ("8 912 345-67-89", "mobile")
    assert lead.extras == {"Что нужно?": "Окна в офис", "Когда нужно?": "Позже", "Этаж": "3"}
    assert reading.reply is not None
    assert (reading.reply.status, reading.reply.headers["location"]) == (303, "/forms/site/thanks/")


def test_a_double_click_is_one_lead_and_a_mended_answer_is_another():
    source, body = opened(), {"ticket": ticket("site", now=NOW)}
    first, second, mended = (
        sent(source, body=body | more) for more in ({}, {"touches": "[]"}, {"phone": "+79120000000"})
    )
    assert first.arriving[0].id == second.arriving[0].id
    assert mended.arriving[0].id != first.arriving[0].id


def test_a_missing_answer_brings_the_page_back_with_what_was_typed_and_the_same_ticket():
    signed = ticket("site", now=NOW)
    page = shown_again(sent(opened(), {"phone": "8 912 345-67-89", "q7": "<b>5</b>"}, body={"ticket": signed}))
    assert "8 912 345-67-89" in page
    assert "&lt;b&gt;5&lt;/b&gt;" in page
    assert 'id="client_name_wrong"' in page
    assert signed in page


def test_somebody_must_leave_a_way_to_be_answered():
    assert "Оставьте телефон или почту" in shown_again(sent(opened(), {"client_name": "Анна"}))
    assert sent(opened(), {"client_name": "Анна", "email": "anna@mail.ru"}).arriving


@pytest.mark.parametrize(
    ("after", "body"), [(1, {}), (25 * 3600, {}), (30, {"website": "x"}), (30, {"ticket": "a.1:b"})]
)
def test_doubt_asks_once_more_without_losing_anything(after, body):
    page = shown_again(sent(opened(), after=after, body=body))
    assert "Заявка ещё не отправлена" in page
    # On a phone the button below is out of sight.
    assert page.index('<button class="button button--main" form="asked">') < page.index("<form ")
    assert "Анна" in page
    assert 'value="x"' not in page


def test_the_second_press_after_a_hasty_first_one_counts():
    signed = {"ticket": ticket("site", now=NOW)}
    assert signed["ticket"] in shown_again(sent(opened(), after=0.5, body=signed))
    assert sent(opened(), after=4, body=signed).arriving


def test_a_form_copied_into_a_named_site_needs_no_ticket_and_one_elsewhere_asks_once_more():
    source = opened(sites=["https://shop.example/contacts"])
    headers = {"origin": "https://shop.example"}
    reading = sent(source, body={"ticket": "", "nonce": "n1"}, headers=headers)
    assert reading.arriving
    shown_again(sent(source, body={"ticket": ""}, headers={"origin": "https://other.example"}))
    shown_again(sent(opened(), body={"ticket": ""}, headers=headers))


def test_without_scripts_the_same_answers_on_one_day_are_one_request():
    source = opened(sites=["https://shop.example"])
    headers = {"origin": "https://shop.example"}
    keys = {sent(source, body={"ticket": ""}, headers=headers, after=after).arriving[0].key for after in (0, 1, 3600)}
    assert len(keys) == 1


def test_the_parameters_of_the_visit_and_the_offer_shown_go_along():
    touches = json.dumps([{"at": 1, "utm_source": "vk"}])
    body = {"touches": touches, "utm_source": "vk", "yclid": "5", "source": "spoofed"}
    (lead,) = sent(opened(offer="−10 %"), body=body).arriving
    assert (lead.cells["touches"], lead.cells["utm_source"], lead.cells["yclid"]) == (touches, "vk", "5")
    assert lead.cells["offer"] == "−10 %"
    assert "source" not in lead.cells


def test_consent_is_asked_for_and_kept_in_the_words_shown():
    source = opened(consent="Согласен на обработку")
    assert "Без согласия" in shown_again(sent(source))
    cells = sent(source, body={"consent": "1"}).arriving[0].cells
    assert cells["consent_text"] == "Согласен на обработку"
    assert cells["consent_version"]
    assert cells["consent_at"] == (NOW + timedelta(seconds=30)).isoformat()


def test_a_proof_of_work_is_checked_where_the_source_asks_for_one():
    source, signed = opened(work=8), ticket("site", now=NOW)
    shown_again(sent(source, body={"ticket": signed, "work": "none"}))
    answer = next(
        str(n) for n in count() if hashlib.sha256(f"{signed}:{n}".encode()).digest()[0] == 0
    )  # fmt: skip
    assert sent(source, body={"ticket": signed, "work": answer}).arriving


def test_the_page_speaks_the_language_of_the_page_it_was_sent_from():
    assert "Your request is not sent yet" in shown_again(sent(opened(), after=1, body={"language": "en"}))
    assert "Your request is not sent yet" in shown_again(sent(opened(language="en"), after=1))
    assert "press once more" in shown_again(sent(opened(), after=1, headers={"accept-language": "en-GB,en;q=0.9"}))


def test_what_is_no_form_is_refused():
    with pytest.raises(RequestRefused) as refused:
        sent(opened(), headers={"content-type": "application/json"})
    assert refused.value.status == 415
    with pytest.raises(RequestRefused) as refused:
        sent(opened(), body={f"f{number}": "1" for number in range(300)})
    assert refused.value.status == 422


def test_bytes_that_are_no_text_do_not_break_the_door():
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = b"client_name=%00%ff\xff&phone=%D0&touches=%00&ticket=" + ticket("site", now=NOW).encode()
    reading = doors()["form"].read(Request("POST", "", {}, headers, body, NOW + timedelta(seconds=9)), opened())
    assert "\x00" not in json.dumps([dict(each.cells) for each in reading.arriving], ensure_ascii=False)


def test_only_named_sites_may_frame_the_form():
    assert "frame-ancestors 'none'" in policy(form_of(opened(), "ru"))
    assert (
        "frame-ancestors https://shop.example;" in policy(form_of(opened(sites=["https://shop.example/a"]), "ru")) + ";"
    )


@pytest.mark.parametrize("site", ["javascript:x", "https://", "https://a b", "https://a;script-src *", "*", "//x"])
def test_what_is_no_site_gets_into_no_policy(site):
    assert origin_of_site(site) == ""


def test_a_site_of_russian_letters_is_named_as_browsers_name_it():
    assert origin_of_site("https://окна.рф/") == "https://xn--80atjc.xn--p1ai"


def test_nobody_sends_anything_by_the_address_of_manual_entry():
    door = doors()["manual"]
    source = OpenSource(id=1, key="manual", name="Вручную", door="manual")
    with pytest.raises(RequestRefused):
        door.authenticate(Request("POST", "", {}, {}, b"", NOW), source)
