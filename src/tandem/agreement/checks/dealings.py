"""Who does what and who turns to whom: matrix, decisions, contacts, exchange, expectations, criteria, returns."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.agreement import titles
from tandem.agreement.checks.found import SIDES, Found, Known, check, serious, warning
from tandem.agreement.document import Document, Part
from tandem.agreement.field_names import field_label, section_label

#: Sections whose items say nothing without these fields.
_NEEDED = {
    "portraits": ("title", "description"),
    "audiences": ("title", "words"),
    "returns": ("title",),
    "evidence": ("title", "words"),
    "attractions": ("title",),
    "refusals": ("title",),
    "matrix": ("title",),
    "decisions": ("title", "words", "decides"),
    "contacts": ("who", "whom", "about", "when", "channel"),
    "expectations": ("side", "words"),
    "criteria": ("side", "kind", "words"),
    "exchanges": ("what", "sender", "receiver", "every", "form", "channel"),
    "situations": ("trigger", "reaction", "deadline", "who"),
}
_ROLES = {
    "decisions": ("decides", "tell", "clear_with"),
    "contacts": ("who", "whom"),
    "exchanges": ("sender", "receiver"),
    "situations": ("who",),
}


def _items(document: Document, section: str) -> Iterator[tuple[str, Part]]:
    for item in getattr(document, section):
        yield item.key, item


@check
def item_incomplete(document: Document, known: Known) -> Found:
    for section, fields in _NEEDED.items():
        for key, item in _items(document, section):
            for field in fields:
                if not getattr(item, field).strip():
                    label, name = section_label(section), field_label(section, field)
                    yield serious(
                        section, key, field,
                        f"{label.ru}, «{key}»: не заполнено «{name.ru}».",
                        f"{label.en}, “{key}”: “{name.en}” is empty.",
                    )  # fmt: skip


@check
def unknown_role(document: Document, known: Known) -> Found:
    for section, fields in _ROLES.items():
        for key, item in _items(document, section):
            for field in fields:
                value = getattr(item, field)
                for role in (value,) if isinstance(value, str) else value:
                    if role and role not in known.roles:
                        label = section_label(section)
                        roles = ", ".join(sorted(known.roles))
                        yield serious(
                            section, key, field,
                            f"{label.ru}, «{key}»: роли «{role}» нет. Есть {roles}.",
                            f"{label.en}, “{key}”: there is no role “{role}”. There are {roles}.",
                        )  # fmt: skip


@check
def unknown_side(document: Document, known: Known) -> Found:
    for section in ("expectations", "criteria"):
        for key, item in _items(document, section):
            side = getattr(item, "side", "")
            if side and side not in SIDES:
                label = section_label(section)
                yield serious(
                    section, key, "side",
                    f"{label.ru}, «{key}»: отдела «{side}» нет. Бывают marketing и sales.",
                    f"{label.en}, “{key}”: there is no department “{side}”. There are marketing and sales.",
                )  # fmt: skip


@check
def function_owned_by_both_or_nobody(document: Document, known: Known) -> Found:
    for function in document.matrix:
        owners = [function.marketing, function.sales].count("own")
        name = function.title or function.key
        if owners == 2:
            yield warning(
                "matrix", function.key, "marketing",
                f"«{name}»: делают оба отдела. Кто решает, когда мнения разойдутся?",
                f"“{name}”: both departments own it. Who decides when they disagree?",
            )  # fmt: skip
        if owners == 0:
            yield warning(
                "matrix", function.key, "marketing",
                f"«{name}»: не делает никто. Отдайте одному из отделов.",
                f"“{name}”: nobody owns it. Give it to one department.",
            )  # fmt: skip


@check
def cleared_before_unknown_stage(document: Document, known: Known) -> Found:
    stages = [stage.key for stage in document.stages]
    for decision in document.decisions:
        name = decision.title or decision.key
        if decision.before and decision.before not in stages:
            yield serious(
                "decisions", decision.key, "before",
                f"«{name}»: этапа «{decision.before}» нет. Есть {', '.join(stages)}.",
                f"“{name}”: there is no stage “{decision.before}”. There are {', '.join(stages)}.",
            )  # fmt: skip
        if decision.before and not (decision.clause.strip() and decision.clear_with):
            yield warning(
                "decisions", decision.key, "before",
                f"«{name}»: этап назван, но не сказано, каких лидов это касается (условие) и с кем согласовать.",
                f"“{name}”: a stage is named, but not which leads it concerns (a clause) and with whom it is cleared.",
            )  # fmt: skip


@check
def several_rules_of_one_matter(document: Document, known: Known) -> Found:
    for matter in ("price", "return"):
        of_matter = [each for each in document.decisions if each.matter == matter]
        for decision in of_matter[1:]:
            first, name = of_matter[0].title or of_matter[0].key, decision.title or decision.key
            called = titles.choice(matter)
            yield serious(
                "decisions", decision.key, "matter",
                f"Предмет «{called.ru}» уже у правила «{first}». Оставьте его там или перенесите в «{name}».",
                f"“{first}” has the matter “{called.en}” already. Leave it there or move it to “{name}”.",
            )  # fmt: skip


@check
def contact_with_oneself(document: Document, known: Known) -> Found:
    for rule in document.contacts:
        if rule.who and rule.who == rule.whom:
            yield warning(
                "contacts", rule.key, "whom",
                f"Контакты, «{rule.key}»: роль обращается сама к себе.",
                f"Contacts, “{rule.key}”: the role turns to itself.",
            )  # fmt: skip
    for exchange in document.exchanges:
        if exchange.sender and exchange.sender == exchange.receiver:
            yield warning(
                "exchanges", exchange.key, "receiver",
                f"Обмен информацией, «{exchange.key}»: отправитель и получатель — одна роль.",
                f"Exchange, “{exchange.key}”: sender and receiver are one role.",
            )  # fmt: skip


@check
def answer_out_of_reach(document: Document, known: Known) -> Found:
    calendars = {each.key for each in document.calendars}
    for exchange in document.exchanges:
        if exchange.answer_minutes < 0:
            yield serious(
                "exchanges", exchange.key, "answer_minutes",
                f"Обмен информацией, «{exchange.key}»: срок ответа не бывает меньше нуля.",
                f"Exchange, “{exchange.key}”: the time for an answer is never below zero.",
            )  # fmt: skip
        if exchange.calendar and exchange.calendar not in calendars:
            yield serious(
                "exchanges", exchange.key, "calendar",
                f"Обмен информацией, «{exchange.key}»: календаря «{exchange.calendar}» нет.",
                f"Exchange, “{exchange.key}”: there is no calendar “{exchange.calendar}”.",
            )  # fmt: skip


@check
def criterion_of_unknown_measure(document: Document, known: Known) -> Found:
    for criterion in document.criteria:
        if criterion.measure and criterion.measure not in known.measures:
            yield serious(
                "criteria", criterion.key, "measure",
                f"Критерии, «{criterion.key}»: показателя «{criterion.measure}» нет.",
                f"Criteria, “{criterion.key}”: there is no measure “{criterion.measure}”.",
            )  # fmt: skip


@check
def no_returns(document: Document, known: Known) -> Found:
    if not document.returns:
        yield serious(
            "returns", "", "key",
            "Нет ни одной причины возврата: продажам нечем объяснить, почему лид не подошёл.",
            "There is no reason of return: sales cannot say why a lead did not fit.",
        )  # fmt: skip
