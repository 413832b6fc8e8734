"""Closing a month: from then on its figures are final."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tandem.agreement import jobs, queries
from tandem.agreement.facts import MonthClosed
from tandem.agreement.models import ClosedMonth, Version
from tandem.agreement.refusals import NotYours
from tandem.agreement.rules import CLOSERS, month_after
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.followers import follow
from tandem.people.models import Person
from tandem.people.rules import Role


class NotOver(Refusal):
    """The month still runs, or has not begun."""


class OutOfTurn(Refusal):
    """Months are closed one after the other, without a gap."""


def close_month(*, month: date, by: Person, now: datetime) -> None:
    """Close the month that a day lies in. It cannot be opened again: what comes later is shown apart as a correction.

    Refuses by ``NotYours``, ``NotOver`` and ``OutOfTurn``.
    """
    if Role(by.role) not in CLOSERS:
        raise NotYours(
            Text(
                ru="Месяц закрывают руководители отделов, собственник и администратор.",
                en="A month is closed by the heads of the departments, the owner and the administrator.",
            )
        )
    month = month.replace(day=1)
    today = now.astimezone(timezone.get_default_timezone()).date()
    if month_after(month) > today:
        raise NotOver(
            Text(
                ru=f"Месяц {month:%m.%Y} ещё не закончился: закройте его {month_after(month):%d.%m.%Y} или позже.",
                en=f"The month {month:%Y-%m} is not over: close it on {month_after(month):%Y-%m-%d} or later.",
            )
        )
    # Leads that a version signed a moment ago restamps are restamped before their month is closed to it.
    follow(now=lambda: now)
    with transaction.atomic():
        # Also waits for a signature that is being given: a version must not start in what is closed beside it.
        list(Version.objects.select_for_update().filter(number__isnull=True))
        # Whoever records waits until this ends, so the position parts what was counted from what came later.
        position = record(
            [Happening(MonthClosed(month=f"{month:%Y-%m}"), month.year * 100 + month.month, now)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=queries.in_force(month).version),
        )
        # Behind that wait, so that of two who close at once the second sees what the first has closed.
        _require_turn(month)
        ClosedMonth.objects.create(month=month, closed_at=now, closed_by=by, position=position)
        jobs.keep_closing_data.enqueue(position)


def _require_turn(month: date) -> None:
    turn = queries.first_open_day()
    if turn is None or month == turn:
        return
    raise OutOfTurn(
        Text(
            ru=f"Месяцы закрывают по порядку, сейчас очередь за {turn:%m.%Y}."
            if month > turn
            else f"Всё до {turn:%m.%Y} уже закрыто: следующим закрывают этот месяц.",
            en=f"Months are closed in their order, and the next one is {turn:%Y-%m}.",
        )
    )
