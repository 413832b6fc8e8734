"""The archive inside an XLSX, looked at before any reader of workbooks sees it.

A workbook is a ZIP. A small one may unpack to terabytes, its directory may lie about sizes, and a single cell in the
last corner makes readers allocate the whole sheet. All of it is found here by streaming, with flat memory.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.ElementTree import ParseError, fromstring

from tandem.basics.text import Text
from tandem.imports.reading import ArchiveUnsafe, FileTooLarge, Limits

type Errors = dict[int, dict[int, str]]
"""Cells that hold an error of Excel: row from 1, column from 0, the error as Excel shows it."""

CHUNK = 256 * 1024
CELLS_AT_MOST = 20_000_000
ERRORS_AT_MOST = 200_000

_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{0,3})(\d{1,9})["']""")
_FROM_1904 = re.compile(rb"""<(?:\w{1,20}:)?workbookPr\b[^<>]{0,1000}\bdate1904=["'](?:1|true)""")
_ERROR_CELL = re.compile(
    # Bounded, so that a sheet made to be slow is not: no attribute list of a cell is longer.
    rb"""<(?:\w{1,20}:)?c\b(?=[^<>]{0,300}\bt=["']e["'])[^<>]{0,300}\br=["']([A-Z]{1,3})(\d{1,9})["'][^<>]{0,300}>"""
    rb"""(?:(?!</(?:\w{1,20}:)?c>).){0,2000}?<(?:\w{1,20}:)?v>([^<]{1,40})<""",
    re.DOTALL,
)


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse an archive that is damaged, encrypted, or unpacks to too much. Raises `ArchiveUnsafe`, `FileTooLarge`."""
    members = _members(path)
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise ArchiveUnsafe(
            Text(
                ru="Это архив, но не книга .xlsx. Распакуйте его и загрузите файлы по одному.",
                en="This is an archive but no .xlsx workbook. Unpack it and import the files one by one.",
            )
        )
    if len(members) > limits.xlsx_members:
        raise _bomb(f"{len(members)} > {limits.xlsx_members}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.xlsx_unpacked_bytes:
        raise FileTooLarge(
            Text(
                ru="Книга распаковывается в {size} МБ, принимается до {limit} МБ. Сохраните лист как CSV: "
                "такие файлы принимаются и большими.",
                en="The workbook unpacks to {size} MB, the limit is {limit} MB. Save the sheet as CSV: "
                "large ones are taken.",
            ).format(size=unpacked // 1024**2, limit=limits.xlsx_unpacked_bytes // 1024**2)
        )
    for member in members:
        if member.flag_bits & 1 or member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _bomb(member.filename)
        # Small members may be very regular without being a bomb.
        if member.file_size > 1024**2 and member.file_size > limits.xlsx_ratio * max(1, member.compress_size):
            raise _bomb(f"{member.filename}: {member.file_size // max(1, member.compress_size)} : 1")
        is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
        _check_contents(path, member, is_sheet, limits)


def _members(path: Path) -> list[ZipInfo]:
    try:
        with ZipFile(path) as archive:
            return archive.infolist()
    except (BadZipFile, OSError, struct.error) as error:
        raise ArchiveUnsafe(
            Text(
                ru="Книга .xlsx повреждена или загружена не до конца. Выгрузите её заново.",
                en="The .xlsx workbook is damaged or was cut off. Export it again.",
            )
        ) from error


def _bomb(detail: str) -> ArchiveUnsafe:
    return ArchiveUnsafe(
        Text(
            ru="Архив внутри .xlsx подозрителен ({detail}): он распаковывается не в то, чем кажется. "
            "Откройте книгу и сохраните лист как CSV.",
            en="The archive inside the .xlsx is suspicious ({detail}): it unpacks to something else than it seems. "
            "Open the workbook and save the sheet as CSV.",
        ).format(detail=detail)
    )


def _check_contents(path: Path, member: ZipInfo, is_sheet: bool, limits: Limits) -> None:
    """Unpack a member without keeping it: its true size, and how far the cells of a sheet reach."""
    size = rows = columns = 0
    tail = b""
    for chunk in _unpacked(path, member):
        size += len(chunk)
        if size > member.file_size:
            raise _bomb(f"{member.filename}: > {member.file_size}")
        if not is_sheet:
            continue
        text = tail + chunk
        found = _REFERENCE.findall(text)
        if found:
            rows = max(rows, max(int(row) for _, row in found))
            columns = max(columns, max(_column_number(name) for name in {name for name, _ in found}))
        tail = text[-40:]
    # A cell far away from the rest makes a reader allocate everything between.
    if columns > limits.columns * 4 or rows * columns > CELLS_AT_MOST:
        raise ArchiveUnsafe(
            Text(
                ru="Ячейки листа доходят до строки {rows} и столбца {columns}: это больше, чем можно прочитать. "
                "Удалите пустые строки и столбцы справа и снизу или сохраните лист как CSV.",
                en="The cells of the sheet reach row {rows} and column {columns}: more than can be read. "
                "Delete empty rows and columns at the end, or save the sheet as CSV.",
            ).format(rows=rows, columns=columns)
        )


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name.upper():
        number = number * 26 + letter - 64
    return number


def _unpacked(path: Path, member: ZipInfo) -> Iterator[bytes]:
    """The member's bytes by its packed stream, not by the size its directory states."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        local = file.read(30)
        if len(local) < 30 or not local.startswith(b"PK\x03\x04"):
            raise _bomb(member.filename)
        name_length, extra_length = struct.unpack("<HH", local[26:30])
        file.seek(name_length + extra_length, 1)
        left = member.compress_size
        unpacker = zlib.decompressobj(-15)
        while left > 0:
            packed = file.read(min(CHUNK, left))
            if not packed:
                raise _bomb(member.filename)
            left -= len(packed)
            if member.compress_type == ZIP_STORED:
                yield packed
                continue
            try:
                while packed:
                    yield unpacker.decompress(packed, CHUNK * 4)
                    packed = unpacker.unconsumed_tail
            except zlib.error as error:
                raise _bomb(member.filename) from error


