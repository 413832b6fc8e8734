"""Phones and mail addresses from cells, as they will be compared later."""

from __future__ import annotations

import re
from collections.abc import Callable

import phonenumbers

from tandem.basics.text import Text
from tandem.imports.shapes import Cell
from tandem.imports.value_refusals import Noted, ValueRefused

_PLAIN = re.compile(r"[+0-9 ().-]+")
_NOT_DIGIT = re.compile(r"\D+")
_SEVERAL = re.compile(r"[,;/|\n]+|\s+(?:или|or|и|and)\s+")
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_MAIL = re.compile(r"[^\s@,;<>()\[\]\"]{1,64}@[^\s@,;<>()\[\]\"]{1,250}\.[^\s@.,;<>()\[\]\"\d]{2,30}")


#: By the standard of mail addresses, and the table of contact points.
LONGEST_MAIL = 254


def phone_converter(country: str) -> Callable[[Cell], object]:
    """Cells to E.164. ``country``: two letters, of numbers without a country code. Raises `ValueRefused`."""
    russian = country in ("RU", "KZ")

    def convert(cell: Cell) -> object:
        text = _whole(cell)
        phone = one(text)
        if phone is not None:
            return phone
        several = [found for part in _SEVERAL.split(text) if (found := one(part.strip())) is not None]
        if several:
            return Noted(
                several[0],
                "phone_several",
                Text(
                    ru="В ячейке не только один номер; взят первый.",
                    en="The cell holds more than one number; the first was taken.",
                ),
            )
        digits = _NOT_DIGIT.sub("", text)
        if not 5 <= len(digits) <= 15 or len(text) > 40:
            raise ValueRefused("phone_unreadable", Text(ru="Это не номер телефона.", en="This is no phone number."))
        return Noted(
            digits,
            "phone_unusual",
            Text(
                ru="Номер не подходит ни к одной стране; оставлены цифры как есть.",
                en="The number fits no country; its digits are kept as they are.",
            ),
        )

    def one(text: str) -> str | None:
        if len(text) > 40:
            return None
        digits = _NOT_DIGIT.sub("", text)
        if _PLAIN.fullmatch(text):
            # Nine in ten here are Russian mobile and city numbers: no library is needed for them.
            if len(digits) == 11 and digits[0] in ("7", "8") and digits[1] in "34589" and (russian or text[:2] == "+7"):
                return f"+7{digits[1:]}"
            if russian and len(digits) == 10 and digits[0] in "3489" and not text.startswith("+"):
                return f"+7{digits}"
        if len(digits) < 7:
            return None
        for written in (text, f"+{digits}" if len(digits) >= 11 and not text.startswith("+") else ""):
            try:
                number = phonenumbers.parse(written, country) if written else None
            except phonenumbers.NumberParseException:
                continue
            if number is not None and number.extension is None and phonenumbers.is_valid_number(number):
                return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return None

    return convert


def _whole(cell: Cell) -> str:
    if isinstance(cell, float):
        # A phone has at most 15 digits, which Excel keeps.
        return str(int(cell)) if cell.is_integer() and 0 < cell < 1e15 else str(cell)
    # Exports write '+7… so that Excel takes it for text.
    text = str(cell).strip().removeprefix("'")
    if _EXPONENT.fullmatch(text):
        raise ValueRefused(
            "precision_lost",
            Text(
                ru="Excel превратил номер в дробное число, цифры потеряны. Выгрузите столбец как текст.",
                en="Excel made a fraction of the number and lost its digits. Export the column as text.",
            ),
        )
    return text


def mail_converter() -> Callable[[Cell], object]:
    """Cells to lower-case addresses. Raises `ValueRefused`."""

    def convert(cell: Cell) -> object:
        text = str(cell).strip().removeprefix("mailto:").strip("'<> ")
        if _MAIL.fullmatch(text) and len(text) <= LONGEST_MAIL:
            return text.casefold()
        found = [each for each in _MAIL.findall(text[:2_000]) if len(each) <= LONGEST_MAIL]
        if found:
            return Noted(
                found[0].casefold(),
                "mail_several",
                Text(
                    ru="В ячейке не только один адрес; взят первый.",
                    en="The cell holds more than one address; the first was taken.",
                ),
            )
        raise ValueRefused("mail_unreadable", Text(ru="Это не адрес почты.", en="This is no mail address."))

    return convert
