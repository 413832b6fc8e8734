"""What the plan of leads says: in a sentence, as a table, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_money, format_number, format_percent
from tandem.measures.export_files import Content
from tandem.planning.lead_planning import Planned
from tandem.planning.rules.lead_plan import Seen
from tandem.ui.pieces import Cell, Column, Row, Table


def sentence(found: Planned, language: str) -> str:
    """The answer in a sentence."""
    made = found.plan
    sure = dict(found.rows)[0.9]
    words = {
        "revenue": format_money(made.revenue, found.known.currency, language),
        "point": format_number(made.point, language),
        "chance": format_percent(made.point_chance, language, 0),
        "sales": format_number(made.sales, language),
        "sure": DASH if sure is None else format_number(sure, language),
    }
    return (
        _(
            "%(revenue)s takes %(sales)s sales. The plain formula says %(point)s leads, and they bring the plan with a "
            "chance of %(chance)s only; to be sure in nine cases of ten it takes %(sure)s."
        )
        % words
    )


def plan_table(found: Planned, language: str) -> Table:
    """Leads for each sureness, with what they cost and how many times the leads of late they are."""
    columns = [
        Column(_("Chance to reach the plan")), Column(_("Leads"), numeric=True),
        Column(_("At the price of late"), numeric=True, hint=_("Leads times the cost per lead of the last 90 days")),
        Column(_("Months of leads as of late"), numeric=True),
    ]  # fmt: skip
    plain = _("by the plain formula: %(chance)s") % {"chance": format_percent(found.plan.point_chance, language, 0)}
    rows = [_row(plain, found.plan.point, found, language)]
    rows += [_row(format_percent(sure, language, 0), leads, found, language) for sure, leads in found.rows]
    return Table(_("How many leads"), columns, rows)


def _row(title: str, leads: int | None, found: Planned, language: str) -> Row:
    cost, late = found.cost(leads), found.known.leads_a_month
    return Row(
        [
            Cell(title),
            Cell(DASH if leads is None else format_number(leads, language)),
            Cell(DASH if cost is None else format_money(cost, found.known.currency, language)),
            Cell(DASH if leads is None or not late else format_number(leads / late, language, 1)),
        ]
    )


def rests_on(found: Planned, language: str) -> list[str]:
    """The figures behind it, and whose they are."""
    made = found.plan
    said, seen = _("said by you"), _("of the last year, leads old enough to have bought")

    def whose(*names: str) -> str:
        return said if found.own & set(names) else seen

    confirmed = _("target leads") if found.known.by_target else _("SQL")
    return [
        _("Average check %(check)s (%(whose)s).")
        % {"check": format_money(made.check, found.known.currency, language), "whose": whose("check")},
        _("%(share)s of leads are %(confirmed)s: %(hits)s of %(cases)s (%(whose)s).")
        % {**_of(made.sql, language), "confirmed": confirmed, "whose": whose("sql", "of_leads")},
        _("%(share)s of those buy: %(hits)s of %(cases)s (%(whose)s).")
        % {**_of(made.win, language), "whose": whose("wins", "of_sql")},
    ]  # fmt: skip


def _of(seen: Seen, language: str) -> dict[str, str]:
    return {
        "share": format_percent(seen.share, language), "hits": format_number(seen.hits, language),
        "cases": format_number(seen.cases, language),
    }  # fmt: skip


def as_json(found: Planned) -> dict[str, Any]:
    """Everything as JSON."""
    made = found.plan
    return {
        "revenue": made.revenue, "currency": found.known.currency, "check": made.check, "sales": made.sales,
        "sql": {"hits": made.sql.hits, "cases": made.sql.cases},
        "win": {"hits": made.win.hits, "cases": made.win.cases},
        "by_target": found.known.by_target, "said": sorted(found.own),
        "point": {"leads": made.point, "chance": round(made.point_chance, 4), "cost": found.cost(made.point)},
        "leads": [{"chance": sure, "leads": leads, "cost": found.cost(leads)} for sure, leads in found.rows],
    }  # fmt: skip


def file_rows(found: Planned) -> list[Sequence[Content]]:
    """The table as rows of a file."""
    rows: list[Sequence[Content]] = [[_("Chance to reach the plan"), _("Leads"), _("At the price of late")]]
    rows.append([round(found.plan.point_chance, 4), found.plan.point, found.cost(found.plan.point)])
    rows += [[sure, leads, found.cost(leads)] for sure, leads in found.rows]
    return rows


FORMS = ("0.0%", "#,##0", "#,##0.00")
