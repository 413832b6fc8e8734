"""Two reports and why they differ: exactly, in what is shown, in files, after a closing, and on other report pages."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.agreement import actions, jobs, queries, recount
from tandem.agreement.judges import compile_judge, judge_of
from tandem.agreement.recount import Report, difference
from tandem.agreement.samples import DOCUMENT, person, signed
from tandem.agreement.splitting import rounded
from tandem.basics.periods import Period
from tandem.intake.samples import lead
from tandem.measures.past import is_kept, read_at
from tandem.measures.questions import Question, answer
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tests.measures.world import FIRST_DAY, World, worlds

MEASURES = ("leads", "target_leads", "target_share", "cptl", "deals_won", "revenue_paid", "response_time_median")
JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
EARLY = dt.datetime(2025, 12, 1, 9, tzinfo=dt.UTC)
#: A target lead by its source, which the rows of a small world have.
BY_ADS = msgspec.structs.replace(
    DOCUMENT,
    grading=msgspec.structs.replace(
        DOCUMENT.grading, target_lead=msgspec.structs.replace(DOCUMENT.grading.target_lead, clause="source = 'Ads'")
    ),
)
BY_BLOG = msgspec.structs.replace(
    DOCUMENT,
    grading=msgspec.structs.replace(
        DOCUMENT.grading, target_lead=msgspec.structs.replace(DOCUMENT.grading.target_lead, clause="source = 'Blog'")
    ),
)


def _days(first: int, last: int) -> Period:
    return Period(FIRST_DAY + dt.timedelta(days=first), FIRST_DAY + dt.timedelta(days=last))


_periods = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda days: _days(min(days), max(days)))
_reports = st.builds(Report, _periods, st.sampled_from([None, 1, 2]), st.sampled_from([None, 7]))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(now=worlds(), then=worlds(), before=_reports, after=_reports, by=st.sampled_from([None, "source", "seller"]))
def test_the_causes_add_up_to_the_whole_for_any_two_reports(monkeypatch, now, then, before, after, by) -> None:
    readings = {None: now.reading(), 7: then.reading()}
    judges = {0: judge_of(None), 1: compile_judge(BY_ADS), 2: compile_judge(BY_BLOG)}
    first, second = (FIRST_DAY, 1), (FIRST_DAY + dt.timedelta(days=20), 2)
    monkeypatch.setattr(type(store), "read", lambda self: readings[None])
    monkeypatch.setattr(recount, "read_at", lambda position: readings[position])
    monkeypatch.setattr(queries, "judge", lambda number: judges[number])
    monkeypatch.setattr(queries, "timetable_at", lambda position: (first, second) if position is None else (first,))
    monkeypatch.setattr(queries, "in_force", lambda day: type("Held", (), {"version": 1})())

    found = difference(before, after, measures=MEASURES, by=by)

    def asked(report: Report, key: str) -> object:
        question = Question(MEASURES, report.period)
        return recount.counted(question, version=report.version, position=report.position).total.values[key].value

    for line in (*found.whole, *found.members):
        if line.split is None:
            continue
        causes = line.split.behaviour + line.split.definition + line.split.correction
        assert causes == line.split.after - line.split.before
    for line in found.whole:
        if line.split is not None:
            assert line.split.before == Fraction(asked(before, line.measure))
            assert line.split.after == Fraction(asked(after, line.measure))
            if before.period == after.period:
                assert line.split.behaviour == 0
            if before.position == after.position:
                assert line.split.correction == 0


@given(
    parts=st.lists(st.fractions(min_value=-1000, max_value=1000, max_denominator=6), min_size=3, max_size=3),
    beside=st.integers(-1, 1),
)
def test_rounded_parts_add_up_to_what_the_whole_is_shown_as(parts, beside) -> None:
    to = round(sum(parts)) + beside

    units = rounded(parts, to=to)

    assert sum(units) == to
    assert all(abs(unit - part) < 2 for unit, part in zip(units, parts, strict=True))


def test_a_cause_that_did_nothing_is_not_given_a_rounded_unit() -> None:
    assert rounded([Fraction(1, 2), Fraction(1, 2), Fraction(0)], to=1) in {(1, 0, 0), (0, 1, 0)}
    assert rounded([Fraction(0), Fraction(7, 3), Fraction(0)], to=3) == (0, 3, 0)


@pytest.fixture
def sign_in(client, db):
    client.cookies["django_language"] = "en"

    def signed_in(role: Role):
        reader = person(role)
        reader.language = "en"
        reader.save()
        client.force_login(reader)
        return client, reader

    return signed_in


def _small() -> World:
    world = World()
    for number, source in enumerate(("Ads", "Ads", "Blog"), start=1):
        day = dt.date(2026, 1, number)
        world.add(
            "leads", client_id=number, captured_on=day, captured_at=dt.datetime(2026, 1, number, 9), source=source,
            seller_id=number, grade="A", target=True,
        )  # fmt: skip
    world.add("activities", contacted_on=dt.date(2026, 2, 10), seller_id=1)
    return world


@pytest.fixture
def two_versions(monkeypatch, db):
    made = _small().reading()
    monkeypatch.setattr(type(store), "read", lambda self: made)
    signed(BY_ADS, since=dt.date(2026, 1, 1), now=EARLY)
    signed(BY_BLOG, since=dt.date(2026, 1, 15), now=EARLY)
    return made


SAME_DAYS = "period=2026-01&compare=none"


def _lines(client, query: str) -> dict[tuple[str, str], list[str]]:
    written = client.get(f"/agreement/recount/table.csv?{query}").content.decode("utf-8-sig")
    return {
        (row[0], row[1]): row[2:] for row in csv.reader(io.StringIO(written), delimiter=";" if ";" in written else ",")
    }


def test_the_same_days_under_two_versions_differ_by_definition_only(two_versions, sign_in):
    client, _ = sign_in(Role.OWNER)
    query = f"{SAME_DAYS}&before_as=1&after_as=2&by=source"

    page = client.get(f"/agreement/recount/?{query}").content.decode()
    lines = _lines(client, query)

    assert [Decimal(cell) for cell in lines["Target leads", ""]] == [2, 1, -1, 0, -1, 0]
    assert [Decimal(cell) for cell in lines["Target leads", "Blog"]] == [0, 1, 1, 0, 1, 0]
    assert "only: definition changed" in page


def test_a_seller_reads_of_their_own_leads_and_nobodys_spend(two_versions, client):
    Person.objects.update_or_create(pk=1, defaults={"username": "first", "role": Role.SELLER, "language": "ru"})
    client.force_login(Person.objects.get(pk=1))
    lines = _lines(client, SAME_DAYS)

    assert not [title for title, _ in lines if "Цена целевого лида" in title or "Cost per target" in title]
    assert [Decimal(cell.replace(",", ".")) for cell in lines["Лиды", ""][:2]] == [1, 1]


def test_sellers_are_not_named_to_a_marketer(two_versions, sign_in):
    client, _ = sign_in(Role.MARKETER)

    page = client.get(f"/agreement/recount/?{SAME_DAYS}&by=seller").content.decode()

    assert ">Source</a>" in page
    assert ">Seller</a>" not in page
    assert set(_lines(client, f"{SAME_DAYS}&by=seller")) == set(_lines(client, SAME_DAYS))


@pytest.mark.parametrize("address", ["/funnel/", "/report/", "/campaigns/", "/measures/", "/measures/target_leads/"])
def test_every_report_can_be_read_as_if_a_version_had_always_held(two_versions, sign_in, address):
    client, _ = sign_in(Role.OWNER)

    usual = client.get(f"{address}?period=2026-01").content.decode()
    other = client.get(f"{address}?period=2026-01&as_if=2").content.decode()
    unknown = client.get(f"{address}?period=2026-01&as_if=9").content.decode()

    assert "as if version 2" in usual
    assert usual.split("<main")[1] != other.split("<main")[1]
    assert "is not known: showing “as agreed then”" in unknown


def test_figures_as_if_a_version_had_always_held(two_versions, sign_in):
    client, _ = sign_in(Role.OWNER)

    def targets(query: str) -> str:
        file = client.get(f"/measures/table.csv?period=2026-01{query}").content.decode("utf-8-sig")
        return next(row[6] for row in csv.reader(io.StringIO(file)) if row[0] == "target_leads")

    assert (targets(""), targets("&as_if=1"), targets("&as_if=2")) == ("3", "2", "1")


def test_without_a_version_there_is_only_one_way_of_counting(sign_in, monkeypatch):
    made = _small().reading()
    monkeypatch.setattr(type(store), "read", lambda self: made)
    client, _ = sign_in(Role.OWNER)

    assert "as agreed then" not in client.get("/funnel/?period=2026-01").content.decode()


@pytest.mark.django_db(transaction=True)
def test_data_that_comes_after_the_closing_is_shown_as_a_correction(sign_in):
    client, owner = sign_in(Role.OWNER)
    lead(created_at=dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC))
    actions.close_month(month=dt.date(2026, 1, 1), by=owner, now=dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC))
    position = queries.closing_position(dt.date(2026, 1, 10))
    lead(created_at=dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC))

    assert not is_kept(position)
    jobs.keep_closing_data.func(position)
    assert is_kept(position)
    closed = answer(Question(("leads",), JANUARY), read_at(position)).total.values["leads"].value
    lines = _lines(client, f"{SAME_DAYS}&before_data=closed")
    page = client.get("/funnel/?period=2026-01").content.decode()

    assert closed == 1
    assert [Decimal(cell) for cell in lines["Leads", ""]] == [1, 2, 1, 0, 0, 1]
    assert "These days are closed" in page
    assert "before_data=closed" in page


@pytest.mark.django_db
def test_days_that_are_open_have_no_data_of_a_closing(two_versions, sign_in):
    client, _ = sign_in(Role.OWNER)

    page = client.get(f"/agreement/recount/?{SAME_DAYS}&before_data=closed").content.decode()

    assert "is not closed" in page


@settings(max_examples=1, deadline=None)
@given(now=worlds())
def test_what_is_worked_out_for_a_signed_version_is_kept_for_the_next_page_and_of_a_draft_is_not(now) -> None:
    reading, ads, blog = now.reading(), compile_judge(BY_ADS), compile_judge(BY_BLOG)
    recount.as_if(reading, ads, version=1).kept["fit"] = 7

    assert recount.as_if(reading, ads, version=1).kept == {"fit": 7}
    assert recount.as_if(reading, ads).kept == {}
    assert recount.as_if(reading, blog, version=1).kept == {}
    assert "fit" not in reading.kept
