"""Judging drawn returns with one key each, in a real browser and under the strict policy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Evidence, ReturnAudit, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.handover import audits
from tandem.handover.actions import answer_return, return_lead
from tandem.handover.models import ReturnAudit as Audit
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
def drawn(browser_page) -> None:
    """Two returns of Anna's that stand, drawn and given to the head of sales, who is signed in."""
    document = msgspec.structs.replace(
        agreement(target="grade in ('A', 'B')"),
        returns=(ReturnReason(key="thief", title="Ищет работу"),),
        evidence=(Evidence(key="talk", title="Запись", words="Слова клиента."),),
        audit=ReturnAudit(share=Decimal(1)),
    )
    signed(document, since=date(2026, 1, 1))
    now = datetime.now(UTC)
    for _ in range(2):
        number = lead(created_at=now, seller="Анна")
        anna = Person.objects.get(name="Анна")
        returned = return_lead(lead_id=number, reason="thief", comment="", by=anna, now=now)
        answer_return(return_id=returned.pk, accepted=True, by=person(Role.MARKETING_HEAD), now=now)
    audits.draw(now=now)
    audits.name_auditors(now=now)
    head = person(Role.SALES_HEAD)
    head.set_password("the right one")
    head.language = "en"
    head.save()
    browser_page.goto("/account/login/")
    browser_page.fill("input[name=login]", head.username)
    browser_page.fill("input[name=password]", "the right one")
    browser_page.press("input[name=password]", "Enter")
    browser_page.wait_for_url(lambda address: "/account/login" not in address)


def test_one_key_judges_a_return_and_the_next_one_is_there(drawn, browser_page):
    browser_page.goto("/watched/audit/")
    assert not browser_page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert browser_page.locator("h1 .count").inner_text() == "2"

    browser_page.keyboard.press("2")
    browser_page.locator("h1 .count", has_text="1").wait_for()
    browser_page.keyboard.press("4")
    browser_page.get_by_text("No return waits for your judgement.").wait_for()

    assert sorted(Audit.objects.values_list("verdict", "code")) == [("non_target", "thief"), ("target", "wanted")]
