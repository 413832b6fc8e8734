"""The clause fields that the versions of the agreement bring, as they stand in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from django.db.models import F

from tandem.agreement.clause_catalogue import ClauseField, agreed_fields, fields_of_items
from tandem.agreement.document import Question
from tandem.agreement.models import ClosedMonth, Item, Version
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


class SignedVersion(NamedTuple):
    """Which row a signed version is; what is made of versions stays right while these are the same."""

    number: int
    pk: int
    since: date
    digest: str


class Standing(NamedTuple):
    """What was signed and closed by a moment: versions by their number, months by their first day."""

    versions: tuple[SignedVersion, ...]
    closed: tuple[date, ...]


#: What stood as an action found it inside ``asked_once``: a list of the one answer; None outside of it.
_FOUND: ContextVar[list[Standing] | None] = ContextVar("versions_found", default=None)


@contextmanager
def asked_once() -> Iterator[None]:
    """For one transaction: the database is asked once which versions are signed, however many steps need to know.

    Begin it behind the lock that orders the transaction. A version never changes once it is signed; one that is not
    found among these is looked for anew.
    """
    token = _FOUND.set([])
    try:
        yield
    finally:
        _FOUND.reset(token)


def signed_versions() -> tuple[SignedVersion, ...]:
    """Every signed version by its number."""
    return standing().versions


def standing() -> Standing:
    """What stands now, or stood when this action first asked."""
    found = _FOUND.get()
    if found:
        return found[0]
    # In plain SQL and at once, because every group of leads asks: to build a query costs more than to answer it.
    rows = ask(
        f"SELECT number, id, since, digest FROM {Version._meta.db_table} WHERE number IS NOT NULL "
        f"UNION ALL SELECT 0, 0, month, '' FROM {ClosedMonth._meta.db_table} ORDER BY 1, 3"
    )
    stands = Standing(
        tuple(SignedVersion(number, pk, _day(since), digest) for number, pk, since, digest in rows if number),
        tuple(_day(month) for number, _, month, _ in rows if not number),
    )
    if found is not None:
        found.append(stands)
    return stands


def signed_version(number: int) -> SignedVersion | None:
    """The signed version of a number, if there is one."""
    found = _numbered(number)
    if found is None and (asked := _FOUND.get()):
        asked.clear()
        found = _numbered(number)
    return found


def _numbered(number: int) -> SignedVersion | None:
    return next((each for each in signed_versions() if each.number == number), None)


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


@lru_cache(maxsize=16)
def _questions_of(versions: tuple[SignedVersion, ...]) -> dict[int, tuple[Question, ...]]:
    numbers = {each.pk: each.number for each in versions}
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
