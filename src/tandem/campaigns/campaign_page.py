"""The list of campaigns as a table and as a file: goals, budget, what came of them, whether sales knew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_day, format_money, format_number, format_percent, format_period
from tandem.basics.periods import Period
from tandem.campaigns.plan_and_fact import CampaignLine
from tandem.measures.asked import Asked
from tandem.measures.export_files import Content
from tandem.ui.charts import fulfilment_bar
from tandem.ui.pieces import Cell, Column, Empty, Row, Table

#: The forms of the file's columns, as ``xlsx_file`` wants them; the last two are left out for whoever sees no spend.
FORMS = ("", "", "", "", "0", "0", "0", "0.00", "0.00", "", "0", "0.00", "0.00")


def table_of(lines: Sequence[CampaignLine], page: Asked, *, keeps: bool) -> Table:
    """The campaigns as the page shows them; a seller sees no money spent."""
    money = page.role.sees_money_spent
    columns = [
        Column(_("Campaign")), Column(_("Dates")), Column(_("Leads"), numeric=True),
        Column(_("Target leads"), numeric=True), Column(_("Revenue paid"), numeric=True),
    ]  # fmt: skip
    columns += [Column(_("Spend"), numeric=True)] if money else []
    columns += [Column(_("Launch"))]
    sentence = _("No campaign is written down yet: begin with the one that runs now, its goal and what it promises.")
    empty = Empty(sentence, _("Plan a campaign"), reverse("new_campaign")) if keeps else Empty(sentence)
    return Table(_("Campaigns and goals"), columns, [_row(line, page, money=money) for line in lines], empty)


def file_rows(lines: Sequence[CampaignLine], page: Asked) -> Iterator[list[Content]]:
    """The same as the rows of a file, with plans in columns of their own."""
    money = page.role.sees_money_spent
    head = [_("Campaign"), _("For whom"), _("From"), _("Until"), _("Leads"), _("Leads: plan"), _("Target leads"),
            _("Revenue paid"), _("Revenue paid: plan"), _("Launch"), _("Starts without a notice")]  # fmt: skip
    yield [*head, *([_("Spend"), _("Budget")] if money else [])]
    for line in lines:
        each = line.campaign
        cells: list[Content] = [
            each.name, each.segment, each.starts_on.isoformat() if each.starts_on else "",
            each.ends_on.isoformat() if each.ends_on else "", line.done.leads, each.target_leads,
            line.done.target_leads, line.done.revenue, each.target_revenue,
            line.launch.words.in_language(page.language) if line.launch else "", line.untold,
        ]  # fmt: skip
        yield [*cells, *([line.done.spend, line.budget] if money else [])]


def _row(line: CampaignLine, page: Asked, *, money: bool) -> Row:
    each, language = line.campaign, page.language
    url = reverse("campaign", args=[each.pk])
    note = " · ".join(part for part in (each.segment, each.channels) if part)
    cells = [
        Cell(each.name, url=url, note=note),
        Cell(_days(line, language)),
        Cell(format_number(line.done.leads, language), note=against(line.done.leads, each.target_leads, line)),
        Cell(format_number(line.done.target_leads, language)),
        Cell(
            in_money(line.done.revenue, language),
            note=against(line.done.revenue, each.target_revenue, line, money=True),
        ),
    ]
    if money:
        cells.append(
            Cell(
                in_money(line.done.spend, language),
                note=against(line.done.spend_planned, line.budget, line, money=True),
            )
        )
    said = line.launch.words if line.launch else _("no launch is known")
    untold = _("starts without a notice: %(n)s") % {"n": format_number(line.untold, language)} if line.untold else ""
    cells.append(Cell(said, note=untold))
    return Row(cells, url=url)


def against(
    done: float | Decimal | None,
    plan: float | Decimal | None,
    line: CampaignLine,
    *,
    money: bool = False,
    partly: bool = False,
) -> str:
    """A bar of fulfilment with the plan in words; empty without a plan."""
    if not plan:
        return ""
    language = get_language() or "en"
    ratio = float(done or 0) / float(plan)
    shown = in_money(Decimal(plan), language) if money else format_number(plan, language)
    words = {"done": format_percent(ratio, language, 0), "plan": shown}
    label = _("%(done)s of the plan, %(plan)s") % words
    if partly:
        label = _("%(done)s of the plan, %(plan)s, in the months that have one") % words
    return format_html("{} {}", fulfilment_bar(ratio, label=label, expected=line.elapsed, width=56), label)


def against_budget(line: CampaignLine) -> str:
    """Spend against the budget, in the months that have one."""
    done = line.done
    return against(done.spend_planned, line.budget, line, money=True, partly=done.spend_planned != done.spend)


def in_money(amount: Decimal | None, language: str) -> str:
    """A sum in the company's currency, or a dash."""
    return DASH if amount is None else format_money(amount, settings.CURRENCY, language)


def counted(number: int, language: str) -> str:
    """A count as people write it."""
    return format_number(number, language)


def _days(line: CampaignLine, language: str) -> str:
    starts, ends = line.campaign.starts_on, line.campaign.ends_on
    if starts is not None and ends is not None:
        return format_period(Period(starts, ends), language)
    if starts is not None:
        return _("since %(day)s") % {"day": format_day(starts, line.period.end, language)}
    return DASH if ends is None else _("until %(day)s") % {"day": format_day(ends, line.period.end, language)}
