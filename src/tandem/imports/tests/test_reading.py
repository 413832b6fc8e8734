from __future__ import annotations

import datetime as dt
import io
import struct
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from tandem.imports.reading import (
    ArchiveUnsafe,
    EncodingUnknown,
    FileEmpty,
    FileRefused,
    FileTooLarge,
    FormatUnknown,
    HeaderUnclear,
    Limits,
    ReadingOptions,
    SheetUnknown,
    open_table,
)
from tandem.imports.shapes import BrokenRow


def written(tmp_path, content, name="export.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(path, **options):
    with open_table(path, options=ReadingOptions(**options)) as table:
        return table.headers, list(table.rows())


def codes(rows):
    return [(line, cells.code) for line, cells in rows if isinstance(cells, BrokenRow)]


RUSSIAN = "Номер;Источник\n1;Яндекс Директ\n2;Звонок с сайта\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16", "utf-16-le"])
def test_encodings_of_russian_exports_are_told(tmp_path, encoding):
    headers, rows = rows_of(written(tmp_path, RUSSIAN.encode(encoding)))

    assert headers == ("Номер", "Источник")
    assert rows == [(2, ["1", "Яндекс Директ"]), (3, ["2", "Звонок с сайта"])]


@pytest.mark.parametrize(
    "content",
    [RUSSIAN.encode("koi8-r"), "Id,City\n1,München\n2,Köln\n".encode("latin-1"), b"Id,Name\n1,Jos\xe9 Mu\xf1oz\n"],
)
def test_an_encoding_that_cannot_be_told_is_refused_and_may_be_stated(tmp_path, content):
    path = written(tmp_path, content)

    with pytest.raises(EncodingUnknown):
        open_table(path)
    assert rows_of(path, encoding="latin-1")[1]


def test_an_unknown_stated_encoding_is_named(tmp_path):
    with pytest.raises(EncodingUnknown, match="utf-9"):
        open_table(written(tmp_path, RUSSIAN), options=ReadingOptions(encoding="utf-9"))


def test_russian_far_behind_a_latin_beginning_still_tells_the_encoding(tmp_path):
    content = b"Id;Name\n" + b"1;aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" * 40_000 + "2;Звонок с сайта\n".encode("cp1251")

    _, rows = rows_of(written(tmp_path, content))

    assert rows[-1] == (40_002, ["2", "Звонок с сайта"])


def test_a_row_of_broken_bytes_is_named_and_the_rest_is_read(tmp_path):
    content = "Id,Имя\n1,Анна Петрова\n".encode() + b"2,\xff\xfeabc\n" + "3,Пётр\n".encode()

    _, rows = rows_of(written(tmp_path, content))

    assert codes(rows) == [(3, "broken_encoding")]
    assert rows[2] == (4, ["3", "Пётр"])
    assert "\ufffd" in rows[1][1].excerpt


def test_a_row_with_a_nul_byte_is_named(tmp_path):
    _, rows = rows_of(written(tmp_path, b"Id,Name\n1,a\n2,b\x00b\n3,c\n"))

    assert codes(rows) == [(3, "nul_byte")]
    assert [line for line, _ in rows] == [2, 3, 4]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_told_even_where_others_stand_in_the_cells(tmp_path, separator):
    lines = [["Id", "Сумма", "Имя"], ["1", "1,5", "a;b"], ["2", "2,5", "c"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)

    headers, rows = rows_of(written(tmp_path, text))

    assert headers == ("Id", "Сумма", "Имя")
    assert rows[0] == (2, ["1", "1,5", "a;b"])


def test_quotes_line_breaks_and_lines_are_counted_as_an_editor_does(tmp_path):
    _, rows = rows_of(written(tmp_path, 'Id,Note\r\n1,"two\nlines ""quoted"""\r\n2,x\r\n'))

    assert rows == [(2, ["1", 'two\nlines "quoted"']), (4, ["2", "x"])]


def test_a_title_above_the_header_is_passed_over_by_number_or_by_expected_names(tmp_path):
    path = written(tmp_path, "Отчёт за январь\n\nДата;Расход\n01.01.2024;5\n")

    assert rows_of(path, header_row=3)[0] == ("Дата", "Расход")
    assert rows_of(path, expected_headers=(("date", "дата"), ("Расход",))) == (
        ("Дата", "Расход"),
        [(4, ["01.01.2024", "5"])],
    )


def test_wide_and_torn_rows_are_named_and_short_ones_can_be_allowed(tmp_path):
    path = written(tmp_path, "a,b,c\n1,2,3,4\n1,2\n1,2,3,\n")

    assert codes(rows_of(path)[1]) == [(2, "row_too_wide"), (3, "row_torn")]
    assert rows_of(path, short_rows="pad")[1][1] == (3, ["1", "2", ""])


def test_blank_lines_are_passed_over_and_rows_of_separators_are_not(tmp_path):
    assert rows_of(written(tmp_path, "a,b\n\n1,2\n,\n"))[1] == [(3, ["1", "2"]), (4, ["", ""])]


def test_a_quote_that_is_never_closed_is_named_with_its_lines(tmp_path):
    content = 'Id,Note\n1,"open\n' + "2,x\n" * 40_000

    _, rows = rows_of(written(tmp_path, content))

    assert codes(rows)[0] == (2, "quote_not_closed")
    assert "2" in rows[0][1].message.en


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileEmpty),
        (b"\n\n\n", HeaderUnclear),
        (b"Id,Name\n", FileEmpty),
        (b"%PDF-1.7", FormatUnknown),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", FormatUnknown),
        (b"<html><table>", FormatUnknown),
        (b"\x1f\x8b\x08", FormatUnknown),
        (b"PK\x03\x04broken", ArchiveUnsafe),
    ],
)
def test_files_that_are_no_table_are_refused_by_name(tmp_path, content, refusal):
    with pytest.raises(refusal) as refused:
        rows_of(written(tmp_path, content))

    assert refused.value.text.ru
    assert refused.value.text.en


