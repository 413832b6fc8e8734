"""Numbers as people type them, in either language."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from tandem.ui.number_fields import NumberField


def read(text: str, language: str, places: int = 3) -> Any:
    with override(language):
        try:
            return NumberField(max_digits=15, decimal_places=places).clean(text)
        except forms.ValidationError:
            return None


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000", "1000"),
        ("1 000", "1000"),
        ("1\u202f234\u202f567", "1234567"),
        ("1\u00a0000,50", "1000.50"),
        ("1 000.50", "1000.50"),
        ("1.234.567", "1234567"),
        ("1,234,567.50", "1234567.50"),
        ("1.234.567,50", "1234567.50"),
        ("120 000 ₽", "120000"),
        ("120 000 руб.", "120000"),
        ("120000р", "120000"),
        ("₽120 000", "120000"),
        ("RUB 5", "5"),
        ("0,5", "0.5"),
        (".5", "0.5"),
        ("−5", "-5"),
        ("1’000", "1000"),
    ],
)
def test_what_is_meant_alike_in_both_languages(text, number, language):
    assert read(text, language) == Decimal(number)


def test_one_comma_before_three_digits_is_read_as_the_reader_writes():
    assert read("1,500", "en") == Decimal(1500)
    assert read("1,500", "ru") == Decimal("1.5")
    assert read("0,125", "en") == Decimal("0.125")
    assert read("1.500", "ru") == read("1.500", "en") == Decimal("1.5")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    "text", ["", "abc", "1,2,3", "1.2.3", "5 $", "5 €", "1 000 000 000 000 000", "nan", "--5", "5 6 р 7"]
)
def test_what_is_no_number_or_another_money_is_refused(text, language):
    assert read(text, language) is None


def test_more_places_than_the_money_has_are_refused_and_not_cut():
    assert read("1000,505", "ru", places=2) is None


def test_what_stands_is_shown_with_the_decimal_mark_of_the_reader():
    class Form(forms.Form):
        price = NumberField(max_digits=15, decimal_places=2)

    for language, shown in (("ru", "1000,5"), ("en", "1000.5")):
        with override(language):
            assert f'value="{shown}"' in Form(initial={"price": Decimal("1000.5")}).as_p()
            assert 'type="text"' in Form().as_p()
            assert 'inputmode="decimal"' in Form().as_p()
