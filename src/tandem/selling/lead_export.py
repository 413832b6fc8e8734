"""The list of leads as a file: CSV as a stream, XLSX as a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from zoneinfo import ZoneInfo

import phonenumbers
import xlsxwriter
from django.conf import settings

from tandem.basics.spreadsheet_safety import escape_cell
from tandem.basics.text import Text
from tandem.selling.lead_rows import LeadRow

#: A sheet has 1,048,576 rows, and whoever filters by hand gives up long before.
MOST_XLSX_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of the file; ``personal`` ones are left out for those who may not read them."""

    title: Text
    value: Callable[[LeadRow, str], Any]
    personal: bool = False


def _yes_no(answer: bool | None, language: str) -> str:
    words = {True: Text(ru="да", en="yes"), False: Text(ru="нет", en="no")}
    return words[answer].in_language(language) if answer is not None else ""


def phone_at_home(number: str) -> str:
    """``8 (912) 345-67-89``: as people dial it, and without the plus that a spreadsheet would take for a formula."""
    parsed = phonenumbers.parse(number)
    if parsed.country_code != phonenumbers.country_code_for_region("RU"):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


COLUMNS = (
    ExportColumn(Text(ru="Лид", en="Lead"), lambda row, _: row.lead_id),
    ExportColumn(Text(ru="Создан", en="Captured"), lambda row, _: row.captured_at),
    ExportColumn(Text(ru="Клиент", en="Client"), lambda row, _: row.client_name, personal=True),
    ExportColumn(
        Text(ru="Телефон", en="Phone"), lambda row, _: phone_at_home(row.phone) if row.phone else "", personal=True
    ),
    ExportColumn(Text(ru="E-mail", en="E-mail"), lambda row, _: row.email, personal=True),
    ExportColumn(Text(ru="Категория", en="Grade"), lambda row, _: row.grade),
    ExportColumn(Text(ru="Шанс купить", en="Chance to buy"), lambda row, _: row.chance),
    ExportColumn(Text(ru="Целевой", en="Target"), lambda row, language: _yes_no(row.target, language)),
    ExportColumn(Text(ru="MQL", en="MQL"), lambda row, language: _yes_no(row.mql, language)),
    ExportColumn(Text(ru="SQL", en="SQL"), lambda row, language: _yes_no(row.sql_lead, language)),
    ExportColumn(
        Text(ru="Посчитан по регламенту", en="Counted under"),
        lambda row, language: row.counted_under.in_language(language),
    ),
    ExportColumn(
        Text(ru="Этап", en="Stage"),
        lambda row, language: row.stage.in_language(language) if isinstance(row.stage, Text) else row.stage,
    ),
    ExportColumn(Text(ru="Причина отказа", en="Reason lost"), lambda row, _: row.lost_reason),
    ExportColumn(Text(ru="Менеджер", en="Seller"), lambda row, _: row.seller),
    ExportColumn(Text(ru="Источник", en="Source"), lambda row, _: row.source),
    ExportColumn(Text(ru="Канал", en="Channel"), lambda row, _: row.channel),
    ExportColumn(Text(ru="Кампания", en="Campaign"), lambda row, _: row.campaign),
    ExportColumn(Text(ru="Креатив", en="Creative"), lambda row, _: row.creative),
    ExportColumn(Text(ru="Оффер", en="Offer"), lambda row, _: row.offer),
    ExportColumn(Text(ru="Продукт", en="Product"), lambda row, _: row.product),
    ExportColumn(Text(ru="Сегмент", en="Segment"), lambda row, _: row.segment),
    ExportColumn(Text(ru="Город", en="City"), lambda row, _: row.city),
    ExportColumn(Text(ru="Сумма сделки", en="Deal amount"), lambda row, _: row.amount),
    ExportColumn(Text(ru="Оплачено", en="Paid"), lambda row, _: row.paid),
    ExportColumn(
        Text(ru="Первое касание, мин", en="First contact, min"),
        lambda row, _: None if row.response is None else round(row.response.total_seconds() / 60, 1),
    ),
)


def columns_for(*, contacts: bool) -> list[ExportColumn]:
    """The columns that a reader gets."""
    return [column for column in COLUMNS if contacts or not column.personal]


def csv_lines(rows: Iterable[LeadRow], *, contacts: bool, language: str) -> Iterator[str]:
    """The file line by line, as the reader's own spreadsheet opens it: in Russian with ``;`` and decimal commas."""
    columns = columns_for(contacts=contacts)
    buffer = io.StringIO(newline="")
    russian = language.startswith("ru")
    writer = csv.writer(buffer, delimiter=";" if russian else ",")

    def line(cells: Iterable[object]) -> str:
        writer.writerow(cells)
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    yield "\ufeff" + line(escape_cell(column.title.in_language(language)) for column in columns)
    for row in rows:
        yield line(_as_text(column.value(row, language), russian) for column in columns)


def xlsx_file(rows: Iterable[LeadRow], *, contacts: bool, language: str) -> IO[bytes]:
    """The workbook, open at its beginning; it is gone once closed."""
    columns = columns_for(contacts=contacts)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    # No text becomes a formula or a link, and rows leave memory as they are written.
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    head, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet.freeze_panes(1, 1)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 18)
        sheet.write_string(0, at, column.title.in_language(language), head)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            value = column.value(row, language)
            if isinstance(value, dt.datetime):
                sheet.write_datetime(number, at, _local(value), moment)
            elif isinstance(value, Decimal):
                sheet.write_number(number, at, float(value), money)
            elif isinstance(value, int | float):
                sheet.write_number(number, at, value)
            elif value:
                sheet.write_string(number, at, str(escape_cell(value)))
    book.close()
    file.seek(0)
    return file


def _as_text(value: Any, russian: bool) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",") if russian else str(value)
    return escape_cell(value)


def _local(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None)
