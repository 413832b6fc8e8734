"""The Monday letter: at most six lines on money, why it moved, what is only noise, who must do what, what is not known.

Pure: from the answer and the figures of the week to lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from tandem.basics.numbers import format_number, format_period
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_saying import said_day, short_money
from tandem.diagnosis.why_told import Answer, Told

#: More are not read on a Monday.
MOST_LINES = 6
_MOST_CAUSES, _MOST_NAMES = 2, 3
#: What is asked on Monday is answered by Friday.
_UNTIL_FRIDAY = timedelta(days=4)
_BREAKS = re.compile(r"\s*[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The week that ended and the one before it; ``until`` is the last day the data know of."""

    week: Period
    revenue: Decimal
    revenue_before: Decimal
    leads: int
    sales: int
    until: date


def lines(figures: WeekFigures, why: Why, answer: Answer, language: str, *, link: str = "") -> tuple[str, ...]:
    """The letter in a language; ``why`` compares the four weeks with the four before, ``link`` leads to its page.

    Each line is one, whatever names of campaigns and people hold.
    """
    said = (
        _money(figures, why, language),
        _cause(answer, language),
        _noise(why, answer, language),
        _tasks(answer, figures.week.end + timedelta(days=1), language),
        _unknown(figures, answer, language),
        link,
    )
    return tuple(_BREAKS.sub(" ", each).strip() for each in said if each.strip())[:MOST_LINES]


def subject(figures: WeekFigures, why: Why, language: str) -> str:
    """Of the letter: the week and its money."""
    week, money = format_period(figures.week, language), short_money(figures.revenue, why.currency, language)
    return Text(ru=f"Неделя {week}: {money}", en=f"Week {week}: {money}").in_language(language)


def _money(figures: WeekFigures, why: Why, language: str) -> str:
    def money(amount: Decimal) -> str:
        return short_money(amount, why.currency, language)

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
    week = format_period(figures.week, language)
    leads, sales = format_number(figures.leads, language), format_number(figures.sales, language)
    return Text(
        ru=f"Выручка за неделю {week}: {money(figures.revenue)}, неделей раньше {money(figures.revenue_before)}; "
        f"заявок {leads}, продаж {sales}. За четыре недели {money(why.revenue[1])}: {ru_four}.",
        en=f"Revenue of the week {week}: {money(figures.revenue)}, a week before {money(figures.revenue_before)}; "
        f"requests {leads}, sales {sales}. Four weeks brought {money(why.revenue[1])}: {en_four}.",
    ).in_language(language)


def _named(answer: Answer) -> tuple[Told, ...]:
    return (*answer.causes, *answer.sellers)[:_MOST_CAUSES]


def _cause(answer: Answer, language: str) -> str:
    said = [
        f"{each.phrase} ({', '.join(part for part in (each.shown, each.whose, each.since) if part)})"
        for each in _named(answer)
    ]
    if not said:
        said = [
            Text(
                ru="ни одной причины, которую можно отличить от случайного, пока не видно",
                en="no cause can be told from chance so far",
            ).in_language(language)
        ]
    return Text(ru="Почему: {said}.", en="Why: {said}.").format(said="; ".join(said)).in_language(language)


def _noise(why: Why, answer: Answer, language: str) -> str:
    """What nobody needs to look into; nothing where nothing was judged."""
    bars = [bar for bar in answer.bars if bar.verdict in (Verdict.NOISE, Verdict.SMALL) and bar.amount]
    if not bars:
        return ""
    amount = short_money(sum((bar.amount for bar in bars), Decimal(0)), why.currency, language, signed=True)
    names = _listed([bar.name.lower() for bar in sorted(bars, key=lambda bar: -abs(bar.amount))], language)
    return Text(
        ru=f"Случайное, разбирать не нужно: {names}; вместе {amount}.",
        en=f"Only noise, not worth an inquiry: {names}; {amount} together.",
    ).in_language(language)


def _tasks(answer: Answer, monday: date, language: str) -> str:
    asked = [each for each in _named(answer) if each.ask]
    locale = "ru" if language.startswith("ru") else "en_GB"
    friday = format_date(monday + _UNTIL_FRIDAY, "EEEE, d MMMM", locale=locale)
    if not asked:
        return ""
    said = "; ".join(f"{_who(each, language)}: «{each.ask}»" for each in asked)
    said = said if language.startswith("ru") else said.replace("«", "“").replace("»", "”")
    return (
        Text(ru="Ответить до {friday}. {said}", en="To be answered by {friday}. {said}")
        .format(friday=_genitive(friday) if language.startswith("ru") else friday, said=said)
        .in_language(language)
    )


def _genitive(friday: str) -> str:
    """``до пятницы, 4 декабря``."""
    return friday.replace("пятница", "пятницы")


def _who(told: Told, language: str) -> str:
    if told.key.startswith("seller:"):
        return told.whom
    if not told.side:
        return Text(ru="Оба руководителя", en="Both heads").in_language(language)
    return f"{told.whose[0].upper()}{told.whose[1:]}"


def _unknown(figures: WeekFigures, answer: Answer, language: str) -> str:
    """What cannot be judged yet, with what to do about it: late data first, then faults, then what is not told."""
    said = []
    if figures.until < figures.week.end:
        until = said_day(figures.until, language)
        said.append(
            Text(
                ru=f"Данные кончаются {until}: загрузите выгрузки за остальные дни.",
                en=f"The data end on {until}: import the remaining days.",
            ).in_language(language)
        )
    said += [*answer.faults, *answer.untold]
    if not said:
        return ""
    shown, left = said[:2], len(said) - 2
    more = Text(ru=f" И ещё {left}.", en=f" And {left} more.").in_language(language) if left > 0 else ""
    head = Text(ru="Пока не судить.", en="Not to be judged yet.").in_language(language)
    return f"{head} {' '.join(shown)}{more}"


def _listed(names: Sequence[str], language: str) -> str:
    shown, left = names[:_MOST_NAMES], len(names) - _MOST_NAMES
    more = Text(ru=f" и ещё {left}", en=f" and {left} more").in_language(language) if left > 0 else ""
    return ", ".join(shown) + more