def epoch_is_1904(path: Path) -> bool:
    """Whether dates of the workbook count from 1904 (old Excel for Mac)."""
    with ZipFile(path) as archive:
        return bool(_FROM_1904.search(archive.read("xl/workbook.xml")))


def sheet_errors(path: Path, sheet: str) -> Errors:
    """Errors such as ``#REF!`` and where they stand; the reader of values would show them as empty cells."""
    errors: Errors = {}
    with ZipFile(path) as archive:
        member = _sheet_member(archive, sheet)
        if member is None:
            return errors
        tail = b""
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                text = tail + chunk
                # Cells are found whole: what follows the last closed cell waits for the next chunk.
                end = max(text.rfind(b"</c>"), text.rfind(b":c>")) + 4
                if end <= 4:
                    tail = text[-CHUNK:]
                    continue
                if b't="e"' in text or b"t='e'" in text:
                    for name, row, error in _ERROR_CELL.findall(text, 0, end):
                        errors.setdefault(int(row), {})[_column_number(name) - 1] = error.decode()
                    if len(errors) > ERRORS_AT_MOST:
                        raise ArchiveUnsafe(
                            Text(
                                ru="На листе больше {limit} строк с ошибками вроде #REF!. Исправьте формулы.",
                                en="More than {limit} rows of the sheet hold errors such as #REF!. Mend the formulas.",
                            ).format(limit=ERRORS_AT_MOST)
                        )
                tail = text[end:]
    return errors


def _sheet_member(archive: ZipFile, sheet: str) -> str | None:
    """The member that holds the sheet of that name."""
    try:
        book = fromstring(archive.read("xl/workbook.xml"))
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ParseError):
        return None
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for each in book.iter():
        if each.tag.endswith("}sheet") and each.get("name") == sheet:
            identity = next((value for key, value in each.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identity, "")
            name = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            return name if name in archive.namelist() else None
    return None
