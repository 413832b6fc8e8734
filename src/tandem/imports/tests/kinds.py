"""A small set of record kinds and a recipe around one field, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tandem.basics.text import Text
from tandem.imports.recipe_loading import load_recipe
from tandem.imports.shapes import Cell, Field, FieldType, RecordKind
from tandem.imports.table_reading import TableReader, compile_table

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")


def named(name: str) -> Text:
    return Text(ru=name, en=name)


LEAD = RecordKind(
    "lead",
    named("lead"),
    (
        Field("id", FieldType.ID, named("id"), required=True, headers=("Id", "ID сделки", "Номер")),
        Field("created_at", FieldType.INSTANT, named("created"), not_future=True,
              headers=("Created Time", "Дата создания")),
        Field("next_step_at", FieldType.INSTANT, named("next")),
        Field("closed_on", FieldType.DAY, named("closed"), headers=("Closing Date", "Дата закрытия")),
        Field("source", FieldType.TEXT, named("source"), headers=("Source", "Источник"), max_length=50),
        Field("grade", FieldType.CHOICE, named("grade"), choices=("A", "B", "C"), headers=("Quality", "Качество")),
        Field("amount", FieldType.MONEY, named("amount"), headers=("Amount", "Сумма")),
        Field("currency", FieldType.TEXT, named("currency")),
        Field("paid", FieldType.MONEY, named("paid"), sign="positive"),
        Field("score", FieldType.NUMBER, named("score")),
        Field("months", FieldType.WHOLE, named("months")),
        Field("response", FieldType.DURATION, named("response"), headers=("SLA",)),
        Field("target", FieldType.FLAG, named("target")),
        Field("phone", FieldType.PHONE, named("phone"), personal=True, headers=("Phone", "Телефон")),
        Field("email", FieldType.EMAIL, named("email"), personal=True, headers=("Email", "Почта")),
    ),
    order=10,
)  # fmt: skip
PAYMENT = RecordKind(
    "payment",
    named("payment"),
    (
        Field("lead_id", FieldType.ID, named("lead"), required=True, headers=("Id", "Заказ")),
        Field("amount", FieldType.MONEY, named("amount"), required=True, headers=("Сумма", "Amount")),
        Field("paid_on", FieldType.DAY, named("paid on"), headers=("Дата", "Date")),
    ),
    order=20,
    extras=False,
)
KINDS = {kind.name: kind for kind in (LEAD, PAYMENT)}

RECIPE = """
[recipe]
name = "school"
title = {ru = "Школа", en = "School"}
system = "zoho"
[formats]
time_zone = "Europe/Berlin"
currency = "EUR"
%s
[[table]]
name = "deals"
headers = ["Id"]
[[table.record]]
kind = "lead"
%s
[table.record.fields]
id = "Id"
%s
"""


def recipe_with(fields: str, *, record: str = "", formats: str = ""):
    return load_recipe(RECIPE % (formats, record, fields), KINDS)


def reader_of(fields: str, headers: list[str], *, record: str = "", formats: str = "") -> TableReader:
    recipe = recipe_with(fields, record=record, formats=formats)
    return compile_table(recipe, recipe.tables[0], ["Id", *headers], KINDS, now=NOW, company_zone=MOSCOW)


def read_one(field: str, cell: Cell, *, options: str = "", formats: str = ""):
    """Read one cell into one field: (value, codes of problems)."""
    source = f'{{column = "X", {options}}}' if options else '"X"'
    result = reader_of(f"{field} = {source}", ["X"], formats=formats).read(2, ["1", cell])
    value = result.records[0].values[field] if result.records else None
    return value, [problem.code for problem in result.problems]
