"""Opening an export as a table: headers and a stream of rows. I/O, but no database and no recipe.

    with open_table(path, options=ReadingOptions(), limits=Limits()) as table:
        table.headers                      # tuple[str, ...]
        for line, cells in table.rows():   # cells: list of Cell as wide as headers, or BrokenRow
            ...

CSV and bank statements stream with flat memory; a sheet of XLSX is held in memory by its reader, so its unpacked
size is limited first. A file that cannot be read at all raises `FileRefused` with a sentence that says what to do;
a single row that cannot be read comes as `BrokenRow` and the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tandem.basics.text import Text
from tandem.imports.refusals import ImportRefused
from tandem.imports.shapes import BrokenRow, Cell, Cells

Format = Literal["csv", "xlsx", "1c_bank"]
MergedCells = Literal["reject", "first"]


class FileRefused(ImportRefused):
    """A file cannot be taken."""


class FileTooLarge(FileRefused):
    """Over a limit of size, rows or columns."""


class FileEmpty(FileRefused):
    """No bytes, no header, or a header without rows."""


class FormatUnknown(FileRefused):
    """Not CSV, XLSX or a bank statement of 1C."""


class EncodingUnknown(FileRefused):
    """The bytes are not text in an encoding that can be told for sure."""


class ArchiveUnsafe(FileRefused):
    """The XLSX would unpack to far more than it seems, or is damaged."""


class HeaderUnclear(FileRefused):
    """The header row is missing, merged, or names a column twice."""


class SheetUnknown(FileRefused):
    """The workbook has no such sheet, or several and none was named."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken at once. Bytes, rows, columns, characters of a cell."""

    file_bytes: int = 2 * 1024**3
    xlsx_unpacked_bytes: int = 512 * 1024**2
    xlsx_ratio: int = 200
    xlsx_members: int = 2_000
    rows: int = 20_000_000
    columns: int = 1_000
    cell_characters: int = 100_000


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How to read; ``None`` means: find out.

    ``header_row``: line of the header from 1. ``expected_headers``: of each tuple of alternative names one must
    stand in the header, which is the first of the leading lines where that is so (some exports begin with a title).
    ``short_rows``: a row with fewer cells than the header is ``reject``-ed as torn, or ``pad``-ded with nothing.
    ``merged``: a row that merged cells touch is ``reject``-ed, or they hold their value in the ``first`` of them alone.
    """

    format: Format | None = None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    expected_headers: tuple[tuple[str, ...], ...] = ()
    short_rows: Literal["reject", "pad"] = "reject"
    merged: MergedCells = "reject"


@dataclass(slots=True)
class Table:
    """An open table. ``rows()`` may be called once; close it, or use it in a ``with``.

    ``format``, ``encoding``, ``separator``, ``sheet``, ``header_line``: what was found, for the preview.
    ``size_bytes`` and ``position()`` (bytes read so far, at most ``size_bytes``) serve a progress bar.
    ``epoch_1904``: dates of the workbook count from 1904.
    """

    headers: tuple[str, ...]
    format: Format
    size_bytes: int
    header_line: int
    start: Callable[[], Iterator[tuple[int, Cells]]]
    position: Callable[[], int] = lambda: 0
    finish: Callable[[], None] = lambda: None
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    epoch_1904: bool = False
    notes: list[Text] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Rows after the header as (line, cells); blank lines, and blank rows of a sheet, are left out.

        Raises `FileEmpty` when there is not one row, `FileTooLarge` past the limit of rows.
        """
        return self.start()

    def close(self) -> None:
        """Let go of the file."""
        self.finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_table(
    path: str | os.PathLike[str],
    *,
    options: ReadingOptions | None = None,
    limits: Limits | None = None,
    filename: str | None = None,
) -> Table:
    """Open a file as a table. ``filename``: the name the user gave it, where ``path`` is a temporary one.

    A file of rejected rows (see `rejections`) is read as the file it came from.

    Raises a `FileRefused` by name: `FileEmpty`, `FileTooLarge`, `FormatUnknown`, `EncodingUnknown`, `ArchiveUnsafe`,
    `HeaderUnclear`, `SheetUnknown`.
    """
    # The readers import this module for its shapes.
    from tandem.imports import bank_statements, csv_files, rejections, xlsx_files

    path, options, limits = Path(path), options or ReadingOptions(), limits or Limits()
    size = path.stat().st_size
    if size == 0:
        raise FileEmpty(Text(ru="Файл пуст: в нём нет ни одного байта.", en="The file is empty: it has no bytes."))
    if size > limits.file_bytes:
        raise FileTooLarge(
            Text(
                ru="Файл занимает {size}, а принимается не больше {limit}. Разделите его на части, "
                "повторив строку заголовков в каждой, и загрузите по одной.",
                en="The file is {size}, the limit is {limit}. Split it into parts that repeat the header row "
                "and import them one by one.",
            ).format(size=_size(size), limit=_size(limits.file_bytes))
        )
    match options.format or _format_of(path, filename or path.name):
        case "xlsx":
            table = xlsx_files.open_xlsx(path, options, limits)
        case "1c_bank":
            table = bank_statements.open_bank_statement(path, options, limits)
        case _:
            table = csv_files.open_csv(path, options, limits)
    return rejections.without_own_columns(table)


