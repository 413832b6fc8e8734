"""The sellers to whom leads may be dealt at a moment: shift, load, specialties, strength."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Distribution, Document
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.dealing_rules import Candidate, Common, Presence, Terms, easing
from tandem.handover.models import Specialty
from tandem.handover.reckoning import strengths
from tandem.journal.rows import ask
from tandem.people import presence

_DAY = timedelta(days=1)


def terms_of(distribution: Distribution) -> Terms:
    """The terms of a deal as the agreement writes them."""
    return Terms(
        own_first=distribution.own_first,
        least_part=float(distribution.least_part),
        ahead=float(distribution.ahead),
        common=Common(distribution.common),
    )


def usual_calendar(document: Document) -> WorkingCalendar | None:
    """When sellers work who have no week of their own; None where the document distributes nothing."""
    key = document.distribution.calendar
    kept = _CALENDARS.get(id(document))
    if kept is None or kept[0] is not document:
        found = next((each for each in document.calendars if each.key == key), None)
        calendar = None if found is None else working_calendar(found, company_zone=zone())
        if len(_CALENDARS) >= _MOST_KEPT:
            _CALENDARS.clear()
        kept = _CALENDARS[id(document)] = (document, calendar)
    return kept[1]


_CALENDARS: dict[int, tuple[Document, WorkingCalendar | None]] = {}
_MOST_KEPT = 16


def zone() -> ZoneInfo:
    """The company's zone, in which its days and months are meant."""
    return ZoneInfo(settings.TIME_ZONE)


def candidates(document: Document, *, now: datetime, days: int = 1) -> tuple[Candidate, ...]:
    """Everybody in the roster as they stand now, by id. A few statements, however many they are.

    ``days`` from today on are what capacity is of: today's shift for a lead that comes in, a week for many at once,
    which are given out on a Sunday as well.
    """
    usual = usual_calendar(document)
    if usual is None:
        return ()
    distribution, today = document.distribution, now.astimezone(zone()).date()
    rows = _roster(today)
    if not rows:
        return ()
    ids, known = [row.seller_id for row in rows], presence.presence()
    return stand(
        rows, distribution, now=now, days=days,
        calendars=known.calendars_of(ids, usual=usual),
        absent=known.absent_until(ids, on=today),
        strengths=strengths(),
        skills=_skills(ids, distribution.specialties) if distribution.specialties else {},
    )  # fmt: skip


class OnRoster(NamedTuple):
    """A seller who takes part, with the load kept beside: of the day and the month it was last written in, if any."""

    seller_id: int
    since: date | None = None
    share: float = 1.0
    waiting: int | None = None
    day: date | None = None
    day_minutes: int | None = 0
    month: date | None = None
    month_value: float | None = 0.0


def stand(
    rows: Iterable[OnRoster],
    distribution: Distribution,
    *,
    now: datetime,
    days: int = 1,
    calendars: Mapping[int, WorkingCalendar],
    absent: Container[int],
    strengths: Mapping[int, float],
    skills: Mapping[int, Mapping[str, frozenset[str]]],
) -> tuple[Candidate, ...]:
    """How those in the roster stand at a moment, from what is known of them; asks nothing.

    ``calendars`` holds each one's hours, ``absent`` who is away that day.
    """
    today = now.astimezone(zone()).date()
    hours = _Hours(now, today, days)
    month = today.replace(day=1)
    found = []
    for seller_id, since, share, waiting, day, day_minutes, of_month, month_value in rows:
        here, of_day, so_far = hours.of(calendars[seller_id])
        weight = share * (
            easing(
                (today - since).days,
                newcomer_days=distribution.newcomer_days,
                first_share=float(distribution.newcomer_share),
            )
            if since is not None
            else 1.0
        )
        state = Presence.ABSENT if seller_id in absent else Presence.HERE if here else Presence.OFF_SHIFT
        found.append(
            Candidate(
                seller_id=seller_id,
                presence=state,
                minutes=so_far * weight,
                capacity=of_day * weight * float(distribution.useful),
                waiting=float(waiting or 0),
                today=float(day_minutes or 0) if day == today else 0.0,
                value=float(month_value or 0.0) if of_month == month else 0.0,
                strength=strengths.get(seller_id, 1.0),
                skills=skills.get(seller_id),
            )
        )
    return tuple(found)


