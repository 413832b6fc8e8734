"""The answer written for a terminal, and as JSON for programs."""

from __future__ import annotations

from typing import Any

from tandem.basics.numbers import format_money
from tandem.basics.text import Text
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Since, Why
from tandem.diagnosis.why_saying import said_end
from tandem.diagnosis.why_told import Answer, Told

_RULED = Text(ru="Проверено и исключено", en="Checked and ruled out")
_MAY_BE = Text(ru="Возможно, но от случайного пока не отличить", en="Perhaps, and not yet to be told from chance")
_UNTOLD = Text(ru="Чего пока нельзя сказать", en="What cannot be judged yet")


def as_text(why: Why, answer: Answer, language: str) -> str:
    """Question, faults, sentence, bars, and what is left open; plain lines."""
    lines = [answer.question, ""]
    # A fault that is the answer itself is said once, as on the page.
    lines += [f"! {fault}" for fault in answer.faults if fault not in answer.sentence]
    lines += [answer.sentence, ""]
    width = max((len(bar.name) for bar in answer.bars), default=0)
    lines.append(_whole_line(why, 0, language, width))
    for bar in answer.bars:
        if bar.amount:
            amount = format_money(bar.amount, why.currency, language, 2, signed=True)
            interval = "" if bar.verdict is Verdict.NOBODYS else bar.whole_interval
            lines.append(_bar_line(bar.name, amount, width, bar.whose, bar.verdict_words, interval))
    lines.append(_whole_line(why, 1, language, width))
    for told in (*answer.causes, *answer.sellers):
        then_now = f" {told.before} → {told.after}." if told.before and told.after else ""
        then_now += f" ({told.note})" if then_now and told.note else ""
        since = f", {told.since}" if told.since else ""
        lines += ["", f"* {told.phrase} ({told.shown}, {told.whose}{since}).{then_now}"]
        lines += [
            f"    {each.name}: {each.shown}" + (f", {each.before} → {each.after}" if each.before else "")
            for each in told.places[:5]
        ]
        if told.ask:
            lines.append(f"    ? {told.whom}: {told.ask}")
    for title, found in ((_MAY_BE, answer.may_be), (_RULED, answer.ruled_out), (_UNTOLD, answer.untold)):
        if found:
            lines += ["", f"{title.in_language(language)}:", *(f"  {each}" for each in found)]
    return "\n".join(lines) + "\n"


def _whole_line(why: Why, which: int, language: str, width: int) -> str:
    return _bar_line(said_end(why, which, language), format_money(why.revenue[which], why.currency, language, 2), width)


def _bar_line(name: str, amount: str, width: int, *more: str) -> str:
    return f"  {name:<{width}}  {amount:>18}" + "".join(f"  {each}" for each in more if each)


def as_json(why: Why, answer: Answer) -> dict[str, Any]:
    """Everything the page says; sums as text, so that no coin is lost, days as ISO dates."""
    return {
        "before": {"from": str(why.before.start), "to": str(why.before.end), "revenue": str(why.revenue[0])},
        "after": {"from": str(why.after.start), "to": str(why.after.end), "revenue": str(why.revenue[1])},
        "against": why.against,
        "measure": why.revenue_measure,
        "currency": why.currency,
        "by": why.by,
        "where": {key: list(members) for key, members in why.where.items()},
        "data_until": str(why.until),
        "threshold": why.threshold,
        "agreement_version": why.version,
        "question": answer.question,
        "answer": answer.sentence,
        "faults": [
            {"key": str(fault.key), "blocks": sorted(fault.blocks), "everything": fault.everything, "words": words}
            for fault, words in zip(why.faults, answer.faults, strict=True)
        ],
        "bars": [_as_json(bar, why.since.get(bar.key)) for bar in answer.bars],
        "causes": [_as_json(bar, why.since.get(bar.key)) | {"shown": bar.shown} for bar in answer.causes],
        "sellers": [_as_json(bar, _seller_since(bar, why)) for bar in answer.sellers],
        "departments": [
            {"side": side, "amount": amount, "interval": interval} for side, amount, interval in answer.sides
        ],
        "large_sums": [
            {
                "lead": each.lead_id,
                "day": str(each.day),
                "amount": round(each.amount, 2),
                "period": "after" if each.later else "before",
                "huge": each.huge,
            }
            for each in why.large
        ],
        "ruled_out": list(answer.ruled_out),
        "not_yet_told_from_chance": list(answer.may_be),
        "cannot_be_judged": list(answer.untold),
    }


def _seller_since(bar: Told, why: Why) -> Since | None:
    found = (since for at, since in why.seller_since.items() if bar.key == f"seller:{why.sellers[at]}")
    return next(found, None)


def _as_json(bar: Told, since: Since | None) -> dict[str, Any]:
    return {
        "key": bar.key,
        "name": bar.name,
        "amount": str(bar.amount),
        "low": round(bar.whole_low, 2),
        "high": round(bar.whole_high, 2),
        "department": bar.side or None,
        "verdict": str(bar.verdict),
        "words": bar.phrase,
        "before": bar.before,
        "after": bar.after,
        "note": bar.note,
        "wait": bar.wait,
        "since": None if since is None else {"day": str(since.day), "low": str(since.low), "high": str(since.high)},
        "ask": {"whom": bar.whom, "what": bar.ask} if bar.ask else None,
        "channels_by": bar.by or None,
        "channels": [
            {
                "name": each.name,
                "amount": round(each.amount, 2),
                "before": each.before,
                "after": each.after,
                "stands_out": each.sure,
            }
            for each in bar.places
        ],
    }
