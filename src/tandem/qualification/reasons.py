"""Why a lead has its grade, in words with the figures, and what is still to be asked to tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from sqlglot import exp

from tandem.agreement.document import Question
from tandem.agreement.judgement import Judge
from tandem.agreement.judges import CompiledJudge
from tandem.agreement.questions import NUMBERS, field_of
from tandem.basics import numbers
from tandem.basics.expression_text import ExpressionError, parsed
from tandem.basics.expression_values import Kind
from tandem.basics.expressions import compile_expression
from tandem.basics.text import Text
from tandem.qualification.wording import ANSWERS, value_in_words

type Row = Mapping[str, object]

#: So many sets of answers are tried together; beyond that each question is tried alone.
_MOST_SETS = 4096
_SIGNS: Mapping[type[exp.Expr], tuple[str, str]] = {
    exp.GTE: ("≥", "<"), exp.GT: (">", "≤"), exp.LTE: ("≤", ">"), exp.LT: ("<", "≥"), exp.EQ: ("=", "≠"),
    exp.NEQ: ("≠", "="),
}  # fmt: skip
_ELSEWHERE = Text(ru="оценка из другой системы", en="graded elsewhere")


def reasons(judge: Judge, row: Row, questions: Iterable[Question]) -> list[Text]:
    """The answers to the three questions of the portrait, each with the comparison that decided it where one did."""
    judgement = judge.judge(row)
    asked = {field_of(each): each for each in questions}
    found = []
    for name, words in ANSWERS.items():
        answer = getattr(judgement, name)
        said, why = words[answer], None
        if answer is not None and isinstance(judge, CompiledJudge):
            why = _why(judge, name, row, asked)
        found.append(Text(ru=f"{said.ru} ({why.ru})", en=f"{said.en} ({why.en})") if why else said)
    return found


def _why(judge: CompiledJudge, name: str, row: Row, asked: Mapping[str, Question]) -> Text | None:
    condition = judge.clauses.decided[name]
    if condition is None:
        return None
    kinds = {each: judge.clauses.kinds[each] for each in condition.columns}
    try:
        return _Explaining(row, kinds, asked).of(parsed(condition.text))
    except ExpressionError:
        return None


@dataclass(frozen=True, slots=True)
class _Explaining:
    """Walks to the part of a clause that decided it."""

    row: Row
    kinds: Mapping[str, Kind]
    asked: Mapping[str, Question]

    def of(self, tree: exp.Expr) -> Text | None:
        """What decided, or None where the answer says it all."""
        if isinstance(tree, exp.Paren):
            return self.of(tree.this)
        if isinstance(tree, exp.Coalesce):
            parts = (tree.this, *tree.expressions)
            decisive = next((part for part in parts if self._value(part) is not None), None)
            return self.of(decisive) if decisive is not None else None
        if isinstance(tree, exp.And | exp.Or):
            said = [found for part in (tree.this, tree.expression) if (found := self.of(part)) is not None]
            return _joined(said) if said else None
        if {column.name for column in tree.find_all(exp.Column)} == {"quality"}:
            quality = str(self.row.get("quality"))
            return Text(ru=f"{_ELSEWHERE.ru}: {quality}", en=f"{_ELSEWHERE.en}: {quality}")
        return self._compared(tree)

    def _compared(self, tree: exp.Expr) -> Text | None:
        signs = _SIGNS.get(type(tree))
        if isinstance(tree, exp.In) and isinstance(tree.this, exp.Column):
            return self._answered(tree.this.name)
        if signs is None or not isinstance(tree.this, exp.Column) or not isinstance(tree.expression, exp.Literal):
            return None
        value, holds = self.row.get(tree.this.name), self._value(tree)
        if value is None or holds is None:
            return None
        if tree.expression.is_string or isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return self._answered(tree.this.name)
        sign = signs[0] if holds else signs[1]
        ru, en = (f"{_number(value, each)} {sign} {_number(Decimal(tree.expression.this), each)}" for each in _BOTH)
        return Text(ru=ru, en=en)

    def _answered(self, name: str) -> Text | None:
        value, question = self.row.get(name), self.asked.get(name)
        if not isinstance(value, str | bool | int | float | Decimal):
            return None
        return value_in_words(value, question)

    def _value(self, tree: exp.Expr) -> object:
        return compile_expression(tree.sql(dialect="duckdb"), self.kinds, strict=True)(self.row)


_BOTH = ("ru", "en")


def _number(value: float | Decimal, language: str) -> str:
    return numbers.format_number(value, language, 0 if value == int(value) else 2)


def _joined(said: Sequence[Text]) -> Text:
    return Text(ru=", ".join(each.ru for each in said), en=", ".join(each.en for each in said))


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A question whose answer decides: between these grades, None among them where the grade could not be told."""

    question: Question
    grades: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """The grade that stands, and what is still to be asked because it may change it."""

    grade: str | None
    ask: tuple[ToAsk, ...]


