"""The pages of the funnel and of the operating report."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from html import unescape

import openpyxl
import pytest

from tandem.basics.periods import Grain, Period
from tandem.funnel.queries import cohort_funnel, operating_report, period_funnel, steps_unknown
from tandem.funnel.tests.company import DANGEROUS, PERIOD, march, seller
from tandem.imports.samples import take
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
MONTH = {"start": MARCH.start, "end": MARCH.end}


def text_of(response):
    """The words of a page without its marks, one blank between them."""
    assert response.status_code == 200
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(bare).split())


def rows_of(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def counts_of(response):
    found = re.findall(r'class="funnel__count"[^>]*>([^<]*)<', response.content.decode())
    return [each.replace(",", "") for each in found]


@pytest.mark.parametrize("role", [Role.OWNER, Role.SELLER, Role.MARKETER])
def test_an_empty_funnel_says_what_to_do(signed_in, role):
    client = signed_in(role)
    for address in ("/funnel/", "/funnel/?view=cohort"):
        assert "Nothing was counted in these days" in text_of(client.get(address))


def test_an_empty_report_says_what_to_do(signed_in):
    assert "Nothing was counted in these days" in text_of(signed_in(Role.SALES_HEAD).get("/report/"))


def test_the_funnel_of_a_period_shows_what_the_engine_counted(history, signed_in):
    shown = counts_of(signed_in().get(f"/funnel/?{PERIOD}"))

    counted = [step.events.value for step in period_funnel(MARCH, store.read()).steps]
    assert shown == ["—" if value is None else str(value) for value in counted]
    assert "6" in shown


def test_the_funnel_of_a_cohort_shows_what_the_engine_counted_and_begins_with_the_lead(history, signed_in):
    shown = counts_of(signed_in().get(f"/funnel/?{PERIOD}&view=cohort"))

    assert shown == [str(step.reached.value) for step in cohort_funnel(MARCH, store.read()).steps]


def test_period_and_cohort_are_kept_apart_and_say_what_they_are(history, signed_in):
    client = signed_in()
    period, cohort = text_of(client.get("/funnel/")), text_of(client.get("/funnel/?view=cohort"))

    assert "Funnel of the period" in period
    assert "Funnel of the cohort" not in period
    assert "Funnel of the cohort" in cohort
    assert "Funnel of the period" not in cohort


def test_the_funnel_says_how_many_lost_leads_left_no_trace_of_their_steps(history, signed_in):
    assert steps_unknown(MARCH, store.read()) == 1
    client = signed_in()
    note = "nothing before it: 1."
    assert note in text_of(client.get(f"/funnel/?{PERIOD}"))
    assert note in text_of(client.get(f"/funnel/?{PERIOD}&view=cohort"))
    for day, stage in ((8, "qualified"), (9, "lost")):
        said = {"id": "L7", "created_at": march(7), "client_id": "C7", "stage": stage, "stage_at": march(day)}
        take("lead", [said])
    # Seen on a stage before it was lost: that step is not missing.
    assert steps_unknown(MARCH, store.read()) == 1
    assert "nothing before it" not in text_of(client.get("/funnel/?period=2026-02"))
    assert steps_unknown(MARCH, store.read(), seller_id=seller("Boris").pk) == 0


def test_a_marketer_gets_no_funnel_split_by_seller(history, signed_in):
    marketer = signed_in(Role.MARKETER)
    page = text_of(marketer.get(f"/funnel/?{PERIOD}&by=seller"))
    assert "Anna" not in page
    assert "Boris" not in page
    for form in ("csv", "json"):
        content = marketer.get(f"/funnel/table.{form}?{PERIOD}&by=seller").content.decode("utf-8-sig")
        assert "Anna" not in content
    assert "by=seller" not in marketer.get(f"/funnel/?{PERIOD}").content.decode()


def test_the_same_split_names_the_sellers_to_their_head(history, signed_in):
    assert "Anna" in text_of(signed_in(Role.SALES_HEAD).get(f"/funnel/?{PERIOD}&by=seller"))


def test_a_cohort_counts_young_leads_apart(history, signed_in):
    assert "young" in text_of(signed_in().get(f"/funnel/?{PERIOD}&view=cohort"))


def test_every_split_has_a_total_that_is_that_of_the_whole(history, signed_in):
    client = signed_in()
    for by in ("source", "campaign", "creative", "seller", "segment", "product"):
        rows = rows_of(client.get(f"/funnel/table.csv?{PERIOD}&by={by}"))

        assert rows[-1][0] == "Total"
        assert sum(int(row[1]) for row in rows[1:-1]) == int(rows[-1][1]) == 6


def test_leads_of_nobody_have_a_line_of_their_own(history, signed_in):
    rows = rows_of(signed_in().get(f"/funnel/table.csv?{PERIOD}&by=seller"))

    assert ["unassigned", "1"] in [row[:2] for row in rows]


def test_the_boundary_stands_where_marketing_hands_over(history, signed_in):
    page = signed_in().get(f"/funnel/?{PERIOD}").content.decode()
    owners = re.findall(r"funnel__stage--(\w+)", page)

    assert owners == sorted(owners)
    assert set(owners) == {"marketing", "sales"}


def test_a_figure_opens_its_definition_and_its_leads(history, signed_in):
    page = signed_in().get(f"/funnel/?{PERIOD}").content.decode()

    assert "Leads that reached the stage “Won” in the period" in page
    assert 'href="/measures/deals_won/"' in page


def test_files_hold_what_the_page_shows_and_run_nothing(history, signed_in):
    client = signed_in()
    rows = rows_of(client.get(f"/funnel/table.csv?{PERIOD}&by=campaign"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/funnel/table.xlsx?{PERIOD}&by=campaign").content))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]

    assert "'" + DANGEROUS in [row[0] for row in rows]
    assert [row[0] for row in rows] == [row[0] for row in cells]
    assert [row[1] for row in rows[1:]] == [str(row[1]) for row in cells[1:]]
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert all(row[0] in text_of(client.get(f"/funnel/?{PERIOD}&by=campaign")) or row[0] == "'" + DANGEROUS
               for row in rows)  # fmt: skip


def test_a_table_is_sorted_as_asked_with_the_rest_below(history, signed_in):
    names = [row[0] for row in rows_of(signed_in().get(f"/funnel/table.csv?{PERIOD}&by=seller&sort=leads"))]

    assert names == ["Seller", "Boris", "Anna", "unassigned", "Total"]


@pytest.mark.parametrize("page", ["/funnel/", "/report/"])
def test_what_cannot_be_read_is_said_and_does_not_break(history, signed_in, page):
    client = signed_in()
    for typed in ("period=yesteryear", "from=2026-13-01&to=x", "sort=-nothing", "from=9&to=2026-01-01"):
        assert "message--warning" in client.get(f"{page}?{typed}").content.decode()


def test_an_unknown_look_at_the_funnel_shows_the_usual_one(history, signed_in):
    client = signed_in()
    for typed in ("by=nothing", "view=nothing", "by=%00"):
        assert "is not known" in text_of(client.get(f"/funnel/?{typed}"))


def test_a_file_of_another_form_is_no_page(history, signed_in):
    assert signed_in().get("/funnel/table.exe").status_code == 404


def test_a_seller_sees_their_own_leads_and_nothing_that_was_bought(history, signed_in):
    client = signed_in(name="Anna")
    page = client.get(f"/funnel/?{PERIOD}")

    assert counts_of(page)[0] == "3"
    assert "Impressions" not in text_of(page)
    assert "Boris" not in text_of(client.get(f"/funnel/?{PERIOD}&by=seller"))


def test_the_report_has_the_department_its_sellers_and_what_nobody_was_given(history, signed_in):
    rows = rows_of(signed_in(Role.SALES_HEAD).get(f"/report/table.csv?{PERIOD}"))

    assert rows[1][0] == "Department"
    assert rows[-1][0] == "Unassigned"
    assert {row[0] for row in rows[2:-1]} == {"Anna", "Boris"}


def test_the_report_shows_fact_plan_and_fulfilment_as_the_engine_has_them(history, signed_in):
    client = signed_in(Role.SALES_HEAD)
    rows = rows_of(client.get(f"/report/table.csv?{PERIOD}"))
    found = operating_report(MARCH, store.read())

    anna = Person.objects.get(name="Anna").pk
    cell = next(line for line in found.sellers if line.seller_id == anna).cells["deals_won"]
    row = next(row for row in rows if row[0] == "Anna")
    assert (
        (row[1], row[2], row[3])
        == (str(cell.fact.value), f"{cell.plan:f}", str(cell.fulfilment))
        == ("1", "4.00", "0.25")
    )
    assert "25%" in text_of(client.get(f"/report/?{PERIOD}"))


def test_a_conversion_of_few_cases_is_corrected_and_says_so(history, signed_in):
    page = signed_in(Role.SALES_HEAD).get(f"/report/?{PERIOD}").content.decode()

    assert "corrected for a small sample" in page


def test_the_days_of_a_seller_add_up_to_their_line(history, signed_in):
    anna = Person.objects.get(name="Anna").pk
    rows = rows_of(signed_in(Role.SALES_HEAD).get(f"/report/sellers/{anna}/table.csv?{PERIOD}"))

    assert rows[-1][:2] == ["Total", "1"]
    assert sum(int(row[1]) for row in rows[1:-1]) == 1


def test_the_report_over_time_has_the_department_and_every_seller_in_each_week(history, signed_in):
    client = signed_in(Role.SALES_HEAD)
    rows = rows_of(client.get(f"/report/table.csv?{PERIOD}&by=week"))
    whole = rows_of(client.get(f"/report/table.csv?{PERIOD}"))
    weeks = len(MARCH.split(Grain.WEEK))
    department = [row for row in rows[1:] if row[0] == "Department"]

    assert rows[0][:2] == ["Seller", "Week"]
    assert len(department) == weeks
    # A seller without a sale in a week has sold nothing, and is there all the same.
    for name in ("Anna", "Boris"):
        own = [row for row in rows[1:] if row[0] == name]
        assert len(own) == weeks
        assert sum(int(row[2]) for row in own) == int(next(row for row in whole if row[0] == name)[1])
    assert sum(int(row[2]) for row in department) == int(whole[1][1])
    page = text_of(client.get(f"/report/?{PERIOD}&by=month"))
    assert "Mar" in page
    assert "by week" in page


def test_a_week_cut_by_the_period_says_so_and_names_the_idle_in_one_line(history, signed_in):
    page = text_of(signed_in(Role.SALES_HEAD).get(f"/report/?{PERIOD}&by=week"))

    assert page.count("part of a week") == 2
    assert "part of a week: 1 of 7 days" in page
    assert "part of a week: 2 of 7 days" in page
    assert "2 sellers: nothing in these days Anna, Boris" in page
    assert "part of a" not in text_of(signed_in(Role.OWNER).get(f"/report/?{PERIOD}&by=month"))


def test_far_beyond_a_small_plan_the_report_says_the_plan_or_how_many_times(history, signed_in):
    take("plan", [{"measure": "revenue_paid", "seller": "Anna", "value": Decimal("70.00"), **MONTH}])
    anna = Person.objects.get(name="Anna").pk
    page = signed_in(Role.SALES_HEAD).get(f"/report/sellers/{anna}/?{PERIOD}").content.decode()

    # Four sales a month are 0.13 a day: the sale of the 12th is no "775%".
    assert "775%" not in page
    assert "the plan of these days is 0.13" in page
    # 900 where 70 were planned in all: on its own day it is a hundred times and more.
    assert "×398" in page
    assert "×12.9" in page


def test_figures_of_the_report_open_the_leads_they_count(history, signed_in):
    client = signed_in(Role.SALES_HEAD)
    anna = Person.objects.get(name="Anna").pk
    pages = ("/report/?by=week&", "/report/?by=month&", "/report/?", f"/report/sellers/{anna}/?", "/report/days/?")
    for address in pages:
        page = client.get(address + PERIOD).content.decode()
        links = re.findall(r'<td class="numeric"[^>]*><a href="(/leads/[^"]+)">([0-9,]+)</a>', page)
        assert links, address
        for link, shown in set(links):
            listed = re.search(r'class="count">([0-9,]+)<', client.get(unescape(link)).content.decode())
            assert listed, link
            assert listed[1] == shown, link


def test_ratios_of_the_report_open_the_cases_they_rest_on(history, signed_in):
    client = signed_in(Role.SALES_HEAD)
    seen = set()
    for address in ("/report/?by=month&", "/report/?", "/report/days/?"):
        page = client.get(address + PERIOD).content.decode()
        cells = re.findall(r'<td class="numeric"[^>]* title="([^"]*n = [^"]*)"><a href="(/leads/[^"]+)">', page)
        assert cells, address
        for hint, link in cells:
            (cases,) = re.findall(r"n = ([0-9]+)", hint)
            listed = re.search(r'class="count">([0-9,]+)<', client.get(unescape(link)).content.decode())
            assert listed, link
            assert listed[1] == cases, (link, hint)
            seen |= {*re.findall(r"measure=([a-z_]+)", link)}
    assert seen >= {"average_check", "sale_conversion", "won_cohort"}


def test_the_lists_behind_a_sellers_report_are_their_own(history, signed_in):
    client = signed_in(name="Anna")
    page = client.get(f"/report/?{PERIOD}&by=month").content.decode()
    links = [unescape(each) for each in re.findall(r'href="(/leads/[?]measure=[^"]+seller=[^"]+)"', page)]

    assert links
    for link in links:
        elses = link.replace(f"seller={Person.objects.get(name='Anna').pk}", f"seller={seller('Boris').pk}")
        assert re.search(r'class="count">0<', client.get(elses).content.decode())


def test_a_seller_sees_their_own_weeks_only(history, signed_in):
    rows = rows_of(signed_in(name="Anna").get(f"/report/table.csv?{PERIOD}&by=week"))

    assert {row[0] for row in rows[1:]} == {"Anna"}


def test_the_department_has_its_days_too(history, signed_in):
    assert "How do the days of the department go?" in text_of(signed_in().get(f"/report/days/?{PERIOD}"))


def test_a_long_period_is_cut_into_weeks(history, signed_in):
    rows = rows_of(signed_in().get("/report/days/table.csv?period=2026-Q1"))

    assert rows[0][0] == "Week"
    assert len(rows) < 20


def test_a_seller_sees_their_own_line_and_nobody_elses_days(history, signed_in):
    client = signed_in(name="Anna")
    rows = rows_of(client.get(f"/report/table.csv?{PERIOD}"))
    boris, anna = (Person.objects.get(name=name).pk for name in ("Boris", "Anna"))

    assert [row[0] for row in rows[1:]] == ["Anna"]
    assert client.get(f"/report/sellers/{anna}/").status_code == 200
    assert client.get(f"/report/sellers/{boris}/").status_code == 403
    assert client.get("/report/days/").status_code == 403


def test_the_report_is_not_for_marketers(history, signed_in):
    client = signed_in(Role.MARKETER)

    assert client.get("/report/").status_code == 403
    assert client.get("/report/table.csv").status_code == 403
    assert 'href="/report/"' not in client.get("/funnel/").content.decode()


def test_nobody_has_no_days(history, signed_in):
    assert signed_in().get("/report/sellers/999999/").status_code == 404


def test_a_page_asks_the_database_little_however_many_lines_it_has(history, signed_in, django_assert_max_num_queries):
    client = signed_in()
    for page in ("/funnel/?by=seller", "/funnel/?view=cohort&by=seller", "/report/"):
        client.get(page)
        with django_assert_max_num_queries(8):
            client.get(page)


def test_pages_stand_in_russian_too(history, signed_in):
    client = signed_in()
    client.cookies["django_language"] = "ru"
    for page in ("/funnel/", "/funnel/?view=cohort", "/report/", "/report/days/"):
        assert "Показатели" in text_of(client.get(page))


def test_pages_are_for_those_who_signed_in(client, db):
    for page in ("/funnel/", "/report/", "/report/days/", "/funnel/table.csv"):
        assert client.get(page).status_code == 302
