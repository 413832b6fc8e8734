"""The figures of a week as the Monday letter tells them: money, and what one export shows by itself. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tandem.basics.numbers import format_number, format_period
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_reading import REVENUE
from tandem.diagnosis.why_saying import said_day, short_money

_EIGHT_WEEKS = timedelta(days=56)


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The week that ended and the one before it; ``since`` and ``until`` are the first and last day of the data.

    ``since`` of None: nothing is known of any day. ``untouched`` of the week's leads nobody has begun with; of those
    ``judged`` so many are ``target``.
    """

    week: Period
    revenue: Decimal
    revenue_before: Decimal
    leads: int
    sales: int
    until: date
    since: date | None = None
    untouched: int = 0
    judged: int = 0
    target: int = 0

    def knows(self, day: date) -> bool:
        """Whether the data begin on that day at the latest."""
        return self.since is None or self.since <= day


def money_line(figures: WeekFigures, why: Why, language: str) -> str:
    """The week and the four, each held only against days of which anything is known."""

    def money(amount: Decimal) -> str:
        return short_money(amount, why.currency, language)

    week = format_period(figures.week, language)
    leads, sales = format_number(figures.leads, language), format_number(figures.sales, language)
    before = figures.week.previous()
    is_paid = why.revenue_measure == REVENUE[0]
    said = [
        Text(
            ru=f"{'Выручка' if is_paid else 'Продано'} за неделю {week}: {money(figures.revenue)}",
            en=f"{'Revenue of' if is_paid else 'Sold in'} the week {week}: {money(figures.revenue)}",
        ).in_language(language)
    ]
    if figures.knows(before.start):
        said.append(
            Text(
                ru=f", неделей раньше {money(figures.revenue_before)}",
                en=f", a week before {money(figures.revenue_before)}",
            ).in_language(language)
        )
    said.append(
        Text(ru=f"; заявок {leads}, продаж {sales}.", en=f"; requests {leads}, sales {sales}.").in_language(language)
    )
    said.append(_four(figures, why, money, language))
    return "".join(said)


def _four(figures: WeekFigures, why: Why, money: Callable[[Decimal], str], language: str) -> str:
    """The four weeks against the four before; where the data begin later, since when that can be told."""
    if not figures.knows(why.before.start):
        assert figures.since is not None
        monday = figures.since + timedelta(days=-figures.since.weekday() % 7) + _EIGHT_WEEKS
        since, ready = said_day(figures.since, language), said_day(monday, language)
        return Text(
            ru=f" Данные начинаются {since}, сравнивать четыре недели с четырьмя пока не с чем: "
            f"загрузите историю из CRM или ждите до {ready}.",
            en=f" The data begin on {since}, there are no four weeks yet to hold four against: "
            f"import the history of the CRM, or wait until {ready}.",
        ).in_language(language)
    change = why.revenue[1] - why.revenue[0]
    ru_way, en_way = ("больше", "more") if change > 0 else ("меньше", "less")
    ru_four, en_four = (
        (
            f"на {money(abs(change))} {ru_way}, чем за прежние четыре",
            f"{money(abs(change))} {en_way} than the four before",
        )
        if change
        else ("столько же, сколько за прежние четыре", "as much as the four before")
    )
    return Text(
        ru=f" За четыре недели {money(why.revenue[1])}: {ru_four}.",
        en=f" Four weeks brought {money(why.revenue[1])}: {en_four}.",
    ).in_language(language)


def seen_line(figures: WeekFigures, why: Why, language: str) -> str:
    """What one export tells of the week by itself; only while there is nothing to compare."""
    if not is_too_early(why) or not figures.leads:
        return ""
    said = []
    if figures.untouched:
        count, of = format_number(figures.untouched, language), format_number(figures.leads, language)
        said.append(
            Text(
                ru=f"в работу не взято {count} из {of} заявок недели",
                en=f"nobody has begun with {count} of the week's {of} requests",
            ).in_language(language)
        )
    if figures.judged:
        count, of = format_number(figures.target, language), format_number(figures.judged, language)
        said.append(
            Text(ru=f"целевых {count} из {of} оценённых", en=f"{count} of {of} judged are target").in_language(language)
        )
    if not said:
        return ""
    return (
        Text(ru="Уже видно: {said}.", en="What can be seen: {said}.").format(said="; ".join(said)).in_language(language)
    )


def is_too_early(why: Why) -> bool:
    """Whether a fault of the data forbids any verdict."""
    return any(fault.everything for fault in why.faults)
