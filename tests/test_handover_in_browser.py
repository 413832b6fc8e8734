"""One lead from the form to the ruling: dealt out, its clock broken, passed on, returned, disputed, and a precedent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from django.utils import timezone

from tandem.agreement.actions import open_draft
from tandem.agreement.document import Calendar, Decision, DutyPromise, Promise, ReturnReason
from tandem.agreement.samples import person, signed
from tandem.handover.clock_watch import watch
from tandem.handover.models import Assignment, Clock, LeadReturn
from tandem.handover.tests.cast import TERMS, document, seller
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.people.rules import Role
from tests.test_day_in_browser import sign_in
from tests.test_forms_in_browser import VISIT, fill_by_keys, form, sent, through_the_door

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALWAYS = Calendar(
    key="sellers", title="Всегда", monday="0-24", tuesday="0-24", wednesday="0-24", thursday="0-24", friday="0-24",
    saturday="0-24", sunday="0-24",
)  # fmt: skip
CONTACT = Promise(
    key="contact", side="sales", title="Связаться за полчаса",
    duty=DutyPromise(
        since="captured_at", until="first_contact_at", minutes=30, calendar="sellers", remind=10, tell_head=0,
        pass_on=15,
    ),
)  # fmt: skip
POOR = ReturnReason(key="poor", title="Нет денег", clause="budget_ok is null or not budget_ok")
DISPUTES = Decision(key="disputes", title="Споры", words="Решает собственник.", decides="owner", matter="return")


def agreed(**changes):
    whole = msgspec.structs.replace(
        document(msgspec.structs.replace(TERMS, specialties=())),
        calendars=(ALWAYS,), promises=(CONTACT,), returns=(POOR,), decisions=(DISPUTES,),
    )  # fmt: skip
    return msgspec.structs.replace(whole, **changes)


def as_(page, by: Person, address: str) -> None:
    by.is_active, by.language = True, "ru"
    by.save()
    page.context.clear_cookies()
    sign_in(page, by, address)


def test_a_lead_goes_the_whole_way(browser_page, live_server):
    page, address = browser_page, str(live_server)
    signed(agreed(), since=date(2026, 1, 1))
    people = {"Анна": seller("Анна"), "Борис": seller("Борис")}
    form()
    through_the_door(page)
    page.goto(VISIT)
    fill_by_keys(page)
    page.wait_for_timeout(2_100)
    page.keyboard.press("Enter")
    lead = sent(page)

    # Whoever is on shift has it, sees why, and sees the clock run.
    first = Assignment.objects.get(pk=lead.pk).seller
    as_(page, first, address)
    page.goto("/day/")
    assert page.locator("[data-lead]").get_attribute("data-lead") == str(lead.pk)
    page.goto("/clocks/")
    page.get_by_text("Связаться за полчаса").first.wait_for()
    page.goto(f"/leads/{lead.pk}/distribution/")
    page.get_by_text("выходит то же самое").wait_for()

    # Nobody does anything: the clock breaks by itself, and the other seller gets the lead.
    for minutes in (31, 46):
        watch(now=timezone.now() + timedelta(minutes=minutes))
    assert Clock.objects.get(lead=lead).passed_on
    assert {"clock_broken", "head_told", "clock_passed_on"} <= set(FactRow.objects.values_list("kind", flat=True))
    (second,) = [each for each in people.values() if each.pk != first.pk]
    assert Assignment.objects.get(pk=lead.pk).seller == second
    page.goto("/day/")
    assert page.locator("[data-lead]").count() == 0

    # The other one gives it back in two clicks; marketing objects; the owner rules.
    as_(page, second, address)
    page.goto("/day/")
    page.locator(".day__deeds [data-deed=return]").click()
    page.locator("[open] [value=poor]").click()
    page.wait_for_function("() => !document.querySelector('[data-lead]')")
    as_(page, person(Role.MARKETING_HEAD), address)
    page.goto("/watched/returns/")
    page.locator(".returns__answer details summary").click()
    page.locator(".returns__answer textarea").fill("Ипотека одобрена.")
    page.locator("button[value=object]").click()
    page.wait_for_load_state()
    as_(page, person(Role.OWNER), address)
    page.goto("/watched/returns/")
    page.locator(".returns__answer textarea").fill("Деньги есть, лид наш.")
    page.locator("button[name=stands][value=no]").click()
    page.wait_for_load_state()
    returned = LeadReturn.objects.get(lead=lead)
    assert returned.accepted is False

    # A draft that would decide it otherwise cannot be signed until somebody decides.
    open_draft(by=person(Role.OWNER), now=datetime.now(UTC), document=agreed())
    page.goto("/agreement/draft/")
    page.get_by_text(f"вернулся бы и лид № {lead.pk}").first.wait_for()
    page.goto("/watched/returns/")
    page.locator("form[action$='/precedent/'] button").click()
    page.wait_for_load_state()
    page.goto("/agreement/draft/")
    assert page.get_by_text("вернулся бы").count() == 0
