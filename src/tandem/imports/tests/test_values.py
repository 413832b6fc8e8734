from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.imports.tests.kinds import read_one, reader_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3500", "3500.00"),
        ("€ 11398,00", "11398.00"),
        ("€ 3.500,00", "3500.00"),
        ("3 500,00", "3500.00"),
        ("3\u00a0500,5 €", "3500.50"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.50 EUR", "1234.50"),
        ("1.234.567", "1234567.00"),
        ("-290.00", "-290.00"),
        ("−5", "-5.00"),
        ("(12,50)", "-12.50"),
        ("-€5", "-5.00"),
        ("1e3", "1000.00"),
        ("5e-05", "0.00"),
        ("+7", "7.00"),
    ],
)
def test_amounts_are_read_as_both_languages_write_them(text, amount):
    value, problems = read_one("amount", text)

    assert value == Decimal(amount)
    assert problems in ([], ["rounded"])


def test_an_amount_that_excel_shortened_is_refused():
    assert read_one("amount", "1,23457E+06") == (None, ["precision_lost"])


@pytest.mark.parametrize("text", ["3,500", "1.234", "12.345"])
def test_an_amount_that_may_be_thousands_or_a_fraction_is_refused_until_the_recipe_says(text):
    assert read_one("amount", text) == (None, ["number_ambiguous"])
    assert read_one("amount", text, formats='decimal = "comma"')[1] in ([], ["rounded"])
    assert read_one("amount", text, options='decimal = "point"')[1] in ([], ["rounded"])


def test_a_stated_decimal_sign_is_believed():
    assert read_one("amount", "1.234", options='decimal = "comma"') == (Decimal("1234.00"), [])
    assert read_one("amount", "1,234", options='decimal = "point"') == (Decimal("1234.00"), [])
    assert read_one("amount", "12,34.5", options='decimal = "point"') == (None, ["number_unreadable"])


@pytest.mark.parametrize("text", ["abc", "12 34", "1,23,4", "--5", "5 5,0,1", "12 мес.", "₽ € 5", "1" * 20, "٣" * 3])
def test_what_is_no_amount_is_refused(text):
    value, problems = read_one("amount", text)

    assert value is None
    assert problems[0] in ("number_unreadable", "number_too_large")


def test_an_amount_in_another_currency_carries_its_own_and_a_warning():
    result = reader_of('amount = "X"', ["X"]).read(2, ["1", "1 000 ₽"])

    assert result.records[0].values["amount"] == Decimal("1000.00")
    assert result.records[0].values["currency"] == "RUB"
    assert [problem.code for problem in result.problems] == ["currency_differs"]


def test_an_amount_that_contradicts_the_currency_of_its_row_is_rejected():
    result = reader_of('amount = "X"\ncurrency = "Y"', ["X", "Y"]).read(2, ["1", "$ 5", "руб."])

    assert result.rejected
    assert result.records == []


def test_an_amount_without_a_sign_is_in_the_recipes_currency():
    assert reader_of('amount = "X"', ["X"]).read(2, ["1", "5"]).records[0].values["currency"] == "EUR"


def test_rounding_an_amount_is_told():
    assert read_one("amount", "1.429999948") == (Decimal("1.43"), ["rounded"])


def test_an_amount_below_zero_is_refused_where_the_field_says_so():
    assert read_one("paid", "-5") == (None, ["number_negative"])
    assert read_one("amount", "-5")[1] == []


@settings(deadline=None)
@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_every_amount_is_read_back_in_each_writing(amount):
    written = f"{amount:,.2f}"
    russian = written.replace(",", "\u00a0").replace(".", ",")
    german = written.replace(",", " ").replace(".", ",").replace(" ", ".")

    for text in (str(amount), written, russian, german):
        assert read_one("amount", text) == (amount, [])


@pytest.mark.parametrize(
    ("cell", "number"),
    [("12", 12), ("12.0", 12), ("12,0", 12), ("12 %", 12), (12.0, 12), ("1 234", 1234), ("1,234", 1234)],
)
def test_whole_numbers_in_their_writings(cell, number):
    assert read_one("months", cell) == (number, [])


