"""What people are paid for closed months, over HTTP: what the page of a month shows, to each what they may see."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from ninja import Path, Router

from tandem.agreement import payout_page, payouts
from tandem.agreement.access import reader
from tandem.agreement.models import ClosedMonth
from tandem.measures.answers_as_json import number_json, text_json
from tandem.measures.api_asked import refuse_unknown
from tandem.measures.api_shapes import shape
from tandem.measures.store import store

router = Router(tags=["payouts"])

_TEXT, _MONEY = {"type": "string"}, {"type": ["string", "null"], "description": "Text, so that no digit is lost"}
_WORDS, _COUNT = {"type": ["object", "null"]}, {"type": "integer"}


def _object(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties]}


_MONTH = {"month": _TEXT, "closed_at": {"type": "string", "format": "date-time"}, "version": _COUNT}
_STEP = _object(name=_WORDS, how=_TEXT, value=_MONEY)
_LINE = _object(
    person=_TEXT, role=_WORDS, version=_COUNT, amount=_MONEY, correction=_MONEY, reason=_WORDS, became=_WORDS,
    counted_at={"type": "string", "format": "date-time"}, steps={"type": "array", "items": _STEP},
)  # fmt: skip


@router.get(
    "/payouts/",
    openapi_extra=shape(_object(months={"type": "array", "items": _object(**_MONTH)})),
    summary="Closed months, the newest first",
)
def payout_months(request: HttpRequest) -> dict[str, Any]:
    """Months whose figures are final, each with the version whose formula it is paid by."""
    refuse_unknown(request)
    return {"months": [_month(each) for each in ClosedMonth.objects.order_by("-month")]}


@router.get(
    "/payouts/{month}/",
    openapi_extra=shape(_object(**_MONTH, currency=_TEXT, payouts={"type": "array", "items": _LINE})),
    summary="Who is paid what for a closed month, and how it was counted",
)
def payouts_of(request: HttpRequest, month: Path[str]) -> dict[str, Any]:
    """The owner sees all, a head those of their department, everybody else their own. `month` is `2026-10`.

    `correction` is what a recount from today's data would add.
    """
    refuse_unknown(request)
    closed = _closed(month)
    lines = payout_page.payout_lines(closed.month, reader(request), store.read())
    return {**_month(closed), "currency": settings.CURRENCY, "payouts": [_line(each) for each in lines]}


def _month(closed: ClosedMonth) -> dict[str, Any]:
    version = payouts.held_at_end(closed.month).version
    return {"month": f"{closed.month:%Y-%m}", "closed_at": closed.closed_at.isoformat(), "version": version}


def _line(line: payout_page.PayoutLine) -> dict[str, Any]:
    return {
        "person": line.person,
        "role": text_json(line.role),
        "version": line.version,
        "amount": number_json(line.amount),
        "correction": number_json(line.correction),
        "reason": text_json(line.reason),
        "became": text_json(line.became),
        "counted_at": line.counted_at.isoformat(),
        "steps": [
            {"name": text_json(each.name), "how": each.how, "value": number_json(each.value)} for each in line.steps
        ],
    }


def _closed(named: str) -> ClosedMonth:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", named, re.ASCII) or named.startswith("0000"):
        raise Http404
    found = ClosedMonth.objects.filter(month=date.fromisoformat(f"{named}-01")).first()
    if found is None:
        raise Http404
    return found
