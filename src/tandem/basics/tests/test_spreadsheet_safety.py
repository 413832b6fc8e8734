from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.spreadsheet_safety import escape_cell, unescape_cell


@pytest.mark.parametrize("text", ["=1+1", "+79123456789", "-2+3", "@SUM(A1)", "\tx", "\rx", " =1", "-", "＝1"])
def test_what_a_spreadsheet_would_run_is_escaped(text):
    assert escape_cell(text) == "'" + text


@pytest.mark.parametrize(
    "cell", [-5, Decimal("-290.00"), -1.5, None, date(2026, 1, 1), "-290.00", "-5", "Анна", "", "a=b"]
)
def test_numbers_dates_and_plain_text_pass_untouched(cell):
    assert escape_cell(cell) == cell


@given(st.text(st.sampled_from("'=+-@\t\r 5a")))
def test_an_export_fed_again_gives_the_same_text(text):
    assert unescape_cell(str(escape_cell(text))) == text


@given(st.text())
def test_no_escaped_cell_begins_with_a_sign_that_runs(text):
    cell = str(escape_cell(text))
    assert cell[:1] not in set("=+@\t\r")
    assert not cell.startswith("-") or float(cell.replace(",", ".")) <= 0
