"""The page of campaigns."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.agreement.samples import person
from tandem.attribution.queries import campaign_chain
from tandem.basics.periods import Period
from tandem.campaigns.planning import Card, change_campaign, plan_campaign
from tandem.campaigns.samples import spend
from tandem.funnel.tests.company import DANGEROUS, PERIOD
from tandem.funnel.tests.test_pages import rows_of, text_of
from tandem.measures.store import store
from tandem.people.rules import Role

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def test_without_data_the_page_says_what_to_do(signed_in):
    assert "Nothing was counted in these days" in text_of(signed_in(Role.MARKETER).get("/campaigns/"))


def test_each_campaign_has_the_figures_of_the_engine(history, signed_in):
    rows = rows_of(signed_in(Role.MARKETER).get(f"/campaigns/table.csv?{PERIOD}"))
    head, spring = rows[0], next(row for row in rows if row[0] == "Spring")
    line = next(line for line in campaign_chain(MARCH, store.read()).lines if line.member == "Spring")

    for title, key in (("Spend", "spend"), ("Leads", "leads"), ("CPL", "cpl"), ("Revenue", "revenue_paid")):
        assert spring[head.index(title)] == str(line.row.values[key].value)
    assert spring[head.index("CPL")] == "75.00"


def test_the_total_is_that_of_the_whole(history, signed_in):
    rows = rows_of(signed_in().get(f"/campaigns/table.csv?{PERIOD}"))

    assert (rows[-1][0], rows[-1][1]) == ("Total", "400.00")


def test_what_did_not_match_is_named_in_money_and_in_leads(history, signed_in):
    page = text_of(signed_in().get(f"/campaigns/?{PERIOD}")).replace(" ,", ",")

    assert "₽100 of spend, 25% of all, under names that no lead bears Nobody" in page
    apart = "Leads: 1, 17% of all and 20% of those that bear a name, under names that nothing was ever spent on"
    assert f"{apart} {DANGEROUS}" in page
    assert "Leads: 1, 17% of all, without a name" in page


def test_the_page_says_that_it_allocates(history, signed_in):
    assert "it does not prove a cause" in text_of(signed_in().get(f"/campaigns/?{PERIOD}"))


def test_romi_without_costs_says_why_it_is_not_there(history, signed_in):
    assert "there is no data for “Costs”" in signed_in().get(f"/campaigns/?{PERIOD}").content.decode()


def test_small_campaigns_have_intervals(history, signed_in):
    head = rows_of(signed_in().get(f"/campaigns/table.csv?{PERIOD}"))[0]

    assert {"CPL: n", "CPL: from", "CPL: to"} <= set(head)


def test_sources_groups_and_creatives_are_splits_too(history, signed_in):
    client = signed_in()
    for by in ("source", "ad_group", "creative"):
        assert rows_of(client.get(f"/campaigns/table.csv?{PERIOD}&by={by}"))[-1][0] == "Total"


def test_a_campaign_is_not_run_by_a_spreadsheet(history, signed_in):
    names = [row[0] for row in rows_of(signed_in().get(f"/campaigns/table.csv?{PERIOD}"))]

    assert "'" + DANGEROUS in names
    assert DANGEROUS not in names


@pytest.mark.parametrize("page", ["/campaigns/", "/campaigns/table.csv"])
def test_a_seller_does_not_see_what_advertising_costs(history, signed_in, page):
    client = signed_in(name="Anna")

    assert client.get(page).status_code == 403
    assert 'href="/campaigns/"' not in client.get("/funnel/").content.decode()


def test_what_cannot_be_read_is_said(history, signed_in):
    client = signed_in()
    for typed in ("by=seller", "sort=x", "period=soon"):
        assert "message--warning" in client.get(f"/campaigns/?{typed}").content.decode()


def test_the_page_asks_the_database_little(history, signed_in, django_assert_max_num_queries):
    client = signed_in()
    client.get("/campaigns/")
    with django_assert_max_num_queries(8):
        client.get("/campaigns/")


def test_a_campaign_renamed_half_way_on_its_card_is_one_line_with_its_payments(history, signed_in):
    browser = signed_in()
    by, now = person(Role.MARKETING_HEAD), datetime(2026, 3, 20, 9, tzinfo=UTC)
    before = {row[0]: row for row in rows_of(browser.get(f"/campaigns/table.csv?{PERIOD}"))}
    card = plan_campaign(Card(name="Spring"), by=by, now=now)
    spend(id="of the new name", campaign="Spring 2026", day=date(2026, 3, 9))
    change_campaign(Card(name="Spring 2026"), campaign_id=card.pk, people=(), by=by, now=now)
    rows = rows_of(browser.get(f"/campaigns/table.csv?{PERIOD}"))
    head, after = rows[0], {row[0]: row for row in rows}
    said, told = (dict(zip(head, row, strict=True)) for row in (before["Spring"], after["Spring 2026"]))
    assert "Spring" not in after
    assert float(told["Spend"]) == float(said["Spend"]) + 100
    assert (told["Leads"], told["Revenue"]) == (said["Leads"], said["Revenue"])
    assert float(told["Revenue"]) > 0
