"""What the page of key indices shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.catalogue import measure
from tandem.measures.export_files import Content
from tandem.measures.wording import Speech
from tandem.planning.key_indices import Figure, KeyIndices, Side
from tandem.planning.queries import DEPARTMENTS
from tandem.ui.pieces import Cell, Column, Row, Table

_MET = {
    True: Text(ru="выполнено", en="reached"),
    False: Text(ru="не выполнено", en="not reached"),
    None: Text(ru="пока не отличить", en="cannot be told yet"),
}


def side_table(side: Side, speech: Speech) -> Table:
    """One department: every agreed figure with its weight, what is due, what is there and how far it is reached."""
    columns = [
        Column(_("Figure")), Column(_("Weight"), numeric=True), Column(_("Due in these days"), numeric=True),
        Column(_("Fact"), numeric=True), Column(_("How far reached"), numeric=True),
    ]  # fmt: skip
    rows = [_row(each, speech) for each in side.figures]
    return Table(DEPARTMENTS[side.department], columns, rows)


def _row(each: Figure, speech: Speech) -> Row:
    made, language = measure(each.kpi.measure), speech.language
    known = each.reached.index is not None
    return Row(
        [
            Cell(each.kpi.title or made.name.in_language(language)),
            Cell(format_percent(each.reached.weight, language, 0)),
            Cell(f"{'≤' if each.kpi.relation == 'at most' else '≥'} {speech.figure(made, each.target)}"),
            Cell(speech.figure(made, each.fact.value), note=speech.interval(made, each.fact),
                 hint=speech.reason(each.fact)),
            Cell(
                format_percent(each.reached.index, language, 0) if known else DASH,
                note=_MET[each.reached.met].in_language(language) if known else _("not known yet"),
            ),
        ]
    )  # fmt: skip


def shared_table(found: KeyIndices, speech: Speech) -> Table:
    """What sales show and marketing shares in, with its plan where there is one."""
    columns = [
        Column(_("Figure")), Column(_("Fact"), numeric=True), Column(_("Plan"), numeric=True),
        Column(_("Of the plan"), numeric=True),
    ]  # fmt: skip
    rows = []
    for each in found.shared:
        made = measure(each.key)
        done = each.fulfilment
        rows.append(
            Row(
                [
                    Cell(made.name.in_language(speech.language), hint=made.definition.in_language(speech.language)),
                    Cell(speech.figure(made, each.fact.value), note=speech.interval(made, each.fact),
                         hint=speech.reason(each.fact)),
                    Cell(DASH if each.plan is None else speech.figure(made, each.plan)),
                    Cell(DASH if done is None else format_percent(done, speech.language, 0)),
                ]
            )
        )  # fmt: skip
    return Table(_("Sales in figures"), columns, rows)


def index_words(side: Side, language: str) -> str:
    """The index of a department, 100 when everything agreed is reached exactly."""
    return DASH if side.index is None else format_number(side.index * 100, language)


def file_rows(found: KeyIndices, language: str) -> list[Sequence[Content]]:
    """Both sides and the shared figures as rows of a file."""
    rows: list[Sequence[Content]] = [
        [
            _("Department"),
            _("Figure"),
            _("Weight"),
            _("Due in these days"),
            _("Fact"),
            _("from"),
            _("to"),
            _("How far reached"),
        ]
    ]
    for side in found.sides:
        name = DEPARTMENTS[side.department].in_language(language)
        for each in side.figures:
            title = each.kpi.title or measure(each.kpi.measure).name.in_language(language)
            rows.append([
                name, title, each.reached.weight, each.target, each.fact.value, each.fact.low, each.fact.high,
                each.reached.index,
            ])  # fmt: skip
        rows.append([name, _("Index"), None, None, None, None, None, side.index])
    for shared in found.shared:
        title = measure(shared.key).name.in_language(language)
        rows.append([
            _("Both"), title, None, shared.plan, shared.fact.value, shared.fact.low, shared.fact.high, shared.fulfilment
        ])  # fmt: skip
    return [[None if isinstance(cell, float) and abs(cell) == float("inf") else cell for cell in row] for row in rows]


FORMS = ("", "", "0%", *["#,##0.00"] * 4, "0%")
