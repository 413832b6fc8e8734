"""The page of what is written down, and its files: a column of fields filled before the measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext as _

from tandem.agreement.queries import in_force
from tandem.agreement.terms import agreed_words
from tandem.basics.numbers import DASH, format_duration, format_number, format_percent
from tandem.basics.text import Text
from tandem.measures.answer_lines import member_lines
from tandem.measures.asked import Asked
from tandem.measures.catalogue import catalogue
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.export_files import Content
from tandem.measures.page_tables import no_data, page_table
from tandem.measures.sheets import Line, Sheet, forms_of, rows_of
from tandem.measures.values import Value
from tandem.selling.capture import Capture, beneath_of, capture, measures_of
from tandem.ui.pieces import Cell, Column, Row, Table

_TITLES = {
    "leads": Text(ru="Лиды", en="Leads"),
    "questions_asked_share": Text(ru="Вопросы заданы", en="Questions asked"),
    "questions_known_share": Text(ru="Клиенты ответили", en="Clients answered"),
    "incomplete_leads": Text(ru="Без контакта или имени", en="Without contact or name"),
    "without_next_step": Text(ru="Без следующего шага", en="Without a next step"),
    "never_contacted": Text(ru="Ни одного контакта", en="Never contacted"),
    "lead_record_time": Text(ru="Заявка → запись", en="Request → record"),
    "contact_record_time": Text(ru="Контакт → запись", en="Contact → record"),
}


@dataclass(frozen=True, slots=True)
class CapturePage:
    """The table and what it was made of."""

    found: Capture
    sheet: Sheet
    #: Share of fields filled by line, in the order of the sheet's lines.
    filled: tuple[Value, ...]
    #: How soon contacts are recorded, in the same order; None by seller, where it is a measure among the others.
    recorded: tuple[Value, ...] | None


def look(page: Asked, by: str) -> CapturePage:
    """Read the page; a seller's holds their own leads only."""
    found = capture(page.period, page.reading, by=by, seller_id=page.seller_id)
    lines = member_lines(found.answered, DIMENSIONS[by], page.language)
    if page.seller_id is not None and by == "seller":
        # The whole of one line says the same once more.
        lines = tuple(line for line in lines if not line.total)
    sheet = Sheet(
        title=_("What is written down"),
        heads=(DIMENSIONS[by].name.in_language(page.language),),
        measures=measures_of(found.fields, by=by),
        lines=lines,
        titles=_TITLES | {field.count_key: field.without for field in found.fields},
        beneath=beneath_of(found.fields),
    )
    sheet = _sorted(sheet, page, found)
    recorded = tuple(_recorded(line, found) for line in sheet.lines) if by == "source" else None
    return CapturePage(found, sheet, tuple(_filled(line, found) for line in sheet.lines), recorded)


def table_of(page: Asked, seen: CapturePage, by: str) -> Table:
    """The measures with the share of filled fields before them."""
    agreement = in_force()
    figures = page.figures(seen.found.answered.currency, agreement.title, agreed_words(agreement))
    table = page_table(seen.sheet, figures, by=(by,), empty=no_data(page.role))
    head, *others = table.columns
    columns = [head, Column(_("Filled"), numeric=True, sort="filled", hint=_("share of needed fields")), *others]
    rows = [
        Row([row.cells[0], _cell(value, page.language), *row.cells[1:]], row.url, row.total)
        for row, value in zip(table.rows, seen.filled, strict=True)
    ]
    if seen.recorded is not None:
        measure = catalogue()["contact_record_time"]
        hint = measure.definition.in_language(page.language)
        columns.append(Column(_TITLES[measure.key].in_language(page.language), numeric=True, hint=hint))
        rows = [
            replace(row, cells=[*row.cells, _soon(value, page.language)])
            for row, value in zip(rows, seen.recorded, strict=True)
        ]
    return replace(table, columns=columns, rows=rows)


def export_rows(page: Asked, seen: CapturePage) -> tuple[Iterator[list[Content]], list[str]]:
    """The rows of the file with their number formats."""
    forms = forms_of(seen.sheet, page.language)
    return _rows(page, seen), [forms[0], "0.0%", "0.0%", "0.0%", *forms[1:], *(["0"] if seen.recorded else [])]


def _rows(page: Asked, seen: CapturePage) -> Iterator[list[Content]]:
    rows = iter(rows_of(seen.sheet, page.language))
    head = next(rows)
    filled = _("Filled")
    soon = [] if seen.recorded is None else [catalogue()["contact_record_time"].name.in_language(page.language)]
    yield [head[0], filled, _("%(name)s: from") % {"name": filled}, _("%(name)s: to") % {"name": filled}, *head[1:],
           *soon]  # fmt: skip
    recorded = seen.recorded or (None,) * len(seen.filled)
    for row, value, took in zip(rows, seen.filled, recorded, strict=True):
        yield [row[0], _rounded(value.value), _rounded(value.low), _rounded(value.high), *row[1:],
               *([] if took is None else [_rounded(took.value)])]  # fmt: skip


def _sorted(sheet: Sheet, page: Asked, found: Capture) -> Sheet:
    wanted = page.sort(("filled", *sheet.measures))
    if wanted.removeprefix("-") != "filled":
        return sheet.sorted_by(wanted)
    body = [line for line in sheet.lines if not (line.last or line.total)]
    downwards = wanted.startswith("-")
    body.sort(key=lambda line: float(_filled(line, found).value or 0), reverse=downwards)
    return replace(sheet, lines=(*body, *(line for line in sheet.lines if line.last or line.total)))


def _filled(line: Line, found: Capture) -> Value:
    if line.total:
        return found.filled_in_all
    return found.filled.get(line.members[0], Value(None, n=0))


def _recorded(line: Line, found: Capture) -> Value:
    return found.recorded_in_all if line.total else found.recorded.get(line.members[0], Value(None, n=0))


def _soon(value: Value, language: str) -> Cell:
    if value.value is None:
        return Cell(DASH)
    said = format_duration(timedelta(seconds=float(value.value)), language)
    return Cell(said, note=f"n = {format_number(value.n, language)}")


def _cell(value: Value, language: str) -> Cell:
    if value.value is None or value.low is None or value.high is None:
        return Cell(DASH)
    low, high = (format_percent(each, language, 0) for each in (value.low, value.high))
    hint = _("likely %(low)s to %(high)s, n = %(n)s") % {
        "low": low,
        "high": high,
        "n": format_number(value.n, language),
    }
    # As the intervals beside it, which say once that they are shares.
    note = "–".join(format_number(100 * each, language) for each in (value.low, value.high))
    return Cell(format_percent(float(value.value), language, 0), note=note, hint=hint)


def _rounded(number: object) -> float | None:
    return round(number, 6) if isinstance(number, float) else None
