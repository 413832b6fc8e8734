"""Plans as their page and their workbook show them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.measures.catalogue import catalogue
from tandem.people.rules import Department
from tandem.planning.models import Plan

COMPANY = Text(ru="Компания", en="Company")
DEPARTMENTS = {
    Department.SALES: Text(ru="Отдел продаж", en="Sales"),
    Department.MARKETING: Text(ru="Отдел маркетинга", en="Marketing"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One measure of one seller, department or the company through a year: a value a month, None without a plan."""

    measure: Text
    who: Text
    months: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class YearOfPlans:
    """Plans by month, and those of other periods (weeks, quarters) as they are."""

    year: int
    lines: Sequence[PlanLine]
    others: Sequence[Plan]


def years() -> list[int]:
    """The years some plan begins in, the newest first."""
    return sorted({each.year for each in Plan.objects.dates("starts_on", "year")}, reverse=True)


def year_of_plans(year: int) -> YearOfPlans:
    """The plans that begin in a year, by measure, then company, departments and sellers by name."""
    plans = list(Plan.objects.filter(starts_on__year=year).select_related("seller").order_by("starts_on", "id"))
    monthly = [plan for plan in plans if is_month(plan.starts_on, plan.ends_on)]
    lines: dict[tuple[str, str, int | None], list[Decimal | None]] = {}
    named: dict[int, str] = {}
    for plan in monthly:
        if plan.seller is not None:
            named[plan.seller.pk] = plan.seller.name
        months = lines.setdefault((plan.measure, plan.department, plan.seller_id), [None] * 12)
        months[plan.starts_on.month - 1] = plan.value
    order = list(catalogue())
    return YearOfPlans(
        year=year,
        lines=[
            PlanLine(measure_name(measure), who(department, named.get(seller_id or 0)), months)
            for (measure, department, seller_id), months in sorted(
                lines.items(),
                key=lambda line: (
                    order.index(line[0][0]) if line[0][0] in order else len(order),
                    line[0][0],
                    line[0][2] is not None,
                    line[0][1],
                    named.get(line[0][2] or 0, ""),
                ),
            )
        ],
        others=[plan for plan in plans if not is_month(plan.starts_on, plan.ends_on)],
    )


def measure_name(key: str) -> Text:
    """A measure's name, or its key where the catalogue does not know it."""
    found = catalogue().get(key)
    return found.name if found else Text(ru=key, en=key)


def who(department: str, seller: str | None) -> Text:
    """Whose plan it is, by the department's key and the seller's name; without either the company's."""
    if seller:
        return Text(ru=seller, en=seller)
    return DEPARTMENTS[Department(department)] if department in DEPARTMENTS else COMPANY


def whose(plan: Plan) -> Text:
    """Whose plan it is."""
    return who(plan.department, plan.seller.name if plan.seller else None)


def is_month(starts_on: date, ends_on: date) -> bool:
    """Whether a period is a calendar month."""
    return starts_on.day == 1 and ends_on == starts_on.replace(day=monthrange(starts_on.year, starts_on.month)[1])
