from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tandem.basics.text import Text
from tandem.imports.reading import HeaderUnclear
from tandem.imports.recipe_loading import RecipeRefused, load_recipe, title_in
from tandem.imports.table_reading import ColumnsMissing, compile_table
from tandem.imports.tests.kinds import KINDS, MOSCOW, NOW, RECIPE, reader_of, recipe_with


def mistakes_of(text):
    with pytest.raises(RecipeRefused) as refused:
        load_recipe(text, KINDS)
    return [(each.where, each.message.en) for each in refused.value.mistakes]


def test_a_recipe_is_frozen_data_with_its_source():
    recipe = recipe_with('source = ["Source", "Источник"]\namount = {constant = 5}')

    assert (recipe.name, recipe.system, recipe.title.ru, recipe.verified) == ("school", "zoho", "Школа", False)
    assert recipe.source.startswith("\n[recipe]")
    assert recipe.tables[0].records[0].fields[1].columns == ("Source", "Источник")


@pytest.mark.parametrize(
    ("fields", "where", "expected"),
    [
        ('sourse = "Source"', "table deals, record lead, field sourse", "“sourse” is unknown (≈ «source»)"),
        ('source = {colum = "X"}', "field source", "≈ «column»"),
        ('source = {column = "X", constant = "y"}', "field source", "Exactly one"),
        ("source = {}", "field source", "Exactly one"),
        ("source = 5", "field source", "TOML table"),
        ("source = []", "field source", "A list of texts"),
        ('source = {column = "X", dates = "%d.%m.%Y"}', "source, dates", "does not suit a field of type text"),
        ('closed_on = {column = "X", dates = "%Q"}', "dates", "“%Q” is not clear"),
        ('amount = {column = "X", decimal = "coma"}', "amount, decimal", "≈ «comma»"),
        ('grade = {column = "X", map = {"a" = "Z"}}', "field grade", "“Z” is unknown"),
        ('grade = {column = "X", otherwise = "keep"}', "grade, otherwise", "keep goes with a map"),
        ('source = {expression = "lower(Sourse)"}\namount = "Source"', "field source [7]", "“Sourse”"),
        ('source = {expression = "sleep(1)"}', "field source", "sleep"),
    ],
)
def test_each_mistake_in_a_recipe_is_named_with_its_place(fields, where, expected):
    found = mistakes_of(RECIPE % ("", "", fields))

    assert any(where in place and expected in message for place, message in found), found


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ("[recipe]", "[recipes]", "recipe", "≈ «recipe»"),
        ('system = "zoho"', "", "recipe, system", "text that is not empty"),
        ("Europe/Berlin", "Europe/Berlín", "formats.time_zone", "no time zone"),
        ('"EUR"', '"euro"', "formats.currency", "currency code"),
        ('headers = ["Id"]', "", "table deals", "headers or file"),
        ('headers = ["Id"]', 'headers = ["Id"]\nencoding = "utf-9"', "table deals, encoding", "utf-9"),
        ('headers = ["Id"]', 'headers = ["Id"]\nheader_row = 0', "table deals, header_row", "number of a line"),
        ('kind = "lead"', 'kind = "leads"', "table deals, record leads, kind", "≈ «lead»"),
        ('kind = "lead"', 'kind = "lead"\nwhen = "Idd = 1"', "record lead, when [1]", "≈ Id"),
        ('kind = "lead"', 'kind = "payment"\nkeep_rest = true', "record payment", "keeps no extra columns"),
        ('id = "Id"', 'source = "Id"', "table deals, record lead", "required field id is missing"),
        ("[[table]]", "[table]", "table", "double brackets"),
        ("[[table]]", "[[table", "recipe", "no TOML"),
    ],
)  # fmt: skip
def test_mistakes_outside_the_fields_are_named_too(old, new, where, expected):
    found = mistakes_of((RECIPE % ("", "", "")).replace(old, new, 1))

    assert any(where in place and expected in message for place, message in found), found


