"""The clause fields that the versions of the agreement bring, as they stand in the database."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import F

from tandem.agreement.clause_catalogue import ClauseField, agreed_fields, fields_of_items
from tandem.agreement.document import Question
from tandem.agreement.models import Item, Version
from tandem.agreement.storing import part_from
from tandem.journal.rows import ask


def fields_of_versions(*, drafted: bool = True) -> dict[str, ClauseField]:
    """The fields that signed versions bring, and last those of the draft.

    An attribute means the same in every version: a draft that gives it another kind is not signed.
    """
    items = Item.objects.filter(section__in=[each.section for each in agreed_fields()])
    if not drafted:
        items = items.filter(version__number__isnull=False)
    rows = items.order_by(F("version__number").asc(nulls_last=True), "section", "place").values_list("section", "body")
    # The same few items are asked for by every clause that is compiled.
    return dict(_fields_of(tuple((section, json.dumps(body, sort_keys=True)) for section, body in rows)))


def questions_of_versions() -> dict[int, tuple[Question, ...]]:
    """The questions of every signed version that asks any, by its number."""
    return dict(_questions_of(signed_versions()))


def signed_versions() -> tuple[tuple[int, int, str], ...]:
    """Number, key and digest of every signed version: what is made of them stays right while these are the same."""
    # In plain SQL, because every group of leads asks.
    rows = ask(f"SELECT number, id, digest FROM {Version._meta.db_table} WHERE number IS NOT NULL ORDER BY 1")
    return tuple((number, pk, digest) for number, pk, digest in rows)


@lru_cache(maxsize=16)
def _questions_of(versions: tuple[tuple[int, int, str], ...]) -> dict[int, tuple[Question, ...]]:
    numbers = {pk: number for number, pk, _ in versions}
    items = Item.objects.filter(section="questions", version__in=numbers).order_by("version__number", "place")
    found: dict[int, list[Question]] = {}
    for pk, body in items.values_list("version_id", "body"):
        found.setdefault(numbers[pk], []).append(part_from("questions", "", body))
    return {number: tuple(questions) for number, questions in found.items()}


@lru_cache(maxsize=16)
def _fields_of(rows: tuple[tuple[str, str], ...]) -> dict[str, ClauseField]:
    return fields_of_items((section, part) for section, text in rows if (part := _part(section, text)) is not None)


def _part(section: str, text: str) -> Any:
    try:
        return part_from(section, "", json.loads(text))
    except msgspec.ValidationError:
        return None
