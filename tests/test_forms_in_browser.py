"""A form as a visitor meets it: in a real browser, with and without scripts, by keys alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.db import connections

from tandem.intake.doors import Request, doors
from tandem.intake.models import Lead, Source
from tandem.intake.sources_open import opened
from tandem.intake.taking_in import take_in
from tandem.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = {
    "title": "Расчёт за час",
    "language": "ru",
    "questions": [
        {"name": "client_name", "required": True},
        {"name": "phone", "required": True},
        {"name": "need", "title": "Что нужно?", "choices": ["Окна = да", "Цены = нет"]},
    ],
}
VISIT = "/forms/site/?utm_source=vk&utm_campaign=spring"


def form(**settings: object) -> None:
    Source.objects.create(
        key="site", name="Сайт", door="form", settings={"form": FORM | settings}, created_at=datetime.now(UTC)
    )


def through_the_door(page) -> None:
    """Let what the browser posts go through the real door: the pages' server of the tests has no gate in front."""

    def post(route, request):
        if request.method != "POST":
            return route.fallback()
        path = urlsplit(request.url).path
        source = opened(Source.objects.get(key=path.split("/")[2]))
        received = Request("POST", "", {}, request.all_headers(), request.post_data_buffer, datetime.now(UTC))
        reading = doors()["form"].read(received, source)
        take_in(reading.arriving, sources={source.key: source}, now=datetime.now(UTC))
        # Playwright calls back in a context of its own, which has a connection of its own.
        connections.close_all()
        reply = reading.reply
        headers = {"content-type": reply.content_type, **reply.headers}
        return route.fulfill(status=reply.status, headers=headers, body=reply.body)

    page.route("**/forms/*/", post)


def fill_by_keys(page) -> None:
    """As somebody does who has no mouse."""
    page.keyboard.press("Tab")
    page.keyboard.type("Анна")
    page.keyboard.press("Tab")
    page.keyboard.type("8 912 345-67-89")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"


def sent(page) -> Lead:
    page.wait_for_url("**/thanks/")
    assert "Спасибо" in page.inner_text("h1")
    return Lead.objects.get()


@pytest.mark.parametrize("browser_page", [390], indirect=True)
def test_a_visitor_sends_the_form_by_keys_and_the_script_tells_how_they_came(browser_page):
    form()
    through_the_door(browser_page)
    browser_page.goto(VISIT)
    fill_by_keys(browser_page)
    browser_page.wait_for_timeout(2_100)
    browser_page.keyboard.press("Enter")
    lead = sent(browser_page)
    assert (lead.source, lead.campaign) == ("vk", "spring")
    touch = lead.touches.get()
    assert (touch.device, touch.page.endswith("/forms/site/")) == ("desktop", True)
    assert browser_page.evaluate("localStorage.length") == 0


def test_without_scripts_a_hasty_visitor_is_asked_once_more_and_loses_nothing(chromium, live_server):
    form()
    context = chromium.new_context(base_url=str(live_server), java_script_enabled=False, locale="ru-RU")
    page = context.new_page()
    through_the_door(page)
    page.goto(VISIT)
    page.fill("[name=client_name]", "Анна")
    page.fill("[name=phone]", "8 912 345-67-89")
    page.press("[name=phone]", "Enter")
    page.wait_for_load_state()
    if not page.url.endswith("/thanks/"):
        assert page.input_value("[name=phone]") == "8 912 345-67-89"
        page.wait_for_timeout(2_100)
        page.press("[name=phone]", "Enter")
    lead = sent(page)
    assert (lead.source, lead.campaign) == ("vk", "spring")
    context.close()


def test_a_proof_of_work_is_done_while_the_visitor_types(browser_page):
    form(work=10)
    through_the_door(browser_page)
    browser_page.goto("/forms/site/")
    fill_by_keys(browser_page)
    browser_page.wait_for_timeout(2_100)
    browser_page.keyboard.press("Enter")
    assert sent(browser_page)


