"""The list of leads as a report: no personal data unless it is asked for, and then the name only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.attribution.reports import Report
from tandem.basics.numbers import DASH
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.export_files import Content
from tandem.selling.queries import LeadFilters, LeadRow, Reader, every_row, first_of

_TITLES = {
    "lead_id": Text(ru="Лид", en="Lead"),
    "captured_at": Text(ru="Создан", en="Captured"),
    "client_name": Text(ru="Клиент", en="Client"),
    "source": Text(ru="Источник", en="Source"),
    "channel": Text(ru="Канал", en="Channel"),
    "campaign": Text(ru="Кампания", en="Campaign"),
    "creative": Text(ru="Креатив", en="Creative"),
    "product": Text(ru="Продукт", en="Product"),
    "segment": Text(ru="Сегмент", en="Segment"),
    "city": Text(ru="Город", en="City"),
    "grade": Text(ru="Категория", en="Grade"),
    "target": Text(ru="Целевой", en="Target"),
    "stage": Text(ru="Этап", en="Stage"),
    "lost_reason": Text(ru="Причина отказа", en="Reason lost"),
    "seller": Text(ru="Менеджер", en="Seller"),
    "amount": Text(ru="Сумма сделки", en="Deal amount"),
    "paid": Text(ru="Оплачено", en="Paid"),
    "response_seconds": Text(ru="До первого контакта, с", en="To first contact, s"),
}
_FORMS = {"lead_id": "0", "amount": "#,##0.00", "paid": "#,##0.00", "response_seconds": "#,##0"}
_YES_NO = {True: Text(ru="да", en="yes"), False: Text(ru="нет", en="no")}


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a long list: ``limit`` lines after the first ``offset``."""

    offset: int
    limit: int


def leads(period: Period, *, reader: Reader, language: str, part: Slice | None = None) -> Report:
    """The leads captured in the period that the reader may see, the newest first.

    Every one, or with ``part`` some of them and in JSON how many there are.
    """
    filters = LeadFilters(period=period)
    told: dict[str, Any] = {"report": "leads", "from": period.start.isoformat(), "to": period.end.isoformat()}
    if part is None:
        rows = list(every_row(filters, reader=reader))
    else:
        rows, total = first_of(filters, reader=reader, limit=part.limit, offset=part.offset)
        told |= {"total": total, "offset": part.offset, "limit": part.limit}
    columns = [name for name in _TITLES if reader.contacts or name != "client_name"]
    head = [_TITLES[name].in_language(language) for name in columns]
    cells = [[_cell(row, name, language) for name in columns] for row in rows]
    return Report(
        name="leads",
        title=_("Leads"),
        rows=(head, *cells),
        forms=tuple(_FORMS.get(name, "") for name in columns),
        shown=(head, *([DASH if cell in (None, "") else str(cell) for cell in line] for line in cells)),
        json={**told, "rows": [{name: _told(row, name) for name in columns} for row in rows]},
    )


def _value(row: LeadRow, name: str) -> Any:
    match name:
        case "stage":
            return row.stage
        case "response_seconds":
            return None if row.response is None else int(row.response.total_seconds())
    return getattr(row, name)


def _cell(row: LeadRow, name: str, language: str) -> Content:
    value = _value(row, name)
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, bool):
        return _YES_NO[value].in_language(language)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(ZoneInfo(settings.TIME_ZONE)):%Y-%m-%d %H:%M}"
    cell: Content = value
    return cell


def _told(row: LeadRow, name: str) -> Any:
    if name == "stage":
        return row.stage_key
    value = _value(row, name)
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
