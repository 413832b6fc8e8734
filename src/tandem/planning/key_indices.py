"""Key indices of both departments side by side: the agreed figures of the heads' cards, and sales' figures for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tandem.agreement.document import Card, Kpi
from tandem.agreement.queries import in_force
from tandem.basics.periods import Period
from tandem.measures.catalogue import Total, catalogue, measure
from tandem.measures.horizon import horizon
from tandem.measures.plans import plans
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.people.rules import Department, Role
from tandem.planning.rules.key_indices import Reached, reached, target_for, together

#: Days of what an amount is agreed for.
_PER = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4}
#: Whose card stands for the department, the first there is.
_WHOSE: Mapping[Department, tuple[Role, ...]] = {
    Department.MARKETING: (Role.MARKETING_HEAD, Role.MARKETER),
    Department.SALES: (Role.SALES_HEAD, Role.SELLER),
}
#: What sales show, which marketing shares in.
SHARED = (
    "deals_won", "new_clients_won", "revenue_paid", "average_check", "margin", "profit_per_client", "cost_per_sale",
    "talk_minutes_per_sale",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One agreed figure: what is due of it in the days counted, what is there, and how far it is reached."""

    kpi: Kpi
    target: float
    fact: Value
    reached: Reached


@dataclass(frozen=True, slots=True)
class Side:
    """A department: its figures and their index; ``role`` is whose card it is, None where the agreement has none."""

    department: Department
    role: Role | None
    figures: tuple[Figure, ...]
    index: float | None
    #: Titles of figures that are not known yet, and of measures that are none.
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A figure of sales with its plan, where there is one."""

    key: str
    fact: Value
    plan: float | None

    @property
    def fulfilment(self) -> float | None:
        """Fact over plan."""
        return float(self.fact.value) / self.plan if self.plan and self.fact.value is not None else None


@dataclass(frozen=True, slots=True)
class KeyIndices:
    """Both sides face to face over the ``counted`` days, those of the period that have come."""

    sides: tuple[Side, ...]
    shared: tuple[Shared, ...]
    counted: Period
    currency: str


def key_indices(period: Period, reading: Reading) -> KeyIndices:
    """The indices of a period by the agreement in force on its last day."""
    counted = Period(period.start, max(period.start, min(period.end, horizon(reading).until)))
    document = in_force(counted.end).document
    cards = {department: _card(document.cards, department) for department in _WHOSE}
    asked = {kpi.measure for card in cards.values() if card for kpi in card.kpis if kpi.measure in catalogue()}
    found = answer(Question(tuple(sorted(asked | set(SHARED))), counted), reading)
    values = found.total.values
    planned = plans(reading, counted, SHARED)
    shared = tuple(Shared(key, values[key], _float(planned.value(key))) for key in SHARED)
    sides = tuple(_side(department, card, values, len(counted)) for department, card in cards.items())
    return KeyIndices(sides, shared, counted, found.currency)


def _card(cards: Sequence[Card], department: Department) -> Card | None:
    by_role = {card.role: card for card in cards if not card.person and card.kpis}
    return next((by_role[role] for role in _WHOSE[department] if role in by_role), None)


def _side(department: Department, card: Card | None, values: Mapping[str, Value], days: int) -> Side:
    if card is None:
        return Side(department, None, (), None)
    figures, unknown = [], []
    for kpi in card.kpis:
        if kpi.amount is None or kpi.measure not in values:
            unknown.append(kpi.title or kpi.measure)
            continue
        made, fact = measure(kpi.measure), values[kpi.measure]
        target = target_for(float(kpi.amount), days, _PER[kpi.per], adds_up=isinstance(made.value, Total))
        told = reached(
            None if fact.value is None else float(fact.value), target, at_most=kpi.relation == "at most",
            weight=float(kpi.weight), low=fact.low, high=fact.high,
        )  # fmt: skip
        figures.append(Figure(kpi, target, fact, told))
        if told.index is None:
            unknown.append(kpi.title or kpi.measure)
    index = together([each.reached for each in figures])
    return Side(department, Role(card.role), tuple(figures), index, tuple(unknown))


def _float(amount: object) -> float | None:
    return None if amount is None else float(str(amount))
