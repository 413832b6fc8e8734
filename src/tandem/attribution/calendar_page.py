"""What the calendar of campaigns shows: months across, campaigns down, the season beneath; and the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_month_names
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.attribution.calendar import Calendar, SeasonFound
from tandem.basics.numbers import format_day, format_number, format_number_interval, format_percent
from tandem.measures.asked import Asked
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

_UTC = ZoneInfo("UTC")


def calendar_table(found: Calendar, page: Asked) -> Table:
    """A row for each campaign with its days and what each month cost; empty where nothing was spent."""
    language = page.language
    today = timezone.localdate()

    def money(amount: Decimal | None) -> str:
        # Thirteen columns of money: in which currency, the text above says once.
        return "" if amount is None else format_number(round(amount), language)

    columns = [Column(_("Campaign"))]
    columns += [Column(month_title(month, language), numeric=True) for month in found.months]
    columns.append(Column(_("Total"), numeric=True))
    rows = []
    for run in found.runs:
        end = _("goes on") if run.going else format_day(run.last, today, language)
        rows.append(
            Row(
                [
                    Cell(run.campaign, note=f"{format_day(run.first, today, language)} – {end}"),
                    *(Cell(money(run.spent.get(month))) for month in found.months), Cell(money(run.total)),
                ]
            )
        )  # fmt: skip
    if found.unnamed:
        cells = [Cell(money(found.unnamed.get(month))) for month in found.months]
        rows.append(Row([Cell(_("without a name")), *cells, Cell(money(sum(found.unnamed.values(), Decimal(0))))]))
    totals = [_total(found, month) for month in found.months]
    whole = sum((each for each in totals if each is not None), Decimal(0))
    rows.append(Row([Cell(_("Total")), *(Cell(money(each)) for each in totals), Cell(money(whole))], total=True))
    return Table(_("Campaigns by month"), columns, rows)


def _total(found: Calendar, month: dt.date) -> Decimal | None:
    amounts = [run.spent[month] for run in found.runs if month in run.spent]
    if month in found.unnamed:
        amounts.append(found.unnamed[month])
    return sum(amounts, Decimal(0)) if amounts else None


def month_title(month: dt.date, language: str) -> str:
    """``янв. 2026 г.``, ``Jan 2026``."""
    return format_skeleton("yMMM", dt.datetime(month.year, month.month, 1, tzinfo=_UTC), tzinfo=_UTC, locale=language)


def season_table(found: SeasonFound, page: Asked) -> Table | None:
    """The index of each month with its interval and how much own history weighs in it."""
    if found.season is None:
        return None
    language = page.language
    names = get_month_names("wide", context="stand-alone", locale=language)
    columns = [
        Column(_("Month")),
        Column(_("Season index"), numeric=True, hint=_("1 is the mean month")),
        Column(_("Own history alone"), numeric=True),
        Column(_("Stated beforehand"), numeric=True, hint=_("1 for every month where nothing was stated")),
        Column(_("Weight of own history"), numeric=True, hint=_("The rest is what was stated beforehand")),
    ]
    rows = [
        Row(
            [
                Cell(names[each.month]),
                Cell(format_number_interval(each.value, each.low, each.high, language, 2)),
                Cell(format_number(each.own, language, 2)),
                Cell(format_number(each.prior, language, 2)),
                Cell(format_percent(each.weight, language, 0)),
            ]
        )
        for each in found.season.months
    ]
    return Table(_("Season"), columns, rows)


def file_rows(found: Calendar, page: Asked) -> Iterable[Sequence[Content]]:
    """The calendar as rows of a file."""
    yield [_("Campaign"), _("First spend"), _("Last spend"), *(f"{month:%Y-%m}" for month in found.months), _("Total")]
    for run in found.runs:
        yield [
            run.campaign, run.first.isoformat(), run.last.isoformat(),
            *(run.spent.get(month) for month in found.months), run.total,
        ]  # fmt: skip
    if found.unnamed:
        amounts = [found.unnamed.get(month) for month in found.months]
        yield [_("without a name"), "", "", *amounts, sum(found.unnamed.values(), Decimal(0))]


def forms(found: Calendar) -> tuple[str, ...]:
    """The number formats of the file's columns."""
    return ("", "", "", *["#,##0.00"] * (len(found.months) + 1))
