"""When a person works, as written down, made into a calendar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from tandem.basics.calendar_of_stretches import DaysOff, Stretch, of_stretches
from tandem.basics.refusals import Refusal
from tandem.basics.russian_calendar import russian_calendar
from tandem.basics.text import Text
from tandem.basics.working_time import Hours, WorkingCalendar

DAYS_OF_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Parental leave takes three years; whoever is away for longer does not come back as the same seller.
LONGEST_ABSENCE = timedelta(days=3 * 366)


class AbsenceKind(StrEnum):
    """Why somebody is away, as far as colleagues need to know."""

    VACATION = "vacation"
    SICK = "sick"
    TRIP = "trip"
    OTHER = "other"

    @property
    def words(self) -> Text:
        """As the table of shifts says it."""
        return _KINDS[self]


_KINDS = {
    AbsenceKind.VACATION: Text(ru="отпуск", en="holiday"),
    AbsenceKind.SICK: Text(ru="болеет", en="ill"),
    AbsenceKind.TRIP: Text(ru="командировка", en="business trip"),
    AbsenceKind.OTHER: Text(ru="отсутствует", en="away"),
}


class WeekWithoutHours(Refusal):
    """A working week in which nobody works."""


class BadAbsence(Refusal):
    """An absence that ends before it starts, or never seems to end."""


class OverlappingAbsence(Refusal):
    """The person is away on some of those days already."""


class UnknownZone(Refusal):
    """No time zone is called so."""


@dataclass(frozen=True, slots=True)
class Week:
    """Hours by weekday, Monday first, as text; ``zone`` an IANA name or empty, ``holidays`` ``RU`` or empty."""

    hours: tuple[str, ...]
    zone: str = ""
    holidays: str = ""

    def calendar(self, *, company_zone: ZoneInfo) -> WorkingCalendar:
        """Refuses by ``BadHours``, ``WeekWithoutHours`` and ``UnknownZone``."""
        return _calendar(self, company_zone)


# People of a team share their weeks.
@lru_cache(maxsize=256)
def _calendar(week: Week, company_zone: ZoneInfo) -> WorkingCalendar:
    weekly = tuple(Hours.parse(each) for each in week.hours)
    if not any(each.spans for each in weekly):
        raise WeekWithoutHours(
            Text(
                ru="В этой неделе нет ни одного рабочего часа. Если человека не будет, запишите отсутствие.",
                en="This week has no working hour at all. Whoever will not be there has an absence instead.",
            )
        )
    zone = _zone(week.zone) if week.zone else company_zone
    return russian_calendar(weekly=weekly, zone=zone) if week.holidays else WorkingCalendar(weekly, zone)


@dataclass(frozen=True, slots=True)
class WeekFrom:
    """A person's week from a day on; None: the team's again."""

    since: date
    week: Week | None


@dataclass(frozen=True, slots=True)
class Away:
    """An absence; both days included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Written:
    """All that is written down of when a person works. A day's hours of None: as the week says."""

    weeks: tuple[WeekFrom, ...] = ()
    absences: tuple[Away, ...] = ()
    days: tuple[tuple[date, str | None], ...] = ()

    def calendar(self, usual: WorkingCalendar, *, company_zone: ZoneInfo) -> WorkingCalendar:
        """The person's calendar; ``usual`` itself where nothing is written down.

        A changed day goes before an absence, and an absence before the week. An absence ends, and after it a week
        has hours: there is always working time to come, as long as ``usual`` has.
        """
        changed = {day: Hours.parse(hours) for day, hours in self.days if hours is not None}
        if not (self.weeks or self.absences or changed):
            return usual
        own = [
            Stretch(each.since, usual if each.week is None else each.week.calendar(company_zone=company_zone))
            for each in self.weeks
        ]
        off = [DaysOff(each.since, each.until) for each in self.absences]
        return of_stretches([Stretch(None, usual), *own], days_off=off, changed=changed)

    def away_until(self, day: date) -> date | None:
        """The last day of an absence that covers the day, absences that follow on the next day included.

        None on a day with changed hours: whoever has a duty in their holiday is there.
        """
        if any(each == day and hours for each, hours in self.days):
            return None
        last = None
        for each in sorted(self.absences, key=lambda each: each.since):
            if each.since <= (day if last is None else last + timedelta(days=1)) and each.until >= (last or day):
                last = each.until
        return last


def check_absence(since: date, until: date, others: Sequence[Away]) -> None:
    """Refuses by ``BadAbsence`` and ``OverlappingAbsence``."""
    if until < since:
        raise BadAbsence(
            Text(
                ru=f"Отсутствие кончается {until:%d.%m.%Y}, раньше, чем начинается {since:%d.%m.%Y}. Поменяйте дни.",
                en=f"The absence ends on {until}, before it begins on {since}. Mend the days.",
            )
        )
    if until - since > LONGEST_ABSENCE:
        raise BadAbsence(
            Text(
                ru="Отсутствие дольше трёх лет: проверьте год. Если человек ушёл совсем, закройте ему вход.",
                en="An absence of more than three years: check the year. Whoever left for good is blocked instead.",
            )
        )
    clash = next((each for each in others if each.since <= until and since <= each.until), None)
    if clash is not None:
        raise OverlappingAbsence(
            Text(
                ru=f"На {clash.since:%d.%m.%Y} – {clash.until:%d.%m.%Y} отсутствие уже записано. "
                "Отмените его или выберите другие дни.",
                en=f"An absence from {clash.since} to {clash.until} is written down already. "
                "Cancel it, or choose other days.",
            )
        )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UnknownZone(
            Text(
                ru=f"Часового пояса «{name}» нет. Напишите, например, Asia/Vladivostok.",
                en=f"There is no time zone “{name}”. Write for example Asia/Vladivostok.",
            )
        ) from None
