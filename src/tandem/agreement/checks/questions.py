"""Questions to the client: few enough to be asked, each with answers that mean the same in every version."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from itertools import combinations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.clauses import DECIDED
from tandem.agreement.document import Document, Question
from tandem.agreement.questions import KIND_OF, LARGEST, NUMBERS, asked_about, field_of

_LEAST, _MOST = 3, 7
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)


@check
def question_without_words(document: Document, known: Known) -> Found:
    for question in document.questions:
        if not question.title.strip():
            yield serious(
                "questions", question.key, "title",
                f"Вопрос «{question.key}»: не написано, как его задают.",
                f"Question “{question.key}”: it is not written how it is asked.",
            )  # fmt: skip


@check
def question_with_bad_options(document: Document, known: Known) -> Found:
    for question in document.questions:
        yield from _options(question)
        if question.least is not None and question.most is not None and question.least > question.most:
            yield serious(
                "questions", question.key, "most",
                f"«{_name(question)}»: наименьшее число больше наибольшего.",
                f"“{_name(question)}”: the least number is larger than the most.",
            )  # fmt: skip


def _options(question: Question) -> Found:
    name = _name(question)
    if question.kind == "choice" and not question.options:
        yield serious(
            "questions", question.key, "options",
            f"«{name}»: нет вариантов ответа. Добавьте их или смените вид ответа.",
            f"“{name}”: there are no answers to choose from. Add some, or take another kind of answer.",
        )  # fmt: skip
    for place, option in enumerate(question.options):
        if question.kind in NUMBERS and not _is_number(option.key, question):
            yield serious(
                "questions", question.key, f"options.{place}.key",
                f"«{name}», вариант {place + 1}: ключ «{option.key}» — не число из допустимых. Впишите число, которое "
                "записать при этом ответе.",
                f"“{name}”, option {place + 1}: the key “{option.key}” is no number within the bounds. Give the number "
                "to be noted for this answer.",
            )  # fmt: skip
        elif question.kind == "choice" and not _KEY.fullmatch(option.key):
            yield serious(
                "questions", question.key, f"options.{place}.key",
                f"«{name}», вариант {place + 1}: ключ «{option.key}» не годится. Нужны латинские буквы, цифры и «_».",
                f"“{name}”, option {place + 1}: “{option.key}” is no key. Latin letters, digits and “_” are needed.",
            )  # fmt: skip
    for key, count in Counter(option.key for option in question.options).items():
        if key and count > 1:
            yield serious(
                "questions", question.key, "options",
                f"«{name}»: вариант «{key}» встречается не один раз ({count}).",
                f"“{name}”: the option “{key}” is there {count} times.",
            )  # fmt: skip


@check
def question_that_cannot_be_noted(document: Document, known: Known) -> Found:
    """An attribute has one kind for ever: clauses of old versions read the same answers."""
    decided = {field.name for field in DECIDED}
    kinds: dict[str, Question] = {}
    for question in document.questions:
        name, kind = field_of(question), KIND_OF[question.kind]
        standing = announced().get(name)
        field = "field" if question.field else "key"
        if name in decided or (standing is not None and not standing.is_answered):
            yield serious(
                "questions", question.key, field,
                f"«{_name(question)}»: поле {name} уже занято, его записывает не этот вопрос. Назовите иначе.",
                f"“{_name(question)}”: the field {name} is taken, and no question writes it. Take another name.",
            )  # fmt: skip
            continue
        earlier = standing or known.fields["leads"].get(name)
        first = kinds.setdefault(name, question)
        stands = earlier.kind if earlier is not None else KIND_OF[first.kind]
        if stands is not kind:
            yield serious(
                "questions", question.key, "kind",
                f"«{_name(question)}»: поле {name} — это {stands.words.ru}, а ответ — {kind.words.ru}. Смените вид "
                "ответа или имя поля.",
                f"“{_name(question)}”: the field {name} holds a {stands.words.en}, and the answer is a "
                f"{kind.words.en}. Change the kind of answer or the name of the field.",
            )  # fmt: skip


@check
def question_asked_twice(document: Document, known: Known) -> Found:
    for one, other in combinations(document.questions, 2):
        same = field_of(one) == field_of(other) and one.key != other.key
        if same and (not one.products or not other.products or _folded(one) & _folded(other)):
            yield serious(
                "questions", other.key, "field",
                f"«{_name(one)}» и «{_name(other)}» спрашивают об одном и том же ({field_of(one)}). Оставьте один.",
                f"“{_name(one)}” and “{_name(other)}” ask for the same ({field_of(one)}). Keep one of them.",
            )  # fmt: skip


@check
def questions_too_few_or_many(document: Document, known: Known) -> Found:
    """Fewer do not tell the grade, more are not asked."""
    if not document.questions:
        return
    products = {product for question in document.questions for product in question.products}
    counts = {product: len(asked_about(document.questions, product)) for product in sorted(products)} or {
        "": len(document.questions)
    }
    for product, count in counts.items():
        if not _LEAST <= count <= _MOST:
            of = (f"о продукте «{product}» ", f" about “{product}”") if product else ("", "")
            yield warning(
                "questions", "", "key",
                f"Вопросов {of[0]}в списке {count}. Нужно от {_LEAST} до {_MOST}: меньше не хватит, больше не зададут.",
                f"There are {count} question(s){of[1]}. {_LEAST} to {_MOST} are wanted: fewer do not tell enough, "
                "more are not asked.",
            )  # fmt: skip


def _name(question: Question) -> str:
    return question.title or question.key


def _folded(question: Question) -> set[str]:
    return {product.casefold().strip() for product in question.products}


def _is_number(text: str, question: Question) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    if not number.is_finite() or abs(number) > LARGEST or (question.kind == "days" and number != int(number)):
        return False
    return (question.least is None or number >= question.least) and (question.most is None or number <= question.most)
