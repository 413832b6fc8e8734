"""Which leads and days a map is of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.basics.periods import Period
from tandem.measures.statements import Statement


@dataclass(frozen=True, slots=True)
class Part:
    """Which leads are on the map: of which period, by cohort or by period, of one member, of one seller."""

    period: Period
    cohort: bool
    where: tuple[str, Any] | None = None
    seller_id: int | None = None


def within(moment: str) -> str:
    """SQL: the moment lies in the days of the part."""
    return f"{moment} >= $since AND {moment} < $before"


def begun(part: Part) -> Statement:
    """A statement that knows the days of the part."""
    statement = Statement()
    statement.parameters |= {"start": part.period.start, "finish": part.period.end}
    statement.parameters |= {"since": _midnight(part.period.start), "before": _midnight(part.period.end + timedelta(1))}
    return statement


def _midnight(day: dt.date) -> dt.datetime:
    """When a day of the company begins, as the store keeps moments: in UTC, without saying so."""
    begins = dt.datetime.combine(day, dt.time(), ZoneInfo(settings.TIME_ZONE))
    return begins.astimezone(dt.UTC).replace(tzinfo=None)
