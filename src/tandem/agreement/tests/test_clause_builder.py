from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.agreement.checks.found import Scope
from tandem.agreement.clause_builder import (
    BuilderRow,
    Built,
    RowRefused,
    clause_from,
    rows_of,
    with_row,
    without_row,
)
from tandem.agreement.clause_comparisons import comparisons_of
from tandem.agreement.clause_scopes import known_in
from tandem.agreement.clauses import clause_of
from tandem.agreement.tests.clause_examples import KNOWN
from tandem.basics.expression_values import Kind


def row(field: str, comparison: str, value: str = "") -> BuilderRow:
    return BuilderRow(field, comparison, value)


NEED, ADS, RICH = row("need", "yes"), row("source", "is", "ads"), row("budget", "at_least", "100000")


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (Built(), ""),
        (Built("and", ((NEED,),)), "need"),
        (Built("and", ((NEED, RICH),)), "need and budget >= 100000"),
        (Built("or", ((NEED, RICH),)), "need or budget >= 100000"),
        (Built("and", ((NEED, RICH), (ADS,))), "(need and budget >= 100000)\nor source = 'ads'"),
        (Built("or", ((NEED, RICH), (ADS,))), "(need or budget >= 100000)\nand source = 'ads'"),
        (Built("and", ((row("city", "among", "Москва, Казань"),),)), "city in ('Москва', 'Казань')"),
        (Built("and", ((row("city", "not_among", "Орёл"),),)), "city not in ('Орёл')"),
        (Built("and", ((row("product", "contains", "crm"),),)), "product ilike '%crm%'"),
        (Built("and", ((row("product", "begins", "it's"),),)), "product ilike 'it''s%'"),
        (Built("and", ((row("captured_on", "since", "2024-01-31"),),)), "captured_on >= '2024-01-31'"),
        (Built("and", ((row("captured_at", "known"), row("urgent", "no")),)), "captured_at is not null and not urgent"),
        (Built("and", ((row("starts_within_days", "less", "-3"),),)), "starts_within_days < -3"),
    ],
)
def test_rows_make_a_clause_and_a_clause_makes_the_same_rows(built, text):
    assert clause_from(built, KNOWN) == text
    assert rows_of(text, KNOWN) == built
    if text:
        assert clause_of(text, known=KNOWN)


def test_people_write_numbers_and_days_in_their_own_way():
    built = Built("and", ((row("budget", "more", "1 500 000,50"), row("captured_on", "until", "5.02.2024")),))

    assert clause_from(built, KNOWN) == "budget > 1500000.50 and captured_on <= '2024-02-05'"


def test_a_row_without_a_field_is_left_out():
    assert clause_from(Built("and", ((NEED, BuilderRow()), (BuilderRow(),))), KNOWN) == "need"


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (row("phone", "is", "1"), "There is no field “phone”"),
        (row("budget", "contains", "1"), "Choose a comparison"),
        (row("budget", "", "1"), "Choose a comparison"),
        (row("budget", "more", ""), "Type a value"),
        (row("budget", "more", "much"), "“much” is no number"),
        (row("budget", "more", "1; drop table"), "is no number"),
        (row("starts_within_days", "less", "1.5"), "no whole number"),
        (row("captured_on", "since", "31.02.2024"), "is no day"),
        (row("city", "contains", "100%"), "signs % and _"),
    ],
)
def test_a_row_that_makes_no_condition_is_refused_with_its_place(refused, said):
    with pytest.raises(RowRefused) as found:
        clause_from(Built("and", ((NEED,), (NEED, refused))), KNOWN)

    assert (found.value.block, found.value.row) == (1, 1)
    assert said in str(found.value)


@pytest.mark.parametrize(
    "text",
    [
        "budget + 1 > 2",
        "100 < budget",
        "lower(city) = 'a'",
        "need and (urgent or (budget > 1 and budget < 5))",
        "not (need and urgent)",
        "case when need then urgent end",
        "budget > amount",
        "city like 'a%'",
        "city ilike 'a%b'",
        "city = null",
        "phone = '1'",
        "need = true",
        "need and",
        "city = ' a'",
        "captured_on > 'soon'",
        "city in ('a, b')",
    ],
)
def test_what_the_builder_cannot_show_stays_a_text(text):
    assert rows_of(text, KNOWN) is None


def test_rows_are_added_and_taken_away():
    built = with_row(with_row(Built("and", ((NEED,),)), 0), 7)

    assert built.blocks == ((NEED, BuilderRow()), (BuilderRow(),))
    assert without_row(without_row(built, 1, 0), 0, 1) == Built("and", ((NEED,),))


VALUES = {
    Kind.TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\0%_,"), min_size=1, max_size=12).filter(
        lambda text: text == text.strip()
    ),
    Kind.NUMBER: st.integers(-(10**9), 10**9).map(str) | st.sampled_from(["0.5", "-12.25"]),
    Kind.INTEGER: st.integers(-(10**9), 10**9).map(str),
    Kind.DAY: st.dates().filter(lambda day: day.year >= 1000 and day.year < 3000).map(str),
}


@st.composite
def rows(draw):
    field = draw(st.sampled_from(sorted(KNOWN)))
    kind = KNOWN[field].kind
    comparison = draw(st.sampled_from(comparisons_of(kind)))
    return row(field, comparison.key, draw(VALUES[kind]) if comparison.takes_value else "")


@given(
    inner=st.sampled_from(["and", "or"]),
    blocks=st.lists(st.lists(rows(), min_size=1, max_size=3), min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_any_rows_make_a_clause_that_runs_and_comes_back_with_the_same_meaning(inner, blocks):
    built = Built(inner, tuple(tuple(block) for block in blocks))
    text = clause_from(built, KNOWN)

    again = rows_of(text, KNOWN)

    assert again is not None
    assert clause_of(clause_from(again, KNOWN), known=KNOWN).sql == clause_of(text, known=KNOWN).sql


def test_every_announced_field_can_be_asked_for_in_its_scope():
    for scope in Scope:
        for name, field in known_in(scope).items():
            assert clause_of(f"{name} is null", known=known_in(scope)).columns == {name}
            assert comparisons_of(field.kind)
