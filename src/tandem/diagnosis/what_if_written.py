"""A what-if written for a terminal, and as JSON for programs."""

from __future__ import annotations

from typing import Any

from tandem.basics.numbers import format_money, format_period
from tandem.basics.text import Text
from tandem.diagnosis.rules.what_if import Figure
from tandem.diagnosis.what_if import Answered
from tandem.diagnosis.what_if_told import Told, interval
from tandem.diagnosis.what_if_words import PARTS

NOW = Text(ru="Сейчас, в месяц", en="A month as it goes")
THEN = Text(ru="Стало бы, в месяц", en="A month then")
_TITLE = Text(ru="Что, если: по данным за {period}", en="What if, by the data of {period}")
_RESTS = Text(ru="На чём это основано", en="What it rests on")


def as_text(answered: Answered, told: Told, language: str) -> str:
    """Sentence, bars with their bands, what is not told, and what it rests on; plain lines."""
    found, outcome = answered.fitted, answered.outcome
    lines = [_TITLE.format(period=format_period(found.period, language)).in_language(language), "", told.sentence]
    if outcome is not None and outcome.parts:
        rows = [
            (NOW.in_language(language), outcome.now, False),
            *((PARTS[each.kind].in_language(language), each.figure, True) for each in outcome.parts),
            (THEN.in_language(language), outcome.then, False),
        ]
        width = max(len(name) for name, _, _ in rows)
        lines.append("")
        for name, figure, signed in rows:
            amount = format_money(figure.value, found.currency, language, signed=signed)
            lines.append(
                f"  {name:<{width}}  {amount:>16}  {interval(figure, found.currency, language, signed=signed)}"
            )  # fmt: skip
    lines += ["", *(f"! {each}" for each in (*told.untold, *told.notes))] if told.untold or told.notes else []
    if told.rests_on:
        lines += ["", f"{_RESTS.in_language(language)}:", *(f"  {each}" for each in told.rests_on)]
    return "\n".join(lines) + "\n"


def as_json(answered: Answered, told: Told) -> dict[str, Any]:
    """Everything the page says; sums of a month in roubles and kopecks, days as ISO dates."""
    found, outcome, wanted = answered.fitted, answered.outcome, answered.wanted
    shift = wanted.shift
    return {
        "fitted": {
            "from": str(found.period.start), "to": str(found.period.end), "leads": found.leads,
            "sales": None if found.company is None else round(found.company.sales, 2),
        },
        "data_until": str(found.until),
        "currency": found.currency,
        "asked": {
            "answer_within_minutes": wanted.within, "sellers": wanted.sellers, "target_share_points": wanted.points,
            "target_share_of": wanted.aim or None,
            "move": None if shift is None else {"from": shift.source, "to": shift.to, "amount": shift.amount},
        },
        "answer": told.sentence,
        "now": None if outcome is None else _figure(outcome.now),
        "then": None if outcome is None else _figure(outcome.then),
        "change": None if outcome is None else _figure(outcome.change) | {"sure": outcome.sure},
        "parts": []
        if outcome is None
        else [{"key": each.kind.value, **_figure(each.figure)} for each in outcome.parts],
        "not_told": list(told.untold),
        "refused": []
        if outcome is None
        else [{"key": each.kind, "why": each.why.value, "numbers": dict(each.numbers)} for each in outcome.refused],
        "notes": list(told.notes),
        "rests_on": list(told.rests_on),
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, float]:
    return {"value": round(figure.value, 2), "low": round(figure.low, 2), "high": round(figure.high, 2)}
