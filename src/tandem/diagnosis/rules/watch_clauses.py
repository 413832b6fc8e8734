"""Conditions over measures: what a watch may read, what it reads in a piece of time, and whether it came true.

A condition is written in the language of clauses. Its fields are the measures of the catalogue by their keys, each
three times: ``leads`` of the period, ``leads_before`` of the one before, and ``leads_change``, the part by which it
grew (0.2 is a fifth more, −0.2 a fifth less). What cannot be told, a growth from nothing for one, is unknown as ever.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tandem.basics.expression_values import Kind
from tandem.basics.expressions import Condition, ExpressionError, compile_condition
from tandem.basics.text import Text

BEFORE, CHANGE = "_before", "_change"
_READS_NOTHING = Text(
    ru="Условие не читает ни одного показателя: оно всегда одно и то же.",
    en="The condition reads no measure: it is always the same.",
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A condition that runs, and the keys of the measures it reads."""

    condition: Condition
    measures: tuple[str, ...]


def watched(text: str, measures: Collection[str]) -> Watched:
    """Compile a condition over measures; what cannot run is refused by `ExpressionError`, which says where and why."""
    kinds = {f"{key}{ending}": Kind.NUMBER for key in measures for ending in ("", BEFORE, CHANGE)}
    condition = compile_condition(text, kinds)
    if not condition.columns:
        raise ExpressionError(_READS_NOTHING, 0)
    return Watched(condition, tuple(sorted({measure_of(name, measures) for name in condition.columns})))


def measure_of(field: str, measures: Collection[str]) -> str:
    """The measure that a field is about; one that is called so itself comes first."""
    if field in measures:
        return field
    return field.removesuffix(BEFORE) if field.endswith(BEFORE) else field.removesuffix(CHANGE)


def row_of(now: Mapping[str, float | None], before: Mapping[str, float | None]) -> dict[str, float | None]:
    """Everything a condition may read of a piece of time and the one before it."""
    row: dict[str, float | None] = {}
    for key, value in now.items():
        value, earlier = _prepared(value), _prepared(before.get(key))
        row[key], row[f"{key}{BEFORE}"] = value, earlier
        row[f"{key}{CHANGE}"] = None if value is None or not earlier else value / earlier - 1
    return row


def _prepared(value: float | None) -> float | None:
    """As conditions read numbers: always with a fraction."""
    return None if value is None else float(value)


def came_true(found: Watched, pieces: Sequence[Mapping[str, float | None]]) -> list[bool | None]:
    """The answer for each piece but the first, which has none before it: yes, no, or not known."""
    answers: list[bool | None] = []
    for before, now in itertools.pairwise(pieces):
        answer = found.condition.run(row_of(now, before))
        answers.append(answer if isinstance(answer, bool) else None)
    return answers
