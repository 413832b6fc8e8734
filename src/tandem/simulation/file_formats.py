"""How the programs of the company write numbers, days and ids."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

type Row = Iterable[object]

DEPARTMENTS: Final = {"sales": "Отдел продаж", "marketing": "Отдел маркетинга", "": ""}


def lead_id(request: int) -> str:
    """The number the CRM gave a request."""
    return str(200_001 + request)


def client_id(client: int) -> str:
    """The number the CRM gave a contact."""
    return str(700_001 + client)


def invoice_number(number: int) -> str:
    """An invoice as 1С numbers it."""
    return f"СК-{number:06d}"


def iso(moment: datetime) -> str:
    """2026-03-05 14:07:00."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def russian(day: date) -> str:
    """05.03.2026."""
    return f"{day:%d.%m.%Y}"


def roubles(amount: float) -> str:
    """As 1С prints money: no-break spaces between thousands, a comma before kopecks."""
    return f"{amount:,.2f}".replace(",", "\u00a0").replace(".", ",")


def clock(seconds: int) -> str:
    """26:03:59, hours beyond a day not folded."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
