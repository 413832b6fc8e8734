from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.imports.reading import open_table
from tandem.imports.rejections import ENCODING, RejectionWriter
from tandem.imports.shapes import BrokenRow
from tandem.imports.tests.kinds import named, reader_of


def write(path, headers, rows, reader):
    with path.open("w", encoding=ENCODING, newline="") as stream:
        writer = RejectionWriter(stream, headers, language="en")
        for line, cells in rows:
            writer.write(line, cells, reader.read(line, cells).problems)
    return writer.count


def test_rejected_rows_go_out_with_their_reasons_and_come_in_as_they_were(tmp_path):
    headers = ["Id", "Sum", "Note"]
    reader = reader_of('amount = "Sum"\nsource = "Note"', headers[1:])
    rows = [
        (2, ["", "ten", "=1+1"]),
        (9, ["5805028000029374679", "x", "'=kept"]),
        (11, BrokenRow("row_torn", named("torn"), "7", ("7",))),
    ]
    path = tmp_path / "rejected.csv"

    assert write(path, headers, rows, reader) == 3

    text = path.read_text(encoding=ENCODING)
    assert text.splitlines()[0] == "Id,Sum,Note,tandem_line,tandem_field,tandem_reason"
    assert "'=1+1" in text
    assert ',2,"Id, Sum",Id: The field is required' in text
    with open_table(path) as table:
        assert table.headers == ("Id", "Sum", "Note")
        assert [cells for _, cells in table.rows()] == [rows[0][1], rows[1][1], ["7", "", ""]]


def test_only_files_of_rejected_rows_are_unescaped(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("Id,Note\n1,'=x\n")

    with open_table(path) as table:
        assert [cells for _, cells in table.rows()] == [["1", "'=x"]]


plain = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(st.tuples(plain, plain, plain), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_any_cell_comes_back_as_it_was(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("rejections") / "rejected.csv"
    reader = reader_of('amount = "Sum"\nsource = "Note"', ["Sum", "Note"])

    write(path, ["Id", "Sum", "Note"], [(2, [*row]) for row in rows], reader)

    with open_table(path) as table:
        assert [cells for _, cells in table.rows()] == [[cell.strip() for cell in row] for row in rows]
