"""Asking in the call and reviewing one, with a thumb on a phone, in a real browser and under the strict policy."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from tandem.agreement.document import Questions
from tandem.agreement.samples import person, signed
from tandem.basics.periods import Period
from tandem.calls.models import SampledCall
from tandem.calls.sampling import sample
from tandem.intake.samples import lead
from tandem.people.rules import Role
from tandem.qualification.asking import answers_of
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.selling.samples import activity

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("browser_page", [390], indirect=True),
]


def wide(page) -> bool:
    """Whether the page is wider than the phone."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.fixture
def asked(browser_page):
    """A lead under an agreement whose grade follows the budget, and the head of sales signed in."""
    document = agreement(target="grade = 'A'")
    grading = msgspec.structs.replace(
        document.grading,
        questions=Questions(need="coalesce(need, true)", budget="budget >= 100000", urgency="coalesce(urgent, true)"),
    )
    signed(msgspec.structs.replace(document, grading=grading, questions=QUESTIONS), since=date(2026, 1, 1))
    head = person(Role.SALES_HEAD)
    head.set_password("the right one")
    head.language = "en"
    head.save()
    number = lead(client_id="C", product="Окна", seller="Алиса")
    browser_page.goto("/account/login/")
    browser_page.fill("input[name=login]", head.username)
    browser_page.fill("input[name=password]", "the right one")
    browser_page.press("input[name=password]", "Enter")
    browser_page.wait_for_url(lambda address: "/account/login" not in address)
    return number


def test_a_tap_is_an_answer_and_the_grade_follows_without_leaving_the_page(asked, browser_page):
    browser_page.goto(f"/leads/{asked}/answers/")
    assert not wide(browser_page)
    assert browser_page.locator(".call__grade strong").inner_text() == "Только потребность"

    browser_page.get_by_role("button", name="до полумиллиона").click()

    browser_page.locator(".call__grade strong", has_text="Всё и срочно").wait_for()
    assert browser_page.get_by_role("button", name="до полумиллиона").get_attribute("aria-pressed") == "true"
    assert answers_of(asked)["budget"] == 250_000
    assert browser_page.url.endswith(f"/leads/{asked}/answers/")


def test_a_call_is_reviewed_on_a_phone(asked, browser_page):
    day = datetime(2026, 3, 4, 9, tzinfo=UTC)
    call = activity(client_id="C", at=day, duration=300, seller="Алиса")
    sample(Period(date(2026, 3, 2), date(2026, 3, 8)), now=day)

    browser_page.goto(f"/calls/{call}/review/")
    assert not wide(browser_page)
    for group in browser_page.locator("fieldset").all():
        group.get_by_label("yes").check()
    browser_page.get_by_role("button", name="Write it down").click()

    browser_page.wait_for_url(lambda address: "/review/" not in address)
    assert not wide(browser_page)
    assert SampledCall.objects.get(pk=call).kept == 4
