"""XLSX: checked before it is opened, read for values only: no formula runs, no link to another book is followed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tandem.basics.text import Text
from tandem.imports.header_lines import likely_header
from tandem.imports.reading import (
    ArchiveUnsafe,
    FileEmpty,
    HeaderUnclear,
    Limits,
    ReadingOptions,
    SheetUnknown,
    Table,
    checked_headers,
    fitted,
    is_header,
    no_header,
    no_rows,
    too_many_rows,
)
from tandem.imports.shapes import BrokenRow, Cell, Cells
from tandem.imports.xlsx_archives import Errors, check_archive, epoch_is_1904, sheet_errors

LINES_SEARCHED_FOR_HEADER = 30


def open_xlsx(path: Path, options: ReadingOptions, limits: Limits) -> Table:
    """Open a workbook; see `tandem.imports.reading.open_table`."""
    book, visible = _opened(path, limits)
    try:
        name, sheet = _sheet(book, visible, options)
        return _table(path, name, sheet, visible, options, limits)
    except CalamineError as error:
        raise _unreadable(str(error)) from error


def beginnings(path: Path, limits: Limits) -> dict[str, list[tuple[int, list[Cell]]]]:
    """The first lines of each visible sheet that holds anything, in the order of the book; each sheet is read once.

    Raises `ArchiveUnsafe` and `FileTooLarge` as opening does.
    """
    book, visible = _opened(path, limits)
    found = {}
    try:
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.start is not None:
                found[name] = [*_leading(sheet)]
    except CalamineError as error:
        raise _unreadable(str(error)) from error
    return found


def _opened(path: Path, limits: Limits) -> tuple[CalamineWorkbook, tuple[str, ...]]:
    """The workbook, once it is known to be safe, and the names of its visible sheets."""
    check_archive(path, limits)
    try:
        book = CalamineWorkbook.from_path(path)
    except CalamineError as error:
        raise _unreadable(str(error)) from error
    visible = tuple(
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    )
    return book, visible


def _unreadable(reason: str) -> ArchiveUnsafe:
    return ArchiveUnsafe(
        Text(
            ru="Книга Excel повреждена ({reason}). Откройте её и сохраните заново.",
            en="The workbook is damaged ({reason}). Open it and save it again.",
        ).format(reason=reason)
    )


def _sheet(book: CalamineWorkbook, visible: tuple[str, ...], options: ReadingOptions) -> tuple[str, CalamineSheet]:
    if options.sheet is not None:
        for name in book.sheet_names:
            if name.strip().casefold() == options.sheet.strip().casefold():
                return name, book.get_sheet_by_name(name)
        raise SheetUnknown(
            Text(
                ru="В книге нет листа «{name}». Есть: {names}.",
                en="The workbook has no sheet “{name}”. It has: {names}.",
            ).format(name=options.sheet, names=", ".join(book.sheet_names))
        )
    filled = []
    for name in visible:
        # Each is let go before the next is read: a sheet is held in memory whole.
        sheet = book.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        if options.expected_headers and any(is_header(cells, options) for _, cells in _leading(sheet)):
            return name, sheet
        filled.append(name)
    if not filled:
        raise FileEmpty(
            Text(ru="В книге нет ни одного заполненного листа.", en="The workbook has not one filled sheet.")
        )
    if len(filled) > 1:
        raise SheetUnknown(
            Text(
                ru="В книге несколько листов: {names}. Укажите нужный (sheet в рецепте) или оставьте в книге один.",
                en="The workbook has several sheets: {names}. Name one (sheet in the recipe) or keep only one.",
            ).format(names=", ".join(filled))
        )
    return filled[0], book.get_sheet_by_name(filled[0])


def _leading(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    for line, cells in _numbered(sheet):
        if line > LINES_SEARCHED_FOR_HEADER:
            return
        yield line, cells


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with their number in the sheet from 1; cells begin at column A.

    The reader gives the blank rows above the first filled one, but not the blank columns left of it.
    """
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        yield line, [*left, *cells]


def _table(
    path: Path,
    name: str,
    sheet: CalamineSheet,
    visible: tuple[str, ...],
    options: ReadingOptions,
    limits: Limits,
) -> Table:
    rows, merged = _numbered(sheet), _merged_rows(sheet) if options.merged == "reject" else {}
    if options.header_row is None and not options.expected_headers:
        options = replace(options, header_row=likely_header([*_leading(sheet)], merged))
    headers, header_line = _header(rows, options, limits)
    if header_line in merged:
        raise HeaderUnclear(
            Text(
                ru="В строке заголовков ({line}) есть объединённые ячейки {cells}. Разъедините их: "
                "у каждого столбца должно быть своё имя.",
                en="The header row ({line}) has merged cells {cells}. Unmerge them: each column needs its own name.",
            ).format(line=header_line, cells=merged[header_line])
        )
    done = [0]
    size = path.stat().st_size
    height = max(1, sheet.total_height or sheet.height)
    errors = sheet_errors(path, name)

    def position() -> int:
        return min(size, size * done[0] // height)

    return Table(
        headers=headers,
        format="xlsx",
        size_bytes=size,
        header_line=header_line,
        start=lambda: _rows(rows, len(headers), merged, errors, options, limits, done),
        position=position,
        sheet=name,
        sheets=visible,
        epoch_1904=epoch_is_1904(path),
    )


def _header(
    rows: Iterator[tuple[int, list[Cell]]], options: ReadingOptions, limits: Limits
) -> tuple[tuple[str, ...], int]:
    for line, cells in rows:
        wanted = line >= options.header_row if options.header_row is not None else is_header(cells, options)
        if wanted:
            return checked_headers(cells, line, limits), line
        if line >= max(LINES_SEARCHED_FOR_HEADER, options.header_row or 0):
            break
    raise no_header()


def _merged_rows(sheet: CalamineSheet) -> dict[int, str]:
    """For each row that a merged range touches: the range, as Excel writes it."""
    rows: dict[int, str] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        name = f"{_column(left)}{top + 1}:{_column(right)}{bottom + 1}"
        for row in range(top + 1, min(bottom, top + 100_000) + 2):
            rows.setdefault(row, name)
    return rows


def _column(index: int) -> str:
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _rows(
    rows: Iterator[tuple[int, list[Cell]]],
    width: int,
    merged: dict[int, str],
    errors: Errors,
    options: ReadingOptions,
    limits: Limits,
    done: list[int],
) -> Iterator[tuple[int, Cells]]:
    count = 0
    for line, cells in rows:
        done[0] = line
        if line in errors:
            for column, error in errors[line].items():
                if column < len(cells):
                    cells[column] = error
        # Rows of a sheet are as wide as its widest, not as its header.
        if len(cells) < width:
            cells += [""] * (width - len(cells))
        if all(cell == "" or cell is None for cell in cells):
            continue
        count += 1
        if count > limits.rows:
            raise too_many_rows(limits)
        if line in merged:
            yield line, _merged(merged[line], cells[:width])
        else:
            yield line, fitted(cells, width, options)
    if count == 0:
        raise no_rows()


def _merged(cells_name: str, cells: list[Cell]) -> BrokenRow:
    texts = tuple("" if cell is None else str(cell) for cell in cells)
    return BrokenRow(
        code="merged_cells",
        message=Text(
            ru="В строке есть объединённые ячейки {cells}. Разъедините их и заполните каждую.",
            en="The row has merged cells {cells}. Unmerge them and fill each.",
        ).format(cells=cells_name),
        excerpt=" | ".join(texts)[:200],
        cells=texts,
    )