def test_all_mistakes_are_told_at_once():
    assert len(mistakes_of(RECIPE % ('decimal = "x"', "", 'a = "b"\nc = "d"'))) == 3


SET = """
[recipe]
name = "set"
system = "x"
[[table]]
name = "deals"
headers = ["id", "created"]
[table.columns]
id = ["Id", "ID сделки"]
created = ["Created Time", "Дата создания"]
[[table.record]]
kind = "lead"
[table.record.fields]
id = "id"
created_at = "created"
[[table]]
name = "deals with source"
headers = ["id", "created", "Source"]
[table.columns]
id = ["Id"]
created = ["Created Time"]
[[table.record]]
kind = "lead"
[table.record.fields]
id = "id"
source = "Source"
[[table]]
name = "payments"
file = "pay*.csv"
[[table.record]]
kind = "payment"
[table.record.fields]
lead_id = "Order"
amount = "Amount"
"""


def test_a_table_is_recognised_by_its_headers_in_either_language_or_by_its_file():
    recipe = load_recipe(SET, KINDS)

    def name(headers, file=""):
        table = recipe.table_for(headers, file)
        return table.name if table else None

    assert name(["id ", "CREATED  TIME", "x"]) == "deals"
    assert name(["Дата создания", "ID сделки"]) == "deals"
    assert name(["Id", "Created Time", "Source"]) == "deals with source"
    assert name(["Id", "Source"]) is None
    assert name(["Whatever"], "Payments May.csv") == "payments"


def test_one_row_gives_several_records_each_where_its_condition_is_true():
    recipe = load_recipe(
        """
        [recipe]
        name = "x"
        system = "x"
        [formats]
        currency = "EUR"
        [[table]]
        name = "deals"
        headers = ["Id", "Stage"]
        [table.columns]
        stage = ["Stage", "Этап"]
        paid = ["Initial Amount Paid"]
        [[table.record]]
        kind = "lead"
        keep_rest = true
        [table.record.fields]
        id = "Id"
        target = {expression = "grade not in ('D', 'E')"}
        source = {constant = "Zoho"}
        [[table.record]]
        kind = "payment"
        when = "stage = 'Payment Done' and paid > 9"
        [table.record.fields]
        lead_id = "Id"
        amount = {column = "paid", default = 0}
        """.replace('paid = ["Initial', 'grade = ["Quality"]\n        paid = ["Initial'),
        KINDS,
    )
    headers = ["Id", "Этап", "Initial Amount Paid", "Quality", "City", "Level"]
    reader = compile_table(recipe, recipe.tables[0], headers, KINDS, now=NOW, company_zone=MOSCOW)

    won = reader.read(2, ["1", "Payment Done", "1000", "A", "Berlin", ""])
    lost = reader.read(3, ["2", "Lost", "", "", "", "B1"])

    assert [(each.kind, each.values) for each in won.records] == [
        ("lead", {"id": "1", "target": True, "source": "Zoho", "currency": "EUR", "extras": {"City": "Berlin"}}),
        ("payment", {"lead_id": "1", "amount": Decimal("1000.00")}),
    ]
    assert [each.values["target"] for each in lost.records] == [None]
    assert lost.records[0].values["extras"] == {"Level": "B1"}


def test_a_row_is_taken_whole_or_not_at_all():
    reader = reader_of('amount = "Sum"\ncreated_at = "Made"', ["Sum", "Made"])

    result = reader.read(7, ["1", "ten", "31.12.1999"])

    assert result.records == []
    assert [(each.line, each.column, each.field, each.code, each.value_excerpt) for each in result.problems] == [
        (7, "Sum", "amount", "number_unreadable", "ten"),
        (7, "Made", "created_at", "date_too_early", "31.12.1999"),
    ]


