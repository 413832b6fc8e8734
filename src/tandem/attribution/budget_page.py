"""What the page of the budget shows, and its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from tandem.attribution.budget import Shift
from tandem.attribution.rules.budget import Aim, Excluded, Move, Proposal, weeks_to_see
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.export_files import Content
from tandem.ui.pieces import Cell, Column, Row, Table

STEPS: Mapping[str, Text] = {
    "10": Text(ru="на 10 %", en="by 10%"),
    "20": Text(ru="на 20 %", en="by 20%"),
    "30": Text(ru="на 30 %", en="by 30%"),
}
AIMS: Mapping[str, Text] = {
    Aim.REVENUE: Text(ru="поступления", en="revenue"),
    Aim.BUYERS: Text(ru="покупатели", en="buyers"),
    Aim.TARGETS: Text(ru="целевые лиды", en="target leads"),
}
#: Weeks of each kind after which a test by turns is no test any more.
_LONGEST_TEST = 26
_WHY: Mapping[Excluded, Text] = {
    Excluded.FEW_WEEKS: Text(
        ru="мало недель с расходом: нужно ещё {more}", en="too few weeks with spend: {more} more are needed"
    ),
    Excluded.FEW_LEADS: Text(ru="мало лидов: нужно ещё {more}", en="too few leads: {more} more are needed"),
    Excluded.NO_COST: Text(
        ru="расход неизвестен: загрузите его или назовите кампанию одинаково в расходах и в лидах",
        en="what it costs is not known: bring in its spend, or name it in spend as in leads",
    ),
    Excluded.NOTHING_NOW: Text(
        ru="последние четыре недели на неё не тратят", en="nothing was spent on it in the last four weeks"
    ),
}


def budget_table(found: Shift, language: str) -> Table:
    """A line for each campaign with what is proposed, and the sum."""
    columns = [
        Column(_("Campaign")),
        Column(_("Now, a week"), numeric=True, hint=_("Mean of the last four weeks")),
        Column(_("Proposed"), numeric=True),
        Column(_("Most seen"), numeric=True, hint=_("The largest spend of a week so far")),
        Column(_("Twice the money brings"), numeric=True, hint=_("Times as many leads; below 2: diminishing returns")),
        Column(_("Leads"), numeric=True),
        Column(_("Target"), numeric=True),
        Column(_("Buyers"), numeric=True),
        Column(_("Revenue"), numeric=True),
    ]
    proposal = found.proposal
    rows = [_row(each, found, language) for each in sorted(proposal.moves, key=lambda each: each.now - each.proposed)]
    if rows:
        total = [
            Cell(_("Together")),
            Cell(_money(proposal.budget, found, language)),
            Cell(_money(proposal.budget, found, language)),
        ]
        total += [Cell(""), Cell(""), *_gains(proposal, found, language)]
        rows.append(Row(total, total=True))
    return Table(_("Shift of the budget"), columns, rows)  # fmt: skip


def _row(move: Move, found: Shift, language: str) -> Row:
    change = move.proposed / move.now - 1
    gamma = move.curve.gamma
    assert gamma.value is not None
    return Row(
        [
            Cell(move.name),
            Cell(_money(move.now, found, language)),
            Cell(_money(move.proposed, found, language), note=format_percent(change, language, 0, signed=True)),
            Cell(_money(move.most_seen, found, language)),
            Cell(f"×{format_number(2**gamma.value, language, 2)}",
                 note=f"{format_number(2**gamma.low, language, 2)}–{format_number(2**gamma.high, language, 2)}"),
            *_gains(move, found, language),
        ]
    )  # fmt: skip


def _gains(each: Move | Proposal, found: Shift, language: str) -> list[Cell]:
    cells = [
        _gain(estimate, language, places) for estimate, places in ((each.leads, 1), (each.targets, 1), (each.buyers, 2))
    ]
    revenue = each.revenue
    shown = format_money(revenue.value, found.currency, language, signed=True)
    note = f"{format_number(revenue.low, language, signed=True)} … {format_number(revenue.high, language, signed=True)}"
    return [*cells, Cell(shown, note=note)]


def _gain(estimate: Estimate, language: str, places: int) -> Cell:
    low, high = (format_number(each, language, places, signed=True) for each in (estimate.low, estimate.high))
    return Cell(format_number(estimate.value, language, places, signed=True), note=f"{low} … {high}")


def excluded_words(found: Shift, language: str) -> list[tuple[str, str]]:
    """Campaigns that have no part in it, and why."""
    return [
        (name, _WHY[why].in_language(language).format(more=format_number(more, language)))
        for name, why, more in found.proposal.excluded
    ]


def weeks_of_test(found: Shift) -> int | None:
    """Weeks with the shift, and as many without, in which more target leads would show; None: nobody waits so long."""
    moves = found.proposal.moves
    now = sum(each.curve.leads_now * _share(each) for each in moves)
    weeks = weeks_to_see(now, found.proposal.targets.value or 0.0)
    return weeks if weeks is not None and weeks <= _LONGEST_TEST else None


def _share(move: Move) -> float:
    """Target leads of a lead."""
    leads, targets = move.leads.value or 0.0, move.targets.value or 0.0
    return targets / leads if leads else 0.0


def file_rows(found: Shift) -> list[Sequence[Content]]:
    """The proposal as rows of a file, changes a week."""
    parts = (_("Leads"), _("Target"), _("Buyers"), _("Revenue"))
    head: list[Content] = [_("Campaign"), _("Now, a week"), _("Proposed"), _("Most seen"), "γ", _("from"), _("to")]
    for part in parts:
        head += [part, _("from"), _("to")]
    rows: list[Sequence[Content]] = [head]
    for each in found.proposal.moves:
        rows.append(
            [each.name, round(each.now, 2), round(each.proposed, 2), round(each.most_seen, 2),
             *_numbers(each.curve.gamma), *(cell for part in _parts(each) for cell in _numbers(part))]
        )  # fmt: skip
    together: list[Content] = [_("Together"), round(found.proposal.budget, 2), round(found.proposal.budget, 2)]
    together += [None, None, None, None, *(cell for part in _parts(found.proposal) for cell in _numbers(part))]
    return [*rows, together]


FORMS = ("", *["#,##0"] * 3, *["0.00"] * 3, *["0.0"] * 6, *["0.00"] * 3, *["#,##0"] * 3)


def _parts(each: Move | Proposal) -> tuple[Estimate, ...]:
    return each.leads, each.targets, each.buyers, each.revenue


def _numbers(estimate: Estimate) -> list[Content]:
    return [None if each is None else round(each, 4) for each in (estimate.value, estimate.low, estimate.high)]


def _money(amount: float, found: Shift, language: str) -> str:
    return format_money(Decimal(round(amount)), found.currency, language)
