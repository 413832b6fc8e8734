"""KPI cards: five letters, weights that add up, a goal behind each, and figures that are neither copied nor stale."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Card, Document, Kpi
from tandem.agreement.smart import smart

_NAMES = {
    "S": ("конкретность", "specific"),
    "A": ("достижимость", "achievable"),
}


def _kpis(document: Document) -> Iterator[tuple[Card, str, Kpi]]:
    for card in document.cards:
        for place, kpi in enumerate(card.kpis):
            yield card, f"kpis.{place}", kpi


@check
def kpi_of_unknown_measure(document: Document, known: Known) -> Found:
    for card, field, kpi in _kpis(document):
        if kpi.measure not in known.measures:
            yield serious(
                "cards", card.key, f"{field}.measure",
                f"Карточка «{_name(card)}»: показателя «{kpi.measure}» нет.",
                f"Card “{_name(card)}”: there is no measure “{kpi.measure}”.",
            )  # fmt: skip


@check
def kpi_serving_no_goal(document: Document, known: Known) -> Found:
    goals = {goal.key for goal in document.goals}
    for card, field, kpi in _kpis(document):
        if kpi.goal not in goals:
            ru = f"цели «{kpi.goal}» в регламенте нет" if kpi.goal else "не сказано, какой цели он служит"
            en = f"there is no goal “{kpi.goal}”" if kpi.goal else "it serves no goal"
            yield warning(
                "cards", card.key, f"{field}.goal",
                f"Карточка «{_name(card)}», «{_title(kpi)}»: {ru}.", f"Card “{_name(card)}”, “{_title(kpi)}”: {en}.",
            )  # fmt: skip


@check
def kpi_not_smart(document: Document, known: Known) -> Found:
    """The letters S and A; the others have checks of their own."""
    goals = {goal.key for goal in document.goals}
    for card, field, kpi in _kpis(document):
        letters = smart(kpi, measures=known.measures, goals=goals, baseline=known.baseline(kpi.measure))
        for each in letters:
            if each.holds is False and each.letter in _NAMES:
                ru, en = _NAMES[each.letter]
                yield warning(
                    "cards", card.key, f"{field}.amount",
                    f"Карточка «{_name(card)}», «{_title(kpi)}», {ru}: {each.why.ru}",
                    f"Card “{_name(card)}”, “{_title(kpi)}”, {en}: {each.why.en}",
                )  # fmt: skip


@check
def kpi_without_dates(document: Document, known: Known) -> Found:
    for card, field, kpi in _kpis(document):
        for name, ru, en in (
            ("due", "нет срока, к которому это должно получиться", "there is no date by which it is reached"),
            ("expires", "не сказано, до какого дня он действует", "it is not said until when it is valid"),
        ):
            if getattr(kpi, name) is None:
                yield warning(
                    "cards", card.key, f"{field}.{name}",
                    f"Карточка «{_name(card)}», «{_title(kpi)}»: {ru}.",
                    f"Card “{_name(card)}”, “{_title(kpi)}”: {en}.",
                )  # fmt: skip
        if kpi.due is not None and kpi.expires is not None and kpi.expires < kpi.due:
            yield serious(
                "cards", card.key, f"{field}.expires",
                f"Карточка «{_name(card)}», «{_title(kpi)}»: истекает раньше, чем наступит его срок.",
                f"Card “{_name(card)}”, “{_title(kpi)}”: it expires before it is due.",
            )  # fmt: skip


@check
def kpi_expired(document: Document, known: Known) -> Found:
    for card, field, kpi in _kpis(document):
        if known.today is not None and kpi.expires is not None and kpi.expires < known.today:
            yield warning(
                "cards", card.key, f"{field}.expires",
                f"Карточка «{_name(card)}», «{_title(kpi)}»: действовал до {kpi.expires:%d.%m.%Y}. Продлите с новой "
                "цифрой или уберите.",
                f"Card “{_name(card)}”, “{_title(kpi)}”: it was valid until {kpi.expires:%Y-%m-%d}. Renew it with a "
                "new figure, or take it out.",
            )  # fmt: skip


@check
def weights_not_adding_up(document: Document, known: Known) -> Found:
    for card in document.cards:
        total = sum(kpi.weight for kpi in card.kpis)
        if card.kpis and (total != 1 or any(kpi.weight <= 0 for kpi in card.kpis)):
            yield serious(
                "cards", card.key, "kpis",
                f"Карточка «{_name(card)}»: веса должны быть больше нуля и давать в сумме 1, а дают {total}.",
                f"Card “{_name(card)}”: weights must be above zero and add up to 1; they make {total}.",
            )  # fmt: skip


@check
def card_of_nobody(document: Document, known: Known) -> Found:
    for card in document.cards:
        if card.role not in known.roles:
            yield serious(
                "cards", card.key, "role",
                f"Карточка «{card.key}»: роли «{card.role}» нет. Есть {', '.join(sorted(known.roles))}.",
                f"Card “{card.key}”: there is no role “{card.role}”. There are {', '.join(sorted(known.roles))}.",
            )  # fmt: skip
        if not card.kpis:
            yield warning(
                "cards", card.key, "kpis",
                f"Карточка «{_name(card)}» пуста.", f"The card “{_name(card)}” is empty.",
            )  # fmt: skip


@check
def card_copied(document: Document, known: Known) -> Found:
    """Two roles with the same figures: either one of them does not decide them, or nobody thought."""
    for one, other in combinations(document.cards, 2):
        figures = [
            {(kpi.measure, kpi.amount, kpi.per) for kpi in card.kpis if kpi.amount is not None} for card in (one, other)
        ]
        if one.role != other.role and figures[0] and figures[0] == figures[1]:
            yield warning(
                "cards", other.key, "kpis",
                f"Карточки «{_name(one)}» и «{_name(other)}» одинаковы. За что отвечает каждая роль сама?",
                f"The cards “{_name(one)}” and “{_name(other)}” are the same. What does each role itself decide?",
            )  # fmt: skip


@check
def kpi_given_twice(document: Document, known: Known) -> Found:
    for card in document.cards:
        keys = [kpi.measure for kpi in card.kpis]
        for measure in dict.fromkeys(key for key in keys if key and keys.count(key) > 1):
            yield warning(
                "cards", card.key, "kpis",
                f"Карточка «{_name(card)}»: показатель «{measure}» стоит дважды.",
                f"Card “{_name(card)}”: the measure “{measure}” is there twice.",
            )  # fmt: skip


@check
def kpi_without_reason(document: Document, known: Known) -> Found:
    for card, field, kpi in _kpis(document):
        if not kpi.reason.strip():
            yield warning(
                "cards", card.key, f"{field}.reason",
                f"Карточка «{_name(card)}», «{_title(kpi)}»: не сказано, откуда взялась цифра.",
                f"Card “{_name(card)}”, “{_title(kpi)}”: it is not said where the figure comes from.",
            )  # fmt: skip


def _name(card: Card) -> str:
    return card.person or card.role or card.key


def _title(kpi: Kpi) -> str:
    return kpi.title or kpi.measure