def test_a_rejected_row_has_no_remarks_as_if_it_had_been_taken_in():
    reader = reader_of('phone = "P"\ncreated_at = "Made"', ["P", "Made"])

    assert [each.code for each in reader.read(7, ["1", "#REF!", "31.12.1999"]).problems] == ["date_too_early"]
    assert [each.severity for each in reader.read(8, ["1", "#REF!", "31.12.2023"]).problems] == ["warning"]


def test_an_error_of_excel_in_a_required_field_says_that_the_field_is_required():
    (problem,) = reader_of('source = "S"', ["S"]).read(2, ["#REF!", "x"]).problems

    assert problem.severity == "rejected"
    assert "#REF!" in problem.message.en
    assert problem.message.en.endswith("The field is required and has no value.")


def test_a_row_without_its_required_value_is_rejected_and_a_blank_one_is_called_blank():
    reader = reader_of('source = "S"', ["S"])

    assert [each.code for each in reader.read(2, ["", "x"]).problems] == ["required_empty"]
    assert [each.code for each in reader.read(3, ["", ""]).problems] == ["row_blank"]


def test_a_missing_column_leaves_its_field_absent_unless_it_is_required():
    reader = reader_of('source = "Source"\namount = {column = "Sum", default = 5}', [])

    assert reader.missing == ("Source", "Sum")
    assert reader.read(2, ["1"]).records[0].values == {"id": "1", "amount": Decimal("5.00"), "currency": "EUR"}

    recipe = recipe_with("")
    with pytest.raises(ColumnsMissing, match="Id"):
        compile_table(recipe, recipe.tables[0], ["Nr"], KINDS, now=NOW, company_zone=MOSCOW)


def test_a_column_that_stands_twice_is_read_only_when_the_recipe_says_which():
    with pytest.raises(HeaderUnclear, match="Source"):
        reader_of('source = "Source"', ["Source", "Source (2)"])

    reader = reader_of('source = "Source (2)"', ["Source", "Source (2)"])

    assert reader.read(2, ["1", "a", "b"]).records[0].values["source"] == "b"


def test_named_columns_are_kept_as_extras_under_their_first_name():
    reader = reader_of('source = "S"', ["Город", "S", "Level"], record='keep = ["Город"]')

    assert reader.read(2, ["1", "Köln", "x", "B1"]).records[0].values["extras"] == {"Город": "Köln"}


def test_expressions_see_texts_of_excel_cells_and_nulls():
    reader = reader_of(
        """source = {expression = "coalesce(X, 'none') || '/' || cast(length(Y) as text)"}
        phone = "X"
        email = "Y" """,
        ["X", "Y"],
    )

    assert reader.read(2, ["1", 12.0, "a@b.ru"]).records[0].values["source"] == "12/6"
    assert reader.read(2, ["1", "", "a@b.ru"]).records[0].values["source"] == "none/6"
    assert reader.read(2, ["1", "", ""]).records[0].values["source"] is None


def test_a_stated_format_beats_the_recipes():
    american = 'created_at = {column = "X", dates = ["%m/%d/%Y %I:%M %p"]}'
    reader = reader_of(american, ["X"], formats='dates = "%d/%m/%Y"')

    made = reader.read(2, ["1", "01/02/2024 01:30 AM"]).records[0].values["created_at"]

    assert made == datetime(2024, 1, 2, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('[recipe]\nname = "own"\ntitle = { ru = "Наша CRM", en = "Our CRM" }', Text(ru="Наша CRM", en="Our CRM")),
        ('[recipe]\ntitle = "Наша CRM"', Text(ru="Наша CRM", en="Наша CRM")),
        ('[recipe]\nname = "own"', Text(ru="own", en="own")),
        ("no TOML at all", Text(ru="own", en="own")),
        ('recipe = "own"', Text(ru="own", en="own")),
    ],
)
def test_an_import_is_called_by_the_title_of_the_recipe_it_was_read_by(text, title):
    assert title_in(text, "own") == title
