"""The ledger of losses in words: lines, whose they are, and why some cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.basics.numbers import format_period
from tandem.basics.text import Text
from tandem.diagnosis.losses import Entry, Ledger, Untold
from tandem.diagnosis.rules.losses import Line
from tandem.diagnosis.why_saying import known_money
from tandem.people.rules import Department

NAMES: Mapping[Line, Text] = {
    Line.UNTAKEN: Text(ru="Не обработали", en="Nobody took them up"),
    Line.LATE: Text(ru="Ответили поздно", en="Answered late"),
    Line.AUDIENCE: Text(ru="Не та аудитория", en="The wrong audience"),
    Line.CHORES: Text(ru="Непрофильная работа", en="Work that is no selling"),
    Line.INTERRUPTIONS: Text(ru="Отвлекали", en="Interruptions"),
    Line.OVERLOAD: Text(ru="Перегрузка", en="Overload"),
    Line.DISCOUNT: Text(ru="Скидки", en="Discounts"),
}
MEANS: Mapping[Line, Text] = {
    Line.UNTAKEN: Text(
        ru="Заявки, с которыми за сутки и дольше ничего не сделали: сколько принесли бы такие же в среднем.",
        en="Leads with which nothing was done for a day or more: what such leads bring on average.",
    ),
    Line.LATE: Text(
        ru="Связались позже, чем обещали, и не продали: на сколько ожидание снизило шанс.",
        en="Contacted later than promised and not sold: by how much waiting lowered the chance.",
    ),
    Line.AUDIENCE: Text(
        ru="Расход на нецелевых лидов сверх тех, что закладывали.",
        en="Spent on non-target leads beyond those planned for.",
    ),
    Line.CHORES: Text(
        ru="Необработанные и поздние лиды, на которые не хватило времени из-за работы, о которой не договаривались.",
        en="Leads left or late for want of the hours that went into work nobody agreed to.",
    ),
    Line.INTERRUPTIONS: Text(
        ru="То же из-за отвлечений и возвращения к работе после них.",
        en="The same for interruptions and finding back to work.",
    ),
    Line.OVERLOAD: Text(
        ru="То же: заявок пришло больше, чем успевают, даже если ни на что не отвлекаться.",
        en="The same: more leads came than can be handled even without any of that.",
    ),
    Line.DISCOUNT: Text(
        ru="Проданное дешевле прайса. Без скидки часть сделок могла и не состояться.",
        en="Sold below the list price. Without the discount some deals might not have been.",
    ),
}
OWNERS: Mapping[Line, Department | None] = {
    Line.UNTAKEN: Department.SALES,
    Line.LATE: Department.SALES,
    Line.AUDIENCE: Department.MARKETING,
    Line.CHORES: Department.SALES,
    Line.INTERRUPTIONS: Department.SALES,
    Line.OVERLOAD: None,
    Line.DISCOUNT: Department.SALES,
}
WHY_NOT: Mapping[Untold, Text] = {
    Untold.NO_SALES: Text(
        ru="Не узнать: продаж так мало, что неизвестно, сколько приносит лид.",
        en="Cannot be told: too few sales to know what a lead brings.",
    ),
    Untold.NO_CONTACTS: Text(ru="Не узнать: звонки не загружены.", en="Cannot be told: no calls are imported."),
    Untold.NO_FADING: Text(
        ru="Не узнать: продаж мало, чтобы увидеть, чего стоит ожидание.",
        en="Cannot be told: too few sales to see what waiting costs.",
    ),
    Untold.NO_SPEND: Text(
        ru="Не узнать: расход на рекламу не загружен.", en="Cannot be told: no ad spend is imported."
    ),
    Untold.NO_PLAN: Text(
        ru="Не узнать: о доле целевых не договорились, и наблюдать ещё не начали.",
        en="Cannot be told: no target share is agreed or watched.",
    ),
    Untold.NO_MINUTES: Text(
        ru="Не узнать: неизвестно, сколько минут занимает лид.",
        en="Cannot be told: how many minutes a lead takes is not known.",
    ),
    Untold.NO_MOMENTS: Text(
        ru="Не узнать: мало ответов на вопрос «чем заняты сейчас».",
        en="Cannot be told: too few answers to “what are you doing now”.",
    ),
    Untold.NO_PRICES: Text(
        ru="Не узнать: в сделках нет цен по прайсу.", en="Cannot be told: deals have no list prices."
    ),
}
_TITLE = Text(ru="Где теряем деньги: {month}", en="Where money is lost: {month}")
_TOTAL = Text(ru="Всего", en="In all")


def interval_words(low: float, high: float, currency: str, language: str) -> str:
    """The interval of a sum, each end as finely as its width supports."""
    ends = (known_money(end, low, high, currency, language) for end in (low, high))
    return " – ".join(ends)


def money_words(entry: Entry | Ledger, currency: str, language: str) -> str:
    """The sum of a line or of the whole, as finely as its interval supports; files have every kopeck."""
    amount = entry.total if isinstance(entry, Ledger) else entry.amount
    return known_money(amount, entry.low, entry.high, currency, language)


def as_text(found: Ledger, language: str) -> str:
    """The ledger for a terminal."""
    width = max(len(each.in_language(language)) for each in NAMES.values())
    lines = [_TITLE.format(month=format_period(found.month, language)).in_language(language), ""]
    for each in found.entries:
        name = f"  {NAMES[each.line].in_language(language):<{width}}  "
        if each.untold is not None:
            lines.append(name + WHY_NOT[each.untold].in_language(language))
            continue
        amount = money_words(each, found.currency, language)
        lines.append(f"{name}{amount:>18}  {interval_words(each.low, each.high, found.currency, language)}")
    amount = money_words(found, found.currency, language)
    interval = interval_words(found.low, found.high, found.currency, language)
    lines += [f"  {_TOTAL.in_language(language):<{width}}  {amount:>18}  {interval}"]
    return "\n".join(lines) + "\n"


def as_json(found: Ledger, language: str) -> dict[str, Any]:
    """Everything the page says; sums as text, so that no coin is lost."""
    return {
        "month": str(found.month),
        "currency": found.currency,
        "lines": [_line(each, found, language) for each in found.entries],
        "total": {"amount": str(found.total), "low": round(found.low, 2), "high": round(found.high, 2)},
        "all_there_was_to_lose": round(found.most, 2),
        "late_by": found.promise or None,
    }


def _line(each: Entry, found: Ledger, language: str) -> dict[str, Any]:
    owner = OWNERS[each.line]
    told: dict[str, Any] = {
        "key": each.line.value,
        "name": NAMES[each.line].in_language(language),
        "department": owner.value if owner else None,
        "leads": list(found.of.get(each.line, ())),
    }
    if each.untold is not None:
        return told | {"amount": None, "why": WHY_NOT[each.untold].in_language(language)}
    return told | {"amount": str(each.amount), "low": round(each.low, 2), "high": round(each.high, 2)}
