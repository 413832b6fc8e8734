"""How full the department is: the leads of the last four weeks against the useful minutes of those who answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q

from tandem.agreement.document import ASK, Document
from tandem.basics.periods import Period
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.models import RosterEntry
from tandem.handover.pool import usual_calendar
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.presence import calendars_of
from tandem.people.rules import Department, Role
from tandem.shifts.queries import usual_calendar as sides_calendar
from tandem.workload.cost_rules import day_of
from tandem.workload.load_rules import Fullness, Rise, fullness
from tandem.workload.moments import INTERRUPTED, Answers, answers
from tandem.workload.rules import Day, Load, load_of, sellers_needed
from tandem.workload.study import Study, norm_to_plan_by

#: Whole weeks, so that each weekday weighs alike.
WEEKS = 4
_LEADS = """
SELECT seller_id, coalesce(grade, ''), count(*), count(*) FILTER (captured_on >= $middle)
FROM leads WHERE captured_on BETWEEN $first AND $last GROUP BY ALL
"""
#: From the worst to the best.
_WORST = (Fullness.OVER, Fullness.NEAR, Fullness.RISING, Fullness.EASY, Fullness.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Filled:
    """A department's load by one norm: minutes a lead, how full that is, and how many sellers keep it bearable."""

    minutes: float
    load: Load
    fullness: Fullness
    needed: int | None


