"""A planned value as an import knows it."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType, RecordKind
from tandem.people.rules import Department

RECORD_KINDS = (
    RecordKind(
        "plan",
        Text(ru="План", en="Plan"),
        (
            Field("measure", FieldType.TEXT, Text(ru="Показатель", en="Measure"), required=True, max_length=50,
                  headers=("Measure", "Показатель")),
            Field("start", FieldType.DAY, Text(ru="Начало", en="Start"), required=True,
                  headers=("Start", "From", "Начало", "С", "Начало периода")),
            Field("end", FieldType.DAY, Text(ru="Конец", en="End"), required=True,
                  headers=("End", "To", "Конец", "По", "Конец периода")),
            Field("seller", FieldType.TEXT, Text(ru="Менеджер", en="Seller"), max_length=200,
                  headers=("Seller", "Менеджер", "Сотрудник")),
            Field("department", FieldType.CHOICE, Text(ru="Отдел", en="Department"), choices=tuple(Department),
                  headers=("Department", "Отдел")),
            Field("value", FieldType.NUMBER, Text(ru="План", en="Value"), required=True, sign="positive",
                  headers=("Value", "Plan", "План", "Значение")),
        ),
        order=70,
    ),
)  # fmt: skip
