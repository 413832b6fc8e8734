import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.basics.names import (
    email,
    email_by_library,
    folded,
    inn,
    matching_name,
    person_name,
    phone,
    phone_by_library,
)


@pytest.mark.parametrize(
    "text",
    [
        "8 (912) 345-67-89",
        "+7 912 345 67 89",
        "89123456789",
        "79123456789",
        "9123456789",
        "8 912 345 67 89 доб. 12",
    ],
)
def test_one_number_typed_in_many_ways_is_one_number(text):
    assert phone(text) == "+79123456789"


@pytest.mark.parametrize("text", ["", "доб 123", "12345", "+7 000 000 00 00", "80000000000", "нет"])
def test_what_no_telephone_answers_is_no_number(text):
    assert phone(text) is None


def test_a_foreign_number_keeps_its_country():
    assert phone("+380 50 123-45-67") == "+380501234567"
    assert phone("030 123456", "DE") == "+4930123456"
    assert phone("8 701 234 56 78") == "+77012345678"


shapes = st.one_of(
    st.builds(
        "{}{:010d}".format,
        st.sampled_from(["+7", "8", "7", "", "+7 ", "8-", "8("]),
        st.integers(0, 10**10 - 1),
    ),
    st.from_regex(r"(\+7|8|7) ?\(?[3489]\d\d\)? ?\d{3}[- ]?\d\d[- ]?\d\d", fullmatch=True, alphabet="+0123456789 ()-"),
    st.text("+78901 ()-\u2013\t;.", max_size=16),
)


@given(shapes)
def test_the_short_way_says_what_the_library_says(text):
    assert phone(text) == phone_by_library(text)


@given(shapes)
def test_a_number_in_its_one_form_stays_as_it_is(text):
    number = phone(text)
    assert number is None or phone(number) == number


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna.Petrova@Mail.RU ", "anna.petrova@mail.ru"),
        ("a+b@sub.example.com", "a+b@sub.example.com"),
        ("иван@почта.рф", "иван@почта.рф"),
        ("lead@demo.test", "lead@demo.test"),
        ("anna@mail", None),
        ("anna@@mail.ru", None),
        ("a..b@mail.ru", None),
        ("a@-mail.ru", None),
        ("a@host.local", None),
        ("нет", None),
        ("", None),
    ],
)
def test_an_address_has_one_form(text, address):
    assert email(text) == address


@given(st.one_of(st.emails(), st.from_regex(r"[a-z0-9._+-]{1,12}@[a-z0-9.-]{1,20}\.(ru|com|test|local|xn--p1ai)")))
def test_the_short_way_of_an_address_says_what_the_library_says(text):
    assert email(text) == email_by_library(text.strip().lower())


def test_a_name_is_shown_as_typed_and_compared_without_its_accidents():
    assert person_name("  Семёнова \u00a0 Анна ") == "Семёнова Анна"
    assert matching_name("Семёнова, Анна") == matching_name("анна  СЕМЕНОВА")
    assert matching_name("Анна Семенова") != matching_name("Анна Семенцова")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


def test_look_alikes_of_the_two_scripts_are_one_letter():
    assert folded("B1") == folded("В1") == folded("в1")
    assert folded("CAXAP") == folded("сахар")
    assert folded("Ёлка") == folded("елка")
    assert folded("ООО «Свет»") != folded("ООО «Цвет»")


@pytest.mark.parametrize("number", ["7707083893", "7736207543", "500100732259", " 7707 083893"])
def test_a_tax_number_with_right_check_digits_is_taken(number):
    assert inn(number) == number.replace(" ", "")


@pytest.mark.parametrize(
    "number", ["", "7707083894", "500100732258", "500100732269", "0000000000", "77070838", "٧٧٠٧٠٨٣٨٩٣"]
)
def test_any_other_tax_number_is_refused(number):
    assert inn(number) is None


@given(st.integers(1, 10**9 - 1), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_seen_unless_it_is_the_known_blind_spot(head, place, change):
    right = [number for check in range(10) if (number := f"{head:09}{check}") and inn(number)]
    assert len(right) == 1
    wrong = list(right[0])
    wrong[place] = str((int(wrong[place]) + change) % 10)
    # The sum is taken modulo 11 and then 10: remainders 0 and 10 share the digit 0.
    assert inn("".join(wrong)) is None or right[0][9] == "0"
