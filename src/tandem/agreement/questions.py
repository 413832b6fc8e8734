"""The questions to the client as data: what each answers, of which kind, and about which products it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from tandem.agreement.clause_catalogue import ClauseField, announced
from tandem.agreement.document import Document, Question
from tandem.basics.expression_values import Kind
from tandem.basics.text import Text

KIND_OF: Mapping[str, Kind] = {
    "yes-no": Kind.FLAG,
    "choice": Kind.TEXT,
    "number": Kind.NUMBER,
    "money": Kind.NUMBER,
    "days": Kind.INTEGER,
}
#: Kinds answered by a number.
NUMBERS = frozenset({"number", "money", "days"})
#: No answer is larger, so that whole numbers stay whole in double precision.
LARGEST = Decimal(10) ** 12


def field_of(question: Question) -> str:
    """The field of the lead it answers."""
    return question.field or question.key


def answers_own(question: Question) -> bool:
    """Whether it answers an attribute of the company's own, and not a field that rooms keep."""
    return field_of(question) not in announced()


def is_asked_about(question: Question, product: str) -> bool:
    """Whether it is asked of a lead for this product; letters may differ in size."""
    return not question.products or product.casefold().strip() in {
        each.casefold().strip() for each in question.products
    }


def asked_about(questions: Iterable[Question], product: str) -> tuple[Question, ...]:
    """The questions to ask of a lead for a product, in the order of the agreement."""
    return tuple(each for each in questions if is_asked_about(each, product))


def specialised_in(document: Document) -> dict[str, ClauseField]:
    """What sellers may specialise in: texts that a lead brings along, and what the questions let clients choose."""
    found = {name: each for name in _BROUGHT if (each := announced().get(name)) is not None}
    for question in document.questions:
        if question.kind == "choice" and answers_own(question):
            words = Text(ru=question.title or question.key, en=question.title or question.key)
            found.setdefault(field_of(question), ClauseField(field_of(question), Kind.TEXT, words))
    return found


_BROUGHT = ("product", "segment", "city", "channel", "source")


def answerable(document: Document) -> dict[str, ClauseField]:
    """What a question may answer: announced fields that take answers, and attributes that other questions have."""
    found = {name: each for name, each in announced().items() if each.is_answered}
    for question in document.questions:
        name = field_of(question)
        if name not in announced():
            words = Text(ru=question.title or name, en=question.title or name)
            found.setdefault(name, ClauseField(name, KIND_OF[question.kind], words))
    return found
