"""The pages of creatives and of the budget: known figures, words beside them, roles, files, and histories that lack."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tandem.agreement.document import ReturnReason
from tandem.agreement.samples import person, signed
from tandem.attribution.budget import shift
from tandem.attribution.creatives import creatives
from tandem.attribution.rules.budget import Aim, Excluded
from tandem.basics.periods import Period
from tandem.funnel.tests.test_pages import rows_of
from tandem.handover.actions import return_lead
from tandem.imports.samples import take
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

YEAR = Period(date(2025, 1, 6), date(2025, 12, 28))
PAGES = ("/campaigns/creatives/", "/campaigns/budget/")
DAYS = f"from={YEAR.start}&to={YEAR.end}"


def text_of(answer) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def year(db) -> None:
    """Two campaigns of a year: one brings offices that buy, the other flats that do not; a third costs nothing known,
    a fourth has run for a month, and money was spent under a name that nobody bears."""
    signed(agreement(target="segment = 'office'"), since=date(2025, 1, 1))
    leads, spend = [], []

    def came(campaign: str, week: int, number: int, **said: object) -> None:
        at = datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(weeks=week, hours=number)
        key = f"{campaign}-{week}-{number}"
        leads.append({"id": key, "client_id": f"C{key}", "created_at": at, "stage_at": at + timedelta(days=2),
                      "campaign": campaign, **said})  # fmt: skip

    def spent(campaign: str, week: int, amount: float, creative: str = "") -> None:
        day = YEAR.start + timedelta(weeks=week)
        spend.append({"id": f"{campaign}-{week}", "day": day, "source": "Ads", "campaign": campaign,
                      "creative": creative or None, "spend": Decimal(str(amount))})  # fmt: skip

    for week in range(51):
        # Spend goes up and down, and leads follow less than proportionally.
        size = 1 + week % 4
        for number in range(2 + size):
            won = (week + number) % 3 == 0
            words: dict[str, object] = {"attracted": "Скорость"} if won else {"lost_reason": "Дорого"}
            stage = "won" if won else "lost"
            came("Offices", week, number, creative="video", segment="office", stage=stage, **words)
            came("Flats", week, number, creative="=banner", segment="flat", stage="lost", lost_reason="Не наш профиль")
        spent("Offices", week, 100.0 * size, "video")
        spent("Flats", week, 100.0 * size, "=banner")
        came("Organic", week, 0, segment="flat", stage="lost")
        if week >= 47:
            came("Young", week, 0, segment="office", stage="lost")
            spent("Young", week, 50.0)
    spent("Nobody", 0, 70.0)
    take("lead", leads)
    take("spend", spend)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("page", PAGES)
def test_without_data_the_page_says_what_to_do(page, language, signed_in):
    browser = signed_in(Role.MARKETER)
    browser.cookies["django_language"] = language
    assert re.search("Nothing was counted in these days|За эти дни считать нечего", text_of(browser.get(page)))


@pytest.mark.parametrize("page", [*PAGES, "/campaigns/creatives/table.csv", "/campaigns/budget/table.xlsx"])
def test_a_seller_does_not_see_them_and_every_other_role_does(page, year, client):
    from tandem.funnel.tests import company

    for role in Role:
        client.force_login(company.reader(role))
        assert client.get(f"{page}?{DAYS}").status_code == (403 if role is Role.SELLER else 200), role


def test_creatives_stand_by_those_who_buy_with_their_cost_and_words(year, signed_in):
    found = creatives(YEAR, store.read())
    lines = {line.member: line for line in found.lines}
    video, banner = lines["video"], lines["=banner"]

    leads = sum(2 + 1 + week % 4 for week in range(51))
    bought = sum((week + number) % 3 == 0 for week in range(51) for number in range(3 + week % 4))
    assert (video.leads, video.buyers, banner.leads, banner.buyers) == (leads, bought, leads, 0)
    assert (video.targets, banner.targets, banner.judged) == (leads, 0, leads)
    assert video.spend == banner.spend == sum(Decimal(100) * (1 + week % 4) for week in range(51))
    assert (video.rate.low, video.rate.high) != (video.rate.value, video.rate.value)
    assert video.rate.low > banner.rate.high
    # A banner without a single buyer is not at zero: it is pulled towards all.
    assert 0 < (banner.rate.value or 0) < 0.05
    assert found.rankable
    assert video.best is not None
    assert video.best > 0.99
    assert video.words.refusals == (("Дорого", leads - bought),)
    assert (video.words.attracted[0][1], video.words.told) == (bought, bought)
    assert banner.words.lost == leads
    assert found.unmatched == Decimal(270)

    text = text_of(signed_in(Role.MARKETER).get(f"/campaigns/creatives/?{DAYS}"))
    assert "The rates of buyers differ by more than chance" in text
    assert "bought for:" in text
    assert "returned 0" not in text


def test_why_leads_were_given_back_is_said_as_the_agreement_calls_it(db, signed_in):
    reasons = (ReturnReason(key="not_buyer", title="Не покупатель"),)
    signed(msgspec.structs.replace(agreement(target="segment = 'office'"), returns=reasons), since=date(2025, 1, 1))
    given = lead(created_at=datetime(2025, 2, 3, 9, tzinfo=UTC), creative="video")
    return_lead(lead_id=given, reason="not_buyer", comment="", by=person(Role.SALES_HEAD), now=timezone.now())

    text = text_of(signed_in(Role.MARKETER).get(f"/campaigns/creatives/?{DAYS}"))
    assert "returned: Не покупатель" in text
    assert "not_buyer" not in text


def test_where_rates_cannot_be_told_apart_nobody_is_the_best(db, signed_in):
    at = datetime(2025, 2, 3, 9, tzinfo=UTC)
    take("lead", [
        {"id": f"{creative}{number}", "client_id": f"C{creative}{number}", "created_at": at, "creative": creative,
         "stage": "won" if number < wins else "lost", "stage_at": at + timedelta(days=2)}
        for creative, wins in (("one", 2), ("two", 3)) for number in range(10)
    ])  # fmt: skip
    found = creatives(YEAR, store.read())

    assert not found.rankable
    assert [line.best for line in found.lines] == [None, None]
    # Pulled together: both lie between their own share and that of all.
    assert all(0.2 <= (line.rate.value or 0) <= 0.3 for line in found.lines)
    text = text_of(signed_in(Role.OWNER).get(f"/campaigns/creatives/?{DAYS}&sort=-rate"))
    assert "nobody is the best here" in text
    assert "There is no order by the rate of buyers here" in text


def test_files_hold_the_figures_and_run_no_formula(year, signed_in):
    browser = signed_in(Role.OWNER)
    rows = rows_of(browser.get(f"/campaigns/creatives/table.csv?{DAYS}"))
    assert "'=banner" in {row[0] for row in rows}
    assert len({len(row) for row in rows}) == 1

    book = load_workbook(io.BytesIO(browser.get(f"/campaigns/budget/table.xlsx?{DAYS}").content))
    head, *lines = book.active.iter_rows(values_only=True)
    assert {line[0] for line in lines} == {"Offices", "Flats", "Together"}
    together = lines[-1]
    assert together[head.index("Now, a week")] == together[head.index("Proposed")]
    assert browser.get(f"/campaigns/budget/table.pdf?{DAYS}").status_code == 404


def test_the_budget_moves_to_those_who_buy_and_says_that_it_proves_nothing(year, signed_in):
    found = shift(YEAR, store.read(), step=0.2, aim=Aim.BUYERS)
    moves = {each.name: each for each in found.proposal.moves}

    assert moves["Offices"].proposed > moves["Offices"].now
    assert moves["Flats"].proposed < moves["Flats"].now
    assert sum(each.proposed for each in moves.values()) == pytest.approx(found.proposal.budget)
    assert {name: (why, more) for name, why, more in found.proposal.excluded} == {
        "Young": (Excluded.FEW_WEEKS, 4), "Organic": (Excluded.NO_COST, 0),
    }  # fmt: skip
    assert found.unmatched == Decimal(70)
    assert found.proposal.targets.low > 0

    text = text_of(signed_in(Role.MARKETING_HEAD).get(f"/campaigns/budget/?{DAYS}&aim=targets"))
    assert "A proposal, not a proof." in text
    assert "a cause is shown by a test only" in text
    assert "a gain is to be expected, beyond what chance explains" in text
    assert "Young: too few weeks with spend: 4 more are needed" in text
    assert "Organic: what it costs is not known" in text
    assert "₽70 of spend stands under names that no lead bears" in text


def test_revenue_is_not_aimed_at_where_no_payment_is_known(year, signed_in):
    found = shift(YEAR, store.read(), step=0.2, aim=Aim.REVENUE)

    assert not found.proposal.known
    assert found.proposal.idle
    assert not found.proposal.sure
    assert "Nothing is known of what there shall be more of" in text_of(
        signed_in(Role.MARKETING_HEAD).get(f"/campaigns/budget/?{DAYS}")
    )


def test_one_month_proposes_nothing_and_says_what_it_takes(year, signed_in):
    text = text_of(signed_in(Role.MARKETER).get("/campaigns/budget/?period=2025-03"))

    assert "The data do not suffice for a proposal: it takes at least two campaigns with 8 weeks of spend" in text
    assert "Offices: too few weeks with spend: 4 more are needed" in text


@pytest.mark.parametrize("query", ["step=99", "aim=glory", "by=weather", "sort=x", "period=soon"])
def test_what_cannot_be_read_is_said(query, year, signed_in):
    browser = signed_in(Role.OWNER)
    for page in PAGES:
        assert browser.get(f"{page}?{query}").status_code == 200
