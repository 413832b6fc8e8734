"""Cells to the values of a field: one closure a field, compiled once for a file.

A closure returns the value, None for an empty cell, `Noted` for a value with a warning, and raises `ValueRefused`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo

from tandem.basics.text import Text
from tandem.imports.recipes import FieldRecipe, Formats
from tandem.imports.shapes import Cell, Field, FieldType
from tandem.imports.value_contacts import mail_converter, phone_converter
from tandem.imports.value_dates import date_converter
from tandem.imports.value_numbers import currency_code, duration_converter, number_converter
from tandem.imports.value_refusals import Noted, ValueRefused

type Convert = Callable[[Cell], object]

EXCEL_ERRORS = frozenset(
    {
        "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
        "#ССЫЛКА!", "#Н/Д", "#ЗНАЧ!", "#ДЕЛ/0!", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!",
    }
)  # fmt: skip
# What exports write for nothing where a number, date or contact should stand; in a text it is a text.
_NOTHING = frozenset({"-", "—", "–", "--", "null", "none", "n/a", "nan", "(not set)", "(пусто)", "<не указано>"})
_TEXTUAL = frozenset({FieldType.TEXT, FieldType.ID, FieldType.CHOICE})
# Names of sources and sellers repeat; ids do not, and each would be kept in vain.
_REMEMBERED = dict.fromkeys(FieldType, 50_000) | {FieldType.TEXT: 5_000, FieldType.ID: 0, FieldType.EMAIL: 0}
_LONGEST_REMEMBERED = 300

_TRUE = frozenset(["1", "да", "yes", "true", "истина", "y", "on", "+", "д", "✓", "v", "x"])
_FALSE = frozenset(["0", "нет", "no", "false", "ложь", "n", "off", "н"])
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}|\d[.,]\d+[eE]\d{1,3}")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a value depends on beside its text. ``now`` is aware; ``company_zone`` decides on which day
    an instant falls; ``company_currency`` is that of amounts whose currency nobody says."""

    formats: Formats
    now: datetime
    company_zone: ZoneInfo
    epoch_1904: bool = False
    company_currency: str | None = None


@dataclass(frozen=True, slots=True)
class ValueReader:
    """The closure for one field, and the texts it has read before with their values: look there first.

    ``known`` holds texts only (as keys 1, 1.0 and True would be one) and a bounded number of them.
    """

    read: Convert
    known: dict[object, object]


def value_reader(
    field: Field, recipe: FieldRecipe, around: Surroundings, *, remembered: int | None = None
) -> ValueReader:
    """The reader for one field of one recipe. ``remembered``: texts it keeps at most; None: as many as help a file."""
    convert = _converter(field, recipe, around)
    otherwise = recipe.otherwise
    if otherwise is None and recipe.values is None and field.type in (FieldType.PHONE, FieldType.EMAIL):
        # A lead is worth more than its misspelt address.
        otherwise = "empty"
    mapping = None if recipe.values is None else _folded(recipe.values)
    default = None if recipe.default is None else convert(recipe.default)
    textual = field.type in _TEXTUAL
    known: dict[object, object] = {}
    most = _REMEMBERED[field.type] if remembered is None else remembered

    def read(cell: Cell) -> object:
        value = read_anew(cell)
        # What is long does not recur, and would fill the memory of a process that never ends.
        if len(known) < most and isinstance(cell, str) and len(cell) <= _LONGEST_REMEMBERED:
            known[cell] = value
        return value

    def read_anew(cell: Cell) -> object:
        if isinstance(cell, str):
            cell = cell.strip()
            # What stands for nothing, and the errors of Excel, are short.
            if len(cell) < 16:
                if not cell:
                    return default
                if cell[0] == "#" and cell in EXCEL_ERRORS:
                    return _excel_error(cell)
                if not textual and cell.casefold() in _NOTHING:
                    return default
        elif cell is None:
            return default
        try:
            if mapping is not None:
                cell = _mapped(cell, mapping, otherwise)
                if not cell:
                    return None
            return convert(cell)
        except ValueRefused as refused:
            if otherwise == "empty" and not field.required:
                return Noted(None, refused.code, refused.text)
            raise

    return ValueReader(read, known)


def constant_value(field: Field, recipe: FieldRecipe, around: Surroundings) -> object:
    """The value of a constant of the recipe. Raises `ValueRefused`."""
    value = _converter(field, recipe, around)(recipe.constant)
    return value.value if isinstance(value, Noted) else value


def _mapped(cell: Cell, mapping: Mapping[str, str], otherwise: str | None) -> Cell:
    key = text_of(cell).casefold()
    if key in mapping:
        return mapping[key]
    if otherwise == "keep":
        return cell
    raise _not_mapped(mapping, key)


