"""The pages of the catalogue, and what all report pages share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue, measure
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.sheets import Line, Sheet, rows_of
from tandem.measures.sql_texts import sql_texts
from tandem.measures.values import Value
from tandem.measures.wording import Speech
from tandem.people.models import Person
from tandem.people.rules import Role
from tests.measures.world import World, at

ENGLISH, RUSSIAN = Speech("en", "RUB"), Speech("ru", "RUB")
SHEET = Sheet(
    "Test",
    ("Name",),
    ("leads", "cpl"),
    (
        Line(("Total",), {"leads": Value(9, n=9)}, total=True),
        Line(("nobody",), {"leads": Value(8, n=8)}, last=True),
        Line(("a",), {"leads": Value(1, n=1), "cpl": Value(Decimal("2.50"), n=1, low=1.0, high=float("inf"))}),
        Line(("b",), {"leads": Value(None)}),
        Line(("c",), {"leads": Value(5, n=5)}),
    ),
)


@pytest.fixture
def sign_in(client, db):
    client.cookies["django_language"] = "en"

    def signed_in(role):
        client.force_login(Person.objects.create_user(f"the-{role}", name="Reader", role=role, language="en"))
        return client

    return signed_in


def test_every_measure_is_listed_with_its_question(sign_in):
    page = sign_in(Role.ANALYST).get("/measures/").content.decode()

    for each in catalogue().values():
        assert f'href="/measures/{each.key}/"' in page


@pytest.mark.parametrize("key", ["leads", "cpl", "won_cohort", "response_time_median", "romi", "leads_per_previous"])
def test_every_kind_of_measure_has_its_page(sign_in, key):
    page = sign_in(Role.ANALYST).get(f"/measures/{key}/")

    assert page.status_code == 200
    assert measure(key).question.en in page.content.decode()
    assert "SELECT" in page.content.decode()


def test_the_text_of_queries_is_for_those_who_read_it(sign_in):
    assert "SELECT" not in sign_in(Role.MARKETER).get("/measures/leads/").content.decode()


def test_a_seller_reads_what_spend_means_but_not_its_value(sign_in):
    page = sign_in(Role.SELLER).get("/measures/cpl/").content.decode()

    assert measure("cpl").definition.en in page
    assert "What advertising costs is shown to marketing" in page
    assert "figure__value" not in page


def test_an_unknown_measure_has_no_page(sign_in):
    assert sign_in(Role.OWNER).get("/measures/nothing/").status_code == 404


def test_the_catalogue_is_a_file_too(sign_in):
    client = sign_in(Role.OWNER)

    assert "cpl" in client.get("/measures/table.csv").content.decode("utf-8-sig")
    assert client.get("/measures/table.xlsx").content.startswith(b"PK")
    assert client.get("/measures/table.pdf").status_code == 404


def test_a_sheet_sorts_its_lines_and_leaves_the_rest_in_place():
    def order(key):
        return [line.labels[0] for line in SHEET.sorted_by(key).lines]

    assert order("-leads")[:3] == ["c", "a", "b"]
    assert order("leads")[:3] == ["a", "c", "b"]
    assert order("-name")[:3] == ["c", "b", "a"]
    assert set(order("leads")[3:]) == {"Total", "nobody"}


def test_a_file_names_the_cases_and_the_interval_of_what_is_uncertain():
    head, *lines = rows_of(SHEET, "en")

    assert head[1:] == ["Leads", "CPL: cost per lead", "CPL: cost per lead: n", "CPL: cost per lead: from",
                        "CPL: cost per lead: to"]  # fmt: skip
    assert lines[2] == ["a", 1, Decimal("2.50"), 1, 1.0, None]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("leads", 1234567, "1,234,567"),
        ("revenue_paid", Decimal("56000.40"), "₽56,000"),
        ("cpl", Decimal("12.50"), "₽12.50"),
        ("ctr", 0.0324, "3.2%"),
        ("target_share", 0.62, "62%"),
        ("won_per_previous", 1.2, "120%"),
        ("roas", 9.021, "9.02"),
        ("response_time_median", 4200.0, "1\u202fh\u202f10\u202fmin"),
        ("leads", None, "—"),
    ],
)
def test_a_figure_is_said_in_its_unit(key, value, said):
    assert ENGLISH.figure(measure(key), value) == said


def test_an_interval_without_a_limit_says_which_side_is_known():
    assert ENGLISH.interval(measure("drr"), Value(0.05, low=0.03, high=float("inf"))) == "≥\u202f3.0"
    assert ENGLISH.interval(measure("average_check"), Value(Decimal(5), low=float("-inf"), high=float("inf"))) == ""


@pytest.mark.parametrize(
    ("key", "now", "before", "said", "better"),
    [
        ("leads", 12, 10, "+20\u202f%", True),
        ("cpl", Decimal(12), Decimal(10), "+20\u202f%", False),
        ("target_share", 0.5, 0.6, "−10,0\u202fп.\u202fп.", False),
        ("leads", 5, 0, "", None),
        ("impressions", 12, 10, "+20\u202f%", None),
    ],
)
def test_a_change_says_whether_it_is_for_the_better(key, now, before, said, better):
    assert RUSSIAN.change(measure(key), Value(now), Value(before)) == (said, better)


def test_a_reason_is_said_in_the_language_of_the_reader():
    assert RUSSIAN.reason(Value(None, reason=Text(ru="нет", en="no"))) == "нет"


def test_the_text_of_a_cohort_counts_the_leads_that_the_engine_counts():
    world = World()
    for day in (1, 2, 3):
        first = date(2026, 1, day)
        world.add("leads", captured_on=first, captured_at=at(first), won_on=first if day == 1 else None)
    reading = world.reading()
    january = Period.month(date(2026, 1, 1))
    ((_, sql),) = sql_texts(measure("won_cohort"), january, reading, horizon(reading))
    said = dict(re.findall(r"\$(\w+) = ([\d-]+)", sql.splitlines()[0]))

    counted = reading.rows(sql, {name: date.fromisoformat(day) for name, day in said.items()})
    value = answer(Question(("won_cohort",), january), reading).total.values["won_cohort"]
    assert sum(leads for *_, leads in counted) == value.n == 3
    assert sum(leads for fate, _, leads in counted if fate == "reached") == value.count == 1


def test_periods_before_the_data_ends_are_offered_the_newest_month(sign_in):
    page = sign_in(Role.OWNER).get(f"/measures/?period={Period.year(date(2090, 1, 1))}").content.decode()

    assert "The data ends on" in page
