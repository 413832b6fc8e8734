"""The page of campaign names: what is apart in leads and in money, mended and taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tandem.basics.periods import Period
from tandem.campaigns.models import MendedName
from tandem.campaigns.names_queries import counted_as
from tandem.campaigns.samples import spend
from tandem.intake.samples import lead
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.people.rules import Role

PERIOD = {"period": "2026-03-01..2026-03-31"}
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def names(db):
    spend(campaign="TG | Посевы", source="Telegram", spend=900)
    spend(campaign="brand", source="yandex", spend=100)
    spend(campaign="", spend=50)
    for said in ("ТГ посевы", "ТГ посевы", "tg | posevy", "brand", "Brand", "{campaign_name}"):
        lead(campaign=said, source="Telegram")
    lead()


def text(answered):
    return " ".join(answered.content.decode().split())


def test_the_page_says_what_is_apart_in_leads_and_in_money(names, signed_in):
    told = text(signed_in(Role.MARKETER).get(reverse("campaign_names"), PERIOD))
    assert "<b>67%</b> of the leads that name a campaign name one that spend does not know: 4 of 6." in told
    assert "<b>₽900</b> (90% of the spend that names a campaign) was spent on campaigns that no lead names." in told
    assert "Not a name: the ad was set up wrongly" in told
    assert "Leads that name no campaign: <b>1</b>" in told
    assert "<b>₽50</b> of spend names no campaign" in told


def test_a_name_is_mended_by_its_suggestion_and_taken_back(names, signed_in):
    browser = signed_in(Role.MARKETER)
    page = text(browser.get(reverse("campaign_names"), PERIOD))
    assert 'name="guess" value="TG | Посевы"' in page
    sent = {"said": "ТГ посевы", "guess": "TG | Посевы", "campaign": "", "asked_period": PERIOD["period"]}
    answered = browser.post(reverse("campaign_name_mending"), sent, follow=True)
    assert answered.request["QUERY_STRING"].startswith("period=2026-03-01")
    assert "counts as “TG | Посевы” in every figure now" in text(answered)
    found = answer(Question(("leads", "spend", "cpl"), MARCH, by=("campaign",)), store.read())
    line = next(row for row in found.rows if row.members == ("TG | Посевы",))
    assert (line.values["leads"].value, line.values["cpl"].value) == (2, 450)
    browser.post(reverse("campaign_name_mending"), {"said": "ТГ посевы", "undo": "1"})
    assert counted_as() == {}


def test_the_list_of_leads_shows_and_filters_by_the_campaign_a_name_counts_as(names, signed_in):
    browser = signed_in(Role.OWNER)
    browser.post(reverse("campaign_name_mending"), {"said": "ТГ посевы", "campaign": "TG | Посевы"})
    listed = text(browser.get(reverse("leads"), {"campaign": "TG | Посевы"}))
    assert listed.count("<small>TG | Посевы</small>") == 2
    assert "<small>ТГ посевы</small>" not in listed


def test_rules_match_what_is_spelt_otherwise_at_a_button(names, signed_in):
    browser = signed_in(Role.MARKETING_HEAD)
    answered = browser.post(reverse("campaign_name_matching"), follow=True)
    assert "1 name was matched by rule." in text(answered)
    assert list(MendedName.objects.values_list("said", "campaign", "how")) == [("Brand", "brand", "folded")]


def test_a_refusal_is_said_on_the_page(names, signed_in):
    browser = signed_in(Role.MARKETER)
    answered = browser.post(reverse("campaign_name_mending"), {"said": "ТГ посевы", "campaign": " "}, follow=True)
    assert "Choose the name and the campaign it means." in text(answered)


def test_the_file_holds_every_name(names, signed_in):
    got = signed_in(Role.ANALYST).get(reverse("campaign_names_file", args=["csv"]), PERIOD).content.decode("utf-8-sig")
    assert {line.split(";")[0].split(",")[0].strip('"') for line in got.splitlines()[1:]} == {
        "ТГ посевы", "tg | posevy", "brand", "Brand", "{campaign_name}", "TG | Посевы",
    }  # fmt: skip


def test_a_seller_neither_sees_nor_mends(names, signed_in):
    browser = signed_in(Role.SELLER)
    assert browser.get(reverse("campaign_names")).status_code == 403
    assert browser.post(reverse("campaign_name_mending"), {"said": "a", "campaign": "b"}).status_code == 403


@pytest.fixture
def restated(names):
    from datetime import UTC, datetime
    from decimal import Decimal

    from tandem.agreement.samples import person
    from tandem.campaigns.spend_taking import SpendRow, report_spend

    for hour, amount in ((9, 100), (11, 80)):
        now = datetime(2026, 3, 4, hour, tzinfo=UTC)
        row = SpendRow(day=date(2026, 3, 2), spend=Decimal(amount), campaign="brand")
        report_spend([row], system="x", whole_days=False, by=person(Role.OWNER), now=now, today=now.date())


NOTE = "Spend of these days was corrected after it was first told: lines 1, ₽100 before, ₽80 now, last on 2026-03-04."


@pytest.mark.parametrize(
    "page",
    ["/campaigns/", "/campaigns/payback/", "/campaigns/attribution/", "/campaigns/creatives/", "/campaigns/budget/",
     "/campaigns/calendar/", "/campaigns/names/", "/funnel/", "/funnel/map/", "/measures/", "/measures/spend/",
     "/measures/cpl/", "/why/", "/"],
)  # fmt: skip
def test_restated_spend_is_said_on_every_page_that_uses_it(page, restated, signed_in):
    assert text(signed_in(Role.OWNER).get(page, PERIOD)).count(NOTE) == 1


def test_what_was_not_spent_says_nothing_of_restated_spend(restated, signed_in):
    browser = signed_in(Role.OWNER)

    assert NOTE not in text(browser.get("/measures/leads/", PERIOD))
    assert NOTE not in text(browser.get("/campaigns/", {"period": "2026-02"}))


def test_a_seller_is_told_nothing_of_money_spent(restated, signed_in):
    assert NOTE not in text(signed_in(Role.SELLER).get("/funnel/", PERIOD))


@pytest.mark.parametrize("name", ["campaigns", "attribution", "funnel"])
def test_reports_of_the_command_line_say_it_too(name, restated):
    from tandem.attribution import campaigns_report, credit_report, reports

    march, reading = MARCH, store.read()
    made = {
        "campaigns": lambda: campaigns_report.campaigns(march, reading, by="campaign", language="en"),
        "attribution": lambda: credit_report.attribution(march, reading, by="campaign", language="en"),
        "funnel": lambda: reports.funnel(march, reading, by=(), cohort=False, language="en"),
    }[name]()

    assert any(note.en.startswith(NOTE) for note in made.notes)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("reports/campaigns/?", 1), ("reports/attribution/?", 1), ("reports/funnel/?", 1), ("measures/cpl/?", 1),
        ("reports/funnel/?cohort=true&", 0), ("measures/leads/?", 0),
    ],
)  # fmt: skip
def test_programs_read_it_too(address, said, restated, signed_in):
    told = signed_in(Role.OWNER).get(f"/api/v1/{address}from=2026-03-01&to=2026-03-31").json()["corrections"]

    assert [note["en"].startswith(NOTE) for note in told] == [True] * said
    assert all("исправлен после первой загрузки" in note["ru"] for note in told)