def test_a_file_over_the_limit_is_refused_with_what_to_do(tmp_path):
    path = written(tmp_path, "a,b\n1,2\n3,4\n")

    with pytest.raises(FileTooLarge, match="Split"):
        open_table(path, limits=Limits(file_bytes=5))
    with pytest.raises(FileTooLarge, match="more than 1 rows"), open_table(path, limits=Limits(rows=1)) as table:
        list(table.rows())


def test_csv_streams_with_flat_memory(tmp_path):
    path = written(tmp_path, b"Id,Name\n" + b"1,%s\n" % (b"x" * 100) * 60_000)

    with open_table(path) as table:
        tracemalloc.start()
        count = sum(1 for _ in table.rows())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert count == 60_000
    assert peak < 500_000


# XLSX


def workbook(tmp_path, fill, **options):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path, options) as book:
        fill(book)
    return path


@pytest.mark.parametrize("from_1904", [False, True])
def test_values_of_a_workbook_and_never_its_formulas(tmp_path, from_1904):
    def fill(book):
        sheet = book.add_worksheet("Лиды")
        day = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        sheet.write_row(0, 0, ["Id", "Создан", "Сумма", "Итого"])
        sheet.write_string(1, 0, "5805028000029374679")
        sheet.write_datetime(1, 1, dt.datetime(2024, 1, 31, 23, 44), day)
        sheet.write_number(1, 2, 3500)
        sheet.write_formula(1, 3, "=1+1", None, 7)

    path = workbook(tmp_path, fill, date_1904=from_1904)
    with open_table(path) as table:
        assert (table.format, table.sheet, table.epoch_1904) == ("xlsx", "Лиды", from_1904)
        assert list(table.rows()) == [(2, ["5805028000029374679", dt.datetime(2024, 1, 31, 23, 44), 3500.0, 7.0])]