@dataclass(frozen=True, slots=True)
class SellersLoad:
    """One seller: leads of the four weeks, minutes each takes (of all sellers where their own are too few)."""

    person: Person
    leads: int
    minutes: float | None
    own: bool
    capacity: float
    full: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The department now. ``real`` goes by what calls and notes took, ``agreed`` by the norms of the agreement.

    Either is None where nothing is known. ``day`` is an average seller's working day, absences taken off.
    """

    period: Period
    leads: int
    days: int
    sellers: tuple[SellersLoad, ...]
    day: Day
    #: Whether ``day`` rests on sampled moments; else on the useful share that the agreement assumes.
    sampled: bool
    rise: Rise
    real: Filled | None
    agreed: Filled | None
    study: Study
    answers: Answers

    @property
    def leads_a_day(self) -> float:
        """Leads for each day somebody was at work."""
        return self.leads / self.days if self.days else 0.0

    @property
    def worst(self) -> Filled | None:
        """The one to be warned by: records miss work, and an agreed norm may be out of date."""
        known = [each for each in (self.real, self.agreed) if each is not None]
        return min(known, key=lambda each: (_WORST.index(each.fullness), -(each.load.full or 0)), default=None)

    @property
    def fullness(self) -> Fullness:
        """How full it is by the norm to be warned by."""
        return Fullness.UNKNOWN if self.worst is None else self.worst.fullness


def standing(reading: Reading, document: Document, *, today: date) -> Standing:
    """The last four whole weeks of the data, up to yesterday."""
    until = min(horizon(reading).until, today - timedelta(days=1))
    period = Period(until - timedelta(weeks=WEEKS) + timedelta(days=1), until)
    middle = period.start + timedelta(weeks=WEEKS // 2)
    rows = reading.rows(_LEADS, {"first": period.start, "last": period.end, "middle": middle})
    leads, lately = sum(row[2] for row in rows), sum(row[3] for row in rows)
    rise = Rise(leads - lately, lately)
    timed = norm_to_plan_by(reading, document)
    people = sellers_of(document, today=today)
    minutes, days = _shifts([person for person, _share in people], document, period)
    shares = {person.pk: minutes[person.pk] * share for person, share in people}
    gross = sum(shares.values()) / (days * len(people)) if days and people else 0.0
    told = answers(reading, period)
    sampled = day_of(gross, chores=told.of_chores, interrupted=told.counts.get(INTERRUPTED, 0), answered=told.answered)
    day = sampled or Day(gross, noncore=gross * (1 - float(document.distribution.useful)))
    useful = day.useful / gross if gross else 0.0

    def filled(norm: float | None) -> Filled | None:
        return _filled(norm, leads / days if days else 0.0, len(people), day, rise)

    real = _real(timed)
    agreed = _agreed(rows, document)
    by_seller = timed.by_seller
    plan = real if real is not None else agreed
    of_seller: dict[int | None, int] = {}
    for seller, _grade, count, _late in rows:
        of_seller[seller] = of_seller.get(seller, 0) + count
    lines = []
    for person, _share in people:
        own = by_seller.get(person.pk)
        known = own is not None and not own.few and timed.timed > 0
        norm = own.minutes.value if known and own is not None else plan
        capacity, count = shares[person.pk] * useful, of_seller.get(person.pk, 0)
        full = count * norm / capacity if norm is not None and capacity else None
        lines.append(SellersLoad(person, count, norm, known, capacity, full))
    return Standing(
        period, leads, days, tuple(lines), day, sampled is not None, rise, filled(real), filled(agreed), timed, told
    )


def _filled(norm: float | None, leads_a_day: float, sellers: int, day: Day, rise: Rise) -> Filled | None:
    if norm is None or not sellers or not day.gross:
        return None
    load = load_of(leads_a_day=leads_a_day, minutes_a_lead=norm, sellers=sellers, day=day)
    needed = sellers_needed(leads_a_day=leads_a_day, minutes_a_lead=norm, day=day)
    return Filled(norm, load, fullness(load, rise), needed)


def sellers_of(document: Document, *, today: date) -> list[tuple[Person, float]]:
    """Who answers leads, with their part of a full load: the roster, or as long as there is none every seller."""
    here = Q(is_active=True) | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    entries = RosterEntry.objects.filter(Q(until=None) | Q(until__gt=today)).values_list("pk", "share")
    shares = {pk: float(share) for pk, share in entries}
    people = Person.objects.filter(here).order_by("name", "pk")
    if shares:
        return [(person, shares[person.pk]) for person in people.filter(pk__in=shares)]
    return [(person, 1.0) for person in people.filter(role=Role.SELLER)]


def calendars(people: Sequence[Person], document: Document) -> Mapping[int, WorkingCalendar]:
    """When each of them works."""
    usual = usual_calendar(document) or sides_calendar(Department.SALES)
    return calendars_of([person.pk for person in people], usual=usual)


def _shifts(people: Sequence[Person], document: Document, period: Period) -> tuple[dict[int, float], int]:
    """By person the minutes of their shifts, and the days on which anybody worked."""
    start, end = period.bounds_utc(ZoneInfo(settings.TIME_ZONE))
    found, worked, seen = {}, set(), set()
    for pk, calendar in calendars(people, document).items():
        found[pk] = calendar.minutes_between(start, end)
        if id(calendar) not in seen:
            seen.add(id(calendar))
            worked |= {day for day in period.days() if calendar.hours_on(day).minutes()}
    return found, len(worked)


def _real(timed: Study) -> float | None:
    """Minutes by the study; None where no length of any call is known, or there are too few leads."""
    norm = timed.all
    return None if norm.few or not timed.timed else norm.minutes.value


def _agreed(rows: Sequence[tuple[int | None, str, int, int]], document: Document) -> float | None:
    """Minutes by the agreement, of the grades that came; None where it says nothing of most of them."""
    norms = {each.grade: each.minutes for each in document.queue.fading if each.minutes}
    told = [(norms[grade or ASK], count) for _seller, grade, count, _late in rows if (grade or ASK) in norms]
    leads = sum(count for *_rest, count, _late in rows)
    counted = sum(count for _minutes, count in told)
    return sum(minutes * count for minutes, count in told) / counted if counted * 2 > leads else None


def warned(reading: Reading, document: Document, *, now: datetime) -> Standing | None:
    """The department if somebody should act before quality falls."""
    found = standing(reading, document, today=now.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    return found if found.fullness in {Fullness.OVER, Fullness.NEAR, Fullness.RISING} else None
