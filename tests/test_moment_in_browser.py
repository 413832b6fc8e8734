"""The question of one tap, in a real browser and under the strict policy: small, and answered by a tap or two."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from django.db import transaction
from django.utils import timezone

from tandem.agreement.document import Chore
from tandem.agreement.samples import signed
from tandem.handover.tests.cast import document, seller
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.workload.facts import MomentAsked
from tandem.workload.models import Moment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("browser_page", [390], indirect=True),
]


def test_it_comes_to_the_page_of_a_seller_small_and_two_taps_at_most_answer_it(browser_page):
    chores = (Chore(key="stock", title="Склад"),)
    signed(msgspec.structs.replace(document(), chores=chores), since=date(2026, 3, 1))
    anna = seller("Анна")
    anna.set_password("the right one")
    anna.language = "en"
    anna.save()
    at = timezone.now() - timedelta(minutes=1)
    with transaction.atomic():
        row = Moment.objects.create(person=anna, day=timezone.localdate(at), number=0, asked_at=at, chance=0.01)
        fact = MomentAsked(person_id=anna.pk, number=0, chance=0.01)
        record([Happening(fact, row.pk, at)], recording=Recording(at=at, source="job"))
    browser_page.goto("/account/login/")
    browser_page.fill("input[name=login]", anna.username)
    browser_page.fill("input[name=password]", "the right one")
    browser_page.press("input[name=password]", "Enter")
    browser_page.wait_for_url(lambda address: "/account/login" not in address)

    browser_page.goto("/queue/")
    question = browser_page.locator(".moment")
    question.wait_for()
    # It leaves the screen to the leads.
    assert question.bounding_box()["height"] < 150
    browser_page.get_by_text("Something else").click()
    browser_page.get_by_role("button", name="Склад").click()

    browser_page.get_by_text("Thank you, that was all.").wait_for()
    row.refresh_from_db()
    assert (row.answer, row.chore) == ("chore", "stock")
    assert browser_page.url.endswith("/queue/")
    assert not browser_page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
