"""People are found in free text by any spelling of phone, mail, tax number or full name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.personal_data import Identity
from tandem.basics.personal_mentions import Mentions, contacts_in

PEOPLE = [
    Identity(1, "Семёнов Пётр", (("phone", "+79123456789"), ("email", "p.semyonov@example.com")), ()),
    Identity(2, "Анна", (("inn", "500100732259"), ("phone", "1111111111")), ()),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Звонить на 8 (912) 345-67-89 после обеда", {1}),
        ("тел.+79123456789;", {1}),
        ("Почта: P.Semyonov@Example.com.", {1}),
        ("от Пётр Семенов, договор 5", {1}),
        ("ИНН 500100732259 и 1111111111", {2}),
        # One word names too many people; other numbers and mails are of others.
        ("Анна просила, Семёнов тоже", set()),
        ("9123456788 semyonov@example.com 79123456", set()),
        ("", set()),
    ],
)
def test_whom_a_text_names(text, found):
    assert Mentions(PEOPLE).in_text(text) == found


@given(st.text())
def test_any_text_can_be_searched(text):
    Mentions(PEOPLE).in_text(text)
    contacts_in(text)


def test_contacts_of_a_text_come_as_they_are_kept():
    assert contacts_in("8 912 345-67-89 или P.S@Example.com") == {
        ("phone", "+79123456789"),
        ("email", "p.s@example.com"),
    }
