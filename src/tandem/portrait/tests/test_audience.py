"""Audience and portrait side by side: the same leads by both, their money, and one version drafted from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement import queries
from tandem.agreement.clauses import compile_clauses
from tandem.agreement.document import Audience, Document, Portrait
from tandem.agreement.models import Backtest
from tandem.agreement.samples import DOCUMENT, signed
from tandem.basics.periods import Period
from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.portrait.audience import addressed_sql, sides
from tandem.portrait.audience_views import common_clause
from tandem.portrait.tests.test_pages import signed_in, text_of

pytestmark = pytest.mark.django_db

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
PORTRAIT = Portrait(key="calculator", title="Считали сами", clause="source = 'calculator'")
OFFICES = Audience(key="offices", title="Офисы", words="Те, кто ищет для офиса", clause="segment = 'office'")
WINDOWS = Audience(key="windows", title="Окна всем", campaign="Окна")


def document(*audiences: Audience, portraits: tuple[Portrait, ...] = (PORTRAIT,)) -> Document:
    return msgspec.structs.replace(DOCUMENT, audiences=audiences, portraits=portraits)


@pytest.fixture
def february(db) -> None:
    """Seven leads of two campaigns and of none; two have paid."""
    came = datetime(2026, 2, 2, 9, tzinfo=UTC)
    rows = (
        ("L1", "Окна", "office", "calculator", "won"),
        ("L2", "Окна", "office", "fair", "lost"),
        ("L3", "Окна", "flat", "calculator", "won"),
        ("L4", "Окна", "flat", "fair", "lost"),
        ("L5", "=Двери", "office", "fair", "lost"),
        ("L6", "=Двери", "office", None, "lost"),
        ("L7", None, "flat", None, "lost"),
    )
    take(
        "lead",
        [
            {"id": key, "client_id": f"C{key}", "created_at": came, "campaign": campaign, "segment": segment,
             "source": source, "stage": stage, "stage_at": came + timedelta(days=2)}
            for key, campaign, segment, source, stage in rows
        ],
    )  # fmt: skip
    for key, amount in (("L1", "500.00"), ("L3", "300.00")):
        take("payment", [{"id": f"P{key}", "lead_id": key, "paid_on": date(2026, 2, 4), "amount": Decimal(amount)}])
    for number, (campaign, spent) in enumerate((("Окна", "400.00"), ("=Двери", "60.00"), ("Никто", "10.00"))):
        take("spend", [{"id": f"S{number}", "day": date(2026, 2, 1), "source": "Реклама", "campaign": campaign,
                        "spend": Decimal(spent)}])  # fmt: skip


def test_every_lead_and_every_rouble_stands_in_one_of_four_parts(february):
    found = sides(document(OFFICES), (OFFICES,), FEBRUARY, store.read())

    assert found is not None
    told = {
        (part.addressed, part.portrayed): (part.leads, part.mature, part.buyers, part.spend, part.revenue)
        for part in found.parts
    }
    assert told == {
        (True, True): (1, 1, 1, Decimal(100), Decimal(500)),
        (True, False): (3, 3, 0, Decimal(160), Decimal(0)),
        (False, True): (1, 1, 1, Decimal(100), Decimal(300)),
        (False, False): (2, 2, 0, Decimal(100), Decimal(0)),
    }
    assert found.unmatched == Decimal(10)


def test_a_campaign_says_what_its_leads_outside_of_the_portrait_cost(february):
    found = sides(document(OFFICES), (OFFICES,), FEBRUARY, store.read())

    assert found is not None
    assert {(each.campaign, each.leads, each.portrayed.value, each.buyers, each.spend, each.astray)
            for each in found.campaigns} == {
        ("Окна", 4, 0.5, 2, Decimal(400), Decimal(200)),
        ("=Двери", 2, 0.0, 0, Decimal(60), Decimal(60)),
        ("", 1, 0.0, 0, Decimal(0), Decimal(0)),
    }  # fmt: skip


def test_an_audience_may_be_one_campaign_and_several_add_up(february):
    def addressed(*audiences: Audience) -> int:
        found = sides(document(*audiences), audiences, FEBRUARY, store.read())
        assert found is not None
        return sum(part.leads for part in found.parts if part.addressed)

    assert addressed(WINDOWS) == 4
    assert addressed(msgspec.structs.replace(WINDOWS, clause="segment = 'flat'")) == 2
    assert addressed(WINDOWS, OFFICES) == 6


def test_a_campaign_with_a_quote_in_its_name_stays_a_name(february):
    sly = Audience(key="sly", campaign="x' OR true --")

    found = sides(document(sly), (sly,), FEBRUARY, store.read())

    assert found is not None
    assert not any(part.leads for part in found.parts if part.addressed)


def test_without_a_clause_on_both_sides_there_is_nothing_to_lay_side_by_side(february):
    words = Audience(key="words", words="Хорошие люди")
    reading = store.read()

    assert sides(document(words), (words,), FEBRUARY, reading) is None
    assert sides(document(OFFICES, portraits=()), (OFFICES,), FEBRUARY, reading) is None


@pytest.mark.parametrize(
    ("which", "clause"),
    [
        ("portrait", "source = 'calculator'"),
        ("audience", "segment = 'office'"),
        ("both", "(segment = 'office') and (source = 'calculator')"),
        ("either", "(source = 'calculator') or (segment = 'office')"),
    ],
)
def test_one_clause_for_both_departments(which, clause):
    assert common_clause(document(OFFICES), (OFFICES,), which) == clause


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (None, "has no portrait of the buyer"),
        (document(), "does not say whom the advertising addresses"),
        (document(Audience(key="words", words="Хорошие люди")), "written in words only"),
        (document(OFFICES), "No lead came in these days"),
    ],
)
def test_an_empty_page_says_what_is_missing(db, written, says):
    if written is not None:
        signed(written, since=date(2026, 1, 1))
    assert says in text_of(signed_in(Role.MARKETING_HEAD), "/portrait/audience/?period=2026-02")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_and_its_files_show_both_sides(february, language):
    signed(document(OFFICES, WINDOWS), since=date(2026, 1, 1))
    browser = signed_in(Role.MARKETING_HEAD, language)

    text = text_of(browser, "/portrait/audience/?period=2026-02&audience=offices")
    assert ("₽500" if language == "en" else "500 ₽") in text
    said = browser.get("/portrait/audience/table.csv?period=2026-02&audience=offices").content.decode("utf-8-sig")
    assert "'=Двери" in said
    assert browser.get("/portrait/audience/table.xlsx?period=2026-02").status_code == 200
    assert browser.get("/portrait/audience/table.pdf?period=2026-02").status_code == 404


def test_one_version_for_both_is_drafted_and_tried(february):
    signed(document(OFFICES), since=date(2026, 1, 1))
    head = signed_in(Role.MARKETING_HEAD)

    went = head.post(
        "/portrait/audience/common/?period=2026-02", {"which": "both", "audience": "offices", "title": "Один на всех"}
    )

    backtest = Backtest.objects.get()
    assert went["Location"].endswith(f"/{backtest.pk}/")
    draft = queries.draft()
    assert draft is not None
    written = queries.document_of(draft)
    clause = "(segment = 'office') and (source = 'calculator')"
    assert [each.clause for each in written.portraits] == [PORTRAIT.clause, clause]
    assert [(each.key, each.title, each.clause) for each in written.audiences] == [("offices", "Один на всех", clause)]


def test_a_marketer_reads_the_page_and_changes_nothing(february):
    signed(document(OFFICES), since=date(2026, 1, 1))
    marketer = signed_in(Role.MARKETER)

    assert "One version for both" not in text_of(marketer, "/portrait/audience/?period=2026-02")
    marketer.post("/portrait/audience/common/?period=2026-02", {"which": "both"})
    assert queries.draft() is None


def test_an_audience_that_cannot_run_addresses_nobody():
    broken = Audience(key="broken", clause="no_such_field = 1")
    assert addressed_sql((broken,), compile_clauses(DOCUMENT)) == ""
