"""TOML to a recipe. Strict: every mistake is named with its place and what was expected, all of them at once."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tandem.basics.expressions import ExpressionError, compile_expression
from tandem.basics.text import Text
from tandem.imports.encodings import encoding_named
from tandem.imports.reading import EncodingUnknown
from tandem.imports.recipe_mistakes import LIST_OF_TEXTS, Mistake, RecipeRefused, StrictDocument
from tandem.imports.recipes import (
    TAKES,
    Decimals,
    FieldRecipe,
    Formats,
    MadeColumn,
    Otherwise,
    Recipe,
    RecipeTable,
    RecordRecipe,
    made_header,
)
from tandem.imports.shapes import Field, FieldType, Kinds
from tandem.imports.table_columns import expression_names
from tandem.imports.value_dates import NAMED_FORMATS, FormatUnknown, date_parser
from tandem.imports.value_numbers import DURATION_FORMATS, currency_code

__all__ = ["Mistake", "RecipeRefused", "load_recipe", "load_recipe_file"]

_SECTIONS = ("recipe", "formats", "table")
_RECIPE_KEYS = ("name", "title", "system", "follows", "verified")
_FORMAT_KEYS = ("time_zone", "dates", "decimal", "currency", "country")
_TABLE_KEYS = (
    "name", "headers", "file", "required", "encoding", "separator", "sheet", "header_row", "short_rows", "merged",
    "columns", "record",
)  # fmt: skip
_RECORD_KEYS = ("kind", "when", "fields", "keep", "keep_rest")
_FIELD_KEYS = (
    "column",
    "constant",
    "expression",
    "dates",
    "decimal",
    "duration",
    "map",
    "otherwise",
    "default",
)
NAMES_OF = ("sheet", "file")
_MADE_KEYS = ("column", "json", "expression", "name_of", "carry", "of", "take", "by")
#: What needs no source: they tell of the group's rows themselves.
_OF_ROWS = ("count", "place")
#: What the order of rows decides.
_ORDERED = ("first", "last")
_OTHERWISE = ("reject", "keep", "empty")
_DECIMALS = ("auto", "comma", "point")
_DATED = (FieldType.INSTANT, FieldType.DAY)
_COUNTED = (FieldType.MONEY, FieldType.NUMBER, FieldType.WHOLE)


def load_recipe_file(path: Path, kinds: Kinds) -> Recipe:
    """The recipe in a file. Raises `RecipeRefused`."""
    return load_recipe(path.read_text(encoding="utf-8"), kinds)


def load_recipe(text: str, kinds: Kinds) -> Recipe:
    """The recipe in a TOML text, checked against the kinds of record there are. Raises `RecipeRefused`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = Text(ru="Это не TOML: {error}.", en="This is no TOML: {error}.").format(error=error)
        raise RecipeRefused([Mistake("recipe", message)]) from error
    return _Loader(kinds).recipe(document, text)


@functools.lru_cache(maxsize=100)
def title_in(text: str, name: str) -> Text:
    """What people call the recipe written in ``text``, even one that no longer fits; its name where it says nothing."""
    try:
        about = tomllib.loads(text).get("recipe")
    except tomllib.TOMLDecodeError:
        return Text(ru=name, en=name)
    title = about.get("title") if isinstance(about, dict) else None
    words = title if isinstance(title, dict) else {"ru": title, "en": title}
    ru, en = (words.get(each) for each in ("ru", "en"))
    return Text(ru=str(ru or en or name), en=str(en or ru or name))


