"""What the calendar says of planned campaigns: days planned and spent, budget by month; and the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.attribution.calendar_page import month_title
from tandem.attribution.calendar_plan import Plan, PlanLine
from tandem.basics.numbers import DASH, format_day, format_number
from tandem.measures.asked import Asked
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

#: Months with a column on the page; the file has them all.
_MONTHS = 6


def months_shown(found: Plan, today: dt.date) -> tuple[dt.date, ...]:
    """The months that the page has room for: this one and those to come."""
    return tuple(month for month in found.months if month >= today.replace(day=1))[:_MONTHS]


def plan_table(found: Plan, page: Asked, today: dt.date) -> Table:
    """A row for each planned campaign: when, under which season, for how much in each month, and what was spent."""
    language = page.language

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_number(round(amount), language)

    columns = [
        Column(_("Campaign")), Column(_("Planned days")), Column(_("Days of spend")), Column(_("Launch")),
        Column(_("Budget"), numeric=True), Column(_("Spent so far"), numeric=True),
    ]  # fmt: skip
    months = months_shown(found, today)
    columns += [Column(month_title(month, language), numeric=True) for month in months]
    rows = [
        Row(
            [
                Cell(
                    line.plan.name, note=line.plan.season,
                    url=reverse("campaign", args=[line.plan.card]) if line.plan.card is not None else "",
                ),
                Cell(_between(line.plan.starts_on, line.plan.ends_on, today, language), note=_stands(line, today)),
                Cell(_between(line.spent.first, line.spent.last, today, language) if line.spent else DASH),
                _launch(line, today, language), Cell(money(line.plan.planned) or DASH),
                Cell(money(line.spent.amount) if line.spent else DASH),
                *(Cell(money(line.plan.budget.get(month))) for month in months),
            ]
        )
        for line in found.lines
    ]  # fmt: skip
    return Table(_("Planned campaigns"), columns, rows)


def plan_rows(found: Plan, page: Asked, today: dt.date) -> Iterable[Sequence[Content]]:
    """The same as rows of a file, with days in columns of their own."""
    yield [
        _("Campaign"), _("Season"), _("From"), _("Until"), _("First spend"), _("Last spend"), _("Launch"),
        _("Launch day"), _("Now"), _("Budget"), _("Spent so far"), *(f"{month:%Y-%m}" for month in found.months),
    ]  # fmt: skip
    for line in found.lines:
        plan, spent, launch = line.plan, line.spent, line.plan.launch
        yield [
            plan.name, plan.season, _iso(plan.starts_on), _iso(plan.ends_on), _iso(spent.first if spent else None),
            _iso(spent.last if spent else None), launch.state.words.in_language(page.language) if launch else "",
            _iso(launch.on if launch else None), _stands(line, today), plan.planned, spent.amount if spent else None,
            *(plan.budget.get(month) for month in found.months),
        ]  # fmt: skip


def plan_forms(found: Plan) -> tuple[str, ...]:
    """The number formats of the file's columns."""
    return (*[""] * 9, *["#,##0.00"] * (len(found.months) + 2))


def _stands(line: PlanLine, today: dt.date) -> str:
    """Whether it is still to come, and whether money and plan agree on that."""
    starts, ends = line.plan.starts_on, line.plan.ends_on
    if starts is not None and line.spent is not None and line.spent.first < starts:
        return _("money was spent before the planned start")
    if ends is not None and line.spent is not None and line.spent.last > ends:
        return _("money was spent after the planned end")
    if starts is None:
        return _("no start is planned")
    if starts > today:
        return _("still to come")
    if line.spent is None:
        return _("to have begun, and nothing is spent")
    return _("over") if ends is not None and ends < today else _("runs")


def _launch(line: PlanLine, today: dt.date, language: str) -> Cell:
    launch = line.plan.launch
    if launch is None:
        return Cell(_("no launch is known"))
    return Cell(launch.state.words, note=format_day(launch.on, today, language) if launch.on else "")


def _between(first: dt.date | None, last: dt.date | None, today: dt.date, language: str) -> str:
    if first is None and last is None:
        return DASH
    return " – ".join("…" if day is None else format_day(day, today, language) for day in (first, last))


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