#: Asked of the database itself: Django builds such a query for longer than the database answers it. Somebody whose
#: account was shut is gone; somebody who never had one works in another system.
_ROSTER = (
    "SELECT r.seller_id, r.since, r.share, l.waiting_minutes, l.day, l.day_minutes, l.month, l.month_value "
    "FROM handover_rosterentry r JOIN people_person p ON p.id = r.seller_id "
    "LEFT JOIN handover_sellerload l ON l.seller_id = r.seller_id "
    f"WHERE (r.until IS NULL OR r.until > %s) AND (p.is_active OR p.password LIKE '{UNUSABLE_PASSWORD_PREFIX}%%') "
    "ORDER BY r.seller_id"
)


def _roster(today: date) -> list[OnRoster]:
    """Sellers who take part on a day, with their load, if they have had any."""
    on = today if connection.vendor == "postgresql" else today.isoformat()
    return [
        OnRoster(
            seller_id, _as_day(since), float(share), waiting, _as_day(day), day_minutes, _as_day(month), month_value
        )
        for seller_id, since, share, waiting, day, day_minutes, month, month_value in ask(_ROSTER, [on])
    ]


def _as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _skills(seller_ids: Iterable[int], fields: Iterable[str]) -> Mapping[int, Mapping[str, frozenset[str]]]:
    """By seller and field the values they are for, in small letters."""
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Specialty.objects.filter(seller__in=list(seller_ids), field__in=list(fields))
    for seller_id, field, value in rows.values_list("seller", "field", "value"):
        found[seller_id][field].add(value.casefold())
    return {
        seller_id: {field: frozenset(values) for field, values in fields.items()} for seller_id, fields in found.items()
    }


class _Hours:
    """Shifts at a moment: what a calendar says of a day is asked once a day, for many leads come on it."""

    def __init__(self, now: datetime, today: date, days: int) -> None:
        self._now, self._today, self._days = now, today, days

    def of(self, calendar: WorkingCalendar) -> tuple[bool, float, float]:
        """Whether they are at work, the minutes of the shifts ahead, and those worked this month so far."""
        known = _DAYS.get((id(calendar), self._days))
        if known is None or known.calendar is not calendar or known.today != self._today:
            if len(_DAYS) >= _MOST_DAYS:
                _DAYS.clear()
            known = _DAYS[id(calendar), self._days] = _Day.of(calendar, self._today, self._days)
        here, worked = False, 0.0
        for opens, closes in known.spans:
            if opens <= self._now:
                here = here or self._now < closes
                worked += (min(self._now, closes) - opens).total_seconds() / 60
        return here, known.ahead, known.month + worked


@dataclass(frozen=True, slots=True)
class _Day:
    """A calendar on a day: when it is open, the minutes of the shifts ahead, and those of the month before it."""

    calendar: WorkingCalendar
    today: date
    spans: tuple[tuple[datetime, datetime], ...]
    ahead: float
    month: float

    @classmethod
    def of(cls, calendar: WorkingCalendar, today: date, days: int) -> _Day:
        midnight, next_midnight, beyond, month = (
            datetime.combine(day, time(), zone())
            for day in (today, today + _DAY, today + days * _DAY, today.replace(day=1))
        )
        # The day is the company's and the calendar may be another zone's: its days beside are asked as well.
        spans = [
            (max(opens, midnight), min(closes, next_midnight))
            for opens, closes in calendar.spans(today - _DAY, today + _DAY)
            if opens < next_midnight and closes > midnight
        ]
        return cls(
            calendar, today, tuple(spans), calendar.minutes_between(midnight, beyond),
            calendar.minutes_between(month, midnight),
        )  # fmt: skip


_DAYS: dict[tuple[int, int], _Day] = {}
_MOST_DAYS = 4096
