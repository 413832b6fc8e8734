"""Which days a command or a program asks for: the two ways of saying it, and what is meant when nothing is said."""

from __future__ import annotations

from datetime import date

from tandem.basics.periods import BadPeriod, Period, parse_period
from tandem.basics.text import Text
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading


def asked_period(*, first: date | None, last: date | None, text: str, today: date, reading: Reading) -> Period:
    """The period that ``text`` names, or from ``first`` to ``last`` (today when not said).

    Without any of them the newest month of the data. Refuses by ``BadPeriod``.
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
        return Period.month(horizon(reading).until)
    return parse_period(f"{first.isoformat()}..{(last or today).isoformat()}", today)
