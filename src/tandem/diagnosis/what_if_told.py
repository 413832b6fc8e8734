"""The answer to a what-if in words and formatted sums: for the page, the terminal and programs alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.basics.numbers import format_money, format_number, format_percent, format_period
from tandem.diagnosis import what_if_words as words
from tandem.diagnosis.rules.decomposition_draws import limits
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_speed import Speed
from tandem.diagnosis.rules.what_if import Figure, Note, Outcome
from tandem.diagnosis.rules.what_if_changes import WEEKS_A_MONTH, Asked, Changes, Refused, WhyNot
from tandem.diagnosis.rules.what_if_company import Company
from tandem.diagnosis.what_if import Answered
from tandem.diagnosis.what_if_reading import Fitted
from tandem.diagnosis.why_saying import said_names, short_money

#: The part of revenue below which nobody would speak of a change.
_NOTHING = 0.0005


@dataclass(frozen=True, slots=True)
class Told:
    """``sentence`` is the answer; ``untold`` what is not answered and why; ``notes`` what has to be known beside it.

    ``rests_on`` are the figures and assumptions behind.
    """

    sentence: str
    untold: tuple[str, ...]
    notes: tuple[str, ...]
    rests_on: tuple[str, ...]


def tell(answered: Answered, language: str) -> Told:
    """The answer in a language."""
    problems = tuple(each.in_language(language) for each in answered.problems)
    found, outcome = answered.fitted, answered.outcome
    if outcome is None or found.company is None:
        return Told(words.NO_LEADS.in_language(language), problems, (), ())
    untold = tuple(_refused(each, found, language) for each in outcome.refused)
    few = next((each for each in outcome.refused if each.kind is None), None)
    sentence = _refused(few, found, language) if few is not None else _sentence(answered, outcome, language)
    return Told(
        sentence=sentence,
        untold=(*problems, *(each for each in untold if each != sentence)),
        notes=tuple(_note(each, found, outcome, language) for each in outcome.notes),
        rests_on=_rests_on(found, found.company, outcome, language),
    )


def _sentence(answered: Answered, outcome: Outcome, language: str) -> str:
    currency = answered.fitted.currency

    def money(value: float, *, signed: bool = False) -> str:
        return short_money(value, currency, language, signed=signed)

    now, change = outcome.now, outcome.change
    if not outcome.changes.kinds:
        asked_for = not answered.wanted.empty
        text = words.CANNOT if asked_for else words.AS_IT_GOES
        return text.format(now=money(now.value), low=money(now.low), high=money(now.high)).in_language(language)
    what = said(outcome.changes, answered.fitted, language)
    if max(abs(change.low), abs(change.high)) <= _NOTHING * now.value:
        return words.IF_NOTHING.format(what=what, now=money(now.value)).in_language(language)
    if not outcome.sure:
        ends = {"low": money(change.low, signed=True), "high": money(change.high, signed=True)}
        text = words.IF_UNSURE.format(what=what, change=money(change.value, signed=True), **ends)
        return text.in_language(language)
    low, high = sorted((abs(change.low), abs(change.high)))
    more = (words.BIGGER if change.value > 0 else words.SMALLER).in_language(language)
    return words.IF_SURE.in_language(language).format(
        what=what, then=money(outcome.then.value), now=money(now.value), change=money(abs(change.value)), more=more,
        low=money(low), high=money(high),
    )  # fmt: skip


def said(changes: Changes, found: Fitted, language: str) -> str:
    """What is changed, as it stands after "if you"."""
    parts: list[str] = []
    if changes.within is not None:
        minutes = format_number(changes.within * 60, language)
        parts.append(words.ANSWER.format(minutes=minutes).in_language(language))
    if changes.sellers:
        one, many = (words.ONE_MORE, words.MORE) if changes.sellers > 0 else (words.ONE_LESS, words.LESS)
        count = abs(changes.sellers)
        parts.append((one if count == 1 else many.format(count=count)).in_language(language))
    for aim in changes.aims:
        text = (words.RAISE if aim.points > 0 else words.DROP).in_language(language)
        points = format_number(abs(aim.points) * 100, language, 0 if round(aim.points * 1000) % 10 == 0 else 1)
        where = "" if aim.channel is None else words.IN_CAMPAIGN.in_language(language)
        parts.append(text.format(points=points) + where.format(name=found.campaigns.get(aim.channel or 0, "")))
    for move in changes.moves:
        told = words.MOVE.in_language(language)
        source, to = found.campaigns[move.source], found.campaigns[move.to]
        parts.append(told.format(sum=format_money(move.amount, found.currency, language), source=source, to=to))
    return words.AND.in_language(language).join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def interval(figure: Figure, currency: str, language: str, *, signed: bool = False) -> str:
    """The band of a sum."""
    low, high = (format_money(each, currency, language, signed=signed) for each in (figure.low, figure.high))
    return f"{low} … {high}"


def _refused(each: Refused, found: Fitted, language: str) -> str:
    numbers = {
        "share": format_percent(each.numbers.get("share"), language, 0),
        "sales": format_number(each.numbers.get("sales"), language),
        "needed": format_number(each.numbers.get("needed"), language),
        "sellers": format_number(each.numbers.get("sellers"), language),
        "most": format_money(each.numbers.get("most"), found.currency, language),
        "name": "" if each.channel is None else found.campaigns.get(each.channel, ""),
    }
    sentence = words.NOT_TOLD[each.why].in_language(language).format(**numbers)
    if each.why is WhyNot.FEW_SALES and each.numbers.get("days"):
        sentence += words.HOW_LONG.in_language(language).format(days=format_number(each.numbers["days"], language))
    return sentence


def _kept(speed: Speed, hours: float, language: str) -> str:
    """The part of the chance left after so many hours, with its 90 % band."""
    at = np.array([hours])
    (low,), (high,) = limits(speed.by_curve(at[None]).T)
    usual, *ends = (format_percent(float(each), language, 0) for each in (speed.usual(at)[0], low, high))
    return f"{usual} ({ends[0]}–{ends[1]})"


def _note(note: Note, found: Fitted, outcome: Outcome, language: str) -> str:
    untaken = found.company.untaken if found.company is not None else 0.0
    names = said_names([found.campaigns[at] for at in outcome.beyond], language)
    text = words.NOTES[note].in_language(language)
    return text.format(share=format_percent(untaken, language, 0), names=names)


def _rests_on(found: Fitted, company: Company, outcome: Outcome, language: str) -> tuple[str, ...]:
    """Each figure that the changes asked about go by, and what is taken for granted."""
    period, kinds = format_period(found.period, language), outcome.changes.kinds
    leads, sales = (format_number(each, language) for each in (found.leads, company.sales))
    lines = [words.RESTS_ON.format(leads=leads, sales=sales, period=period).in_language(language)]
    lines.append(words.BAND.in_language(language))
    if outcome.changes.within is not None and company.speed is not None:
        by_step = company.answered[0].sum(axis=(0, 1))
        later = float(by_step[company.waits > outcome.changes.within].sum() / max(by_step.sum(), 1e-9))
        hour, day = (_kept(company.speed, hours, language) for hours in (1.0, 24.0))
        told = format_percent(later, language, 0)
        lines.append(words.WAITS.in_language(language).format(later=told, hour=hour, day=day))
    if company.team is not None and company.load is not None and {Asked.SELLERS, Asked.MOVE} & {*kinds}:
        minutes = format_number(company.team.minutes.value, language)
        full = format_percent(company.load.full, language, 0)
        lines.append(words.TEAM.in_language(language).format(sellers=company.team.sellers, minutes=minutes, full=full))
    if {Asked.ANSWER, Asked.SELLERS} & {*kinds}:
        lines.append(words.CAUSAL.in_language(language))
    if Asked.TARGET in kinds:
        counts = company.leads[0].sum(axis=0)
        share = counts[Judged.TARGET] / max(counts[Judged.TARGET] + counts[Judged.NON_TARGET], 1e-9)
        told, wrong = (format_percent(float(each), language, 0) for each in (share, company.wrong.max()))
        lines.append(words.SHARE.in_language(language).format(share=told, wrong=wrong))
    for channel in sorted({at for move in outcome.changes.moves for at in (move.source, move.to)}):
        spend = company.spend[channel]
        now = format_money(spend.now * WEEKS_A_MONTH, found.currency, language)
        times = format_number(2**spend.gamma, language, 2)
        text = words.CURVE.in_language(language)
        lines.append(text.format(name=found.campaigns[channel], now=now, times=times))
    return (*lines, words.APART.in_language(language))
