"""Which days a command or a program asks for: the two ways of saying it, and what is meant when nothing is said."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.basics.periods import BadPeriod, Period, parse_period
from tandem.basics.text import Text
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading

#: So many days of a month say something of it; until they have passed, thirty days are shown instead.
_TELLING_DAYS = 7
_THIRTY_DAYS = "last 30 days"


def usual_period(*, until: date, today: date) -> str:
    """What is meant when no days are asked for, as ``parse_period`` reads it.

    The newest month of the data, which is known up to ``until``. Of a month in its first days hardly anything can
    be said: then the last thirty days, which still meet thirty days before them.
    """
    if until.day <= _TELLING_DAYS:
        return _THIRTY_DAYS if until == today else str(Period(until - timedelta(days=29), until))
    newest = Period.month(until)
    return "this month" if today in newest else str(newest)


def asked_period(*, first: date | None, last: date | None, text: str, today: date, reading: Reading) -> Period:
    """The period that ``text`` names, or from ``first`` to ``last`` (today when not said).

    Without any of them the usual period. Refuses by ``BadPeriod``.
    """
    if text and (first or last):
        raise BadPeriod(
            Text(
                ru="Укажите либо период словом (period), либо первый и последний день (from, to).",
                en="Give either the period or its first and last day (from, to), not both.",
            )
        )
    if text:
        return parse_period(text, today)
    if first is None and last is not None:
        raise BadPeriod(
            Text(ru="К последнему дню (to) нужен и первый (from).", en="A last day (to) needs a first one (from).")
        )
    if first is None:
        return parse_period(usual_period(until=horizon(reading).until, today=today), today)
    return parse_period(f"{first.isoformat()}..{(last or today).isoformat()}", today)
