"""What was planned for a period: the imported plans, and where they are silent the agreement's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.document import Document
from tandem.basics.periods import Grain, Period
from tandem.measures.catalogue import Total, measure
from tandem.measures.plans import plans
from tandem.measures.store import Reading
from tandem.measures.values import kopecks

#: Measures a plan may name, whichever of them stands for revenue.
_ASKED = ("leads", "target_leads", "target_share", "deals_won", "average_check")


@dataclass(frozen=True, slots=True)
class Planned:
    """Planned counts by measure and the planned revenue; ``agreed`` are those that only the agreement names."""

    counts: Mapping[str, Decimal]
    revenue: Decimal | None
    agreed: frozenset[str]


def planned_for(
    period: Period, revenue: str, document: Document, reading: Reading, *, seller: int | None = None
) -> Planned:
    """The plan of the company, or of one seller, for whom the agreement plans nothing.

    What the plan says by a share or a mean counts as well: target leads as a share of leads, revenue as deals times the
    average check, unless their own plan stands beside.
    """
    asked = (*_ASKED, revenue)
    rows = plans(reading, period, asked, seller_id=seller)
    found = {key: value for key in asked if (value := rows.value(key, seller)) is not None}
    silent = {key for key in asked if key not in found}
    agreed = {} if seller is not None else _agreed(document, period, silent)
    found = agreed | found
    # A share or a mean beside the plan of what it makes plans nothing more.
    for mean, made in (("target_share", "target_leads"), ("average_check", revenue)):
        if made in found:
            agreed.pop(mean, None)
    if "target_leads" not in found and {"leads", "target_share"} <= found.keys():
        found["target_leads"] = found["leads"] * found["target_share"]
    if revenue not in found and {"deals_won", "average_check"} <= found.keys():
        found[revenue] = found["deals_won"] * found["average_check"]
    money = found.get(revenue)
    counts = {key: value for key, value in found.items() if isinstance(measure(key).value, Total) and key != revenue}
    return Planned(counts, None if money is None else kopecks(money), frozenset(agreed))


def _agreed(document: Document, period: Period, wanted: set[str]) -> dict[str, Decimal]:
    """What the agreement plans: the common result of the bonus, and what a side promises at least."""
    found: dict[str, Decimal] = {}
    for promise in document.promises:
        figure = promise.figure
        if (
            figure is not None
            and figure.measure in wanted
            and figure.relation == "at least"
            and not figure.where
            and figure.amount > 0
        ):
            found[figure.measure] = _within(figure.measure, figure.amount, figure.per, period)
    shared = document.bonus.shared_measure
    if shared in wanted and document.bonus.shared_plan > 0:
        found[shared] = _within(shared, document.bonus.shared_plan, "month", period)
    return found


def _within(key: str, amount: Decimal, per: str, period: Period) -> Decimal:
    """An amount a month, say, as far as the period reaches; a share or a mean is the same for any period."""
    if not isinstance(measure(key).value, Total):
        return amount
    return sum((amount / len(Period.of(Grain(per), day)) for day in period.days()), Decimal(0))