def test_a_fraction_is_no_whole_number():
    assert read_one("months", "12.5") == (None, ["not_whole"])


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("00:17:43", 1063),
        ("1 day, 20:55:36", 161736),
        ("2 days, 0:00:01", 172801),
        ("-1 day, 23:59:58", -2),
        ("171", 171),
        ("12,6", 13),
        ("1 д 2 ч", 93600),
        ("2h 5m", 7500),
        ("49:00:00", 176400),
        (timedelta(days=1, seconds=5), 86405),
        (time(0, 1, 2), 62),
    ],
)
def test_durations_in_their_writings(cell, seconds):
    assert read_one("response", cell) == (seconds, [])


def test_a_duration_of_two_parts_needs_its_format():
    assert read_one("response", "17:43") == (None, ["duration_ambiguous"])
    assert read_one("response", "17:43", options='duration = "mm:ss"') == (1063, [])
    assert read_one("response", "17:43", options='duration = "hh:mm"') == (63780, [])
    assert read_one("response", "17", options='duration = "minutes"') == (1020, [])
    assert read_one("response", "soon") == (None, ["duration_unreadable"])


@pytest.mark.parametrize(
    "cell",
    ["31.01.2024 23:44", "2024-01-31 23:44", "2024-01-31T23:44:00", "2024-01-31T22:44:00Z", "31/01/2024 23:44",
     "01/31/2024 11:44 PM", "31 января 2024 23:44", "Jan 31, 2024 11:44 PM", "31.01.24 23:44",
     datetime(2024, 1, 31, 23, 44)],
)  # fmt: skip
def test_instants_are_utc_and_naive_ones_are_of_the_recipes_zone(cell):
    assert read_one("created_at", cell) == (datetime(2024, 1, 31, 22, 44, tzinfo=UTC), [])


def test_a_date_that_may_be_read_two_ways_is_refused_until_the_recipe_says():
    assert read_one("created_at", "01/02/2024") == (None, ["date_ambiguous"])
    assert read_one("closed_on", "01/02/2024", options='dates = ["%m/%d/%Y"]') == (date(2024, 1, 2), [])


@pytest.mark.parametrize(
    ("cell", "options"),
    [(45322, ""), (45322.25, ""), ("45322", 'dates = ["excel"]'), ("1706702400", 'dates = "unix"'),
     (date(2024, 1, 31), ""),
     ("31.1.2024", 'dates = ["iso", "%d.%m.%Y"]'), ("31 янв. 2024", 'dates = "%d %b %Y"'),
     ("31-Jan-2024 10:00 +0300", 'dates = "%d-%b-%Y %H:%M %z"')],
)  # fmt: skip
def test_days_in_their_writings(cell, options):
    assert read_one("closed_on", cell, options=options) == (date(2024, 1, 31), [])


def test_an_instant_falls_on_its_day_in_the_companys_zone():
    assert read_one("closed_on", "2024-01-31T22:30:00Z")[0] == date(2024, 2, 1)


@pytest.mark.parametrize("cell", ["31.12.1999", "01.01.0001", "1899-12-30", 2, date(1970, 1, 1)])
def test_dates_before_2000_are_refused(cell):
    assert read_one("closed_on", cell) == (None, ["date_too_early"])
    assert read_one("created_at", cell)[1] == ["date_too_early"]


def test_a_creation_in_the_future_is_refused_and_a_next_step_is_not():
    assert read_one("created_at", "02.06.2024 12:00") == (None, ["date_in_future"])
    assert read_one("next_step_at", "02.06.2024 12:00")[1] == []


@pytest.mark.parametrize("text", ["32.01.2024", "yesterday", "2024-02-30", "31.01", "1706702400"])
def test_what_is_no_date_is_refused(text):
    assert read_one("closed_on", text) == (None, ["date_unreadable"])


def test_ids_keep_their_digits():
    assert reader_of("", []).read(2, ["5805028000029374679"]).records[0].values["id"] == "5805028000029374679"
    assert reader_of("", []).read(2, [12.0]).records[0].values["id"] == "12"
    assert reader_of("", []).read(2, ["007"]).records[0].values["id"] == "007"


@pytest.mark.parametrize("cell", [5.80502800002937e18, "5.80503E+18", "5,80503E+18", "5,80E18"])
def test_ids_that_excel_made_a_fraction_of_are_refused(cell):
    result = reader_of("", []).read(2, [cell])

    assert result.records == []
    assert [problem.code for problem in result.problems] == ["precision_lost"]
    assert "Excel" in result.problems[0].message.ru