def test_errors_of_excel_come_as_they_are_shown(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row("B2", ["Id", "x", "y"])
        sheet.write_row("B3", [1, 2, 3])
        sheet.write_formula("C5", "=A1/0", None, "#DIV/0!")
        sheet.write_formula("D5", "=A1", None, "#REF!")

    assert rows_of(workbook(tmp_path, fill)) == (
        ("", "Id", "x", "y"),
        [(3, ["", 1.0, 2.0, 3.0]), (5, ["", "", "#DIV/0!", "#REF!"])],
    )


def test_merged_cells_are_named_in_the_header_and_in_rows(tmp_path):
    def in_header(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:B1", "Клиент")
        sheet.write_row("A2", [1, 2])

    def in_rows(book):
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["Id", "Имя"])
        sheet.write_row("A2", [1, "a"])
        sheet.merge_range("B3:B4", "b")
        sheet.write("A3", 2)
        sheet.write("A4", 3)

    with pytest.raises(HeaderUnclear, match="A1:B1"):
        open_table(workbook(tmp_path, in_header))
    _, rows = rows_of(workbook(tmp_path, in_rows))
    assert codes(rows) == [(3, "merged_cells"), (4, "merged_cells")]
    assert "B3:B4" in rows[1][1].message.ru


def test_a_sheet_is_chosen_by_name_by_header_or_refused(tmp_path):
    def fill(book):
        book.add_worksheet("План").write_row(0, 0, ["Месяц"])
        leads = book.add_worksheet("Лиды")
        leads.write_row(0, 0, ["Id"])
        leads.write_row(1, 0, ["7"])
        book.add_worksheet("Пустой")

    path = workbook(tmp_path, fill)
    assert rows_of(path, sheet="лиды")[1] == [(2, ["7"])]
    assert rows_of(path, expected_headers=(("ID",),))[1] == [(2, ["7"])]
    with pytest.raises(SheetUnknown, match="План, Лиды"):
        open_table(path)
    with pytest.raises(SheetUnknown, match="Сделки"):
        rows_of(path, sheet="Сделки")
    with pytest.raises(FileEmpty):
        rows_of(path, sheet="План")


def altered(path, name, change):
    """The workbook again with one member changed."""
    members = {info.filename: data for info, data in _members(path)}
    members[name] = change(members.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in members.items():
            archive.writestr(each, data)
    return path


def _members(path):
    with zipfile.ZipFile(path) as archive:
        return [(info, archive.read(info)) for info in archive.infolist()]


def small(book):
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Id"])
    sheet.write_row(1, 0, ["7"])


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path):
    path = altered(workbook(tmp_path, small), "xl/media/image1.png", lambda _: b"\0" * 30_000_000)

    with pytest.raises(ArchiveUnsafe, match="image1.png"):
        open_table(path)
    with pytest.raises(FileTooLarge, match="CSV"):
        open_table(path, limits=Limits(xlsx_unpacked_bytes=1_000_000))
    with pytest.raises(ArchiveUnsafe):
        open_table(workbook(tmp_path, small), limits=Limits(xlsx_members=3))


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path):
    path = altered(workbook(tmp_path, small), "xl/sharedStrings.xml", lambda data: data + b" " * 5_000_000)
    raw = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    path.write_bytes(raw.replace(struct.pack("<I", size), struct.pack("<I", 1000)))

    with pytest.raises(ArchiveUnsafe, match="sharedStrings"):
        open_table(path)


def test_a_lonely_cell_in_the_last_corner_is_refused(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Id"])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(ArchiveUnsafe, match="1048576"):
        open_table(workbook(tmp_path, fill))


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b")

    with pytest.raises(ArchiveUnsafe, match="no .xlsx"):
        open_table(path)


# 1CClientBankExchange

STATEMENT = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка={encoding}
РасчСчет=40702810000000000001
СекцияРасчСчет
РасчСчет=40702810000000000001
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Сумма=11398.00
ПлательщикИНН=7700000000
НазначениеПлатежа=Оплата по счёту № 5 = аванс
КонецДокумента
СекцияДокумент=Банковский ордер
Номер=18
Сумма=5.00
ДатаСписано=31.01.2024
КонецДокумента
КонецФайла
"""


@pytest.mark.parametrize(
    ("encoding", "stated"), [("cp1251", "Windows"), ("cp866", "DOS"), ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8")]
)
def test_a_bank_statement_gives_a_row_a_document(tmp_path, encoding, stated):
    text = STATEMENT.format(encoding=stated).replace("№", "N" if encoding == "cp866" else "№")

    with open_table(written(tmp_path, text.encode(encoding), "kl_to_1c.txt")) as table:
        found = [cells for _, cells in table.rows() if not isinstance(cells, BrokenRow)]
    rows = [dict(zip(table.headers, cells, strict=True)) for cells in found]

    assert table.format == "1c_bank"
    assert rows[0]["СекцияДокумент"] == "Платежное поручение"
    assert rows[0]["РасчСчетВыписки"] == "40702810000000000001"
    assert str(rows[0]["НазначениеПлатежа"]).endswith("5 = аванс")
    assert (rows[1]["Номер"], rows[1]["ДатаСписано"], rows[1]["ПлательщикИНН"]) == ("18", "31.01.2024", "")


def test_a_torn_bank_statement_is_named(tmp_path):
    whole = STATEMENT.format(encoding="Windows")
    torn = whole.replace("КонецДокумента\nСекцияДокумент=Банковский", "СекцияДокумент=Банковский")

    assert codes(rows_of(written(tmp_path, torn.encode("cp1251")))[1]) == [(8, "row_torn")]
    with pytest.raises(FileRefused, match="cut off"):
        open_table(written(tmp_path, whole[:300].encode("cp1251")))
    with pytest.raises(FileEmpty):
        rows_of(written(tmp_path, "1CClientBankExchange\nКонецФайла\n".encode("cp1251")))


def test_a_column_name_that_stands_twice_is_numbered(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Id,Source,Source,\n1,a,b,\n", encoding="utf-8")

    with open_table(path) as table:
        assert table.headers == ("Id", "Source", "Source (2)")