def _folded(values: Mapping[str, str]) -> dict[str, str]:
    return {key.strip().casefold(): value for key, value in values.items()}


def _not_mapped(mapping: Mapping[str, str], key: str) -> ValueRefused:
    near = get_close_matches(key, [each for each in mapping if each], n=1)
    return ValueRefused(
        "value_not_mapped",
        Text(
            ru="Этого значения нет в map рецепта{near}. Добавьте его или задайте otherwise.",
            en="The recipe's map has no such value{near}. Add it, or give otherwise.",
        ).format(near=f" (≈ «{near[0]}»)" if near else ""),
    )


def _excel_error(cell: str) -> Noted:
    return Noted(
        None,
        "excel_error",
        Text(
            ru="В ячейке ошибка Excel {error} вместо значения; принята как пустая.",
            en="The cell holds the Excel error {error} instead of a value; it was taken as empty.",
        ).format(error=cell),
    )


def _converter(field: Field, recipe: FieldRecipe, around: Surroundings) -> Convert:
    formats = around.formats
    decimal = recipe.decimal or formats.decimal
    match field.type:
        case FieldType.TEXT:
            return _currency if field.name == "currency" else _text_converter(field)
        case FieldType.ID:
            return _id_converter(field)
        case FieldType.INSTANT | FieldType.DAY:
            zone = ZoneInfo(formats.time_zone) if formats.time_zone else around.company_zone
            return date_converter(
                field, recipe.dates or formats.dates, zone, around.company_zone, around.now, around.epoch_1904
            )
        case FieldType.MONEY | FieldType.NUMBER | FieldType.WHOLE:
            return number_converter(field, decimal, formats.currency, around.company_currency)
        case FieldType.DURATION:
            return duration_converter(field, recipe.duration or "auto")
        case FieldType.FLAG:
            return _flag
        case FieldType.PHONE:
            return phone_converter(formats.country)
        case FieldType.EMAIL:
            return mail_converter()
        case FieldType.CHOICE:
            return _choice_converter(field)


def text_of(cell: Cell) -> str:
    """A cell as the text a person would have typed: 12, not 12.0; days as 2024-01-31; flags as true and false."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell)


def _text_converter(field: Field) -> Convert:
    longest = field.max_length

    def convert(cell: Cell) -> object:
        text = cell if isinstance(cell, str) else text_of(cell)
        if len(text) > longest:
            raise _too_long(len(text), longest)
        return text

    return convert


def _too_long(length: int, longest: int) -> ValueRefused:
    return ValueRefused(
        "text_too_long",
        Text(
            ru="В тексте {length} знаков, а принимается до {longest}. Сократите его.",
            en="The text has {length} characters, the limit is {longest}. Shorten it.",
        ).format(length=length, longest=longest),
    )


def _id_converter(field: Field) -> Convert:
    longest = min(field.max_length, 500)

    def convert(cell: Cell) -> object:
        if isinstance(cell, float):
            # Excel keeps 15 digits; the rest of a longer number are zeros or noise.
            if not cell.is_integer() or abs(cell) >= 1e15:
                raise _precision_lost()
            return str(int(cell))
        text = cell if isinstance(cell, str) else text_of(cell)
        if len(text) > longest:
            raise _too_long(len(text), longest)
        if not text.isdigit() and _EXPONENT.fullmatch(text):
            raise _precision_lost()
        return text

    return convert


def _precision_lost() -> ValueRefused:
    return ValueRefused(
        "precision_lost",
        Text(
            ru="Excel превратил номер в дробное число, последние цифры потеряны. Выгрузите файл заново "
            "и откройте столбец как текст — или загрузите CSV, не открывая его в Excel.",
            en="Excel made a fraction of the id and lost its last digits. Export again and open the column as "
            "text, or import the CSV without opening it in Excel.",
        ),
    )


def _currency(cell: Cell) -> object:
    code = currency_code(text_of(cell))
    if code is None:
        raise ValueRefused(
            "currency_unknown",
            Text(
                ru="Это не валюта: нужен код вроде RUB.",
                en="This is no currency: a code such as RUB is needed.",
            ),
        )
    return code


def _flag(cell: Cell) -> object:
    text = text_of(cell).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueRefused("flag_unreadable", Text(ru="Здесь нужно да или нет.", en="Yes or no is needed here."))


def _choice_converter(field: Field) -> Convert:
    choices = {choice.casefold(): choice for choice in field.choices or ()}

    def convert(cell: Cell) -> object:
        text = text_of(cell)
        choice = choices.get(text.casefold())
        if choice is None:
            raise ValueRefused(
                "choice_unknown",
                Text(
                    ru="Такого варианта нет. Есть: {choices}.",
                    en="There is no such choice. There are: {choices}.",
                ).format(choices=", ".join(field.choices or ())),
            )
        return choice

    return convert
