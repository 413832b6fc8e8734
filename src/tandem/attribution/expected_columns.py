"""The columns beside a chain that tell what its lines are to be judged by: on a page, in a file, as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.attribution.expected import Expectations, Expected
from tandem.basics.intervals import Estimate
from tandem.basics.numbers import DASH, format_number, format_percent
from tandem.measures.export_files import Content
from tandem.measures.questions import Member
from tandem.measures.sheets import Line, Sheet
from tandem.portrait.wording import rate_words
from tandem.ui.pieces import Cell, Column, Table

#: Sorting by it: the corrected share that buys, the highest first.
IN_THE_END = "in_the_end"
#: Results of a campaign: of young leads they are no results yet.
RESULTS = frozenset({
    "target_leads", "deals_won", "paid_leads", "cac", "revenue_paid", "margin", "drr", "roas", "romi", "cost_per_sale",
})  # fmt: skip


def ordered(sheet: Sheet, wanted: str, expected: Expectations) -> Sheet:
    """The lines as asked; by a result young lines stand below the others, and are not ranked among themselves."""
    key = wanted.removeprefix("-")
    if key == IN_THE_END:
        return _placed(sheet, _by_share(sheet, expected, downwards=wanted.startswith("-")))
    found = sheet.sorted_by(wanted)
    if key not in RESULTS:
        return found
    old = [line for line in _body(found) if not _young(line, expected)]
    return _placed(sheet, [*old, *(line for line in _body(sheet) if _young(line, expected))])


def _by_share(sheet: Sheet, expected: Expectations, *, downwards: bool) -> list[Line]:
    if not expected.rankable:
        return _body(sheet)
    shares = {member: each.buys.value or 0.0 for member, each in expected.lines.items() if each.buys}
    sign = -1 if downwards else 1
    return sorted(_body(sheet), key=lambda line: (_member(line) not in shares, sign * shares.get(_member(line), 0.0)))


def _body(sheet: Sheet) -> list[Line]:
    return [line for line in sheet.lines if not (line.first or line.last or line.total)]


def _placed(sheet: Sheet, body: Sequence[Line]) -> Sheet:
    above = [line for line in sheet.lines if line.first]
    below = [line for line in sheet.lines if line.last or line.total]
    return replace(sheet, lines=(*above, *body, *below))


def _member(line: Line) -> Member:
    return line.members[0] if line.members else None


def _young(line: Line, expected: Expectations) -> bool:
    return not line.total and expected.is_young(_member(line))


def _of(line: Line, expected: Expectations) -> Expected | None:
    return None if line.total else expected.lines.get(_member(line))


def widened(table: Table, sheet: Sheet, expected: Expectations, language: str) -> Table:
    """The table with what each line is to be judged by, and without raw shares where corrected ones are known."""
    few = _("Corrected for few leads: pulled towards the share of all, with the range that holds it in nine of ten")
    name, *chain = table.columns
    # The answer stands before the chain, which scrolls on a narrow screen.
    columns = [
        name,
        Column(_("Will buy in the end"), numeric=True, sort=IN_THE_END, hint=few),
        Column(_return(expected), numeric=True, hint=_("Of many such leads: corrected, with what is still to come")),
        *chain,
        Column(_("Judged so far"), numeric=True, hint=_("Of the leads of these days: how many have shown by now")),
    ]
    rows = []
    for row, line in zip(table.rows, sheet.lines, strict=True):
        each = _of(line, expected)
        cells = [
            replace(cell, note=rate_words(each.target, language), hint=few)
            if key == "target_leads" and each and each.target
            else cell
            for key, cell in zip((None, *sheet.measures), row.cells, strict=True)
        ]
        if each and each.is_young:
            # The mark stands by the name, which no scrolling takes out of sight.
            young = _("young: %(judged)s can be judged") % {"judged": judged_words(each, language)}
            cells[0] = replace(cells[0], note=young)
        buys, romi, judged = _cells(each, language)
        rows.append(replace(row, cells=[cells[0], buys, romi, *cells[1:], judged]))
    return replace(table, columns=columns, rows=rows)


def _return(expected: Expectations) -> str:
    return _("ROMI in the end") if expected.by_margin else _("Return in the end")


def _cells(each: Expected | None, language: str) -> list[Cell]:
    if each is None:
        return [Cell("")] * 3
    return [
        Cell(rate_words(each.buys, language) if each.buys else DASH, note=_best(each, language)),
        Cell(
            format_percent(each.romi.value, language, 0) if each.romi else DASH,
            note=f"{format_percent(each.romi.low, language, 0)} – {format_percent(each.romi.high, language, 0)}"
            if each.romi else "",
        ),
        Cell(judged_words(each, language)),
    ]  # fmt: skip


def _best(each: Expected, language: str) -> str:
    return "" if each.best is None else _("the best: %(chance)s") % {"chance": format_percent(each.best, language, 0)}


def judged_words(each: Expected, language: str) -> str:
    """How many of the leads can be judged yet."""
    if each.judged is None:
        return _("cannot be told")
    return _("%(judged)s of %(leads)s") % {
        "judged": format_number(math.floor(each.judged), language), "leads": format_number(each.leads, language),
    }  # fmt: skip


def shown_rows(
    shown: Sequence[Sequence[str]], lines: Sequence[Line], expected: Expectations, language: str
) -> Iterator[list[str]]:
    """The lines of a terminal with the same columns in words."""
    head, *body = shown
    yield [*head, _("Target share, corrected"), _("Will buy in the end"), _return(expected), _("Judged so far")]
    for row, line in zip(body, lines, strict=True):
        each = _of(line, expected)
        target = rate_words(each.target, language) if each and each.target else ""
        cells = _cells(each, language)
        yield [*row, target, *(f"{cell.value} ({cell.note})" if cell.note else str(cell.value) for cell in cells)]


def file_rows(
    rows: Iterable[Sequence[Content]], lines: Sequence[Line], expected: Expectations
) -> Iterator[list[Content]]:
    """The rows of a sheet with the same columns as numbers."""
    head, *body = rows
    since, until = _("from"), _("to")
    yield [
        *head, _("Target share, corrected"), since, until, _("Will buy in the end"), since, until, _return(expected),
        since, until, _("Judged so far"), _("of leads"), _("Young"),
    ]  # fmt: skip
    for row, line in zip(body, lines, strict=True):
        each = _of(line, expected)
        if each is None:
            yield [*row, *[None] * 12]
            continue
        judged = None if each.judged is None else round(each.judged, 1)
        yield [
            *row, *_numbers(each.target), *_numbers(each.buys), *_numbers(each.romi), judged, each.leads,
            _("yes") if each.is_young else _("no"),
        ]  # fmt: skip


#: The number formats of these columns.
FORMS = (*["0.0%"] * 9, "#,##0.0", "#,##0", "")


def _numbers(estimate: Estimate | None) -> list[Content]:
    if estimate is None:
        return [None, None, None]
    return [
        round(each, 6) if each is not None and math.isfinite(each) else None
        for each in (estimate.value, estimate.low, estimate.high)
    ]


def as_json(member: Member, expected: Expectations) -> dict[str, Any] | None:
    """What a line is to be judged by; null for one without leads."""
    each = expected.lines.get(member)
    if each is None:
        return None
    return {
        "leads": each.leads, "judged": each.judged, "young": each.is_young, "best": each.best,
        **{
            name: None if found is None else dict(zip(("value", "low", "high"), _numbers(found), strict=True))
            for name, found in (("target_share", each.target), ("buys", each.buys), ("romi", each.romi))
        },
    }  # fmt: skip