def too_many_rows(limits: Limits) -> FileTooLarge:
    """The refusal for a file past the limit of rows."""
    return FileTooLarge(
        Text(
            ru="В файле больше {rows} строк. Разделите его и загрузите по частям.",
            en="The file has more than {rows} rows. Split it and import the parts.",
        ).format(rows=limits.rows)
    )


def no_rows() -> FileEmpty:
    """The refusal for a file with a header and nothing under it."""
    return FileEmpty(
        Text(
            ru="В файле есть заголовки, но нет ни одной строки данных. Проверьте фильтр и период выгрузки.",
            en="The file has a header but not one row of data. Check the filter and the period of the export.",
        )
    )


def no_header() -> HeaderUnclear:
    """The refusal for a file in which no header row can be told."""
    return HeaderUnclear(
        Text(
            ru="Не нашлась строка заголовков. Укажите её номер в рецепте: header_row.",
            en="No header row was found. Give its number in the recipe: header_row.",
        )
    )


def checked_headers(cells: Sequence[Cell], line: int, limits: Limits) -> tuple[str, ...]:
    """Headers as text, trailing blanks cut. Raises `HeaderUnclear` for no name at all."""
    headers = [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise no_header()
    if len(headers) > limits.columns:
        raise FileTooLarge(
            Text(
                ru="В строке {line} — {count} столбцов, принимается до {limit}. Вероятно, это не строка заголовков.",
                en="Line {line} has {count} columns, the limit is {limit}. Perhaps it is not the header row.",
            ).format(line=line, count=len(headers), limit=limits.columns)
        )
    return numbered(headers)


def numbered(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers with the later ones of a repeated name numbered: ``Source``, ``Source (2)``. Exports repeat names."""
    seen: dict[str, int] = {}
    told = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        told.append(f"{header} ({seen[header]})" if header and seen[header] > 1 else header)
    return tuple(told)


def is_header(cells: Sequence[Cell], options: ReadingOptions) -> bool:
    """Whether a line can be the header: it holds an expected set of names, or, when none is expected, anything."""
    names = {header_key(str(cell)) for cell in cells if cell not in (None, "")}
    if options.expected_headers:
        return all(any(header_key(name) in names for name in each) for each in options.expected_headers)
    return bool(names)


def header_key(header: str) -> str:
    """A header as it is compared: case, ё, outer and repeated blanks and the byte-order mark do not matter."""
    return " ".join(header.replace("\ufeff", "").replace("\u00a0", " ").split()).casefold().replace("ё", "е")


def fitted(cells: Sequence[Cell], width: int, options: ReadingOptions) -> Cells:
    """A row as wide as the header, or a `BrokenRow` that says why it cannot be."""
    if len(cells) > width:
        if any(cell not in (None, "") for cell in cells[width:]):
            return _broken_row(
                "row_too_wide",
                Text(
                    ru="В строке {cells} значений, а столбцов {width}. Вероятно, значение с разделителем "
                    "не взято в кавычки.",
                    en="The row has {cells} values for {width} columns. Perhaps a value with the separator is "
                    "not in quotes.",
                ).format(cells=len(cells), width=width),
                cells,
            )
        return cells[:width]
    if len(cells) < width:
        if options.short_rows == "reject":
            return _broken_row(
                "row_torn",
                Text(
                    ru="В строке {cells} значений, а столбцов {width}: строка оборвана. Дополните её.",
                    en="The row has {cells} values for {width} columns: it is torn. Complete it.",
                ).format(cells=len(cells), width=width),
                cells,
            )
        return [*cells, *([""] * (width - len(cells)))]
    return cells


def _broken_row(code: str, message: Text, cells: Sequence[Cell]) -> BrokenRow:
    texts = tuple("" if cell is None else str(cell) for cell in cells)
    return BrokenRow(code=code, message=message, excerpt=" | ".join(texts)[:200], cells=texts)


def _format_of(path: Path, filename: str) -> Format:
    with path.open("rb") as file:
        beginning = file.read(64)
    if beginning.startswith(b"PK\x03\x04"):
        return "xlsx"
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise FormatUnknown(
            Text(
                ru="Это книга старого формата .xls или книга с паролем. Откройте её и сохраните как .xlsx без пароля.",
                en="This is a workbook of the old .xls format, or one with a password. Save it as .xlsx "
                "without a password.",
            )
        )
    if beginning.removeprefix(b"\xef\xbb\xbf").startswith(b"1CClientBankExchange"):
        return "1c_bank"
    unreadable = {
        b"%PDF": "PDF",
        b"\x1f\x8b": "gzip",
        b"Rar!": "RAR",
        b"7z\xbc\xaf": "7z",
        b"PAR1": "Parquet",
        b"<?xm": "XML",
        b"<htm": "HTML",
        b"<!DO": "HTML",
        b"<tab": "HTML",
    }
    for signature, name in unreadable.items():
        if beginning.lstrip().startswith(signature):
            raise FormatUnknown(
                Text(
                    ru="Это файл {name}, а принимаются CSV, XLSX и выписка 1CClientBankExchange. "
                    "Сохраните выгрузку в одном из них.",
                    en="This is a {name} file; CSV, XLSX and 1CClientBankExchange statements are taken. "
                    "Save the export as one of these.",
                ).format(name=name)
            )
    return "csv"


def _size(count: int) -> str:
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count / 1024:.1f} GB"
