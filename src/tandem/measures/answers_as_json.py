"""Figures as JSON, in the shape that the command line promises to keep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from tandem.basics.text import Text
from tandem.measures.answer_lines import member_name, sellers_of
from tandem.measures.catalogue import Measure
from tandem.measures.dimensions import dimension
from tandem.measures.questions import Answer, Member, Row
from tandem.measures.values import Number, Value


def value_json(value: Value) -> dict[str, Any]:
    """A figure: money as text, so that no digit is lost; limits that are open are null."""
    return {
        "value": number_json(value.value),
        "n": value.n,
        "low": number_json(value.low),
        "high": number_json(value.high),
        "count": value.count,
        "young": value.young,
        "reason": text_json(value.reason),
    }


def number_json(number: Number | None) -> str | int | float | None:
    """Money as text, a limit without an end as null."""
    if isinstance(number, Decimal):
        return str(number)
    if isinstance(number, float) and not math.isfinite(number):
        return None
    return number


def text_json(text: Text | None) -> dict[str, str] | None:
    """Both languages of a text."""
    return {"ru": text.ru, "en": text.en} if text else None


def measure_json(measure: Measure) -> dict[str, Any]:
    """A measure as documented in ``docs/command-line.md``."""
    return {
        "key": measure.key,
        "name": {"ru": measure.name.ru, "en": measure.name.en},
        "question": {"ru": measure.question.ru, "en": measure.question.en},
        "definition": {"ru": measure.definition.ru, "en": measure.definition.en},
        "unit": measure.unit.value,
        "better": measure.better.value,
        "owner": measure.owner.value if measure.owner else None,
        "made_of": list(measure.parts),
    }


def figures_json(values: Mapping[str, Value]) -> dict[str, Any]:
    """Figures by measure."""
    return {key: value_json(value) for key, value in values.items()}


def members_json(
    by: Iterable[str], members: Iterable[Member], sellers: Mapping[int, str], language: str
) -> dict[str, Any]:
    """Members by dimension: what the store keeps (null for "not given"), and what people call it."""
    return {
        key: {"value": member, "name": member_name(member, dimension(key), language, dict(sellers))}
        for key, member in zip(by, members, strict=True)
    }


def rows_json(answered: Answer, measures: Sequence[str], language: str) -> list[dict[str, Any]]:
    """A line for each member, the total last, with the figures of ``measures``."""
    by, sellers = answered.question.by, sellers_of(answered)

    def told(row: Row, kind: str) -> dict[str, Any]:
        members = members_json(by, row.members, sellers, language) if row.members else {}
        return {"kind": kind, "members": members, "figures": figures_json({key: row.values[key] for key in measures})}

    return [*(told(row, "member") for row in answered.over_members), told(answered.total, "total")]


def corrections_json(notes: Iterable[Text]) -> list[dict[str, str]]:
    """What was corrected after it had first been told: the notes that the pages show with the same figures."""
    return [{"ru": note.ru, "en": note.en} for note in notes]


def about_json(answered: Answer) -> dict[str, Any]:
    """What a report covers and how fresh it is."""
    period = answered.question.period
    return {
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "currency": answered.currency or None,
        "as_of": answered.freshness.as_of.isoformat(),
        "behind": answered.freshness.behind,
        "data_until": answered.until.isoformat(),
    }
