"""CSV: encoding and separator found out, rows streamed with flat memory, rows that are no text named."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

from tandem.basics.text import Text
from tandem.imports.encodings import encoding_of
from tandem.imports.header_lines import likely_header
from tandem.imports.reading import (
    HeaderUnclear,
    Limits,
    ReadingOptions,
    Table,
    checked_headers,
    fitted,
    is_header,
    no_header,
    no_rows,
    too_many_rows,
)
from tandem.imports.shapes import BrokenRow, Cell, Cells

SEPARATORS = (",", ";", "\t", "|")
LINES_SEARCHED_FOR_HEADER = 30


def open_csv(path: Path, options: ReadingOptions, limits: Limits) -> Table:
    """Open a CSV file; see `tandem.imports.reading.open_table`."""
    encoding = encoding_of(path, options.encoding)
    raw = path.open("rb")
    try:
        # Bytes that are no text become lone surrogates, which the row check finds and names.
        text = TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")
        lines = _Lines(text, limits)
        separator, beginning = _separator(lines, options)
        options = _with_header_found(beginning, separator, options)
        reader = csv.reader(chain(beginning, lines), delimiter=separator)
        headers, header_line = _header(reader, options, limits)
    except BaseException:
        raw.close()
        raise
    size = path.stat().st_size
    return Table(
        headers=headers,
        format="csv",
        size_bytes=size,
        header_line=header_line,
        start=lambda: _rows(reader, lines, len(headers), options, limits),
        position=lambda: min(raw.tell(), size) if not raw.closed else size,
        finish=raw.close,
        encoding=encoding,
        separator=separator,
    )


class _Lines:
    """Lines of the file; keeps the numbers of those that are no text until the row they belong to is read."""

    def __init__(self, text: TextIOWrapper, limits: Limits) -> None:
        self._text = text
        self._longest = limits.cell_characters * 10
        self.number = 0
        self.broken: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[str]:
        longest = self._longest
        while line := self._text.readline(longest):
            self.number += 1
            if "\0" in line:
                self.broken.append((self.number, "nul_byte"))
            elif not line.isascii() and _has_surrogates(line):
                self.broken.append((self.number, "broken_encoding"))
            elif len(line) >= longest and not line.endswith("\n"):
                self.broken.append((self.number, "line_too_long"))
            yield line


def _has_surrogates(line: str) -> bool:
    try:
        line.encode()
    except UnicodeEncodeError:
        return True
    return False


def _separator(lines: _Lines, options: ReadingOptions) -> tuple[str, list[str]]:
    """The separator, and the lines that were read to find it."""
    if options.separator is not None:
        return options.separator, []
    beginning = list(islice(lines, LINES_SEARCHED_FOR_HEADER))
    scored = [(_evenness(beginning, separator, options), separator) for separator in SEPARATORS]
    best, separator = max(scored, key=lambda each: each[0])
    return (separator if best > 0 else ","), beginning


def _evenness(lines: list[str], separator: str, options: ReadingOptions) -> float:
    """How well a separator explains the lines: many cells a row, the same number in each."""
    rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    if options.expected_headers and any(is_header(list(row), options) for row in rows):
        return 1_000_000 + max(len(row) for row in rows)
    # The file may begin with a title, and end in the middle of a quoted cell.
    widths = [len(row) for row in rows[:-1] or rows]
    widest = max(widths, default=1)
    if widest < 2:
        return 0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return common * widths.count(common) / len(widths) if common > 1 else widest / len(widths)


def _with_header_found(beginning: list[str], separator: str, options: ReadingOptions) -> ReadingOptions:
    """The options with the line of the header, where no recipe says which and it is not the first."""
    if options.expected_headers or options.header_row is not None:
        return options
    reader = csv.reader(beginning, delimiter=separator)
    found = likely_header([(reader.line_num, row) for row in reader])
    return options if found is None else replace(options, header_row=found)


class _Reader(Protocol):
    """What the csv module's reader is."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _header(reader: _Reader, options: ReadingOptions, limits: Limits) -> tuple[tuple[str, ...], int]:
    """The headers and the line they end on."""
    for row in reader:
        cells: list[Cell] = [*row]
        line = reader.line_num
        if options.header_row is not None:
            if line < options.header_row:
                continue
            return _clean_headers(cells, line, limits), line
        if is_header(cells, options):
            return _clean_headers(cells, line, limits), line
        if line >= LINES_SEARCHED_FOR_HEADER:
            break
    raise no_header()


