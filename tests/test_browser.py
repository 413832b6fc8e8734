"""The pages in a real browser."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sign_in_page_opens_and_nothing_on_it_is_refused_by_the_policy(browser_page):
    answer = browser_page.goto("/account/login/")

    assert answer.status == 200
    assert browser_page.locator("input[name=login]").is_visible()


def test_signing_in_leads_away_from_the_sign_in_page(browser_page, django_user_model):
    django_user_model.objects.create_user("alice", password="the right one", name="Alice", role="owner")
    browser_page.goto("/account/login/")

    browser_page.fill("input[name=login]", "alice")
    browser_page.fill("input[name=password]", "the right one")
    browser_page.press("input[name=password]", "Enter")

    browser_page.wait_for_url(lambda address: "/account/login" not in address)
