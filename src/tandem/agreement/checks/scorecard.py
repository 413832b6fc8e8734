"""The scorecard: it reads only what is known of a lead, its lines are complete, and it obeys what was agreed."""

from __future__ import annotations

from itertools import pairwise

from tandem.agreement.checks.found import Found, Known, check, serious
from tandem.agreement.document import GRADE_TERM, Document, Scorecard, ScoreTerm
from tandem.basics.expression_values import Kind

_ATTRIBUTES = (Kind.TEXT, Kind.FLAG, Kind.NUMBER, Kind.INTEGER)
_NUMBERS = (Kind.NUMBER, Kind.INTEGER)


@check
def score_of_what_is_not_known(document: Document, known: Known) -> Found:
    if document.scorecard == Scorecard():
        return
    fields = {name: each for name, each in known.fields["leads"].items() if each.state is not None}
    for term in document.scorecard.terms:
        if term.key == GRADE_TERM:
            continue
        if term.key not in fields or fields[term.key].kind not in _ATTRIBUTES:
            yield serious(
                "scorecard", "", "terms",
                f"Скоринг читает «{term.key}», а о лиде такого не известно. Обучите его заново.",
                f"The scorecard reads “{term.key}”, which is not known of a lead. Train it anew.",
            )  # fmt: skip
    for name in ("rises", "falls"):
        for field in getattr(document.scorecard, name):
            if field not in fields or fields[field].kind not in _NUMBERS:
                yield serious(
                    "scorecard", "", name,
                    f"«{field}» — не число, известное о лиде: расти или падать с ним баллы не могут.",
                    f"“{field}” is no number known of a lead: points can neither rise nor fall with it.",
                )  # fmt: skip


@check
def score_that_does_not_add_up(document: Document, known: Known) -> Found:
    card = document.scorecard
    if card.double <= 0:
        yield serious(
            "scorecard", "", "double",
            "Баллов на удвоение шансов должно быть больше нуля, иначе баллы ничего не значат.",
            "The points that double the odds must be more than zero, else points mean nothing.",
        )  # fmt: skip
    keys = [term.key for term in card.terms]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield serious(
            "scorecard", "", "terms",
            f"Признак «{key}» стоит в скоринге дважды: оставьте один.",
            f"The attribute “{key}” stands in the scorecard twice: keep one.",
        )  # fmt: skip
    for term in card.terms:
        if problem := _broken(term):
            yield serious(
                "scorecard", "", "terms",
                f"Признак «{term.key}»: {problem[0]} Обучите скоринг заново или верните прежний файл.",
                f"The attribute “{term.key}”: {problem[1]} Train the scorecard anew, or take the former file back.",
            )  # fmt: skip


@check
def score_against_what_was_agreed(document: Document, known: Known) -> Found:
    for term in document.scorecard.terms:
        wanted = _wanted(term.key, document.scorecard)
        points = [each.points for each in term.bins if each.kind in ("upto", "above")]
        for sign, ru, en in ((1, "расти", "rise"), (-1, "падать", "fall")):
            if sign == wanted and any(sign * (after - before) < 0 for before, after in pairwise(points)):
                yield serious(
                    "scorecard", "", "terms",
                    f"Баллы за «{term.key}» должны {ru} с ростом числа, а идут и обратно. Обучите скоринг заново.",
                    f"The points of “{term.key}” must {en} as the number grows, and do not. Train the scorecard anew.",
                )  # fmt: skip


def _wanted(field: str, card: Scorecard) -> int:
    return (field in card.rises) - (field in card.falls)


def _broken(term: ScoreTerm) -> tuple[str, str] | None:
    """What is wrong with the lines of a term."""
    ordered = [each for each in term.bins if each.kind == "upto"]
    above = [each for each in term.bins if each.kind == "above"]
    if any(after.upto <= before.upto for before, after in pairwise(ordered)):
        return "границы строк идут не по возрастанию.", "the bounds of its lines do not rise."
    if bool(ordered) and len(above) != 1:
        return "нет строки «больше»: она должна быть одна.", "there must be exactly one line “over”."
    if (ordered or above) and any(each.kind in ("value", "other") for each in term.bins):
        return "строки чисел и строки значений смешаны.", "lines of numbers and of values are mixed."
    values = [each.value for each in term.bins if each.kind == "value"]
    if len(set(values)) < len(values):
        return "одно значение стоит в двух строках.", "a value stands in two lines."
    if sum(each.kind == "unknown" for each in term.bins) > 1 or sum(each.kind == "other" for each in term.bins) > 1:
        return "строка «неизвестно» или «другое» стоит дважды.", "“not known” or “other” stands twice."
    return None