def _clean_headers(cells: list[Cell], line: int, limits: Limits) -> tuple[str, ...]:
    headers = checked_headers([str(cell).replace("\ufeff", "") for cell in cells], line, limits)
    if any("\0" in header or _has_surrogates(header) for header in headers):
        raise HeaderUnclear(
            Text(
                ru="Заголовки в строке {line} — не текст в этой кодировке. Сохраните файл в UTF-8.",
                en="The header in line {line} is no text in this encoding. Save the file as UTF-8.",
            ).format(line=line)
        )
    return headers


def _rows(
    reader: _Reader, lines: _Lines, width: int, options: ReadingOptions, limits: Limits
) -> Iterator[tuple[int, Cells]]:
    count = 0
    last = reader.line_num
    broken = lines.broken
    for row in _survivable(reader):
        first, last = last + 1, reader.line_num
        if row is None:
            count += 1
            yield first, _unclosed(first, last)
            continue
        if broken and broken[0][0] <= last:
            while broken and broken[0][0] < first:
                broken.pop(0)
            if broken and broken[0][0] <= last:
                _, code = broken.pop(0)
                count += 1
                yield first, _broken(code, row)
                continue
        if len(row) == width:
            # A row of separators alone is a row: it is named as rejected, not dropped.
            cells: Cells = row
        else:
            if not row:
                continue
            cells = fitted(row, width, options)
        count += 1
        if count > limits.rows:
            raise too_many_rows(limits)
        yield first, cells
    if count == 0:
        raise no_rows()


def _survivable(reader: _Reader) -> Iterator[list[str] | None]:
    """Rows; None for one so long that a quote must have been left open. The reader goes on after it."""
    rows = iter(reader)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _unclosed(first: int, last: int) -> BrokenRow:
    return BrokenRow(
        code="quote_not_closed",
        message=Text(
            ru="Кавычка открыта в строке {first} и не закрыта до строки {last}: эти строки не прочитаны. "
            "Исправьте кавычку и загрузите файл снова.",
            en="A quote opens in line {first} and is not closed up to line {last}: these lines were not read. "
            "Mend the quote and import the file again.",
        ).format(first=first, last=last),
        excerpt="",
    )


_BROKEN = {
    "nul_byte": Text(
        ru="В строке есть нулевой байт: файл повреждён или это не текст. Выгрузите строку заново.",
        en="The row holds a NUL byte: the file is damaged or no text. Export the row again.",
    ),
    "broken_encoding": Text(
        ru="Строка не читается в кодировке файла. Сохраните файл в UTF-8 или укажите encoding в рецепте.",
        en="The row is no text in the file's encoding. Save the file as UTF-8 or give encoding in the recipe.",
    ),
    "line_too_long": Text(
        ru="Строка слишком длинна: вероятно, не закрыта кавычка.",
        en="The line is too long: perhaps a quote is not closed.",
    ),
}


def _broken(code: str, row: list[str]) -> BrokenRow:
    # What could not be read is shown as a box, never as made-up letters.
    cells = tuple(
        "".join("\ufffd" if "\ud800" <= sign <= "\udfff" or sign == "\0" else sign for sign in cell) for cell in row
    )
    return BrokenRow(code=code, message=_BROKEN[code], excerpt=" | ".join(cells)[:200], cells=cells)
