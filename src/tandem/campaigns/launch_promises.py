"""What the agreement promises of launches: how early sales are told, and whether a start kept it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Document, DutyPromise, Promise


def promise_of_notice(document: Document) -> Promise | None:
    """The promise that sales are told so long before a launch, if the document holds one."""
    return next((each for each in document.promises if each.duty is not None and _is_of_notice(each.duty)), None)


def told_in_time(document: Document, *, announced_at: datetime | None, launched_at: datetime) -> bool | None:
    """Whether sales were told as early as the document promises; None where it promises nothing of the kind.

    The same arithmetic as the ledger of promises, for one launch: at least so many minutes of the promise's calendar.
    """
    promise = promise_of_notice(document)
    if promise is None or promise.duty is None:
        return None
    if announced_at is None or announced_at >= launched_at:
        return False
    calendar = next((each for each in document.calendars if each.key == promise.duty.calendar), None)
    if calendar is None:
        passed = (launched_at - announced_at).total_seconds() / 60
    else:
        zone = ZoneInfo(settings.TIME_ZONE)
        passed = working_calendar(calendar, company_zone=zone).minutes_between(announced_at, launched_at)
    return passed >= promise.duty.minutes


def _is_of_notice(duty: DutyPromise) -> bool:
    return (
        duty.about == "launches"
        and duty.limit == "at least"
        and (duty.since, duty.until) == ("announced_at", "launched_at")
    )
