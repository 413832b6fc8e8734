"""Statements of banks in the text format ``1CClientBankExchange``: one row a document.

The format as 1C publishes it, version 1.03: http://v8.1c.ru/edi/edi_stnd/100/101.htm. A first line with its name, lines
``Ключ=значение``, a section of an account (``СекцияРасчСчет`` … ``КонецРасчСчет``) and one section a document
(``СекцияДокумент=вид`` … ``КонецДокумента``), closed by ``КонецФайла``. ``Кодировка=Windows`` means Windows-1251,
``Кодировка=DOS`` code page 866.

Headers: ``СекцияДокумент``, ``РасчСчетВыписки`` (own accounts of the statement, parted by blanks), then every key
that any document has, in the order met. A document without a key has an empty cell there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tandem.basics.text import Text
from tandem.imports.encodings import encoding_of
from tandem.imports.reading import (
    FileRefused,
    FormatUnknown,
    HeaderUnclear,
    Limits,
    ReadingOptions,
    Table,
    no_rows,
    too_many_rows,
)
from tandem.imports.shapes import BrokenRow, Cells

MARK = "1CClientBankExchange"
DOCUMENT, END_OF_DOCUMENT, END_OF_FILE = "СекцияДокумент", "КонецДокумента", "КонецФайла"
OWN_ACCOUNT = "РасчСчетВыписки"


def open_bank_statement(path: Path, options: ReadingOptions, limits: Limits) -> Table:
    """Open a statement; see `tandem.imports.reading.open_table`."""
    encoding = _encoding(path, options.encoding)
    keys: dict[str, None] = {}
    accounts: dict[str, None] = {}
    inside = complete = False
    first = True
    # The first pass finds the keys, which differ from document to document; the second gives the rows.
    for _, key, value in _lines(path, encoding):
        if first and key.removeprefix("\ufeff") != MARK:
            raise FormatUnknown(
                Text(
                    ru="Первая строка выписки должна быть 1CClientBankExchange.",
                    en="The first line of the statement must be 1CClientBankExchange.",
                )
            )
        first = False
        if key == DOCUMENT:
            inside = True
        elif key == END_OF_DOCUMENT:
            inside = False
        elif inside and value is not None:
            keys[key] = None
        elif key == "РасчСчет" and value:
            accounts[value] = None
        elif key == END_OF_FILE:
            complete = True
        if len(keys) > limits.columns:
            raise HeaderUnclear(
                Text(
                    ru="В выписке больше {limit} разных реквизитов: это не похоже на 1CClientBankExchange.",
                    en="The statement has more than {limit} different keys: it does not look like this format.",
                ).format(limit=limits.columns)
            )
    if not complete:
        raise FileRefused(
            Text(
                ru="В выписке нет строки КонецФайла: она оборвана. Выгрузите её из банка заново.",
                en="The statement has no line КонецФайла: it is cut off. Export it from the bank again.",
            )
        )
    headers = (DOCUMENT, OWN_ACCOUNT, *keys)
    account = " ".join(accounts)
    return Table(
        headers=headers,
        format="1c_bank",
        size_bytes=path.stat().st_size,
        header_line=1,
        start=lambda: _rows(path, encoding, headers, account, limits),
        encoding=encoding,
    )


def _encoding(path: Path, stated: str | None) -> str:
    if stated:
        return encoding_of(path, stated)
    with path.open("rb") as file:
        beginning = file.read(4096)
    if beginning.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    # The word "Кодировка" itself tells which table it was written with.
    for encoding in ("utf-8", "cp866", "cp1251"):
        if "Кодировка=".encode(encoding) in beginning:
            return encoding
    return "cp1251"


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str, str | None]]:
    """(line, key, value); a line without ``=`` has no value."""
    with path.open(encoding=encoding, errors="surrogateescape", newline=None) as file:
        for number, line in enumerate(file, start=1):
            key, equals, value = line.strip().partition("=")
            if key:
                yield number, key.strip(), value.strip() if equals else None


def _rows(
    path: Path, encoding: str, headers: tuple[str, ...], account: str, limits: Limits
) -> Iterator[tuple[int, Cells]]:
    document: dict[str, str] = {}
    start = count = 0
    for line, key, value in _lines(path, encoding):
        if key == DOCUMENT:
            if start:
                count += 1
                yield start, _torn(document, headers)
            start, document = line, {DOCUMENT: value or "", OWN_ACCOUNT: account}
        elif key == END_OF_DOCUMENT and start:
            count += 1
            if count > limits.rows:
                raise too_many_rows(limits)
            yield start, _cells(document, headers)
            start = 0
        elif start and value is not None:
            document[key] = value
    if start:
        count += 1
        yield start, _torn(document, headers)
    if count == 0:
        raise no_rows()


def _cells(document: dict[str, str], headers: tuple[str, ...]) -> Cells:
    cells = [document.get(header, "") for header in headers]
    if any("\udc80" <= sign <= "\udcff" or sign == "\0" for cell in cells if not cell.isascii() for sign in cell):
        return BrokenRow(
            code="broken_encoding",
            message=Text(
                ru="Документ не читается в кодировке выписки. Выгрузите его из банка заново.",
                en="The document is no text in the statement's encoding. Export it from the bank again.",
            ),
            excerpt=document.get("Номер", ""),
        )
    return list(cells)


def _torn(document: dict[str, str], headers: tuple[str, ...]) -> BrokenRow:
    cells = tuple(document.get(header, "") for header in headers)
    return BrokenRow(
        code="row_torn",
        message=Text(
            ru="У документа нет строки КонецДокумента: он оборван.",
            en="The document has no line КонецДокумента: it is torn.",
        ),
        excerpt=" | ".join(cell for cell in cells if cell)[:200],
        cells=cells,
    )
