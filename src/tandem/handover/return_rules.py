"""Until when a return may be objected to, who rules on a dispute, and what a ruling says of later versions. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document
from tandem.basics.expression_values import Kind
from tandem.people.rules import Role

#: Who rules where the agreement names nobody.
DEFAULT_JUDGE = Role.OWNER


def object_until(document: Document, returned_at: datetime, *, company_zone: ZoneInfo) -> datetime | None:
    """Until when marketing may object to a return, in working time; None where the document promises no answer.

    The term is the one of marketing's promise to answer returns: silence beyond it lets the return stand.
    """
    for promise in document.promises:
        duty = promise.duty
        if duty is None or (duty.about, duty.since, duty.until) != ("returns", "returned_at", "answered_at"):
            continue
        if duty.limit != "within" or duty.of:
            continue
        calendar = next((each for each in document.calendars if each.key == duty.calendar), None)
        if calendar is None:
            return returned_at + timedelta(minutes=duty.minutes)
        return working_calendar(calendar, company_zone=company_zone).add_minutes(returned_at, duty.minutes)
    return None


def judge_of(document: Document) -> Role:
    """The role that rules on disputed returns: the one that decides on them by the document, else the owner."""
    named = next((each.decides for each in document.decisions if each.matter == "return" and each.decides), "")
    return Role(named) if named in set(Role) else DEFAULT_JUDGE


def packed(known: Mapping[str, object]) -> dict[str, object]:
    """What is known of a lead as JSON can hold it; what is not known is left out."""
    return {
        name: value if isinstance(value, bool | int | str) else str(value)
        for name, value in sorted(known.items())
        if value is not None
    }


def unpacked(kept: Mapping[str, object], kinds: Mapping[str, Kind]) -> dict[str, object]:
    """What was packed, by the kinds of the fields; a field that is not known any more is left out."""
    return {name: _READ.get(kinds[name], _same)(value) for name, value in kept.items() if name in kinds}


def _same(value: object) -> object:
    return value


_READ: Mapping[Kind, Callable[[object], object]] = {
    Kind.NUMBER: lambda value: Decimal(str(value)),
    Kind.DAY: lambda value: date.fromisoformat(str(value)),
    Kind.INSTANT: lambda value: datetime.fromisoformat(str(value)),
}
