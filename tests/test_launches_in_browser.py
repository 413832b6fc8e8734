"""A launch notice walks from draft to acknowledgement in a real browser, under the strict policy, without a script."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.agreement.samples import person, signed
from tandem.campaigns.models import Launch, LaunchReading
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("browser_page", [390], indirect=True),
]


@pytest.fixture
def staff(db) -> None:
    """A marketer and a seller who has a lead, and the agreement they work by."""
    signed(agreement(target="grade in ('A', 'B')"), since=date(2026, 1, 1))
    lead(created_at=datetime.now(UTC), seller="Анна", client_name="Пётр")
    Person.objects.filter(name="Анна").update(username="anna", is_active=True)
    for each in (person(Role.MARKETER), Person.objects.get(name="Анна")):
        each.set_password("the right one")
        each.language = "en"
        each.save()


def sign_in(page, username: str) -> None:
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", "the right one")
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/account/login" not in address)


def fits(page) -> bool:
    return not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_notice_walks_from_draft_to_acknowledgement(staff, browser_page):
    page = browser_page
    sign_in(page, "marketer")
    page.goto("/launches/new/")
    assert fits(page)
    page.get_by_label("Campaign or promo").fill("Spring windows")
    page.get_by_label("What do we promise?").fill("Ten per cent off until the end of March")
    page.get_by_label("To whom?").fill("New houses")
    page.get_by_label("What do we answer").fill("Yes, on all glazing")
    page.get_by_role("button", name="Keep the draft").click()

    page.get_by_text("A draft: sellers do not see it.").wait_for()
    assert Launch.objects.get().announced_at is None
    page.get_by_role("button", name="Send to sellers").click()
    page.get_by_text("Sent. Sellers see it on top of their day.").wait_for()
    assert fits(page)

    sign_in(page, "anna")
    page.goto("/day/")
    notice = page.locator(".notices")
    line = notice.locator("summary")
    line.get_by_text("Ten per cent off until the end of March").wait_for()
    assert not notice.get_by_text("Yes, on all glazing").is_visible()
    line.click()
    notice.get_by_text("Yes, on all glazing").wait_for()
    assert fits(page)
    notice.get_by_role("button", name="I have read it").click()
    notice.wait_for(state="detached")
    assert page.url.endswith("/day/")
    assert LaunchReading.objects.get(person__username="anna").read_at is not None
    page.goto("/promised/?q=glazing")
    page.get_by_text("Ten per cent off until the end of March").wait_for()

    sign_in(page, "marketer")
    page.goto("/launches/")
    page.get_by_role("link", name="Spring windows").click()
    page.get_by_text("Read by 1 of 2.").wait_for()
    page.get_by_role("button", name="It has started").click()
    page.get_by_text("started, sales knew").wait_for()