@pytest.fixture
def shop(browser_page, live_server):
    """A page of the company on an origin of its own, with the form in a frame."""
    origin = str(live_server).replace("localhost", "127.0.0.1")
    form(sites=[origin])
    through_the_door(browser_page)
    # A page that a test makes up has no address of its own, and Chromium keeps such pages from local ones.
    browser_page.context.grant_permissions(["local-network-access"])

    def opened(*, script: bool):
        code = f'<script src="{live_server}/touches.js" defer></script>' if script else ""
        page = f'<!doctype html><iframe src="{live_server}/forms/site/" width="600" height="800"></iframe>{code}'
        browser_page.route(f"{origin}/windows*", lambda route: route.fulfill(body=page, content_type="text/html"))
        browser_page.goto(
            f"{origin}/windows?utm_source=vk&utm_campaign=spring&yclid=77", referer="https://news.example/a"
        )
        frame = browser_page.frame_locator("iframe")
        frame.locator("[name=client_name]").fill("Анна")
        frame.locator("[name=phone]").fill("8 912 345-67-89")
        browser_page.wait_for_timeout(2_100)
        frame.locator("[name=phone]").press("Enter")
        frame.get_by_text("Спасибо").wait_for()
        return Lead.objects.get(), origin

    return opened


def test_a_form_in_a_frame_is_told_how_the_visitor_came_to_the_page_around_it(shop):
    lead, origin = shop(script=True)

    assert (lead.source, lead.campaign, lead.landing_page) == ("vk", "spring", f"{origin}/windows")
    touch = lead.touches.get()
    assert (touch.click_ids, touch.referrer) == ({"yclid": "77"}, "https://news.example/a")


def test_the_page_around_a_form_is_no_site_that_the_visitor_came_from(shop):
    lead, _origin = shop(script=False)

    assert (lead.source, lead.channel, lead.touches.count()) == ("Сайт", "", 0)


def test_another_frame_of_the_page_is_told_nothing(browser_page, live_server):
    asks = "parent.postMessage('tandem?', '*'); onmessage = () => parent.document.title = 'told'"
    page = f'''<!doctype html><title>quiet</title><iframe srcdoc="<script>{asks}</script>"></iframe>
    <script src="{live_server}/touches.js"></script><script>onmessage = () => document.title += " asked"</script>'''
    shop = str(live_server).replace("localhost", "127.0.0.1")
    browser_page.route(f"{shop}/windows", lambda route: route.fulfill(body=page, content_type="text/html"))
    browser_page.goto(f"{shop}/windows")
    browser_page.evaluate("frames[0].eval(\"parent.postMessage('tandem?', '*')\")")
    browser_page.wait_for_function("document.title.includes('asked')")
    browser_page.wait_for_timeout(200)

    assert "told" not in browser_page.title()


def test_touches_are_kept_only_after_consent_and_go_when_it_is_taken_back(browser_page):
    form()
    browser_page.goto(VISIT)
    count = "JSON.parse(localStorage.tandem_touches || '[]').length"
    assert browser_page.evaluate(count) == 0
    browser_page.evaluate("tandemTouches.consent(true)")
    browser_page.goto("/forms/site/?yclid=77")
    browser_page.evaluate("tandemTouches.consent(true)")
    assert browser_page.evaluate(count) == 2
    told = json.loads(browser_page.input_value("[name=touches]"))
    assert [each.get("utm_source", each.get("yclid")) for each in told] == ["vk", "77"]
    browser_page.evaluate("tandemTouches.consent(false)")
    assert browser_page.evaluate("localStorage.length") == 0


def test_a_seller_writes_a_lead_down_by_keys_and_sees_whom_they_know(browser_page, live_server, client):
    client.force_login(Person.objects.create(username="petr", name="Пётр", role="seller"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    browser_page.context.add_cookies([cookie])
    for number in (1, 2):
        browser_page.goto("/leads/")
        browser_page.keyboard.press("n")
        browser_page.wait_for_url("**/leads/new/")
        browser_page.wait_for_function("document.activeElement.matches('input')")
        browser_page.keyboard.type("Анна")
        browser_page.keyboard.press("Tab")
        browser_page.keyboard.type("89123456789")
        if number == 2:
            browser_page.wait_for_selector("#known .message")
            assert "Анна" in browser_page.inner_text("#known")
        browser_page.keyboard.press("Enter")
        browser_page.wait_for_url(lambda address: "/new/" not in address)
        assert "Анна" in browser_page.inner_text("h1")
    assert Lead.objects.filter(assignment__seller__name="Пётр").count() == 2
