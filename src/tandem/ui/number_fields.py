"""A number as people type it: with spaces between thousands, a comma or a point, and the sign of the money."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from tandem.basics.numbers import currency_sign

#: What stands between the thousands: any space, and the apostrophe of some countries.
_BETWEEN = re.compile(r"[\s\u202f\u00a0\u2009'’]+")
_MINUS = str.maketrans({"\u2212": "-", "–": "-"})
_ROUBLE = ("руб.", "руб", "р.", "р")


class NumberField(forms.DecimalField):
    """A decimal number written by hand; the sign of another currency than the company's is no part of one."""

    def __init__(self, **options: Any) -> None:
        # Shown with the reader's own decimal mark, in a field that takes what people write.
        super().__init__(localize=True, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """A phone shows its keys for digits."""
        return {"inputmode": "decimal"} | super().widget_attrs(widget)

    def to_python(self, value: Any) -> Any:
        """Raises ``ValidationError`` for what is no number, as the field it is made of."""
        return super().to_python(as_plain(value, get_language() or "en") if isinstance(value, str) else value)


def as_plain(text: str, language: str) -> str:
    """``1 234,50 ₽`` as ``1234.50``; what cannot be read stays as it is.

    A single comma before three digits parts thousands in English, and in Russian the whole from its fraction.
    """
    digits = _without_currency(_BETWEEN.sub("", text).translate(_MINUS))
    point, comma = digits.rfind("."), digits.rfind(",")
    if point >= 0 and comma >= 0:
        thousands = "," if point > comma else "."
        return digits.replace(thousands, "").replace(",", ".")
    mark = "," if comma >= 0 else "."
    if digits.count(mark) > 1:
        return digits.replace(mark, "") if re.fullmatch(rf"-?\d{{1,3}}(\{mark}\d{{3}})+", digits) else text
    if comma >= 0 and not language.startswith("ru") and re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", digits):
        return digits.replace(",", "")
    return digits.replace(",", ".")


def _without_currency(digits: str) -> str:
    code = settings.CURRENCY
    signs = {currency_sign(code, "ru"), currency_sign(code, "en"), code, *(_ROUBLE if code == "RUB" else ())}
    for sign in sorted(signs, key=len, reverse=True):
        folded, mark = digits.casefold(), sign.casefold()
        if folded.endswith(mark):
            return digits[: -len(mark)]
        if folded.startswith(mark):
            return digits[len(mark) :]
    return digits
