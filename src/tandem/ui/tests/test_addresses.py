"""What is read out of addresses, whatever was typed into them."""

from __future__ import annotations

import pytest

from tandem.ui.addresses import address_of, whole_number


@pytest.mark.parametrize(
    ("text", "read"),
    [("42", 42), ("007", 7), ("", 0), ("-1", 0), ("1.5", 0), ("٤٢", 0), ("²", 0), ("x", 0), ("9" * 400, 10**18 - 1)],
)
def test_a_number_is_read_or_taken_as_none(text: str, read: int) -> None:
    assert whole_number(text) == read


def test_what_stands_for_no_number_is_the_callers() -> None:
    assert whole_number("first", otherwise=1) == 1
    assert whole_number("", otherwise=None) is None


def test_a_page_that_is_not_there_has_no_address() -> None:
    assert address_of("leads") == "/leads/"
    assert address_of("lead", 7) == "/leads/7/"
    assert address_of("lead") == ""
    assert address_of("a page of no room") == ""
