"""The questions of the agreement as a seller sees them while talking: one tap an answer, the grade at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from tandem.agreement.document import Question
from tandem.agreement.queries import judge, version
from tandem.agreement.questions import NUMBERS, field_of
from tandem.agreement.rules import Grade
from tandem.agreement.yaml_writing import number
from tandem.basics.numbers import format_money, format_number
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.together import Later
from tandem.people.models import Person
from tandem.qualification.answers import Value
from tandem.qualification.asking import NOT_TOLD, answers_later, asking_of
from tandem.qualification.queries import known_of
from tandem.qualification.reasons import ToAsk, reasons, telling
from tandem.qualification.wording import NO, YES
from tandem.selling.whose_lead import moves

_NOT_TOLD_WORDS = Text(ru="не знает / не сказал", en="not told")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that is one tap away; tapping the chosen one takes it back."""

    value: str
    title: Text
    chosen: bool
    #: "Asked, and not told".
    untold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its answers. ``decides``: the grades between which its answer decides, as people call them."""

    key: str
    title: str
    hint: str
    choices: tuple[Choice, ...]
    #: A number may be typed as well.
    takes_number: bool
    #: The number that was typed, empty where an option or nothing was chosen.
    typed: str
    answered: bool
    decides: tuple[Text, ...]
    #: The field of the lead it answers.
    field: str = ""

    @property
    def number_said(self) -> Text | str:
        """What was typed as people read it; empty where nothing was."""
        if not self.typed:
            return ""
        value = Decimal(self.typed)
        places = 0 if value == int(value) else 2
        if self.field == "budget":
            return Text(
                ru=format_money(value, settings.CURRENCY, "ru", places),
                en=format_money(value, settings.CURRENCY, "en", places),
            )
        shown = Text(ru=format_number(value, "ru", places), en=format_number(value, "en", places))
        if self.field == "starts_within_days":
            return Text(ru=f"через {shown.ru} дн.", en=f"within {shown.en} d")
        return shown


@dataclass(frozen=True, slots=True)
class Call:
    """What to ask of a lead, what it is graded so far and why, and whether this reader answers."""

    lead_id: int
    grade: Grade | None
    why: tuple[Text, ...]
    lines: tuple[Line, ...]
    #: Questions not asked yet, and among them those that may change the grade.
    left: int
    deciding: int
    answers: bool
    #: The version whose questions these are, and whether the lead is judged by it.
    title: Text
    is_own: bool


def call_of(lead: Lead, person: Person) -> Call:
    """The questions to ask of a lead, by its product."""
    return call_later(lead, person)()


def call_later(lead: Lead, person: Person) -> Later[Call]:
    """The same, with what was answered asked along with other questions."""
    known = answers_later(lead.pk)
    return lambda: _call(lead, person, known())


def _call(lead: Lead, person: Person, known: Mapping[str, Value]) -> Call:
    asking = asking_of(lead)
    judged_by, agreement = judge(lead.version), version(lead.version)
    row = known_of([lead.pk], judged_by.reads)[lead.pk]
    told = telling(judged_by, row, asking.questions, known)
    titles = {each.key: each for each in agreement.grades}
    deciding = {each.question.key: each for each in told.ask}
    lines = tuple(_line(each, known, deciding.get(each.key), titles) for each in asking.questions)
    grade = titles.get(told.grade or "")
    if grade is None and told.grade:
        grade = Grade(told.grade, Text(ru=told.grade, en=told.grade), target=False)
    return Call(
        lead_id=lead.pk,
        grade=grade,
        why=tuple(reasons(judged_by, row, asking.questions)) if lead.version else (),
        lines=lines,
        left=sum(not line.answered for line in lines),
        deciding=len(deciding),
        answers=moves(lead, person),
        title=version(asking.version).title,
        is_own=asking.is_own,
    )


def _line(question: Question, known: Mapping[str, Value], decides: ToAsk | None, titles: Mapping[str, Grade]) -> Line:
    name = field_of(question)
    value, answered = known.get(name), name in known
    choices = tuple(_choices(question, value, answered))
    chosen = any(each.chosen for each in choices)
    return Line(
        key=question.key,
        title=question.title or question.key,
        hint=question.hint,
        choices=choices,
        takes_number=question.kind in NUMBERS,
        typed="" if chosen else _typed(value),
        answered=answered,
        decides=tuple(_title(each, titles) for each in (decides.grades if decides else ())),
        field=name,
    )


def _title(grade: str | None, titles: Mapping[str, Grade]) -> Text:
    if grade is None:
        return Text(ru="без категории", en="no grade")
    return titles[grade].title if grade in titles else Text(ru=grade, en=grade)


def _choices(question: Question, value: Value, answered: bool) -> Iterable[Choice]:
    if question.kind == "yes-no":
        yield Choice("yes", YES, value is True)
        yield Choice("no", NO, value is False)
    for option in question.options:
        title = option.title or option.key
        is_it = value == option.key if question.kind == "choice" else _same_number(value, option.key)
        yield Choice(option.key, Text(ru=title, en=title), is_it)
    yield Choice(NOT_TOLD, _NOT_TOLD_WORDS, answered and value is None, untold=True)


def _typed(value: Value) -> str:
    """A number as it stands in its field; empty for anything else."""
    return "" if isinstance(value, bool | str) or value is None else number(Decimal(str(value)))


def _same_number(value: Value, key: str) -> bool:
    return not isinstance(value, bool | str) and value is not None and Decimal(str(value)) == Decimal(key)
