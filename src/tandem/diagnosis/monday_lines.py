"""The Monday letter: at most six lines on money, why it moved, what is only noise, who must do what, what is not known.

Pure: from the answer and the figures of the week to lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date

from tandem.basics.numbers import format_period
from tandem.basics.text import Text
from tandem.diagnosis.monday_figures import WeekFigures, is_too_early, money_line, seen_line
from tandem.diagnosis.rules.faults import FaultKey
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_faults import large_words
from tandem.diagnosis.why_saying import said_day, short_money
from tandem.diagnosis.why_told import Answer, Told

#: More are not read on a Monday.
MOST_LINES = 6
_MOST_CAUSES, _MOST_NAMES, _MOST_UNKNOWN = 2, 3, 3
#: What is asked on Monday is answered by Friday.
_UNTIL_FRIDAY = timedelta(days=4)
_BREAKS = re.compile(r"\s*[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")


def lines(figures: WeekFigures, why: Why, answer: Answer, language: str, *, link: str = "") -> tuple[str, ...]:
    """The letter in a language; ``why`` compares the four weeks with the four before, ``link`` leads to its page.

    Each line is one, whatever names of campaigns and people hold.
    """
    said = (
        money_line(figures, why, language),
        _cause(why, answer, language),
        seen_line(figures, why, language),
        _noise(why, answer, language),
        _tasks(answer, figures.week.end + timedelta(days=1), language),
        _unknown(figures, why, answer, language),
        link,
    )
    return tuple(_BREAKS.sub(" ", each).strip() for each in said if each.strip())[:MOST_LINES]


def subject(figures: WeekFigures, why: Why, language: str) -> str:
    """Of the letter: the week and its money."""
    week, money = format_period(figures.week, language), short_money(figures.revenue, why.currency, language)
    return Text(ru=f"Неделя {week}: {money}", en=f"Week {week}: {money}").in_language(language)


def _named(answer: Answer) -> tuple[Told, ...]:
    return (*answer.causes, *answer.sellers)[:_MOST_CAUSES]


def _cause(why: Why, answer: Answer, language: str) -> str:
    if is_too_early(why) and not _named(answer):
        return Text(
            ru="Почему: судить рано, поэтому никто не назван.", en="Why: too early to judge, so nobody is named."
        ).in_language(language)
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
    said += _nobodys(why, answer, language)
    return Text(ru="Почему: {said}.", en="Why: {said}.").format(said="; ".join(said)).in_language(language)


def _nobodys(why: Why, answer: Answer, language: str) -> list[str]:
    """Money that came on other days: without it the difference of the first line is a riddle."""
    bars = [bar for bar in answer.bars if bar.verdict is Verdict.NOBODYS and bar.amount]
    amount = sum((bar.amount for bar in bars), Decimal(0))
    if not amount:
        return []
    largest = max(bars, key=lambda bar: abs(bar.amount))
    money = short_money(amount, why.currency, language, signed=True)
    one = next((large_words(each, why, language) for each in why.large if each.huge), "")
    ru, en = (f", прежде всего {one}", f", first of all {one}") if one else ("", "")
    return [
        Text(
            ru=f"{money} — ничья работа: деньги других дней и особые сделки, больше всего «{largest.name}»{ru}",
            en=f"{money} is nobody's work: money of other days and special deals, most of it “{largest.name}”{en}",
        ).in_language(language)
    ]


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


def _unknown(figures: WeekFigures, why: Why, answer: Answer, language: str) -> str:
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
    # A deal set apart hinders no verdict, and the line of causes tells of it; that the data begin later is told first.
    told = {FaultKey.HUGE, FaultKey.HUGE_EARLIER}
    if not figures.knows(why.before.start):
        told.add(FaultKey.NO_LEADS)
    apart = {at for at, fault in enumerate(why.faults) if fault.key in told}
    said += [*(each for at, each in enumerate(answer.faults) if at not in apart), *answer.untold]
    if not said:
        return ""
    shown, left = said[:_MOST_UNKNOWN], len(said) - _MOST_UNKNOWN
    more = Text(ru=f" И ещё {left}.", en=f" And {left} more.").in_language(language) if left > 0 else ""
    head = Text(ru="Чего пока нельзя сказать.", en="What cannot be told yet.").in_language(language)
    return f"{head} {' '.join(shown)}{more}"


def _listed(names: Sequence[str], language: str) -> str:
    shown, left = names[:_MOST_NAMES], len(names) - _MOST_NAMES
    more = Text(ru=f" и ещё {left}", en=f" and {left} more").in_language(language) if left > 0 else ""
    return ", ".join(shown) + more
