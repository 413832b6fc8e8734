"""A sheet as the table of a page: figures with their interval or their plan beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_number, format_percent
from tandem.measures.catalogue import Measure, Total, Unit, measure
from tandem.measures.figures import Figures, leads_url
from tandem.measures.questions import Member
from tandem.measures.sheets import Line, Sheet
from tandem.measures.values import Number, Value
from tandem.people.rules import Role
from tandem.ui.charts import fulfilment_bar
from tandem.ui.pieces import Cell, Column, Empty, Row, Table

_NOTHING = Value(None)
#: From how many times its plan a figure is told as times and not as a percentage, and from how many without tenths.
_MANY_TIMES, _TIMES_WHOLE = 5, 100


def page_table(
    sheet: Sheet,
    figures: Figures,
    *,
    by: tuple[str, ...] = (),
    empty: Empty | None = None,
    exports: tuple[tuple[str, str], ...] = (),
    stacked: bool = False,
) -> Table:
    """``by`` are the dimensions of the labels: with them each figure opens its leads. ``stacked`` as in `Table`."""
    total = next((line for line in sheet.lines if line.total), None)
    columns = [Column(head, sort="name" if at == 0 else "") for at, head in enumerate(sheet.heads)]
    columns += [
        Column(
            sheet.head(each),
            numeric=True,
            sort=each.key,
            about=figures.about(each, total.values.get(each.key, _NOTHING) if total else _NOTHING),
        )
        for each in sheet.columns
    ]
    rows = [_row(line, sheet, figures, by) for line in sheet.lines]
    return Table(sheet.title, columns, rows, empty, exports, stacked)


def _row(line: Line, sheet: Sheet, figures: Figures, by: tuple[str, ...]) -> Row:
    where: dict[str, Member] = dict(zip(by, line.members, strict=True)) if line.members else {}
    head = Cell(line.labels[0], url=line.url, note=line.note)
    cells = [head, *(Cell(label) for label in line.labels[1:])]
    if line.aside:
        cells[-1] = replace(cells[-1], note=line.aside)
    cells += [_cell(each, line, sheet, figures, where, linked=bool(by)) for each in sheet.columns]
    return Row(cells, total=line.total or line.first)


def _cell(
    asked: Measure, line: Line, sheet: Sheet, figures: Figures, where: Mapping[str, Member], *, linked: bool
) -> Cell:
    value = line.values.get(asked.key, _NOTHING)
    if value.value is None:
        return Cell(DASH, hint=figures.speech.reason(value))
    under = sheet.beneath.get(asked.key)
    share = line.values.get(under, _NOTHING) if under else _NOTHING
    # No leads stand behind a count of none; behind a conversion of 0 % stand those who did not buy.
    opens = linked and figures.opens and (value.value or not isinstance(asked.value, Total))
    return Cell(
        figures.speech.figure(asked, value.value),
        url=leads_url(asked, line.period or figures.period, where) if opens else "",
        note=_share(under, share, figures) if under else _beneath(asked, value, line, sheet, figures),
        hint=_sureness(measure(under), share, figures) if under else _sureness(asked, value, figures),
    )


def _share(key: str, share: Value, figures: Figures) -> str:
    return figures.speech.figure(measure(key), share.value) if share.value is not None else ""


def _beneath(asked: Measure, value: Value, line: Line, sheet: Sheet, figures: Figures) -> str:
    """A thin bar of fulfilment where there is a plan, else the interval of a figure that has one."""
    done = line.fulfilment.get(asked.key)
    if done is not None:
        shown, label = _against_plan(asked, done, line.plans[asked.key], figures)
        return format_html(
            '<span title="{}">{} {}</span>',
            label,
            fulfilment_bar(done, label=label, expected=sheet.expected, width=56),
            shown,
        )
    if isinstance(asked.value, Total) or not sheet.intervals:
        return ""
    return figures.speech.interval(asked, value)


def _against_plan(asked: Measure, done: float, planned: Number, figures: Figures) -> tuple[str, str]:
    """What stands beside a bar of fulfilment, and the sentence of the bar.

    A day of a month's plan may be a tenth of a sale: one sale is no "1 000 %" then, the plan itself is shown. Far
    beyond a plan it is said how many times.
    """
    language = figures.speech.language
    plan = figures.speech.figure(asked, planned)
    if asked.unit is Unit.COUNT and planned != int(planned):
        plan = format_number(planned, language, 1 if planned >= 1 else 2)
    if asked.unit is Unit.COUNT and planned < 1:
        return _("of %(plan)s") % {"plan": plan}, _("the plan of these days is %(plan)s") % {"plan": plan}
    if done >= _MANY_TIMES:
        times = format_number(done, language, 0 if done >= _TIMES_WHOLE else 1)
        return f"×{times}", _("%(times)s times the plan, %(plan)s") % {"times": times, "plan": plan}
    shown = format_percent(done, language, 0)
    return shown, _("%(done)s of the plan, %(plan)s") % {"done": shown, "plan": plan}


def _sureness(asked: Measure, value: Value, figures: Figures) -> str:
    """Interval, number of cases and what else one should know, as a hint on hover."""
    said = []
    if interval := figures.speech.interval(asked, value):
        said.append(_("likely %(interval)s") % {"interval": interval})
    if value.n is not None and asked.unit is not Unit.COUNT:
        said.append(f"n = {figures.speech.cases(value)}")
    if value.young:
        said.append(_("%(young)s undecided") % {"young": format_number(value.young, figures.speech.language)})
    if reason := figures.speech.reason(value):
        said.append(reason)
    return "; ".join(said)


def no_data(role: Role) -> Empty:
    """What an empty report teaches; the button only for those who may import."""
    sentence = _("Nothing was counted in these days. Choose another period, or import an export of your CRM.")
    address = _address("imports") if role.imports_data else ""
    return Empty(sentence, _("Import a file"), address)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
