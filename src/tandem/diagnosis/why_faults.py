"""The sentence of each fault of the data, with its figures."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.basics.numbers import format_number, format_percent
from tandem.basics.text import Text
from tandem.diagnosis.rules.faults import Fault, FaultKey
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_asking import day_of
from tandem.diagnosis.why_fault_words import FAULTS
from tandem.diagnosis.why_large import LargeSum, moved_by_huge
from tandem.diagnosis.why_saying import said_day, said_longer, short_money

#: Single deals named in a sentence; the rest is counted.
_MOST_LISTED = 3
_DEAL = Text(ru="сделка по заявке", en="the deal of request")
_DEALS = Text(ru="сделки по заявкам", en="the deals of requests")


def fault_words(fault: Fault, why: Why, language: str) -> str:
    """What is wrong, and what to do about it."""
    longer = fault.numbers.get("longer")
    more = (longer or 0) - len(why.after) if why.after.end >= why.until else 0
    said = {"wait": said_longer(None if longer is None else int(longer), max(int(more), 0), language)}
    for name, value in fault.numbers.items():
        if name in ("share", "was"):
            said[name] = format_percent(value, language, 0)
        else:
            said[name] = format_number(value, language, 1 if name == "times" else 0)
    for name, day in (("first", fault.first), ("last", fault.last)):
        if day is not None:
            said[name] = said_day(day_of(day), language)
    if fault.key is FaultKey.HUGE:
        of = _DEAL if len(why.lead_ids_huge) == 1 else _DEALS
        said["requests"] = (
            f"{of.in_language(language)} {_listed([f'№ {each}' for each in why.lead_ids_huge], language)}"
        )
    elif fault.key is FaultKey.HUGE_EARLIER:
        rest = float(why.revenue[1] - why.revenue[0]) - moved_by_huge(why.large)
        said["rest"] = short_money(rest, why.currency, language, signed=True)
        said["sums"] = _listed([large_words(each, why, language) for each in why.large if each.huge], language)
    return FAULTS[fault.key].in_language(language).format(**said)


def large_words(large: LargeSum, why: Why, language: str) -> str:
    """``6,4 млн ₽ 5 октября (заявка № 2256)``."""
    money, day = short_money(large.amount, why.currency, language), said_day(large.day, language)
    return (
        Text(ru="{money} {day} (заявка № {lead})", en="{money} on {day} (request № {lead})")
        .format(money=money, day=day, lead=large.lead_id)
        .in_language(language)
    )


def _listed(each: Sequence[str], language: str) -> str:
    left = len(each) - _MOST_LISTED
    more = [Text(ru="и ещё {n}", en="and {n} more").format(n=left).in_language(language)] if left > 0 else []
    return ", ".join([*each[:_MOST_LISTED], *more])
