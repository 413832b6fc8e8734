"""The table of grades as a full truth table: every combination of three answers is decided, none is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from sqlglot import exp

from tandem.agreement.clause_refusals import ClauseRefused, Place
from tandem.agreement.document import ASK, AnswerOrAny, GradeRow, Grading
from tandem.basics.text import Text

type Answers = tuple[bool | None, bool | None, bool | None]
type Table = Mapping[Answers, str | None]
"""Answers to need, budget and urgency (None: unknown) → the grade; None: ask the client first."""

_ANSWERS = (True, False, None)
COMBINATIONS: tuple[Answers, ...] = tuple(product(_ANSWERS, _ANSWERS, _ANSWERS))


def grade_table(grading: Grading) -> Table:
    """The 27 combinations with their grades; a table without rows grades nobody.

    Refuses by `ClauseRefused` what two rows decide differently, what no row decides, and a grade that is not listed.
    """
    if not grading.table:
        return dict.fromkeys(COMBINATIONS)
    known = {grade.key for grade in grading.grades} | {ASK}
    decided: dict[Answers, tuple[int, str]] = {}
    for number, row in enumerate(grading.table, start=1):
        if row.grade not in known:
            raise ClauseRefused(_row(number), _UNKNOWN_GRADE.format(grade=row.grade))
        for combination in COMBINATIONS:
            if _matches(row, combination):
                first, grade = decided.setdefault(combination, (number, row.grade))
                if grade != row.grade:
                    said = _CONTRADICTION.format(first=first, a=grade, b=row.grade)
                    raise ClauseRefused(_row(number), _with_answers(said, combination))
    undecided = [combination for combination in COMBINATIONS if combination not in decided]
    if undecided:
        raise ClauseRefused(_WHOLE, _with_answers(_UNDECIDED.format(more=len(undecided)), undecided[0]))
    return {answers: None if grade == ASK else grade for answers, (_, grade) in decided.items()}


def grade_sql(table: Table, need: exp.Expr, budget: exp.Expr, urgency: exp.Expr) -> exp.Expr:
    """The same as one CASE over three conditions, which asks no more than it must."""

    def of_urgency(first: bool | None, second: bool | None) -> exp.Expr:
        return _branch(urgency, *(_grade(table[first, second, third]) for third in _ANSWERS))

    def of_budget(first: bool | None) -> exp.Expr:
        return _branch(budget, *(of_urgency(first, second) for second in _ANSWERS))

    return _branch(need, *(of_budget(first) for first in _ANSWERS))


def _matches(row: GradeRow, answers: Answers) -> bool:
    asked: tuple[AnswerOrAny, ...] = (row.need, row.budget, row.urgency)
    return all(
        ask == "any" or (answer is None if ask == "unknown" else answer is ask)
        for ask, answer in zip(asked, answers, strict=True)
    )


def _grade(grade: str | None) -> exp.Expr:
    return exp.Null() if grade is None else exp.Literal.string(grade)


def _branch(condition: exp.Expr, yes: exp.Expr, no: exp.Expr, unknown: exp.Expr) -> exp.Expr:
    if yes == no == unknown:
        return yes
    if no == unknown:
        return _case((condition.copy(), yes), no)
    negated = exp.Not(this=condition.copy())
    if yes == unknown:
        return _case((negated, no), yes)
    if yes == no:
        return _case((exp.Is(this=condition.copy(), expression=exp.Null()), unknown), yes)
    return _case((condition.copy(), yes), (negated, no), unknown)


def _case(*parts: tuple[exp.Expr, exp.Expr] | exp.Expr) -> exp.Expr:
    *pairs, default = parts
    ifs = [exp.If(this=pair[0], true=pair[1]) for pair in pairs if isinstance(pair, tuple)]
    return exp.Paren(this=exp.Case(ifs=ifs, default=default))


def _row(number: int) -> Place:
    return Place(
        f"grading.table.{number}",
        Text(ru=f"Таблица категорий, строка {number}", en=f"Table of grades, row {number}"),
    )


def _with_answers(said: Text, answers: Answers) -> Text:
    need, budget, urgency = (_SAID[answer] for answer in answers)
    return Text(
        ru=f"Потребность {need.ru}, бюджет {budget.ru}, срочность {urgency.ru}: {said.ru}",
        en=f"Need {need.en}, budget {budget.en}, urgency {urgency.en}: {said.en}",
    )


_WHOLE = Place("grading.table", Text(ru="Таблица категорий", en="Table of grades"))
_SAID = {
    True: Text(ru="— да", en="yes"),
    False: Text(ru="— нет", en="no"),
    None: Text(ru="— неизвестно", en="unknown"),
}
_UNKNOWN_GRADE = Text(
    ru="категории «{grade}» в списке категорий нет; вместо категории бывает ask.",
    en="there is no grade “{grade}” in the list of grades; instead of a grade there may be ask.",
)
_CONTRADICTION = Text(
    ru="здесь категория {b}, а по строке {first} — {a}. Оставьте один ответ.",
    en="the grade is {b} here and {a} by row {first}. Keep one answer.",
)
_UNDECIDED = Text(
    ru="категория не решена (таких сочетаний: {more}). Добавьте строку или поставьте ask.",
    en="no grade is decided (combinations left: {more}). Add a row, or put ask.",
)
