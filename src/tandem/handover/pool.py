"""The sellers to whom leads may be dealt at a moment: shift, load, specialties, strength."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, Q

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Distribution, Document
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.dealing_rules import Candidate, Presence, Terms, easing
from tandem.handover.models import RosterEntry, Specialty
from tandem.handover.reckoning import strengths
from tandem.people import presence

_DAY = timedelta(days=1)


def terms_of(distribution: Distribution) -> Terms:
    """The terms of a deal as the agreement writes them."""
    return Terms(
        own_first=distribution.own_first, least_part=float(distribution.least_part), ahead=float(distribution.ahead)
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
    ids = [row[0] for row in rows]
    calendars = presence.calendars_of(ids, usual=usual)
    absent = presence.absent_until(ids, on=today)
    strong = strengths()
    skills = _skills(ids, distribution.specialties) if distribution.specialties else {}
    hours = _Hours(now, today, days)
    month = today.replace(day=1)
    found = []
    for seller_id, since, share, waiting, day, day_minutes, of_month, month_value in rows:
        here, of_day, so_far = hours.of(calendars[seller_id])
        weight = float(share) * (
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
                today=float(day_minutes if day == today else 0),
                value=float(month_value if of_month == month else 0.0),
                strength=strong.get(seller_id, 1.0),
                skills=skills.get(seller_id),
            )
        )
    return tuple(found)


def _roster(today: date) -> list[tuple[int, date | None, Decimal, int | None, date, int, date, float]]:
    """Sellers who take part on a day, with their load, if they have had any."""
    entries = (
        RosterEntry.objects.filter(Q(until=None) | Q(until__gt=today))
        # Somebody whose account was shut is gone; somebody who never had one works in another system.
        .filter(Q(seller__is_active=True) | Q(seller__password__startswith=UNUSABLE_PASSWORD_PREFIX))
        .order_by("seller")
        .annotate(
            waiting=F("seller__load__waiting_minutes"), day=F("seller__load__day"),
            day_minutes=F("seller__load__day_minutes"), month=F("seller__load__month"),
            month_value=F("seller__load__month_value"),
        )
    )  # fmt: skip
    names = ("seller_id", "since", "share", "waiting", "day", "day_minutes", "month", "month_value")
    return list(entries.values_list(*names))


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
    """Shifts at a moment; most sellers share a calendar, so each is asked once."""

    def __init__(self, now: datetime, today: date, days: int) -> None:
        self._now = now
        self._midnight = datetime.combine(today, time(), zone())
        self._beyond = datetime.combine(today + days * _DAY, time(), zone())
        self._month = datetime.combine(today.replace(day=1), time(), zone())
        self._known: dict[int, tuple[bool, float, float]] = {}

    def of(self, calendar: WorkingCalendar) -> tuple[bool, float, float]:
        """Whether they are at work, the minutes of the shifts ahead, and those worked this month so far."""
        known = self._known.get(id(calendar))
        if known is None:
            known = self._known[id(calendar)] = (
                calendar.is_open(self._now),
                calendar.minutes_between(self._midnight, self._beyond),
                calendar.minutes_between(self._month, self._now),
            )
        return known
