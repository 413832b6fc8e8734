"""When the weekly letter is written, sent and answered, and who does it. Pure: no Django, no clock, no I/O."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document, Exchange
from tandem.agreement.rules import HEADS, signer_of
from tandem.people.rules import Department, Role

#: The key of the exchange that the letter belongs to.
EXCHANGE = "lead_quality"
#: How the days of the week begin, Monday first, in both languages.
_WEEKDAYS = (
    ("понедельник", "пн", "monday", "mon"),
    ("вторник", "вт", "tuesday", "tue"),
    ("сред", "ср", "wednesday", "wed"),
    ("четверг", "чт", "thursday", "thu"),
    ("пятниц", "пт", "friday", "fri"),
    ("суббот", "сб", "saturday", "sat"),
    ("воскресень", "вс", "sunday", "sun"),
)
_UNTIL = frozenset({"до", "by", "before", "till", "until"})
_HOUR = re.compile(r"\b([01]?\d|2[0-3])(?::([0-5]\d))?\b")
_MORNING, _NOON = time(8), time(12)
#: So many hours remain to complete a letter where the agreement names the hour it is written at.
_TO_COMPLETE = 4


@dataclass(frozen=True, slots=True)
class Schedule:
    """On which day of the week (0 is Monday) a letter is written at what time, and until when it is to be sent."""

    weekday: int = 0
    writes_at: time = _MORNING
    send_by: time = _NOON


class State(StrEnum):
    """Whose turn it is with a letter."""

    TO_SEND = "to send"
    TO_ANSWER = "to answer"
    ANSWERED = "answered"


def exchange_of(document: Document) -> Exchange | None:
    """The exchange of the letter, if the agreement has it."""
    return next((each for each in document.exchanges if each.key == EXCHANGE), None)


def schedule_of(document: Document) -> Schedule:
    """When the agreement wants the letter; Monday morning where it does not say, or not so that it can be read."""
    exchange = exchange_of(document)
    return read_schedule(exchange.at if exchange else "")


def read_schedule(text: str) -> Schedule:
    """``Monday, by 12:00`` is sent by then and written that morning; ``Friday, 15:00`` is written then."""
    words = re.findall(r"[a-zа-яё]+", text.casefold())
    weekday = next((day for word in words if (day := _weekday(word)) is not None), None)
    if weekday is None:
        return Schedule()
    found = _HOUR.search(text)
    if found is None:
        return Schedule(weekday)
    hour = time(int(found[1]), int(found[2] or 0))
    if _UNTIL.isdisjoint(words):
        last = time(min(hour.hour + _TO_COMPLETE, 23), 59 if hour.hour + _TO_COMPLETE > 23 else hour.minute)
        return Schedule(weekday, hour, last)
    return Schedule(weekday, min(_MORNING, time(max(hour.hour - 1, 0))), hour)


def _weekday(word: str) -> int | None:
    for day, (ru, short_ru, en, short_en) in enumerate(_WEEKDAYS):
        if word.startswith(ru) or word in {short_ru, en, f"{en}s", short_en}:
            return day
    return None


def week_to_write(now: datetime, schedule: Schedule, zone: ZoneInfo) -> tuple[date, datetime]:
    """The Monday of the newest whole week whose letter is due to be written, and until when that is to be sent."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    if now < _moment(monday, schedule.weekday, schedule.writes_at, zone):
        monday -= timedelta(weeks=1)
    return monday - timedelta(weeks=1), _moment(monday, schedule.weekday, schedule.send_by, zone)


def _moment(monday: date, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(monday + timedelta(days=weekday), at, zone).astimezone(UTC)


def answer_due(document: Document, sent_at: datetime, *, company_zone: ZoneInfo) -> datetime | None:
    """Until when the answer is promised, in working time; None where the agreement promises none."""
    exchange = exchange_of(document)
    if exchange is None or exchange.answer_minutes <= 0:
        return None
    calendar = next((each for each in document.calendars if each.key == exchange.calendar), None)
    if calendar is None:
        return sent_at + timedelta(minutes=exchange.answer_minutes)
    return working_calendar(calendar, company_zone=company_zone).add_minutes(sent_at, exchange.answer_minutes)


def senders(document: Document) -> frozenset[Role]:
    """Who completes and sends: whom the exchange names, the head of sales without one, and who sits in their place."""
    exchange = exchange_of(document)
    return _with_seat(document, exchange.sender if exchange else "", Role.SALES_HEAD)


def receivers(document: Document) -> frozenset[Role]:
    """Who receives and answers, in the same way; without a name the head of marketing."""
    exchange = exchange_of(document)
    return _with_seat(document, exchange.receiver if exchange else "", Role.MARKETING_HEAD)


def _with_seat(document: Document, named: str, otherwise: Role) -> frozenset[Role]:
    role = Role(named) if named in set(Role) else otherwise
    side = next((each for each, head in HEADS.items() if head is role), None)
    return frozenset({role, signer_of(document, Department(side))[0]}) if side else frozenset({role})


def state_of(*, sent: bool, answered: bool) -> State:
    """Whose turn it is."""
    if answered:
        return State.ANSWERED
    return State.TO_ANSWER if sent else State.TO_SEND


def is_overdue(state: State, *, send_by: datetime, answer_due_at: datetime | None, now: datetime) -> bool:
    """Whether somebody is silent beyond the time that was agreed."""
    if state is State.TO_SEND:
        return now > send_by
    return state is State.TO_ANSWER and answer_due_at is not None and now > answer_due_at
