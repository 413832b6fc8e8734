"""The leads, returns or launches behind a figure of a duty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.agreement import queries
from tandem.agreement.document import Document, Promise
from tandem.agreement.ledger import rows_behind
from tandem.agreement.promise_states import RowState
from tandem.basics.numbers import DASH, format_moment
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked import Asked
from tandem.measures.store import Reading
from tandem.ui.pieces import Cell, Column, Empty, Row, Table

#: The newest rows that are listed.
MOST = 1000

_LEADS = "SELECT lead_id, captured_at, nullif(source, ''), nullif(campaign, ''), seller_id, grade FROM leads"
_RETURNS = "SELECT return_id, lead_id, returned_at, nullif(reason, ''), seller_id, answered_at FROM returns"
_LAUNCHES = "SELECT launch_id, campaign, announced_at, launched_at FROM launches"


class NoSuchDuty(LookupError):
    """The version has no duty of that key."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows of a duty in a state; ``cut`` where there may be more than are listed."""

    promise: Promise
    document: Document
    table: Table
    cut: bool


def behind(page: Asked, *, version: int, key: str, state: RowState, exports: Sequence[tuple[str, str]] = ()) -> Behind:
    """The rows that the reader may see; raises ``NoSuchDuty`` and ``queries.UnknownVersion``."""
    document = queries.version(version).document
    promise = next((each for each in document.promises if each.key == key and each.duty), None)
    if promise is None or promise.duty is None:
        raise NoSuchDuty(key)
    found = rows_behind(
        promise, document, page.period, page.reading, state=state, seller_id=page.seller_id, version=version
    )
    empty = Empty(_("There are none in these days: another date, or they are not yours."), "", "")
    columns, rows = rows_about(promise.duty.about, found, page)
    return Behind(promise, document, Table(promise.title, columns, rows, empty, tuple(exports)), len(found) == MOST)


def rows_about(about: str, ids: Sequence[int], page: Asked) -> tuple[list[Column], list[Row]]:
    """Rows of a store table by their ids, in that order, as people know them."""
    return {"leads": lead_rows, "returns": _returns, "launches": _launches}[about](ids, page)


def lead_rows(ids: Sequence[int], page: Asked) -> tuple[list[Column], list[Row]]:
    """Leads by their ids, in that order."""
    known = {row[0]: row for row in _read(page.reading, _LEADS, "lead_id", ids)}
    names = _names(page, (known[lead][4] for lead in ids if lead in known))
    columns = [Column(_("Lead")), Column(_("Came")), Column(_("Source")), Column(_("Campaign"))]
    columns += [Column(_("Seller"))] if page.role.sees_operating_report else []
    columns.append(Column(_("Grade")))
    rows = []
    for lead in ids:
        if lead not in known:
            continue
        _id, came, source, campaign, seller, grade = known[lead]
        cells = [_lead(lead), Cell(_moment(came, page)), Cell(source or DASH), Cell(campaign or DASH)]
        cells += [Cell(names.get(seller, DASH))] if page.role.sees_operating_report else []
        rows.append(Row([*cells, Cell(grade or DASH)], url=cells[0].url))
    return columns, rows


def _returns(ids: Sequence[int], page: Asked) -> tuple[list[Column], list[Row]]:
    known = {row[0]: row for row in _read(page.reading, _RETURNS, "return_id", ids)}
    names = _names(page, (row[4] for row in known.values()))
    columns = [Column(_("Lead")), Column(_("Came back")), Column(_("Reason"))]
    columns += [Column(_("Seller"))] if page.role.sees_operating_report else []
    columns.append(Column(_("Answered")))
    rows = []
    for each in ids:
        _id, lead, returned, reason, seller, answered = known[each]
        cells = [_lead(lead), Cell(_moment(returned, page)), Cell(reason or DASH)]
        cells += [Cell(names.get(seller, DASH))] if page.role.sees_operating_report else []
        rows.append(Row([*cells, Cell(_moment(answered, page))], url=cells[0].url))
    return columns, rows


def _launches(ids: Sequence[int], page: Asked) -> tuple[list[Column], list[Row]]:
    known = {row[0]: row for row in _read(page.reading, _LAUNCHES, "launch_id", ids)}
    columns = [Column(_("Campaign")), Column(_("Sales were told")), Column(_("Launched"))]
    rows = [
        Row([Cell(known[each][1] or DASH), Cell(_moment(known[each][2], page)), Cell(_moment(known[each][3], page))])
        for each in ids
    ]
    return columns, rows


def _read(reading: Reading, select: str, key: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    return reading.rows(f"{select} WHERE {key} IN ({', '.join(str(int(each)) for each in ids)})")


def _names(page: Asked, sellers: Iterable[int | None]) -> Mapping[int, str]:
    return seller_names(sellers) if page.role.sees_operating_report else {}


def _lead(lead_id: int | None) -> Cell:
    if lead_id is None:
        return Cell(DASH)
    try:
        address = reverse("lead", args=[lead_id])
    except NoReverseMatch:
        address = ""
    return Cell(f"№ {lead_id}", url=address)


def moment(instant: dt.datetime, page: Asked) -> str:
    """An instant as people say it."""
    return format_moment(instant, timezone.now(), ZoneInfo(settings.TIME_ZONE), page.language)


def _moment(instant: dt.datetime | None, page: Asked) -> str:
    """An instant of the store (naive UTC) as people say it."""
    return DASH if instant is None else moment(instant.replace(tzinfo=dt.UTC), page)


def file_rows(table: Table, language: str) -> list[list[str]]:
    """A list as the rows of a file."""

    def said(words: object) -> str:
        return words.in_language(language) if hasattr(words, "in_language") else str(words)

    head = [said(column.title) for column in table.columns]
    lines = ([f"{said(cell.value)} {said(cell.note)}".strip() for cell in row.cells] for row in table.rows)
    return [head, *lines]
