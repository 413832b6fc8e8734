"""The sellers to whom leads may be dealt at a moment: shift, load, specialties, strength."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import inf
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Distribution, Document
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.dealing_rules import Candidate, Common, Presence, Terms, easing
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


def candidates(
    document: Document, *, now: datetime, days: int = 1, asked: presence.Asked | None = None
) -> tuple[Candidate, ...]:
    """Everybody in the roster as they stand now, by id. A few statements, however many they are.

    ``days`` from today on are what capacity is of: today's shift for a lead that comes in, a week for many at once,
    which are given out on a Sunday as well. ``asked`` is told the hours of all.
    """
    usual = usual_calendar(document)
    if usual is None:
        return ()
    distribution, today = document.distribution, now.astimezone(zone()).date()
    rows, told, mark = _roster(today, distribution.specialties)
    if not rows:
        return ()
    ids, hours = [row.seller_id for row in rows], (asked or presence.Asked()).at(mark)
    return stand(
        rows, distribution, now=now, days=days,
        calendars=hours.calendars_of(ids, usual=usual),
        absent=hours.absent_until(ids, on=today),
        strengths=strengths(),
        skills=_skills(told),
    )  # fmt: skip


class OnRoster(NamedTuple):
    """A seller who takes part, with the load kept beside: the minutes that wait and those of today, the month's value.

    None where nothing was given yet.
    """

    seller_id: int
    since: date | None = None
    share: float = 1.0
    waiting: int | None = None
    today: int | None = None
    value: float | None = None


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
    useful, first_share = float(distribution.useful), float(distribution.newcomer_share)
    found = []
    for seller_id, since, share, waiting, of_today, value in rows:
        here, of_day, so_far = hours.of(calendars[seller_id])
        weight = share
        if since is not None:
            days_there = (today - since).days
            weight *= easing(days_there, newcomer_days=distribution.newcomer_days, first_share=first_share)
        state = _ABSENT if seller_id in absent else _HERE if here else _OFF_SHIFT
        found.append(
            Candidate(
                seller_id, state, so_far * weight, of_day * weight * useful, float(waiting or 0), float(of_today or 0),
                float(value or 0.0), strengths.get(seller_id, 1.0), skills.get(seller_id, _FOR_ALL),
            )
        )  # fmt: skip
    return tuple(found)


#: Looked up once: members of an enumeration are found by way of its class.
_ABSENT, _HERE, _OFF_SHIFT = Presence.ABSENT, Presence.HERE, Presence.OFF_SHIFT
_FOR_ALL: Mapping[str, frozenset[str]] = {}


#: Asked of the database itself: Django builds such a query for longer than the database answers it. Somebody whose
#: account was shut is gone; somebody who never had one works in another system. The last row holds what is one for all:
#: the mark of everybody's hours, and all specialties as one text.
_ROSTER = (
    "SELECT r.seller_id, r.since, CAST(r.share AS double precision), l.waiting_minutes, "
    "CASE WHEN l.day = %s THEN l.day_minutes END, CASE WHEN l.month = %s THEN l.month_value END, NULL, NULL "
    "FROM handover_rosterentry r JOIN people_person p ON p.id = r.seller_id "
    "LEFT JOIN handover_sellerload l ON l.seller_id = r.seller_id "
    f"WHERE (r.until IS NULL OR r.until > %s) AND (p.is_active OR p.password LIKE '{UNUSABLE_PASSWORD_PREFIX}%%') "
    f"UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, {presence.MARK}, {{told}}"
)
_OF_POSTGRESQL = _ROSTER.replace(
    "{told}",
    "(SELECT json_agg(json_build_array(seller_id, field, value))::text FROM handover_specialty "
    "WHERE field = ANY(%s::varchar[]))",
)
_OF_SQLITE = _ROSTER.replace(
    "{told}",
    "(SELECT json_group_array(json_array(seller_id, field, value)) FROM handover_specialty "
    "WHERE field IN (SELECT value FROM json_each(%s)))",
)


def _roster(today: date, specialties: Collection[str]) -> tuple[list[OnRoster], str, int | None]:
    """Sellers who take part on a day by id, with their load, if they have had any; specialties; the mark of hours."""
    dates = (today, today.replace(day=1), today)
    if connection.vendor == "postgresql":
        found = ask(_OF_POSTGRESQL, [*dates, list(specialties)])
    else:
        fields = msgspec.json.encode(list(specialties)).decode()
        found = ask(_OF_SQLITE, [*(each.isoformat() for each in dates), fields])
    *rows, (*_, mark, told) = sorted(found, key=_last)
    return [OnRoster(pk, _as_day(since), *row[:4]) for pk, since, *row in rows], told or "[]", mark


def _as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _last(row: tuple[Any, ...]) -> float:
    return inf if row[0] is None else row[0]


@lru_cache(maxsize=8)
def _skills(text: str) -> Mapping[int, Mapping[str, frozenset[str]]]:
    """By seller and field the values they are for, in small letters.

    While the text stays the same, so does what was made of it, whoever enters specialties.
    """
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seller_id, field, value in msgspec.json.decode(text, type=list[tuple[int, str, str]]):
        found[seller_id][field].add(value.casefold())
    # Whoever is for the same shares one mapping: whom a lead fits is asked of each once.
    shared: dict[frozenset[tuple[str, frozenset[str]]], Mapping[str, frozenset[str]]] = {}
    of_seller = {}
    for seller_id, fields in found.items():
        skills = {field: frozenset(values) for field, values in fields.items()}
        of_seller[seller_id] = shared.setdefault(frozenset(skills.items()), skills)
    return of_seller


class _Hours:
    """Shifts at a moment: what a calendar says of a day is asked once a day, for many leads come on it."""

    def __init__(self, now: datetime, today: date, days: int) -> None:
        self._now, self._today, self._days = now, today, days
        # With its calendar, for another one may later stand at the same place in memory.
        self._known: dict[int, tuple[WorkingCalendar, tuple[bool, float, float]]] = {}

    def of(self, calendar: WorkingCalendar) -> tuple[bool, float, float]:
        """Whether they are at work, the minutes of the shifts ahead, and those worked this month so far."""
        known = self._known.get(id(calendar))
        if known is None:
            known = self._known[id(calendar)] = (calendar, self._asked(calendar))
        return known[1]

    def _asked(self, calendar: WorkingCalendar) -> tuple[bool, float, float]:
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
