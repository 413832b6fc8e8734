"""The bonus: known measures, sane limits, and guards against figures without value."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document

#: How much of a bonus may hang on the common result: less is not felt, more lets others work for you.
_LEAST, _MOST = Decimal("0.2"), Decimal("0.4")


@check
def bonus_by_unknown_measure(document: Document, known: Known) -> Found:
    bonus = document.bonus
    named = [("", "shared_measure", bonus.shared_measure)] if bonus.schemes else []
    for scheme in bonus.schemes:
        named.append((scheme.role, "own_measure", scheme.own_measure))
        if scheme.gate is not None:
            named.append((scheme.role, "gate.measure", scheme.gate.measure))
    for role, field, measure in named:
        if measure not in known.measures:
            yield serious(
                "bonus", role, field,
                f"Бонус{_of(role)}: показателя «{measure}» нет.", f"Bonus{_of(role)}: no measure “{measure}”.",
            )  # fmt: skip


@check
def bonus_limits_in_disorder(document: Document, known: Known) -> Found:
    bonus = document.bonus
    if bonus.schemes and not 0 <= bonus.floor < 1 <= bonus.cap:
        yield serious(
            "bonus", "", "floor",
            f"Бонус: порог {bonus.floor} должен быть от 0 и меньше 1, потолок {bonus.cap} — не меньше 1.",
            f"Bonus: the floor {bonus.floor} must be 0 or more and below 1, the cap {bonus.cap} at least 1.",
        )  # fmt: skip


@check
def bonus_without_plan(document: Document, known: Known) -> Found:
    bonus = document.bonus
    if bonus.schemes and bonus.shared_plan <= 0:
        yield serious(
            "bonus", "", "shared_plan",
            "Бонус: у общего результата нет плана, делить не на что.",
            "Bonus: the common result has no plan to be divided by.",
        )  # fmt: skip
    for scheme in bonus.schemes:
        if scheme.own_plan <= 0:
            yield serious(
                "bonus", scheme.role, "own_plan",
                f"Бонус{_of(scheme.role)}: у своего результата нет плана.",
                f"Bonus{_of(scheme.role)}: the own result has no plan.",
            )  # fmt: skip
        if scheme.base < 0:
            yield serious(
                "bonus", scheme.role, "base",
                f"Бонус{_of(scheme.role)}: сумма меньше нуля.", f"Bonus{_of(scheme.role)}: the base is below zero.",
            )  # fmt: skip


@check
def shared_weight_unusual(document: Document, known: Known) -> Found:
    for scheme in document.bonus.schemes:
        if not 0 <= scheme.shared_weight <= 1:
            yield serious(
                "bonus", scheme.role, "shared_weight",
                f"Бонус{_of(scheme.role)}: вес общего результата от 0 до 1, а здесь {scheme.shared_weight}.",
                f"Bonus{_of(scheme.role)}: the shared weight is from 0 to 1, and here is {scheme.shared_weight}.",
            )  # fmt: skip
        elif not _LEAST <= scheme.shared_weight <= _MOST:
            yield warning(
                "bonus", scheme.role, "shared_weight",
                f"Бонус{_of(scheme.role)}: от общего результата зависит {scheme.shared_weight}. Меньше 0.2 не "
                "чувствуют, при большем, чем 0.4, можно ехать на чужой работе.",
                f"Bonus{_of(scheme.role)}: {scheme.shared_weight} hangs on the common result. Below 0.2 it is not "
                "felt; above 0.4 others can do the work.",
            )  # fmt: skip


@check
def own_result_without_gate(document: Document, known: Known) -> Found:
    for scheme in document.bonus.schemes:
        if scheme.gate is None:
            yield warning(
                "bonus", scheme.role, "gate",
                f"Бонус{_of(scheme.role)}: «{scheme.own_measure}» без условия качества легко накрутить. Добавьте "
                "gate: например, долю целевых или маржу.",
                f"Bonus{_of(scheme.role)}: without a gate of quality “{scheme.own_measure}” is easily gamed. Add one: "
                "the target share, for example, or margin.",
            )  # fmt: skip
        elif scheme.gate.measure == scheme.own_measure:
            yield warning(
                "bonus", scheme.role, "gate.measure",
                f"Бонус{_of(scheme.role)}: условие качества — тот же показатель, он ничего не проверяет.",
                f"Bonus{_of(scheme.role)}: the gate is the same measure, so it guards nothing.",
            )  # fmt: skip


@check
def own_result_paid_for_less(document: Document, known: Known) -> Found:
    """A measure of which less is better cannot be divided by its plan: half the cost is no half a result."""
    for role, field, key in (
        ("", "shared_measure", document.bonus.shared_measure),
        *((scheme.role, "own_measure", scheme.own_measure) for scheme in document.bonus.schemes),
    ):
        found = known.measures.get(key)
        if found is not None and found.better == "down":
            yield serious(
                "bonus", role, field,
                f"Бонус{_of(role)}: «{found.name.ru}» тем лучше, чем меньше, а бонус растёт вместе с ним. Сделайте "
                "его условием качества.",
                f"Bonus{_of(role)}: of “{found.name.en}” less is better, and the bonus would grow with it. Make it a "
                "gate.",
            )  # fmt: skip


@check
def bonus_of_unknown_role(document: Document, known: Known) -> Found:
    for scheme in document.bonus.schemes:
        if scheme.role not in known.roles:
            yield serious(
                "bonus", scheme.role, "role",
                f"Бонус: роли «{scheme.role}» нет.", f"Bonus: there is no role “{scheme.role}”.",
            )  # fmt: skip


def _of(role: str) -> str:
    return f" ({role})" if role else ""
