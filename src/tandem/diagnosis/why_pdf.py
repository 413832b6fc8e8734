"""The answer as a PDF for the meeting: the question, the sentence, the bars, causes with what to ask, what is open.

Set by Typst, which brings fonts with Cyrillic; an extra, without which everything else works. The words go in as data
and are never read as markup.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.basics.numbers import format_money
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.rules.verdict import Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_saying import said_end
from tandem.diagnosis.why_told import Answer, Told

_SHEET = Path(__file__).with_name("why_answer.typ")


class NoTypesetter(Refusal):
    """The library that makes PDFs is not installed."""


def makes_pdf() -> bool:
    """Whether answers can be had as PDF here."""
    return find_spec("typst") is not None


def pdf_of(why: Why, answer: Answer, language: str, *, as_of: str = "") -> bytes:
    """The answer as a PDF in a language; ``as_of`` says when the data stood so. Refuses by ``NoTypesetter``."""
    if not makes_pdf():
        raise NoTypesetter(
            Text(
                ru="PDF здесь не собрать: администратору нужно установить tandem[pdf].",
                en="No PDF can be made here: the administrator has to install tandem[pdf].",
            )
        )
    import typst

    data = json.dumps(_contents(why, answer, language, as_of), ensure_ascii=False)
    made = typst.compile(_SHEET.read_bytes(), sys_inputs={"data": data}, ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def _contents(why: Why, answer: Answer, language: str, as_of: str) -> dict[str, Any]:
    def money(amount: Any, *, signed: bool = True) -> str:
        return format_money(amount, why.currency, language, 2, signed=signed)

    rows = [
        [bar.name, money(bar.amount), "" if bar.verdict is Verdict.NOBODYS else bar.whole_interval, bar.whose,
         bar.verdict_words, bar.before, bar.after]
        for bar in answer.bars if bar.amount
    ]  # fmt: skip
    planned = why.against == "plan"
    return {
        "language": language[:2],
        "title": answer.question,
        "faults": [fault for fault in answer.faults if fault not in answer.sentence],
        "sentence": answer.sentence,
        "heads": [
            _("Cause"), _("Amount"), _("Likely"), _("Whose it is"), _("What may be said"),
            _("Plan") if planned else _("It was"), _("Fact") if planned else _("It is now"),
        ],
        "first": [said_end(why, 0, language), money(why.revenue[0], signed=False)],
        "rows": rows,
        "last": [said_end(why, 1, language), money(why.revenue[1], signed=False)],
        "causes": [_cause(each) for each in (*answer.causes, *answer.sellers)],
        "lists": [
            {"title": title, "lines": list(found)}
            for title, found in (
                (_("Perhaps, and not yet to be told from chance"), answer.may_be),
                (_("Checked and ruled out"), answer.ruled_out),
                (_("What cannot be judged yet"), answer.untold),
            )
            if found
        ],
        "foot": as_of,
    }  # fmt: skip


def _cause(told: Told) -> dict[str, str]:
    then_now = f"{told.before} → {told.after}" if told.before and told.after else ""
    return {
        "title": f"{told.name}: {told.shown}",
        "words": ", ".join(part for part in (told.phrase, told.whose, told.since, then_now) if part),
        "ask": f"{told.whom}: {told.ask}" if told.ask else "",
    }
