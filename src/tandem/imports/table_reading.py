"""Rows of one file to records: the recipe's table compiled to closures for the file's own headers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tandem.basics.text import Text
from tandem.imports.made_columns import (
    Maker,
    Row,
)
from tandem.imports.reading import FileRefused, HeaderUnclear
from tandem.imports.recipes import FieldRecipe, Recipe, RecipeTable, RecordRecipe, made_header
from tandem.imports.shapes import BrokenRow, Cell, Cells, Field, FieldType, Kinds, Problem, Record, RowResult
from tandem.imports.table_columns import Columns
from tandem.imports.value_refusals import Noted, ValueRefused
from tandem.imports.values import Convert, Surroundings, ValueReader, constant_value, text_of, value_reader

EXCERPT = 100
EXTRA_AT_MOST = 2_000


class ColumnsMissing(FileRefused):
    """The file lacks columns that required fields come from."""


@dataclass(frozen=True, slots=True)
class _FieldPlan:
    name: str
    column: str | None
    index: int
    reader: ValueReader
    required: bool
    expression: Callable[[Row], object] | None


@dataclass(frozen=True, slots=True)
class _RecordPlan:
    kind: str
    when: Callable[[Row], object] | None
    constants: dict[str, object]
    quick: tuple[tuple[str, int, dict[object, object], Convert, _FieldPlan], ...]
    derived: tuple[_FieldPlan, ...]
    keep: tuple[tuple[str, int], ...]
    currency: str | None
    takes_currency: bool
    company_currency: str | None


class TableReader:
    """Reads rows of one file. ``missing``: columns the recipe knows and the file lacks (their fields are absent)."""

    def __init__(
        self,
        headers: tuple[str, ...],
        records: tuple[_RecordPlan, ...],
        expression_columns: tuple[tuple[str, int], ...],
        missing: tuple[str, ...],
        maker: Maker | None = None,
    ) -> None:
        self.headers = headers
        self.missing = missing
        self._maker = maker
        self._records = records
        self._expression_columns = expression_columns

    @property
    def carried_headers(self) -> tuple[str, ...]:
        """Headers of the columns that rows take from rows above: rows must then be read in the order of the file."""
        return self._maker.carried_headers if self._maker else ()

    @property
    def gathers(self) -> bool:
        """Whether ``look_over`` must see the whole file before its rows are read."""
        return self._maker is not None and self._maker.gathers

    def look_over(self, rows: Iterable[tuple[int, Cells]]) -> None:
        """See all rows of the file, for columns that all rows of a group decide together."""
        assert self._maker is not None
        for _line, cells in rows:
            self._maker.look_over(cells)
        self._maker.begin()

    def read(self, line: int, cells: Cells) -> RowResult:
        """All records of the row, or none and at least one ``rejected`` problem; warnings beside either.

        No records and no problems: no record's ``when`` was true of the row.
        """
        maker = self._maker
        if maker is None:
            return self._read(line, cells)
        if isinstance(cells, BrokenRow):
            maker.pass_over(cells)
            return RowResult([], [_broken(line, cells)], maker.carried)
        if all(cell is None or cell == "" for cell in cells):
            return RowResult([], [_blank(line)], maker.carried)
        if (apart := maker.apart(cells)) is not None:
            return RowResult([], [Problem(line, None, None, apart.code, apart.text, "", "rejected")])
        found = self._read(line, maker.extended(cells))
        if maker.refused and (found.records or found.rejected):
            why = {made_header(maker.made[at - maker.width].column.name): refused for at, refused in maker.refused}
            # That a field of such a column has no value says nothing more.
            found.problems = [
                *(each for each in found.problems if each.column not in why),
                *(Problem(line, name, None, each.code, each.text, "", "rejected") for name, each in why.items()),
            ]
            found.records = []
        found.carried = maker.carried
        return found

    def _read(self, line: int, cells: Cells) -> RowResult:
        if isinstance(cells, BrokenRow):
            return RowResult([], [_broken(line, cells)])
        records: list[Record] = []
        problems: list[Problem] = []
        rejected = False
        row = (
            {name: text_of(cells[index]) or None for name, index in self._expression_columns}
            if self._expression_columns
            else {}
        )
        for plan in self._records:
            if plan.when is not None and plan.when(row) is not True:
                continue
            values = plan.constants.copy()
            for name, index, known, read, field_plan in plan.quick:
                cell = cells[index]
                # The mapping itself stands for "not met before": None is a value.
                value = known.get(cell, known)
                if value is known:
                    try:
                        value = read(cell)
                    except ValueRefused as refused:
                        problems.append(self._problem(line, field_plan, cell, refused))
                        rejected = True
                        continue
                if value is None:
                    if field_plan.required:
                        problems.append(_required(line, field_plan, cell))
                        rejected = True
                elif value.__class__ is Noted:
                    value, refused_now = self._note(line, field_plan, cell, value, plan, values, problems)
                    rejected = rejected or refused_now
                values[name] = value
            for field_plan in plan.derived:
                rejected = self._derive(line, field_plan, row, plan, values, problems) or rejected
            if plan.takes_currency and plan.currency is not None and values.get("currency") is None:
                values["currency"] = plan.currency
            if plan.keep:
                values["extras"] = self._extras(line, plan, cells, problems)
            records.append(Record(plan.kind, line, values))
        if rejected:
            if all(cell is None or cell == "" for cell in cells):
                return RowResult([], [_blank(line)])
            # What is only to be looked at is said when the mended row comes in.
            return RowResult([], [problem for problem in problems if problem.severity == "rejected"])
        return RowResult(records, problems)

    def _derive(
        self,
        line: int,
        field_plan: _FieldPlan,
        row: Row,
        plan: _RecordPlan,
        values: dict[str, object],
        problems: list[Problem],
    ) -> bool:
        """A field that is an expression. True when it rejects the row."""
        assert field_plan.expression is not None
        result = field_plan.expression(row)
        cell: Cell = result if isinstance(result, str | int | float | date) else None
        try:
            value = field_plan.reader.read(cell)
        except ValueRefused as refused:
            problems.append(self._problem(line, field_plan, cell, refused))
            return True
        rejected = False
        if value is None and field_plan.required:
            problems.append(_required(line, field_plan, cell))
            rejected = True
        elif isinstance(value, Noted):
            value, rejected = self._note(line, field_plan, cell, value, plan, values, problems)
        values[field_plan.name] = value
        return rejected

    def _note(
        self,
        line: int,
        field_plan: _FieldPlan,
        cell: Cell,
        noted: object,
        plan: _RecordPlan,
        values: dict[str, object],
        problems: list[Problem],
    ) -> tuple[object, bool]:
        """The value behind a warning, and whether it rejects the row all the same."""
        assert isinstance(noted, Noted)
        if noted.value is None and field_plan.required:
            # Why it is empty, and that it may not be.
            text = Text(ru=f"{noted.text.ru} {_EMPTY.ru}", en=f"{noted.text.en} {_EMPTY.en}")
            problems.append(self._problem(line, field_plan, cell, ValueRefused(noted.code, text)))
            return None, True
        if noted.currency is not None:
            known = values.get("currency")
            if plan.currency is None and noted.currency == plan.company_currency and known in (None, noted.currency):
                # A recipe that names no currency reads the company's own money: nothing differs.
                if plan.takes_currency:
                    values["currency"] = noted.currency
                return noted.value, False
            if not plan.takes_currency or known not in (None, noted.currency):
                # Counting dollars as roubles would be silently wrong.
                problems.append(self._problem(line, field_plan, cell, ValueRefused(noted.code, noted.text)))
                return None, True
            values["currency"] = noted.currency
        problems.append(_problem_of(line, field_plan, cell, noted.code, noted.text, "warning"))
        return noted.value, False

    def _problem(self, line: int, field_plan: _FieldPlan, cell: Cell, refused: ValueRefused) -> Problem:
        return _problem_of(line, field_plan, cell, refused.code, refused.text, "rejected")

    def _extras(self, line: int, plan: _RecordPlan, cells: Sequence[Cell], problems: list[Problem]) -> dict[str, str]:
        extras: dict[str, str] = {}
        for name, index in plan.keep:
            text = text_of(cells[index])
            if len(text) > EXTRA_AT_MOST:
                problems.append(Problem(line, name, None, "extra_too_long", _EXTRA_TOO_LONG, text[:EXCERPT], "warning"))
            elif text:
                extras[name] = text
        return extras


_EMPTY = Text(ru="Поле обязательно, а значения нет.", en="The field is required and has no value.")
_EXTRA_TOO_LONG = Text(
    ru="В тексте больше 2000 знаков; дополнительное значение не сохранено.",
    en="The text has more than 2,000 characters; this extra value was not kept.",
)


def compile_table(
    recipe: Recipe,
    table: RecipeTable,
    headers: Sequence[str],
    kinds: Kinds,
    *,
    now: datetime,
    company_zone: ZoneInfo,
    company_currency: str | None = None,
    epoch_1904: bool = False,
    sheet: str = "",
    file: str = "",
) -> TableReader:
    """The reader of a file with these headers. ``epoch_1904`` and ``sheet``: from `Table`;
    ``file``: its name as the user knows it.

    ``company_currency``: of amounts whose currency neither the recipe nor the row says.

    A column that the file lacks leaves its field absent, unless the field is required and has no default:
    then `ColumnsMissing`. The recipe has been checked against ``kinds`` when it was loaded.
    """
    around = Surroundings(recipe.formats, now, company_zone, epoch_1904, company_currency)
    finder = Columns(table, headers)
    maker = finder.made_of(table, {"sheet": sheet, "file": Path(file).stem}, around)
    drafts = [_plan(record, finder, kinds, around) for record in table.records]
    # The rest is what no record of the table uses, so it is known when all are planned.
    plans = tuple(
        replace(plan, keep=(*plan.keep, *finder.rest())) if record.keep_rest else plan
        for plan, record in zip(drafts, table.records, strict=True)
    )
    if finder.missing_required:
        raise ColumnsMissing(
            Text(
                ru="В файле нет столбцов {columns}, без которых таблица «{table}» не читается. Есть: {headers}.",
                en="The file lacks the columns {columns} that the table “{table}” needs. It has: {headers}.",
            ).format(
                columns=", ".join(f"«{name}»" for name in dict.fromkeys(finder.missing_required)),
                table=table.name,
                headers=", ".join(header for header in headers if header),
            )
        )
    if finder.unclear:
        raise HeaderUnclear(
            Text(
                ru="Столбец «{name}» стоит в файле несколько раз, а рецепт его читает. Назовите в рецепте нужный: "
                "«{name}» первый, «{name} (2)» второй; или переименуйте лишний в файле.",
                en="The column “{name}” stands in the file several times, and the recipe reads it. Say in the recipe "
                "which one is meant beside it (“{name} (2)” is the second), or rename the other in the file.",
            ).format(name=finder.unclear[0])
        )
    return TableReader(
        tuple(headers),
        plans,
        tuple(finder.expression_columns.items()),
        tuple(dict.fromkeys(finder.missing)),
        maker,
    )


def _plan(record: RecordRecipe, finder: Columns, kinds: Kinds, around: Surroundings) -> _RecordPlan:
    kind = kinds[record.kind]
    constants: dict[str, object] = {}
    plans: list[_FieldPlan] = []
    # The currency is read before the amounts that may contradict it.
    for each in sorted(record.fields, key=lambda one: one.field != "currency"):
        field = kind.field(each.field)
        if field is None:
            raise KeyError(f"{record.kind}.{each.field}")
        plan = _field_plan(field, each, finder, around, constants)
        if plan is not None:
            plans.append(plan)
    when = finder.compile(record.when) if record.when else None
    keep = [(names[0], index) for names in record.keep if (index := finder.find(names)) is not None]
    return _RecordPlan(
        kind=record.kind,
        when=when,
        constants=constants,
        quick=tuple(
            (plan.name, plan.index, plan.reader.known, plan.reader.read, plan)
            for plan in plans
            if plan.expression is None
        ),
        derived=tuple(plan for plan in plans if plan.expression is not None),
        keep=tuple(keep),
        currency=around.formats.currency,
        takes_currency=kind.field("currency") is not None
        and any(field.type is FieldType.MONEY for field in kind.fields),
        company_currency=around.company_currency,
    )


def _field_plan(
    field: Field, recipe: FieldRecipe, finder: Columns, around: Surroundings, constants: dict[str, object]
) -> _FieldPlan | None:
    if recipe.constant is not None:
        constants[field.name] = constant_value(field, recipe, around)
        return None
    reader = value_reader(field, recipe, around)
    if recipe.expression is not None:
        return _FieldPlan(field.name, None, -1, reader, field.required, finder.compile(recipe.expression))
    index = finder.find(recipe.columns)
    if index is None:
        finder.missing.append(recipe.columns[0])
        if recipe.default is not None:
            constants[field.name] = reader.read("")
        elif field.required:
            finder.missing_required.append(recipe.columns[0])
        return None
    return _FieldPlan(field.name, finder.headers[index], index, reader, field.required, None)


def _problem_of(line: int, plan: _FieldPlan, cell: Cell | object, code: str, text: Text, severity: str) -> Problem:
    return Problem(
        line=line,
        column=plan.column,
        field=plan.name,
        code=code,
        message=text,
        value_excerpt="" if cell is None else str(cell)[:EXCERPT],
        severity="warning" if severity == "warning" else "rejected",
    )


def _required(line: int, plan: _FieldPlan, cell: Cell) -> Problem:
    return _problem_of(line, plan, cell, "required_empty", _EMPTY, "rejected")


def _broken(line: int, row: BrokenRow) -> Problem:
    return Problem(line, None, None, row.code, row.message, row.excerpt[:EXCERPT], "rejected")


def _blank(line: int) -> Problem:
    text = Text(ru="В строке нет ни одного значения.", en="The row has not one value.")
    return Problem(line, None, None, "row_blank", text, "", "rejected")