def telling(judge: Judge, row: Row, questions: Sequence[Question], answered: Iterable[str]) -> Telling:
    """Which of the questions not answered yet may change the grade; ``answered`` are fields, told or not.

    Each is tried with every answer it has; only where none decides alone, several are tried together.
    """
    grade = judge.judge(row).grade
    known = set(answered)
    open_ = [each for each in questions if field_of(each) not in known and field_of(each) in judge.reads]
    tried = {each.key: _answers(each, judge) for each in open_}
    alone = []
    for each in open_:
        grades = {judge.judge({**row, field_of(each): value}).grade for value in tried[each.key]} | {grade}
        if len(grades) > 1:
            alone.append(ToAsk(each, _in_order(grades)))
    if alone or not open_:
        return Telling(grade, tuple(alone))
    sets = 1
    for values in tried.values():
        sets *= len(values) + 1
    if sets > _MOST_SETS:
        return Telling(grade, tuple(ToAsk(each, (grade,)) for each in open_) if grade is None else ())
    return Telling(grade, tuple(_together(judge, row, open_, tried, grade)))


def _together(
    judge: Judge, row: Row, open_: Sequence[Question], tried: Mapping[str, tuple[object, ...]], grade: str | None
) -> Iterator[ToAsk]:
    made = {}
    for values in product(*((None, *tried[each.key]) for each in open_)):
        made[values] = judge.judge({**row, **dict(zip(map(field_of, open_), values, strict=True))}).grade
    for place, question in enumerate(open_):
        grades: set[str | None] = set()
        for values, found in made.items():
            without = (*values[:place], None, *values[place + 1 :])
            if found != made[without]:
                grades |= {found, made[without]}
        if grades:
            yield ToAsk(question, _in_order(grades | {grade}))


def _answers(question: Question, judge: Judge) -> tuple[object, ...]:
    """The answers that may differ in what follows: every option, and both sides of every number a clause names."""
    match question.kind:
        case "yes-no":
            return (True, False)
        case "choice":
            return tuple(option.key for option in question.options)
    found = {Decimal(option.key) for option in question.options} if question.kind in NUMBERS else set()
    for number in _numbers_beside(field_of(question), judge):
        found |= {number - 1, number, number + 1}
    values = sorted(found) or [Decimal(0), Decimal(1), Decimal(10) ** 9]
    return tuple(int(value) if question.kind == "days" else value for value in values)


def _numbers_beside(field: str, judge: Judge) -> Iterator[Decimal]:
    if not isinstance(judge, CompiledJudge):
        return
    for condition in judge.clauses.decided.values():
        if condition is None or field not in condition.columns:
            continue
        yield from _numbers_in(condition.text)


# A clause never changes, and a version has a dozen.
@lru_cache(maxsize=512)
def _numbers_in(clause: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each.this) for each in parsed(clause).find_all(exp.Literal) if not each.is_string)


def _in_order(grades: Iterable[str | None]) -> tuple[str | None, ...]:
    return tuple(sorted(grades, key=lambda each: (each is None, each or "")))
