"""A seller's day on a phone: taps counted by real clicks, a connection lost in the middle, news without reload."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from tandem.agreement.document import BuyerCode, Question, ReturnReason
from tandem.agreement.samples import signed
from tandem.handover.models import LeadReturn
from tandem.handover.taking import take_lead
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.qualification.asking import answers_of
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.selling.models import Activity, Deal, NextStep, Note
from tandem.site.tests.test_background import wait_for
from tandem.site.tests.test_serve import answers, served
from tandem.voice.models import WinReview

__all__ = ["served"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

on_a_phone = pytest.mark.parametrize("browser_page", [390], indirect=True)


class Taps:
    """Clicks as a thumb makes them, counted."""

    def __init__(self, page) -> None:
        self.page, self.count = page, 0

    def __call__(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.count += 1


def seller(*leads: dict[str, object], questions: tuple[Question, ...] = ()) -> tuple[Person, list[int]]:
    """Alice with so many open leads, under an agreement with reasons and codes."""
    document = msgspec.structs.replace(
        agreement(target="grade = 'A'"),
        questions=questions,
        returns=(ReturnReason(key="dup", title="Дубль"),),
        attractions=(BuyerCode(key="speed", title="Скорость"),),
        refusals=(BuyerCode(key="price", title="Дорого"),),
    )
    signed(document, since=date(2026, 1, 1))
    captured = datetime.now(UTC) - timedelta(hours=1)
    ids = [lead(**{"seller": "Алиса", "created_at": captured} | each) for each in leads]
    if not leads:
        lead(seller="Алиса", stage="won", created_at=captured)
    by = Person.objects.get(name="Алиса")
    by.is_active, by.language = True, "en"
    by.save()
    return by, ids


def sign_in(page, by: Person, address: str) -> None:
    """With the cookie of a session: a real sign-in has tests of its own."""
    client = Client()
    client.force_login(by, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
    page.context.add_cookies([cookie])


def shown(page) -> int:
    return int(page.locator("[data-lead]").get_attribute("data-lead") or 0)


def next_lead(page, before: int) -> None:
    page.wait_for_function(
        "before => document.querySelector('[data-lead]')?.dataset.lead !== String(before)", arg=before
    )


@on_a_phone
def test_a_routine_outcome_takes_two_taps_a_win_or_loss_four_and_no_typing(browser_page, live_server):
    page = browser_page
    sign_in(page, seller(*[{"stage": "in_work"}] * 3, *[{}] * 3)[0], str(live_server))
    flows = {
        "no-answer": (2, ["[data-deed=no-answer]"]),
        "call-back": (2, ["[data-deed=call-back]", "[open] [value=hour]"]),
        "reached": (2, ["[data-deed=reached]", "[open] [value=days3]"]),
        "return": (2, ["[data-deed=return]", "[open] [value=dup]"]),
        "won": (4, ["[data-deed=won]", "[open] label:has([value=usual])", "[open] label:has([value=speed])",
                    "[open] .button--main"]),
        "lost": (4, ["[data-deed=lost]", "[open] [value=price]"]),
    }  # fmt: skip
    page.goto("/day/")
    done: dict[str, int] = {}
    for deed, (most, clicks) in flows.items():
        before, taps = shown(page), Taps(page)
        for selector in clicks:
            taps(f".day__deeds {selector}")
        done[deed] = before
        if deed != "lost":
            next_lead(page, before)
        assert taps.count <= most, deed
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), deed
    page.locator("#day .empty").wait_for()

    assert Activity.objects.get(lead=done["no-answer"]).answered is False
    assert NextStep.objects.get(pk=done["no-answer"]).due_at is not None
    assert NextStep.objects.get(pk=done["call-back"]).due_at is not None
    assert NextStep.objects.get(pk=done["reached"]).due_on >= timezone.localdate() + timedelta(days=3)
    assert LeadReturn.objects.get(lead=done["return"]).reason == "dup"
    assert Deal.objects.get(pk=done["won"]).stage == "won"
    assert WinReview.objects.get(pk=done["won"]).attracted == "speed"
    assert Deal.objects.get(pk=done["lost"]).lost_reason == "Дорого"


def test_the_same_by_keys(browser_page, live_server):
    page = browser_page
    by, _ = seller(*[{}] * 3)
    sign_in(page, by, str(live_server))
    page.goto("/day/")
    first = shown(page)

    page.keyboard.press("1")
    next_lead(page, first)
    second = shown(page)
    page.keyboard.press("2")
    page.keyboard.press("7")
    next_lead(page, second)

    assert Activity.objects.get(lead=first).answered is False
    assert NextStep.objects.get(pk=second).due_on >= timezone.localdate() + timedelta(days=7)
    page.locator("[data-copy]").wait_for()


@on_a_phone
def test_without_a_connection_what_was_typed_stays_and_is_sent_once_there_is_one(browser_page, live_server):
    page = browser_page
    by, (number, _) = seller({}, {})
    sign_in(page, by, str(live_server))
    page.goto(f"/day/?lead={number}")
    page.click("[data-deed=note]")
    page.fill("#note-words", "Ждёт жену до пятницы")
    page.reload()
    assert page.input_value("#note-words") == "Ждёт жену до пятницы"

    page.context.set_offline(True)
    page.locator(".day__note button").click()
    page.locator("[data-unsent]").wait_for()
    assert page.input_value("#note-words") == "Ждёт жену до пятницы"
    assert not Note.objects.exists()

    page.context.set_offline(False)
    page.locator("[data-unsent]").wait_for(state="hidden")

    assert Note.objects.get().words == "Ждёт жену до пятницы"
    page.goto(f"/day/?lead={number}")
    assert page.input_value("#note-words") == ""


@on_a_phone
def test_an_answer_tapped_without_a_connection_is_sent_when_there_is_one(browser_page, live_server):
    page = browser_page
    by, (number,) = seller({}, questions=QUESTIONS)
    sign_in(page, by, str(live_server))
    page.goto(f"/day/?lead={number}")
    page.context.set_offline(True)
    page.locator(".call__choice[value='250000']").click()
    page.locator("[data-unsent]").wait_for()

    page.context.set_offline(False)
    page.locator(".call__choice[aria-pressed=true]").wait_for()

    assert answers_of(number)["budget"] == 250_000
    assert shown(page) == number


def test_what_is_recorded_after_one_was_signed_out_is_sent_when_they_are_back(browser_page, live_server):
    page = browser_page
    by, (number,) = seller({})
    sign_in(page, by, str(live_server))
    page.goto(f"/day/?lead={number}")
    page.click("[data-deed=note]")
    page.fill("#note-words", "Ждёт жену")
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator(".day__note button").click()
    page.locator("[data-unsent]").wait_for()
    assert page.input_value("#note-words") == "Ждёт жену"

    page.context.add_cookies(kept)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("[data-unsent]").wait_for(state="hidden")

    assert Note.objects.get().words == "Ждёт жену"


def test_an_answer_lost_on_its_way_back_records_the_outcome_once(browser_page, live_server):
    page = browser_page
    by, _ = seller({}, {})
    sign_in(page, by, str(live_server))
    page.goto("/day/")
    first = shown(page)

    def lose(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/day/*/no-answer/", lose)
    page.click("[data-deed=no-answer]")
    page.locator("[data-unsent]").wait_for()
    assert Activity.objects.filter(lead=first).count() == 1
    page.unroute("**/day/*/no-answer/")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("[data-unsent]").wait_for(state="hidden")
    next_lead(page, first)

    assert Activity.objects.filter(lead=first).count() == 1


def test_a_new_lead_appears_on_the_open_screen_without_reload(chromium, served):
    _, address = served
    by, _ = seller({})
    number = lead(created_at=datetime.now(UTC))
    wait_for(lambda: answers(address), "the sign-in page")
    context = chromium.new_context(base_url=address)
    try:
        page = context.new_page()
        sign_in(page, by, address)
        page.goto("/day/")

        take_lead(lead_id=number, by=by, now=datetime.now(UTC))

        page.locator("#day-news", has_text=f"№ {number}").wait_for(timeout=15_000)
    finally:
        context.close()
