"""The first page of the day, by role."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from tandem.intake.mail_failing import keep_failure
from tandem.intake.samples import source
from tandem.people.models import Person


def _browser(role, name="Анна"):
    person = Person.objects.create_user(role, name=name, role=role, language="en")
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person)
    return browser


def _text(browser):
    page = browser.get("/")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.fixture
def leads(db):
    """A lead of Anna's that waits, one in work, one of a colleague's, one won."""
    from tandem.intake.samples import lead
    from tandem.selling.samples import payment

    at = datetime(2026, 3, 2, 7, tzinfo=UTC)
    lead(client_name="Ждущая", seller="Анна", created_at=at)
    lead(client_name="Рабочая", seller="Анна", created_at=at, stage="in_work", stage_at=at)
    lead(client_name="Чужая", seller="Борис", created_at=at)
    lead(id="W", client_name="Купившая", client_id="CW", seller="Борис", created_at=at, stage="won", stage_at=at)
    payment(client_id="CW", lead_id="W", amount=Decimal("5000"), paid_on=at.date())


def test_an_empty_house_says_what_to_do_first(db):
    assert "An export of your CRM, then calls" in _text(_browser("owner"))
    seller, marketer = _text(_browser("seller")), _text(_browser("marketer", "Мария"))
    assert "No lead has been given to you yet" in seller
    assert "Read the agreement meanwhile" in seller
    # Leads are given to those who sell.
    assert "given to you" not in marketer
    assert "Launches can be written down now" in marketer


def test_whoever_sets_up_a_house_is_led_through_the_steps_that_are_theirs(db):
    def steps(browser):
        page = browser.get("/").content.decode()
        found = re.findall(r'<li class="step( step--done)?">\s*<h2><a href="([^"]+)"', page)
        main = re.findall(r'class="button button--main" href="([^"]+)"', page)
        return [(url, bool(done)) for done, url in found], main

    owner = _browser("owner")
    addresses = ["/imports/new/", "/people/accounts/", "/agreement/", "/sources/"]
    assert steps(owner) == ([(each, False) for each in addresses], ["/imports/new/"])
    for url in addresses:
        assert owner.get(url).status_code == 200
    source("form")
    colleague = Person.objects.create_user("second", name="Вера", role="sales_head", password="a long one")
    taken, main = steps(owner)
    assert [done for _, done in taken] == [False, False, False, True]
    Person.objects.filter(username="owner").update(password=colleague.password)
    owner.force_login(Person.objects.get(username="owner"))
    assert [done for _, done in steps(owner)[0]] == [False, True, False, True]
    assert main == ["/imports/new/"]
    # Nobody is sent to a page that is not theirs.
    head = _browser("sales_head", "Глеб")
    for url, _ in steps(head)[0]:
        assert head.get(url).status_code == 200


def test_a_seller_sees_who_waits_and_own_figures(db):
    anna = _browser("seller")
    from tandem.intake.samples import lead

    lead(client_name="Ждущая", seller="Анна")
    lead(client_name="Рабочая", seller="Анна", stage="in_work", stage_at=datetime(2026, 3, 2, 8, tzinfo=UTC))
    lead(client_name="Чужая", seller="Борис")
    text = _text(anna)

    assert "Who waits for me now?" in text
    assert text.index("Ждущая") < text.index("In work, the oldest first") < text.index("Рабочая")
    assert "Чужая" not in text
    assert "Ad spend" not in text
    assert anna.get("/").context["figures"][0].value == "2"


@pytest.mark.parametrize("role", ["owner", "sales_head", "marketing_head", "marketer"])
def test_those_who_lead_see_the_key_figures_and_what_needs_attention(leads, role):
    page = _browser(role, "Ольга").get("/")
    figures = {figure.key: figure for figure in page.context["figures"]}

    assert figures["leads"].value == "4"
    assert figures["deals_won"].value == "1"
    assert figures["revenue_paid"].value.endswith("5,000")
    assert "2 leads have not been taken up" in page.content.decode()
    assert "/leads/?measure=deals_won" in figures["deals_won"].leads_url
    # One look: how many alarms there are, the figures, then the alarms themselves.
    html = page.content.decode()
    assert html.index('class="alarm"') < html.index('class="figures"') < html.index('id="attention"')


@pytest.mark.parametrize("role", ["admin", "analyst"])
def test_those_who_keep_the_data_see_its_state(leads, role):
    text = _text(_browser(role, "Ольга"))

    assert "Is the data in order?" in text
    assert "Latest imports" in text


@pytest.mark.parametrize("role", ["admin", "owner", "marketing_head"])
def test_a_mailbox_that_cannot_be_read_is_not_overlooked(leads, role):
    opened = source("mail", name="Sales mail", settings={"imap": {"host": "mail.example"}})
    keep_failure(opened.id, TimeoutError("timed out"), now=timezone.now())

    assert "The mailbox of “Sales mail” cannot be read" in _text(_browser(role, "Ольга"))


def test_a_stopped_import_and_rejected_rows_are_not_overlooked(leads):
    from tandem.imports.models import Import, ImportFile

    stopped = Import.objects.create(recipe="x", recipe_text="", system="s", started_at=timezone.now(), status="stopped")
    done = Import.objects.create(recipe="x", recipe_text="", system="s", started_at=timezone.now(), status="done")
    ImportFile.objects.create(run=done, table="t", name="t.csv", path="", digest="", size=0, order=1, rows_rejected=12)

    text = _text(_browser("owner", "Ольга"))
    assert f"Import № {stopped.pk} has stopped half-way" in text
    assert f"Import № {done.pk} rejected 12 rows" in text
    # A marketer imports nothing and can mend nothing.
    assert "rejected" not in _text(_browser("marketer", "Мария"))


def test_days_that_have_not_come_are_no_zeros(leads):
    page = _browser("owner", "Ольга").get("/", {"period": "2026-03"})

    trend = page.context["figures"][0].trend
    assert len(trend) == 2
