"""Answers as people and other systems write them, read by the question that says which answers there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from tandem.agreement.agreed import questions_of_versions
from tandem.agreement.document import Question
from tandem.agreement.questions import LARGEST, NUMBERS, field_of, is_asked_about
from tandem.agreement.yaml_writing import number
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.recipes import FieldRecipe, Formats
from tandem.imports.shapes import Field, FieldType
from tandem.imports.value_refusals import Noted, ValueRefused
from tandem.imports.values import Surroundings, ValueReader, value_reader
from tandem.qualification.answers import COLUMNS, Value

#: How a column or a field of a form says that it holds the answer to a question: this, and the question's key.
PREFIX = "answer_"
#: What is written where the client was asked and did not tell.
_NOT_TOLD = frozenset(
    {"не знает", "не знаю", "не сказал", "не сказала", "не знает / не сказал", "неизвестно", "unknown", "not told",
     "does not know", "don't know", "?"}
)  # fmt: skip
_TYPES = {
    "yes-no": FieldType.FLAG, "number": FieldType.NUMBER, "money": FieldType.MONEY, "days": FieldType.WHOLE,
    "choice": FieldType.TEXT,
}  # fmt: skip


class NoSuchAnswer(Refusal):
    """The text is no answer to the question: an option it does not have, or a number out of its bounds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions by the names under which their answers may come: the key, ``answer_`` and the key, the words."""

    _by_name: Mapping[str, tuple[Question, ...]]

    @classmethod
    def of(cls, questions: Iterable[Question]) -> Asked:
        """Of several questions of one name, the first stands before the others."""
        found: dict[str, list[Question]] = {}
        for question in questions:
            names = (question.key, PREFIX + question.key, field_of(question), PREFIX + field_of(question))
            for name in dict.fromkeys(each.casefold() for each in (*names, question.title.strip()) if each):
                found.setdefault(name, []).append(question)
        return cls({name: tuple(each) for name, each in found.items()})

    def named(self, name: str, product: str) -> Question | None:
        """The question of that name which is asked about the product, else any of that name."""
        questions = self._by_name.get(name.casefold().strip(), ())
        return next((each for each in questions if is_asked_about(each, product)), questions[0] if questions else None)


def asked_under(version: int) -> Asked:
    """The questions of a version; what it does not ask is read as the newest version that asks it says."""
    return _asked(version, tuple(sorted(questions_of_versions().items())))


@lru_cache(maxsize=16)
def _asked(version: int, versions: tuple[tuple[int, tuple[Question, ...]], ...]) -> Asked:
    by_version = dict(versions)
    others = (by_version[each] for each in sorted(by_version, reverse=True) if each != version)
    return Asked.of([*by_version.get(version, ()), *(question for each in others for question in each)])


def read_answer(question: Question, text: str) -> Value:
    """The answer a text is, None for "asked and not told". Refuses by `NoSuchAnswer`."""
    written = text.strip()
    if written.casefold() in _NOT_TOLD:
        return None
    for option in question.options:
        if written.casefold() in (option.key.casefold(), option.title.strip().casefold()):
            return option.key if question.kind == "choice" else checked(question, Decimal(option.key))
    if question.kind == "choice":
        raise NoSuchAnswer(_NO_OPTION.format(answer=written[:60], question=question.title or question.key))
    try:
        value = _reader(question.kind).read(written)
    except ValueRefused as refused:
        raise NoSuchAnswer(_UNREADABLE.format(answer=written[:60], question=_name(question), ru=refused.text.ru,
                                              en=refused.text.en)) from None  # fmt: skip
    value = value.value if isinstance(value, Noted) else value
    if value is None:
        raise NoSuchAnswer(_NO_OPTION.format(answer=written[:60], question=_name(question)))
    return checked(question, value)


def checked(question: Question, value: object) -> Value:
    """A value as it is kept, if the question may be answered by it. Refuses by `NoSuchAnswer`."""
    if value is None:
        return None
    if question.kind == "choice":
        if value in {option.key for option in question.options}:
            return str(value)
        raise NoSuchAnswer(_NO_OPTION.format(answer=str(value)[:60], question=_name(question)))
    if question.kind == "yes-no":
        if isinstance(value, bool):
            return value
        raise NoSuchAnswer(_NO_OPTION.format(answer=str(value)[:60], question=_name(question)))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise NoSuchAnswer(_NO_OPTION.format(answer=str(value)[:60], question=_name(question)))
    return _number(question, Decimal(value))


def _number(question: Question, value: Decimal) -> Value:
    least = question.least if question.least is not None else (Decimal(0) if question.kind in NUMBERS else None)
    most = question.most if question.most is not None else LARGEST
    if (least is not None and value < least) or value > most:
        bounds = f"{number(least or Decimal(0))}–{number(most)}"
        raise NoSuchAnswer(_OUT_OF_BOUNDS.format(answer=number(value), question=_name(question), bounds=bounds))
    if question.kind == "days":
        return int(value)
    if field_of(question) in COLUMNS:
        return value
    return int(value) if value == int(value) else float(value)


def _name(question: Question) -> str:
    return question.title or question.key


@cache
def _reader(kind: str) -> ValueReader:
    field = Field(kind, _TYPES[kind], Text(ru=kind, en=kind))
    # No answer holds a time: the clock is not read.
    around = Surroundings(Formats(), datetime(2000, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    return value_reader(field, FieldRecipe(kind), around)


_NO_OPTION = Text(
    ru="«{answer}» — не ответ на вопрос «{question}»: такого варианта в регламенте нет. Текст остался в заявке.",
    en="“{answer}” is no answer to “{question}”: the agreement has no such option. The text stays with the lead.",
)
_UNREADABLE = Text(
    ru="«{answer}» — не ответ на вопрос «{question}»: {ru} Текст остался в заявке.",
    en="“{answer}” is no answer to “{question}”: {en} The text stays with the lead.",
)
_OUT_OF_BOUNDS = Text(
    ru="Ответ {answer} на вопрос «{question}» не принят: ждём число в пределах {bounds}.",
    en="The answer {answer} to “{question}” was not taken: a number within {bounds} is expected.",
)
