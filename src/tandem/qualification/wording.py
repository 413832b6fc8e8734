"""What is known of need, budget and urgency, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.agreed import questions_of_versions
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.document import Question
from tandem.agreement.questions import field_of
from tandem.basics import numbers
from tandem.basics.text import Text
from tandem.qualification.answers import Value, unpacked
from tandem.qualification.models import Qualification


def answers_in_words(judged: Qualification) -> list[Text]:
    """The answers a judgement rests on: need, budget, urgency."""
    return [words[getattr(judged, name)] for name, words in ANSWERS.items()]


def said_in_words(said: str) -> list[Text]:
    """Answers to attributes of the company's own, and what the client could not tell: «Кого в компании: 10–50»."""
    known = unpacked({}, said)
    if not known:
        return []
    asked = {field_of(each): each for _, questions in sorted(questions_of_versions().items()) for each in questions}
    return [_said_of(name, value, asked.get(name)) for name, value in sorted(known.items())]


def _said_of(name: str, value: Value, question: Question | None) -> Text:
    standing = announced().get(name)
    words = standing.words if standing else Text(ru=name, en=name)
    if question is not None and standing is None:
        words = Text(ru=question.title.rstrip("?"), en=question.title.rstrip("?"))
    told = value_in_words(value, question)
    return Text(ru=f"{words.ru}: {told.ru}", en=f"{words.en}: {told.en}")


def value_in_words(value: Value, question: Question | None) -> Text:
    """An answer as the question words it; a value it does not know, as it is kept."""
    match value:
        case None:
            return NOT_TOLD
        case bool():
            return YES if value else NO
        case str():
            titles = {each.key: each.title for each in question.options} if question else {}
            return Text(ru=titles.get(value) or value, en=titles.get(value) or value)
    places = 0 if value == int(value) else 2
    return Text(ru=numbers.format_number(value, "ru", places), en=numbers.format_number(value, "en", places))


#: The client was asked.
NOT_TOLD = Text(ru="не знает / не сказал", en="does not know / would not say")
YES = Text(ru="да", en="yes")
NO = Text(ru="нет", en="no")

ANSWERS: Mapping[str, Mapping[bool | None, Text]] = {
    "has_need": {
        True: Text(ru="потребность есть", en="has the need"),
        False: Text(ru="потребности нет", en="has no need"),
        None: Text(ru="потребность неизвестна", en="need not known"),
    },
    "has_budget": {
        True: Text(ru="бюджет есть", en="can pay"),
        False: Text(ru="бюджета нет", en="cannot pay"),
        None: Text(ru="бюджет неизвестен", en="budget not known"),
    },
    "is_urgent": {
        True: Text(ru="срочно", en="urgent"),
        False: Text(ru="не срочно", en="not urgent"),
        None: Text(ru="срочность неизвестна", en="urgency not known"),
    },
}