class _Loader(StrictDocument):
    """Reads the document from the top down and collects mistakes instead of stopping at the first."""

    def __init__(self, kinds: Kinds) -> None:
        super().__init__()
        self.kinds = kinds

    def recipe(self, document: dict[str, object], text: str) -> Recipe:
        where = "recipe"
        self.only(document, _SECTIONS, where)
        about = self.section(document.get("recipe"), where, needed=True)
        self.only(about, _RECIPE_KEYS, where)
        name = self.text(about, "name", where, needed=True)
        title = self._title(about.get("title"), where, name)
        recipe = Recipe(
            name=name,
            title=title,
            system=self.text(about, "system", where, needed=True),
            follows=self.text(about, "follows", where),
            verified=self.flag(about, "verified", where),
            formats=self._formats(self.section(document.get("formats"), "formats")),
            tables=tuple(
                self._table(each, number)
                for number, each in enumerate(self.sections(document.get("table"), "table"), start=1)
            ),
            source=text,
        )
        if not recipe.tables:
            self.mistake(where, Text(ru="Нет ни одной таблицы: [[table]].", en="There is no table: [[table]]."))
        self.unique([table.name for table in recipe.tables], "table")
        if self.mistakes:
            raise RecipeRefused(self.mistakes)
        return recipe

    def _formats(self, section: dict[str, object]) -> Formats:
        where = "formats"
        self.only(section, _FORMAT_KEYS, where)
        zone = self.text(section, "time_zone", where) or None
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self.mistake(
                    f"{where}.time_zone",
                    Text(
                        ru="Нет часового пояса «{zone}»: нужно имя вроде Europe/Moscow.",
                        en="There is no time zone “{zone}”: a name such as Europe/Moscow is needed.",
                    ).format(zone=zone),
                )
        currency = self.text(section, "currency", where) or None
        if currency is not None and currency_code(currency) != currency:
            self.mistake(
                f"{where}.currency",
                Text(ru="Нужен код валюты вроде RUB.", en="A currency code such as RUB is needed."),
            )
        country = self.text(section, "country", where) or "RU"
        if len(country) != 2 or not country.isupper():
            self.mistake(
                f"{where}.country",
                Text(ru="Нужны две заглавные буквы: RU.", en="Two capital letters are needed: RU."),
            )
        return Formats(
            time_zone=zone,
            dates=self._dates(section, where) or ("auto",),
            decimal=cast(Decimals, self.one_of(section, "decimal", _DECIMALS, where) or "auto"),
            currency=currency,
            country=country,
        )

    def _table(self, section: dict[str, object], number: int) -> RecipeTable:
        name = section.get("name")
        where = f"table {name}" if isinstance(name, str) else f"table {number}"
        self.only(section, _TABLE_KEYS, where)
        columns, made = self._columns(section.get("columns"), where)
        header_row = section.get("header_row")
        if header_row is not None and (
            not isinstance(header_row, int) or isinstance(header_row, bool) or header_row < 1
        ):
            self.mistake(f"{where}, header_row", _LINE_NUMBER)
            header_row = None
        separator = self.text(section, "separator", where) or None
        if separator is not None and len(separator) != 1:
            self.mistake(f"{where}, separator", _ONE_SIGN)
            separator = None
        table = RecipeTable(
            name=self.text(section, "name", where, needed=True),
            headers=self._headers(section.get("headers"), columns, where),
            file=self.text(section, "file", where) or None,
            required=self.flag(section, "required", where),
            encoding=self._encoding(section, where),
            separator=separator,
            sheet=self.text(section, "sheet", where) or None,
            header_row=header_row,
            short_rows="pad" if self.one_of(section, "short_rows", ("reject", "pad"), where) == "pad" else "reject",
            merged="first" if self.one_of(section, "merged", ("reject", "first"), where) == "first" else "reject",
            columns=columns,
            made=made,
            records=tuple(
                self._record(each, columns, where, place)
                for place, each in enumerate(self.sections(section.get("record"), f"{where}, record"), start=1)
            ),
        )
        if not table.headers and table.file is None:
            self.mistake(where, _RECOGNISE)
        if not table.records:
            self.mistake(where, Text(ru="Нет [[table.record]].", en="There is no [[table.record]]."))
        self._expressions(table, where)
        return table

    def _record(
        self, section: dict[str, object], columns: Mapping[str, tuple[str, ...]], above: str, number: int
    ) -> RecordRecipe:
        kind_name = section.get("kind")
        where = f"{above}, record {kind_name if isinstance(kind_name, str) else number}"
        self.only(section, _RECORD_KEYS, where)
        kind_text = self.text(section, "kind", where, needed=True)
        kind = self.kinds.get(kind_text)
        if kind is None and kind_text:
            self.unknown(kind_text, self.kinds, f"{where}, kind")
        fields: list[FieldRecipe] = []
        for name, value in self.section(section.get("fields"), f"{where}, fields", needed=True).items():
            place = f"{where}, field {name}"
            field = kind.field(name) if kind else None
            if kind is not None and field is None:
                self.unknown(name, kind.field_names, place)
                continue
            fields.append(self._field(name, value, field, columns, place))
        if kind is not None:
            given = {each.field for each in fields}
            for field in kind.fields:
                if field.required and field.name not in given:
                    self.mistake(
                        where,
                        Text(ru="Нет обязательного поля {name}.", en="The required field {name} is missing.").format(
                            name=field.name
                        ),
                    )
        keep = tuple(self._alternatives(name, columns) for name in self.texts(section.get("keep"), f"{where}, keep"))
        keep_rest = self.flag(section, "keep_rest", where)
        if (keep or keep_rest) and kind is not None and not kind.extras:
            self.mistake(
                where,
                Text(
                    ru="{kind} не хранит дополнительных столбцов: уберите keep.",
                    en="{kind} keeps no extra columns: take keep away.",
                ).format(kind=kind.name),
            )
        return RecordRecipe(
            kind=kind_text,
            fields=tuple(fields),
            when=self.text(section, "when", where) or None,
            keep=keep,
            keep_rest=keep_rest,
        )

    def _field(
        self,
        name: str,
        value: object,
        field: Field | None,
        columns: Mapping[str, tuple[str, ...]],
        where: str,
    ) -> FieldRecipe:
        if isinstance(value, str):
            return FieldRecipe(field=name, columns=self._alternatives(value, columns))
        if isinstance(value, list):
            return FieldRecipe(field=name, columns=self.texts(value, where))
        section = self.section(value, where, needed=True)
        self.only(section, _FIELD_KEYS, where)
        sources = [key for key in ("column", "constant", "expression") if key in section]
        if len(sources) != 1:
            self.mistake(where, _ONE_SOURCE)
        recipe = FieldRecipe(
            field=name,
            columns=self._source_columns(section.get("column"), columns, where),
            constant=self.plain(section, "constant", where),
            expression=self.text(section, "expression", where) or None,
            dates=self._dates(section, where) or None,
            decimal=cast("Decimals | None", self.one_of(section, "decimal", _DECIMALS, where)),
            duration=self.one_of(section, "duration", tuple(DURATION_FORMATS), where),
            values=self._map(section.get("map"), where),
            otherwise=cast("Otherwise | None", self.one_of(section, "otherwise", _OTHERWISE, where)),
            default=self.plain(section, "default", where),
        )
        if field is not None:
            self._fits(recipe, field, where)
        return recipe

    def _fits(self, recipe: FieldRecipe, field: Field, where: str) -> None:
        """Options that mean nothing for this type of field are mistakes, not ignored."""
        for option, given, types in (
            ("dates", recipe.dates, _DATED),
            ("decimal", recipe.decimal, _COUNTED),
            ("duration", recipe.duration, (FieldType.DURATION,)),
        ):
            if given is not None and field.type not in types:
                self.mistake(
                    f"{where}, {option}",
                    Text(
                        ru="{option} не подходит полю типа {type}.",
                        en="{option} does not suit a field of type {type}.",
                    ).format(option=option, type=field.type.value),
                )
        if recipe.otherwise == "keep" and (recipe.values is None or field.type is FieldType.CHOICE):
            self.mistake(f"{where}, otherwise", _KEEP)
        if recipe.otherwise == "empty" and field.required:
            self.mistake(f"{where}, otherwise", _REQUIRED_EMPTY)
        if field.type is FieldType.CHOICE:
            written = [*(recipe.values or {}).values(), recipe.constant, recipe.default]
            targets = {choice.casefold() for choice in field.choices or ()}
            for value in written:
                if value and value.casefold() not in targets:
                    self.unknown(value, field.choices or (), where)

    def _expressions(self, table: RecipeTable, where: str) -> None:
        names = set(expression_names(table))
        later = {each.name for each in table.made}
        # What is gathered is not known yet while the file is looked over: nothing gathered is made of it.
        of_groups: set[str] = set()
        for column in table.made:
            # A column is made of those above it.
            place = f"{where}, columns, {column.name}"
            self._expression(column.expression, names - later, place)
            rests_on = {*column.columns, *column.of, *column.by, *self._named_in(column.expression, names)}
            if rests_on & (of_groups | {made_header(each) for each in of_groups}):
                if column.take:
                    self.mistake(place, _OF_GATHERED)
                of_groups.add(column.name)
            elif column.take:
                of_groups.add(column.name)
            later.discard(column.name)
        for record in table.records:
            texts = [(record.when, "when")] + [(each.expression, f"field {each.field}") for each in record.fields]
            for text, place in texts:
                self._expression(text, names, f"{where}, record {record.kind}, {place}")

    def _named_in(self, text: str | None, names: set[str]) -> tuple[str, ...]:
        """The names in an expression; none of one that cannot be read, which is a mistake already."""
        if not text:
            return ()
        try:
            return tuple(compile_expression(text, names).columns)
        except ExpressionError:
            return ()

    def _expression(self, text: str | None, names: set[str], where: str) -> None:
        if not text:
            return
        try:
            compile_expression(text, names)
        except ExpressionError as error:
            at = "" if error.position is None else f" [{error.position + 1}]"
            self.mistake(f"{where}{at}", error.text)

    # Parts

    def _columns(self, value: object, above: str) -> tuple[dict[str, tuple[str, ...]], tuple[MadeColumn, ...]]:
        """Short names with their headers, and those that are made of other columns."""
        columns: dict[str, tuple[str, ...]] = {}
        made: list[MadeColumn] = []
        for name, each in self.section(value, f"{above}, columns").items():
            where = f"{above}, columns, {name}"
            if isinstance(each, dict):
                made.append(self._made(name, each, columns, where))
                columns[name] = (made_header(name),)
                continue
            found = (each,) if isinstance(each, str) else self.texts(each, where)
            if found:
                columns[name] = found
        return columns, tuple(made)

    def _made(
        self, name: str, section: dict[str, object], columns: Mapping[str, tuple[str, ...]], where: str
    ) -> MadeColumn:
        self.only(section, _MADE_KEYS, where)
        take = self.one_of(section, "take", TAKES, where) or ""
        of = self._source_columns(section.get("of"), columns, f"{where}, of")
        if ("of" in section) != ("take" in section) or (take and "carry" in section):
            self.mistake(where, _GROUP)
        if "by" in section and take not in _ORDERED:
            self.mistake(f"{where}, by", _BY)
        if sum(key in section for key in ("column", "expression", "name_of")) != (take not in _OF_ROWS):
            self.mistake(where, _OF_ROWS_ALONE if take in _OF_ROWS else _ONE_WAY)
        if "json" in section and "column" not in section:
            self.mistake(f"{where}, json", _JSON_OF_COLUMN)
        path = self.text(section, "json", where)
        name_of = self.one_of(section, "name_of", NAMES_OF, where) or ""
        return MadeColumn(
            name=name,
            columns=self._source_columns(section.get("column"), columns, where),
            json=tuple(path.split(".")) if path else (),
            expression=self.text(section, "expression", where) or None,
            name_of=name_of,
            carry=self.flag(section, "carry", where) or bool(name_of) or bool(of),
            of=of,
            take=take,
            by=self._source_columns(section.get("by"), columns, f"{where}, by"),
        )

    def _headers(
        self, value: object, columns: Mapping[str, tuple[str, ...]], above: str
    ) -> tuple[tuple[str, ...], ...]:
        where = f"{above}, headers"
        if value is None:
            return ()
        if not isinstance(value, list) or not value:
            self.mistake(where, LIST_OF_TEXTS)
            return ()
        return tuple(
            self._alternatives(each, columns) if isinstance(each, str) else self.texts(each, where) for each in value
        )

    def _alternatives(self, name: str, columns: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """A short name stands for its headers; anything else is a header itself."""
        return columns.get(name, (name,))

    def _source_columns(self, value: object, columns: Mapping[str, tuple[str, ...]], where: str) -> tuple[str, ...]:
        if value is None:
            return ()
        if isinstance(value, str):
            return self._alternatives(value, columns)
        return self.texts(value, f"{where}, column")

    def _encoding(self, section: dict[str, object], where: str) -> str | None:
        name = self.text(section, "encoding", where)
        if not name:
            return None
        try:
            return encoding_named(name)
        except EncodingUnknown as refused:
            self.mistake(f"{where}, encoding", refused.text)
            return None

    def _dates(self, section: dict[str, object], where: str) -> tuple[str, ...]:
        value = section.get("dates")
        formats = (value,) if isinstance(value, str) else self.texts(value, f"{where}, dates")
        for name in formats:
            try:
                date_parser(name)
            except FormatUnknown:
                near = get_close_matches(name, NAMED_FORMATS, n=1)
                self.mistake(
                    f"{where}, dates",
                    Text(
                        ru="Формат «{name}» непонятен: нужен вроде %d.%m.%Y %H:%M или один из {known}{near}.",
                        en="The format “{name}” is not clear: write one like %d.%m.%Y %H:%M or one of {known}{near}.",
                    ).format(name=name, known=", ".join(NAMED_FORMATS), near=f" (≈ {near[0]})" if near else ""),
                )
        return formats

    def _map(self, value: object, above: str) -> dict[str, str] | None:
        if value is None:
            return None
        return {
            key: self.as_text(each, f"{above}, map, {key}")
            for key, each in self.section(value, f"{above}, map").items()
        }

    def _title(self, value: object, where: str, name: str) -> Text:
        if isinstance(value, str):
            return Text(ru=value, en=value)
        if value is None:
            return Text(ru=name, en=name)
        section = self.section(value, f"{where}.title")
        self.only(section, ("ru", "en"), f"{where}.title")
        ru, en = (self.text(section, language, f"{where}.title") for language in ("ru", "en"))
        return Text(ru=ru or en, en=en or ru)


_RECOGNISE = Text(
    ru="Не сказано, как узнать таблицу: нужны headers или file.",
    en="It is not said how to recognise the table: headers or file is needed.",
)
_ONE_SOURCE = Text(
    ru="Нужно ровно одно из column, constant, expression.",
    en="Exactly one of column, constant, expression is needed.",
)
_ONE_WAY = Text(
    ru="Нужно ровно одно из column, expression, name_of.",
    en="Exactly one of column, expression, name_of is needed.",
)
_GROUP = Text(
    ru="of и take пишут вместе и без carry: of — столбец, по которому строки собираются, take — что из них взять.",
    en="of and take go together, without carry: of is the column by which rows are gathered, take what of them.",
)
_OF_ROWS_ALONE = Text(
    ru="count и place говорят о самих строках: column, expression и name_of им не нужны.",
    en="count and place tell of the rows themselves: they need no column, expression or name_of.",
)
_BY = Text(ru="by годится рядом с take = first или last.", en="by goes with take = first or last.")
_OF_GATHERED = Text(
    ru="Собранный столбец нельзя собирать из других собранных.",
    en="A gathered column cannot be gathered from other gathered ones.",
)
_JSON_OF_COLUMN = Text(
    ru="json — путь внутри ячейки: назовите её столбец в column.",
    en="json is a path within a cell: name its column in column.",
)
_LINE_NUMBER = Text(ru="Здесь нужен номер строки, от 1.", en="The number of a line, from 1, is needed here.")
_ONE_SIGN = Text(ru="Разделитель — один знак.", en="A separator is one character.")
_KEEP = Text(
    ru="keep годится рядом с map и не для поля с вариантами.",
    en="keep goes with a map, and not with a field of choices.",
)
_REQUIRED_EMPTY = Text(ru="Обязательное поле не может стать пустым.", en="A required field cannot become empty.")
