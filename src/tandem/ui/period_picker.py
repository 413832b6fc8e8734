"""The period of a page: read from the address, compared with another, and offered to choose from.

``?period=this month`` (anything ``parse_period`` reads) or ``?from=…&to=…``; ``?compare=previous``,
``year`` or ``none``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.basics.periods import BadPeriod, Period, parse_period
from tandem.basics.text import Text

PRESETS: tuple[tuple[str, Promise], ...] = (
    ("today", _("Today")),
    ("yesterday", _("Yesterday")),
    ("this week", _("This week")),
    ("last week", _("Last week")),
    ("this month", _("This month")),
    ("last month", _("Last month")),
    ("this quarter", _("This quarter")),
    ("last quarter", _("Last quarter")),
    ("this year", _("This year")),
    ("last 30 days", _("Last 30 days")),
    ("last 365 days", _("Last 365 days")),
)
COMPARISONS: tuple[tuple[str, Promise], ...] = (
    ("previous", _("the period before")),
    ("year", _("a year ago")),
    ("none", _("nothing")),
)


@dataclass(frozen=True, slots=True)
class ChosenPeriod:
    """What the reader looks at and compares with.

    ``text`` and ``compare`` are the query parameters that lead here again. ``against`` of a period that
    is not over yet has only as many days as have passed, so that like meets like. ``problem`` says
    why the asked period could not be read; the default stands in for it.
    """

    period: Period
    against: Period | None
    text: str
    compare: str
    problem: Text | None = None

    presets = PRESETS
    comparisons = COMPARISONS


def choose_period(query: Mapping[str, str], *, today: date, default: str = "this month") -> ChosenPeriod:
    """The period asked for in the address, or ``default``; never fails on what a reader may type."""
    text = _asked(query) or default
    problem = None
    try:
        period = parse_period(text, today)
    except BadPeriod as refusal:
        text, problem = default, refusal.text
        period = parse_period(default, today)
    compare = query.get("compare", "")
    if compare not in dict(COMPARISONS):
        compare = COMPARISONS[0][0]
    return ChosenPeriod(period, _against(period, compare, today), text, compare, problem)


def _asked(query: Mapping[str, str]) -> str:
    begins, ends = query.get("from", ""), query.get("to", "")
    if begins and ends:
        return f"{begins}..{ends}"
    return query.get("period", "").strip()


def _against(period: Period, compare: str, today: date) -> Period | None:
    if compare == "none":
        return None
    whole = period.year_ago() if compare == "year" else period.previous()
    if not period.start <= today < period.end:
        return whole
    passed = (today - period.start).days
    return Period(whole.start, min(whole.end, whole.start + timedelta(days=passed)))