def test_cyrillic_and_latin_letters_stay_apart_until_the_recipe_maps_them():
    options = 'map = {"В1" = "B1", "B1" = "B1"}'

    assert read_one("source", "В1")[0] == "В1"
    assert read_one("source", "В1", options=options)[0] == "B1"


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#ССЫЛКА!", "#Н/Д"])
def test_an_error_of_excel_is_empty_with_a_warning_or_rejects_a_required_field(error):
    assert read_one("source", error) == (None, ["excel_error"])
    assert read_one("amount", error) == (None, ["excel_error"])
    result = reader_of("", []).read(2, [error])
    assert result.rejected
    assert result.records == []


def test_a_long_text_is_refused_and_never_cut():
    assert read_one("source", "я" * 50)[1] == []
    assert read_one("source", "я" * 51) == (None, ["text_too_long"])


@pytest.mark.parametrize(
    ("cell", "flag"),
    [("да", True), ("No", False), ("ИСТИНА", True), (True, True), ("0", False), ("", None), ("-", None)],
)
def test_flags(cell, flag):
    assert read_one("target", cell) == (flag, [])


def test_what_is_no_flag_is_refused():
    assert read_one("target", "maybe") == (None, ["flag_unreadable"])


@pytest.mark.parametrize(
    ("cell", "phone", "problems"),
    [
        ("8 (916) 123-45-67", "+79161234567", []),
        ("+7 916 123 45 67", "+79161234567", []),
        ("9161234567", "+79161234567", []),
        (79161234567.0, "+79161234567", []),
        ("'+79161234567", "+79161234567", []),
        ("+49 30 901820", "+4930901820", []),
        ("89161234567, 89161234568", "+79161234567", ["phone_several"]),
        ("12345", "12345", ["phone_unusual"]),
        ("нет", None, ["phone_unreadable"]),
        ("7,91612E+10", None, ["precision_lost"]),
    ],
)
def test_phones(cell, phone, problems):
    assert read_one("phone", cell) == (phone, problems)


@pytest.mark.parametrize(
    ("cell", "mail", "problems"),
    [
        (" Ann@Example.COM ", "ann@example.com", []),
        ("mailto:ann@example.com", "ann@example.com", []),
        ("Ann <ann@example.com>; bob@example.com", "ann@example.com", ["mail_several"]),
        ("ann@example", None, ["mail_unreadable"]),
        ("иван@почта.рф", "иван@почта.рф", []),
    ],
)
def test_mails(cell, mail, problems):
    assert read_one("email", cell) == (mail, problems)


def test_a_map_rejects_what_it_does_not_name_unless_told_otherwise():
    table = 'map = {"A - High" = "A", "Плохой" = ""}'

    assert read_one("grade", "a - high ", options=table) == ("A", [])
    assert read_one("grade", "Плохой", options=table) == (None, [])
    assert read_one("grade", "Z", options=table) == (None, ["value_not_mapped"])
    assert read_one("grade", "Z", options=table + ', otherwise = "empty"') == (None, ["value_not_mapped"])
    assert read_one("source", "Z", options='map = {"Y" = "X"}, otherwise = "keep"') == ("Z", [])
    assert read_one("grade", "Z") == (None, ["choice_unknown"])


def test_otherwise_empty_keeps_the_row_with_a_warning():
    result = reader_of('closed_on = {column = "X", otherwise = "empty"}', ["X"]).read(2, ["1", "soon"])

    assert result.records[0].values["closed_on"] is None
    assert [(problem.code, problem.severity) for problem in result.problems] == [("date_unreadable", "warning")]


def test_a_default_stands_for_an_empty_cell():
    assert read_one("source", "", options='default = "direct"') == ("direct", [])
    assert read_one("grade", " ", options='default = "C", map = {"A - High" = "A"}') == ("C", [])
    assert read_one("months", "-", options="default = 12") == (12, [])


EVERY_FIELD = reader_of(
    "\n".join(
        f'{field} = "X"'
        for field in (
            "created_at",
            "closed_on",
            "source",
            "grade",
            "amount",
            "months",
            "response",
            "target",
            "phone",
            "email",
        )
    ),
    ["X"],
)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_text_whatever_breaks_a_field(text):
    result = EVERY_FIELD.read(2, ["1", text])

    assert bool(result.records) != result.rejected
