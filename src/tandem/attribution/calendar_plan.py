"""Planned campaigns beside what was spent on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.basics.periods import Period
from tandem.campaigns.planned_days import PlannedCampaign, planned_from
from tandem.measures.currencies import currencies
from tandem.measures.store import Reading
from tandem.people.rules import Role


@dataclass(frozen=True, slots=True)
class Spent:
    """First and last day of spend ever, and all that was spent, in the currency counted."""

    first: dt.date
    last: dt.date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A planned campaign with what was spent under all its names; None where nothing was."""

    plan: PlannedCampaign
    spent: Spent | None


@dataclass(frozen=True, slots=True)
class Plan:
    """``months`` with a budget from the month of ``start`` on, by their first days."""

    lines: tuple[PlanLine, ...]
    months: tuple[dt.date, ...]
    currency: str


def plan(start: dt.date, reading: Reading, *, role: Role) -> Plan:
    """What is planned for a day and those after it, and what has been spent on it so far."""
    currency = currencies(reading).counted
    planned = planned_from(start, role=role)
    spent = _spent([name for each in planned for name in each.names], reading, currency)
    lines = tuple(PlanLine(each, _together([spent[name] for name in each.names if name in spent])) for each in planned)
    return Plan(lines, _months([month for each in planned for month in each.budget], start.replace(day=1)), currency)


def _months(budgeted: Sequence[dt.date], first: dt.date) -> tuple[dt.date, ...]:
    """Every month from the first to the last with a budget, those between them too."""
    ahead = [month for month in budgeted if month >= first]
    months: list[dt.date] = []
    while ahead and (not months or months[-1] < max(ahead)):
        months.append(Period.month(months[-1]).end + dt.timedelta(days=1) if months else min(ahead))
    return tuple(months)


def _spent(names: Sequence[str], reading: Reading, currency: str) -> dict[str, Spent]:
    rows = reading.rows(
        "SELECT campaign, min(spent_on), max(spent_on), sum(spend) FROM spend "
        "WHERE spend <> 0 AND currency IN ('', $currency) AND list_contains($names, campaign) GROUP BY 1",
        {"currency": currency, "names": list(names)},
    )
    return {name: Spent(first, last, amount) for name, first, last, amount in rows}


def _together(parts: Sequence[Spent]) -> Spent | None:
    if not parts:
        return None
    return Spent(
        min(each.first for each in parts), max(each.last for each in parts),
        sum((each.amount for each in parts), Decimal(0)),
    )  # fmt: skip
