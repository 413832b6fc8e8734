"""The board of deals in a real browser: a card is dragged, and moved by keys alone; what is not allowed says why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.agreement.samples import signed
from tandem.intake.samples import lead
from tandem.people.models import Person
from tandem.selling.models import Deal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAME = datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_a_card_is_dragged_and_moved_by_keys_and_what_is_not_allowed_says_why(browser_page, live_server, client):
    signed(since=date(2026, 3, 1))
    dragged, typed = (lead(created_at=CAME, client_id=f"C{n}", client_name=f"Клиент {n}") for n in (1, 2))
    client.force_login(Person.objects.create_user("head", name="Роман", role="sales_head", language="en"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    browser_page.context.add_cookies([cookie])
    browser_page.goto("/deals/")

    # Only the stages that the agreement allows light up while the card is in the hand.
    browser_page.drag_and_drop(f"#deal-{dragged}", "[data-stage=in_work]")
    browser_page.wait_for_selector(f"[data-stage=in_work] #deal-{dragged}")
    assert Deal.objects.get(pk=dragged).stage == "in_work"

    browser_page.focus(f"#deal-{typed} summary")
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.value") == f"{typed}:new:in_work"
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_selector(f"[data-stage=in_work] #deal-{typed}")
    assert Deal.objects.get(pk=typed).stage == "in_work"
    # The one who moved it by keys goes on at the card.
    assert browser_page.evaluate("document.activeElement.closest('.deal-card').id") == f"deal-{typed}"

    browser_page.drag_and_drop(f"#deal-{dragged}", "[data-stage=new]")
    refusal = browser_page.wait_for_selector("#board .message--error").inner_text()
    assert "по регламенту не переходят" in refusal
    assert Deal.objects.get(pk=dragged).stage == "in_work"

    browser_page.focus(f"#deal-{typed} summary")
    browser_page.keyboard.press("Enter")
    browser_page.click(f'[value="{typed}:in_work:lost"]')
    browser_page.wait_for_url(f"**/leads/{typed}/outcome/lost/")


def test_a_move_that_does_not_arrive_is_said_and_goes_when_it_is_made_again(browser_page, live_server, client):
    signed(since=date(2026, 3, 1))
    number = lead(created_at=CAME)
    client.force_login(Person.objects.create_user("head", name="Роман", role="sales_head", language="en"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    browser_page.context.add_cookies([cookie])
    browser_page.goto("/deals/")
    said = browser_page.locator("[data-not-sent]")

    def pressed() -> None:
        browser_page.evaluate(f"document.querySelector('#deal-{number} details').open = true")
        browser_page.click(f'[value="{number}:new:in_work"]')

    browser_page.context.set_offline(True)
    pressed()
    said.wait_for()
    assert "нет связи" in said.inner_text()

    browser_page.context.set_offline(False)
    browser_page.context.clear_cookies(name="sessionid")
    pressed()
    browser_page.locator("[data-not-sent=signedOut]").wait_for()
    assert browser_page.locator(f"[data-stage=new] #deal-{number}").count() == 1

    browser_page.context.add_cookies([cookie])
    pressed()
    browser_page.wait_for_selector(f"[data-stage=in_work] #deal-{number}")
    assert said.count() == 0


def test_without_scripts_a_card_is_moved_by_its_button(chromium, live_server, client):
    signed(since=date(2026, 3, 1))
    fresh = lead(created_at=CAME)
    client.force_login(Person.objects.create_user("head", name="Роман", role="sales_head", language="en"))
    context = chromium.new_context(base_url=str(live_server), java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto("/deals/")
    page.click(f"#deal-{fresh} summary")
    page.click(f'[value="{fresh}:new:in_work"]')
    page.wait_for_selector(f"[data-stage=in_work] #deal-{fresh}")
    context.close()
