"""The SQL expression subset of clauses and recipes: one text, two executions, one meaning.

    rule = compile_expression("budget >= 100000 and need is not null", {"budget": Decimal, "need": str})
    rule({"budget": Decimal(150000), "need": "CRM"})      # True, False or None (SQL's NULL)
    rule.columns                                          # frozenset({"budget", "need"})
    to_sql("budget >= 100000", {"budget": Decimal})       # the same for DuckDB

What is in it: texts, numbers, true, false, null; columns ("With blanks" in double quotes); and, or, not; = <> < <= >
>=; is [not] null; [not] in (…); [not] between; [not] like, ilike with a written pattern; + - * / %; ||; case;
coalesce, nullif, lower, upper, trim, replace, substring, split_part, length, round, abs;
cast(… as text, integer, decimal, date); date_diff('day', a, b). Nothing else, and never ``eval``.

Where engines differ, the subset decides, and the tests hold both executions to it:

- Arithmetic is done in double precision; division and remainder by zero give NULL.
- A text beside a number is read as a number, beside a day as a day (``2024-01-31``); one that is none gives NULL.
  So does ``cast``. ``decimal`` is a number with a fraction, ``integer`` a whole one.
- ``upper`` and ``lower`` change a sign only where one sign becomes one sign; ``trim`` takes blanks (U+0020).
- An instant is compared with instants, and falls on its day in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches

from sqlglot import exp

from tandem.basics import expression_values as on
from tandem.basics.expression_text import DEEPEST, ExpressionError, parsed, too_deep
from tandem.basics.expression_values import Kind, Row, Value
from tandem.basics.text import Text

__all__ = ["Compiled", "ExpressionError", "compile_expression", "to_sql"]

type Columns = Mapping[str, type | Kind] | AbstractSet[str]
"""Names with their Python types; a bare set means that all are texts."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled expression. Call it with a mapping of column to value; a column that is not there is NULL.

    The answer is ``bool``, ``str``, ``int``, ``float``, ``date``, ``datetime`` or None, according to ``kind``.
    """

    text: str
    columns: frozenset[str]
    kind: Kind
    run: Callable[[Row], Value]

    def __call__(self, row: Mapping[str, object]) -> object:
        return self.run(row)


def compile_expression(text: str, columns: Columns) -> Compiled:
    """Compile to Python. Raises `ExpressionError`."""
    tree = parsed(text)
    builder = _Builder(text, _kinds(columns))
    node = builder.build(tree, 0)
    return Compiled(text, frozenset(builder.used), node.kind, node.run)


def to_sql(text: str, columns: Columns, *, table: str | None = None) -> str:
    """The same expression for DuckDB; columns are quoted, and of ``table`` where it is given.

    Columns must have these types in DuckDB: str VARCHAR, int BIGINT, Decimal and float any number (DOUBLE is what it
    is compared as), bool BOOLEAN, date DATE, datetime TIMESTAMP in UTC. Raises `ExpressionError`.
    """
    tree = parsed(text)
    builder = _Builder(text, _kinds(columns), table)
    return builder.build(tree, 0).sql.sql(dialect="duckdb")


def _kinds(columns: Columns) -> dict[str, Kind]:
    if not isinstance(columns, Mapping):
        return dict.fromkeys(columns, Kind.TEXT)
    return {name: kind if isinstance(kind, Kind) else _kind_of(kind) for name, kind in columns.items()}


def _kind_of(python: type) -> Kind:
    known: dict[type, Kind] = {
        str: Kind.TEXT,
        bool: Kind.FLAG,
        int: Kind.INTEGER,
        float: Kind.NUMBER,
        Decimal: Kind.NUMBER,
        date: Kind.DAY,
        datetime: Kind.INSTANT,
    }
    return known[python]


@dataclass(frozen=True, slots=True)
class _Node:
    """One part of the expression in both executions."""

    kind: Kind
    run: Callable[[Row], Value]
    sql: exp.Expr
    literal: Value = None
    is_null: bool = False


_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}


class _Builder:
    """Walks the tree once; what it does not name is refused."""

    def __init__(self, text: str, kinds: Mapping[str, Kind], table: str | None = None) -> None:
        self.text = text
        self.kinds = kinds
        self.folded = {name.casefold(): name for name in kinds}
        self.table = table
        self.used: set[str] = set()

    def build(self, tree: exp.Expr | None, depth: int) -> _Node:
        if not isinstance(tree, exp.Expr):
            raise ExpressionError(_INCOMPLETE)
        if depth > DEEPEST * 4:
            raise too_deep()
        below = depth + 1
        if type(tree) in _COMPARISONS:
            return self._comparison(_COMPARISONS[type(tree)], *self._both(tree, below))
        if type(tree) in _ARITHMETIC:
            return self._arithmetic(_ARITHMETIC[type(tree)], *self._both(tree, below))
        match tree:
            case exp.Paren():
                inner = self.build(tree.this, below)
                return _Node(inner.kind, inner.run, exp.Paren(this=inner.sql), inner.literal, inner.is_null)
            case exp.Null():
                return _Node(Kind.NULL, on.constant(None), exp.Null(), is_null=True)
            case exp.Boolean():
                value = bool(tree.this)
                return _Node(Kind.FLAG, on.constant(value), exp.Boolean(this=value), value)
            case exp.Literal():
                return self._literal(tree)
            case exp.Column():
                return self._column(tree)
            case exp.Neg():
                return self._negative(self.build(tree.this, below))
            case exp.And() | exp.Or():
                left, right = (self._flag(node) for node in self._both(tree, below))
                both = on.both if isinstance(tree, exp.And) else on.either
                return _Node(
                    Kind.FLAG,
                    both(left.run, right.run),
                    type(tree)(this=_wrap(left.sql), expression=_wrap(right.sql)),
                )
            case exp.Not():
                inner = self._flag(self.build(tree.this, below))
                return _Node(Kind.FLAG, on.negation(inner.run), exp.Not(this=_wrap(inner.sql)))
            case exp.Is():
                return self._is(tree, below)
            case exp.In():
                return self._in(tree, below)
            case exp.Between():
                subject = self.build(tree.this, below)
                low, high = (self.build(tree.args[name], below) for name in ("low", "high"))
                if tree.args.get("symmetric"):
                    raise self._unknown(tree)
                return self._and(self._comparison(">=", subject, low), self._comparison("<=", subject, high))
            case exp.Like() | exp.ILike():
                return self._like(tree, below)
            case exp.DPipe():
                left, right = (self._text(node) for node in self._both(tree, below))
                return _Node(
                    Kind.TEXT,
                    on.joined(left.run, right.run),
                    exp.DPipe(this=_wrap(left.sql), expression=_wrap(right.sql)),
                )
            case exp.Case():
                return self._case(tree, below)
            case exp.Cast():
                return self._cast(tree, below)
        return self._function(tree, below)

    # Leaves

    def _literal(self, tree: exp.Literal) -> _Node:
        if tree.is_string:
            return _Node(Kind.TEXT, on.constant(tree.this), exp.Literal.string(tree.this), tree.this)
        written = str(tree.this)
        try:
            number = Decimal(written)
        except ArithmeticError:
            raise self._error(tree, _NUMBER_UNREADABLE) from None
        if len(written.replace(".", "")) > 15 or "e" in written.casefold():
            raise self._error(tree, _NUMBER_UNREADABLE)
        if "." not in written:
            whole = int(number)
            return _Node(Kind.INTEGER, on.constant(whole), _cast(exp.Literal.number(whole), "BIGINT"), whole)
        return _Node(
            Kind.NUMBER,
            on.constant(float(number)),
            _cast(exp.Literal.number(written), "DOUBLE"),
            float(number),
        )

    def _column(self, tree: exp.Column) -> _Node:
        if len(tree.parts) > 1 or not isinstance(tree.this, exp.Identifier):
            raise self._unknown(tree)
        written = tree.name
        name = written if written in self.kinds else self.folded.get(written.casefold())
        if name is None:
            near = get_close_matches(written.casefold(), list(self.folded), n=1)
            nearest = self.folded[near[0]] if near else None
            raise ExpressionError(
                Text(ru="Столбца «{name}» нет{hint}.", en="There is no column “{name}”{hint}.").format(
                    name=written, hint=f" (≈ {nearest})" if nearest else ""
                ),
                self._position(tree),
                nearest,
            )
        self.used.add(name)
        kind = self.kinds[name]
        sql: exp.Expr = exp.column(name, table=self.table, quoted=True)
        if kind is Kind.NUMBER:
            sql = _cast(sql, "DOUBLE")
        elif kind is Kind.INTEGER:
            sql = _cast(sql, "BIGINT")
        return _Node(kind, on.column(name, kind), sql)

    # Operators

    def _both(self, tree: exp.Expr, depth: int) -> tuple[_Node, _Node]:
        return self.build(tree.this, depth), self.build(tree.args["expression"], depth)

    def _and(self, left: _Node, right: _Node) -> _Node:
        return _Node(
            Kind.FLAG,
            on.both(left.run, right.run),
            exp.Paren(this=exp.And(this=left.sql, expression=right.sql)),
        )

    def _comparison(self, sign: str, left: _Node, right: _Node) -> _Node:
        left, right = self._alike(left, right)
        made: exp.Expr = {written: kind for kind, written in _COMPARISONS.items()}[sign](
            this=_wrap(left.sql), expression=_wrap(right.sql)
        )
        return _Node(Kind.FLAG, on.comparison(sign, left.run, right.run), made)

    def _alike(self, left: _Node, right: _Node) -> tuple[_Node, _Node]:
        """Both sides as one kind: a text beside a number is read as a number, beside a day as a day."""
        kinds = {left.kind, right.kind} - {Kind.NULL}
        if len(kinds) < 2:
            return left, right
        if kinds <= {Kind.TEXT, Kind.NUMBER, Kind.INTEGER}:
            return self._number(left), self._number(right)
        if kinds == {Kind.TEXT, Kind.DAY}:
            return self._day(left), self._day(right)
        raise ExpressionError(
            Text(ru="Нельзя сравнить {left} и {right}.", en="A {left} cannot stand beside a {right}.").format(
                left=left.kind.value, right=right.kind.value
            ),
            None,
        )

    def _arithmetic(self, sign: str, left: _Node, right: _Node) -> _Node:
        left, right = self._number(left), self._number(right)
        divisor: exp.Expr = right.sql
        if sign in ("/", "%"):
            divisor = exp.Nullif(this=right.sql, expression=_cast(exp.Literal.number(0), "DOUBLE"))
        made: exp.Expr = {written: kind for kind, written in _ARITHMETIC.items()}[sign](
            this=_wrap(left.sql), expression=_wrap(divisor)
        )
        return _Node(Kind.NUMBER, on.arithmetic(sign, left.run, right.run), exp.Paren(this=made))

    def _negative(self, node: _Node) -> _Node:
        if isinstance(node.literal, int) and node.kind is Kind.INTEGER:
            value = -node.literal
            return _Node(Kind.INTEGER, on.constant(value), _cast(exp.Literal.number(value), "BIGINT"), value)
        node = self._number(node)
        return _Node(Kind.NUMBER, on.negative(node.run), exp.Paren(this=exp.Neg(this=_wrap(node.sql))))

    def _is(self, tree: exp.Is, depth: int) -> _Node:
        if not isinstance(tree.args["expression"], exp.Null):
            raise self._unknown(tree)
        inner = self.build(tree.this, depth)
        return _Node(Kind.FLAG, on.is_null(inner.run), exp.Is(this=_wrap(inner.sql), expression=exp.Null()))

    def _in(self, tree: exp.In, depth: int) -> _Node:
        if not tree.expressions or {key for key, value in tree.args.items() if value} - {
            "this",
            "expressions",
        }:
            raise self._unknown(tree)
        value = self.build(tree.this, depth)
        # The meaning of IN, NULLs included, is that of a chain of OR.
        found = [self._comparison("=", value, self.build(each, depth)) for each in tree.expressions]
        node = found[0]
        for other in found[1:]:
            node = _Node(
                Kind.FLAG,
                on.either(node.run, other.run),
                exp.Or(this=node.sql, expression=other.sql),
            )
        return _Node(Kind.FLAG, node.run, exp.Paren(this=node.sql))

    def _like(self, tree: exp.Expr, depth: int) -> _Node:
        value = self._text(self.build(tree.this, depth))
        pattern = self.build(tree.args["expression"], depth)
        if not isinstance(pattern.literal, str):
            raise self._error(tree, _PATTERN_WRITTEN)
        folds = isinstance(tree, exp.ILike)
        made: exp.Expr
        if folds:
            # Both sides in small letters: ILIKE of the engine folds some signs on its own terms.
            made = exp.Like(this=exp.Lower(this=value.sql), expression=exp.Literal.string(on.lowered(pattern.literal)))
        else:
            made = exp.Like(this=_wrap(value.sql), expression=exp.Literal.string(pattern.literal))
        run = on.like(value.run, pattern.literal, folds)
        if tree.args.get("negate"):
            return _Node(Kind.FLAG, on.negation(run), exp.Not(this=_wrap(made)))
        return _Node(Kind.FLAG, run, made)

    def _case(self, tree: exp.Case, depth: int) -> _Node:
        subject = self.build(tree.this, depth) if tree.this is not None else None
        conditions: list[_Node] = []
        answers: list[_Node] = []
        for branch in tree.args["ifs"]:
            condition = self.build(branch.this, depth)
            conditions.append(self._flag(condition) if subject is None else self._comparison("=", subject, condition))
            answers.append(self.build(branch.args["true"], depth))
        default = tree.args.get("default")
        answers.append(
            self.build(default, depth) if default is not None else _Node(Kind.NULL, on.constant(None), exp.Null())
        )
        kind, answers = self._one_kind(answers)
        made = exp.Case(
            ifs=[
                exp.If(this=condition.sql, true=answer.sql)
                for condition, answer in zip(conditions, answers, strict=False)
            ],
            default=answers[-1].sql,
        )
        return _Node(
            kind,
            on.choice([each.run for each in conditions], [each.run for each in answers]),
            exp.Paren(this=made),
        )

    def _one_kind(self, nodes: list[_Node]) -> tuple[Kind, list[_Node]]:
        """Answers of one kind: numbers meet as decimals, anything else must be the same."""
        kinds = {node.kind for node in nodes} - {Kind.NULL}
        if not kinds:
            return Kind.NULL, nodes
        if len(kinds) == 1:
            return kinds.pop(), nodes
        if kinds == {Kind.INTEGER, Kind.NUMBER}:
            return Kind.NUMBER, [self._number(node) for node in nodes]
        raise ExpressionError(
            Text(
                ru="Ответы разного рода: {kinds}. Приведите их: cast(… as text).",
                en="The answers are of different kinds: {kinds}. Bring them together: cast(… as text).",
            ).format(kinds=", ".join(sorted(kind.value for kind in kinds)))
        )

    # Functions

    def _function(self, tree: exp.Expr, depth: int) -> _Node:
        match tree:
            case exp.Coalesce():
                kind, nodes = self._one_kind([self.build(each, depth) for each in (tree.this, *tree.expressions)])
                made = exp.Coalesce(this=nodes[0].sql, expressions=[node.sql for node in nodes[1:]])
                return _Node(kind, on.first_known([node.run for node in nodes]), made)
            case exp.Nullif():
                left, right = self._both(tree, depth)
                left_alike, right = self._alike(left, right)
                same = on.comparison("=", left_alike.run, right.run)
                unless = exp.Case(
                    ifs=[
                        exp.If(
                            this=exp.EQ(this=_wrap(left_alike.sql), expression=_wrap(right.sql)),
                            true=exp.Null(),
                        )
                    ],
                    default=left.sql,
                )
                return _Node(left.kind, on.unless(same, left.run), exp.Paren(this=unless))
            case exp.Lower() | exp.Upper():
                inner = self._text(self.build(tree.this, depth))
                change = on.lowered if isinstance(tree, exp.Lower) else on.uppered
                # The engine makes ẞ of ß; one sign stays one sign, but not that one.
                return _Node(Kind.TEXT, on.changed(change, inner.run), type(tree)(this=inner.sql))
            case exp.Trim() if not any(tree.args.get(name) for name in ("expression", "position", "collation")):
                inner = self._text(self.build(tree.this, depth))
                made_trim = exp.Anonymous(this="trim", expressions=[inner.sql, exp.Literal.string(" ")])
                return _Node(Kind.TEXT, on.changed(on.trimmed, inner.run), made_trim)
            case exp.Replace():
                return self._replace(tree, depth)
            case exp.Substring():
                return self._substring(tree, depth)
            case exp.SplitPart():
                return self._split_part(tree, depth)
            case exp.Length():
                inner = self._text(self.build(tree.this, depth))
                return _Node(Kind.INTEGER, on.length(inner.run), exp.Length(this=inner.sql))
            case exp.Round():
                return self._round(tree, depth)
            case exp.Abs():
                inner = self._number(self.build(tree.this, depth))
                return _Node(Kind.NUMBER, on.magnitude(inner.run), exp.Abs(this=inner.sql))
            case exp.DateDiff():
                return self._date_diff(tree, depth)
        raise self._unknown(tree)

    def _replace(self, tree: exp.Replace, depth: int) -> _Node:
        inner = self._text(self.build(tree.this, depth))
        old = self.build(tree.args["expression"], depth)
        new = self.build(tree.args["replacement"], depth) if tree.args.get("replacement") is not None else None
        if new is None or not isinstance(old.literal, str) or not old.literal or not isinstance(new.literal, str):
            raise self._error(tree, _TEXTS_WRITTEN)
        made = exp.Anonymous(this="replace", expressions=[inner.sql, old.sql, new.sql])
        return _Node(Kind.TEXT, on.replaced(inner.run, old.literal, new.literal), made)

    def _substring(self, tree: exp.Substring, depth: int) -> _Node:
        inner = self._text(self.build(tree.this, depth))
        start = self._written_number(tree.args.get("start"), tree, least=1)
        count = tree.args.get("length")
        length = None if count is None else self._written_number(count, tree, least=0)
        numbers = [start] if length is None else [start, length]
        made = exp.Anonymous(
            this="substring", expressions=[inner.sql, *(exp.Literal.number(number) for number in numbers)]
        )
        return _Node(Kind.TEXT, on.part(inner.run, start, length), made)

    def _split_part(self, tree: exp.SplitPart, depth: int) -> _Node:
        inner = self._text(self.build(tree.this, depth))
        delimiter = self.build(tree.args["delimiter"], depth)
        number = self._written_number(tree.args["part_index"], tree, least=1)
        if not isinstance(delimiter.literal, str) or not delimiter.literal:
            raise self._error(tree, _TEXTS_WRITTEN)
        made = exp.Anonymous(this="split_part", expressions=[inner.sql, delimiter.sql, exp.Literal.number(number)])
        return _Node(Kind.TEXT, on.split(inner.run, delimiter.literal, number), made)

    def _round(self, tree: exp.Round, depth: int) -> _Node:
        inner = self._number(self.build(tree.this, depth))
        decimals = tree.args.get("decimals")
        places = 0 if decimals is None else self._written_number(decimals, tree, least=0)
        if places > 6:
            raise self._error(tree, _NUMBER_WRITTEN)
        made = exp.Anonymous(this="round", expressions=[inner.sql, exp.Literal.number(places)])
        return _Node(Kind.NUMBER, on.rounded(inner.run, places), made)

    def _written_number(self, tree: exp.Expr | None, whole: exp.Expr, *, least: int) -> int:
        if (
            isinstance(tree, exp.Literal)
            and not tree.is_string
            and tree.this.isdigit()
            and least <= int(tree.this) <= 10_000
        ):
            return int(tree.this)
        raise self._error(whole, _NUMBER_WRITTEN)

    def _date_diff(self, tree: exp.DateDiff, depth: int) -> _Node:
        if str(tree.args.get("unit") or "").strip("'").upper() not in ("DAY", "DAYS"):
            raise self._error(tree, _DAYS_ONLY)
        # The parser keeps (unit, from, to) as this = to, expression = from.
        later, earlier = (self._day(node) for node in self._both(tree, depth))
        made = exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("day"), earlier.sql, later.sql])
        return _Node(Kind.INTEGER, on.days_between(earlier.run, later.run), made)

    # Kinds

    def _cast(self, tree: exp.Cast, depth: int) -> _Node:
        target = tree.to
        # The parser itself writes (18, 3) after a bare decimal.
        if [each.name for each in target.expressions] not in ([], ["18", "3"]):
            raise self._error(tree, _CAST_TARGETS)
        inner = self.build(tree.this, depth)
        match target.this:
            case exp.DataType.Type.TEXT | exp.DataType.Type.VARCHAR:
                return self._as_text(inner, tree)
            case exp.DataType.Type.INT | exp.DataType.Type.BIGINT:
                return self._as_integer(inner, tree)
            case exp.DataType.Type.DECIMAL | exp.DataType.Type.DOUBLE:
                return self._number(inner)
            case exp.DataType.Type.DATE:
                return self._day(inner)
        raise self._error(tree, _CAST_TARGETS)

    def _flag(self, node: _Node) -> _Node:
        if node.kind in (Kind.FLAG, Kind.NULL):
            return node
        raise ExpressionError(
            Text(ru="Здесь нужно условие, а не {kind}.", en="A condition is needed here, not a {kind}.").format(
                kind=node.kind.value
            )
        )

    def _text(self, node: _Node) -> _Node:
        if node.kind is Kind.NULL:
            return _Node(Kind.TEXT, node.run, _cast(node.sql, "VARCHAR"), is_null=True)
        if node.kind is Kind.TEXT:
            return node
        raise ExpressionError(
            Text(
                ru="Здесь нужен текст, а не {kind}: cast(… as text).",
                en="A text is needed here, not a {kind}: cast(… as text).",
            ).format(kind=node.kind.value)
        )

    def _number(self, node: _Node) -> _Node:
        match node.kind:
            case Kind.NUMBER:
                return node
            case Kind.INTEGER | Kind.NULL:
                return _Node(Kind.NUMBER, on.as_float(node.run), _cast(node.sql, "DOUBLE"))
            case Kind.TEXT:
                return _Node(Kind.NUMBER, on.text_as_number(node.run), _guarded(node.sql, on.NUMBER_TEXT, "DOUBLE"))
        raise ExpressionError(
            Text(ru="Здесь нужно число, а не {kind}.", en="A number is needed here, not a {kind}.").format(
                kind=node.kind.value
            )
        )

    def _day(self, node: _Node) -> _Node:
        match node.kind:
            case Kind.DAY:
                return node
            case Kind.INSTANT | Kind.NULL:
                return _Node(Kind.DAY, on.as_day(node.run), _cast(node.sql, "DATE"))
            case Kind.TEXT:
                return _Node(Kind.DAY, on.text_as_day(node.run), _guarded(node.sql, on.DAY_TEXT, "DATE"))
        raise ExpressionError(
            Text(ru="Здесь нужен день, а не {kind}.", en="A day is needed here, not a {kind}.").format(
                kind=node.kind.value
            )
        )

    def _as_text(self, node: _Node, tree: exp.Expr) -> _Node:
        match node.kind:
            case Kind.TEXT:
                return node
            case Kind.INTEGER | Kind.FLAG | Kind.DAY | Kind.NULL:
                return _Node(Kind.TEXT, on.as_text(node.run), _cast(node.sql, "VARCHAR"))
        # A fraction and an instant are written differently by different engines.
        raise self._error(tree, _TEXT_OF_FRACTION)

    def _as_integer(self, node: _Node, tree: exp.Expr) -> _Node:
        match node.kind:
            case Kind.INTEGER:
                return node
            case Kind.TEXT:
                return _Node(Kind.INTEGER, on.text_as_integer(node.run), _guarded(node.sql, on.INTEGER_TEXT, "BIGINT"))
            case Kind.NULL:
                return _Node(Kind.INTEGER, node.run, _cast(node.sql, "BIGINT"))
            case Kind.NUMBER:
                # Halves away from zero, as round() does; the engine's own cast sends them to the even number.
                made = exp.Anonymous(this="round", expressions=[node.sql, exp.Literal.number(0)])
                return _Node(Kind.INTEGER, on.as_integer(node.run), _try_cast(made, "BIGINT"))
        raise self._error(tree, _CAST_TARGETS)

    # Errors

    def _error(self, tree: exp.Expr, text: Text) -> ExpressionError:
        return ExpressionError(text, self._position(tree))

    def _unknown(self, tree: exp.Expr) -> ExpressionError:
        shown = tree.name if isinstance(tree, exp.Anonymous) else tree.key
        return ExpressionError(
            Text(
                ru="«{shown}» не входит в язык выражений.",
                en="“{shown}” is not in the language of expressions.",
            ).format(shown=shown[:60]),
            self._position(tree),
        )

    def _position(self, tree: exp.Expr) -> int | None:
        """Where the leftmost named part of the tree begins."""
        starts = [node.meta["start"] for node in tree.walk() if isinstance(node.meta.get("start"), int)]
        return min(starts, default=None)


_INCOMPLETE = Text(ru="Выражение не закончено.", en="The expression is incomplete.")
_NUMBER_UNREADABLE = Text(
    ru="Число не читается или в нём больше 15 цифр.",
    en="The number cannot be read or has more than 15 digits.",
)
_PATTERN_WRITTEN = Text(
    ru="Образец для like пишется прямо в выражении, в одинарных кавычках.",
    en="The pattern of like is written in the expression, in single quotes.",
)
_TEXTS_WRITTEN = Text(
    ru="Здесь нужны непустые тексты в одинарных кавычках.",
    en="Texts in single quotes, not empty, are needed here.",
)
_NUMBER_WRITTEN = Text(
    ru="Здесь нужно целое число, написанное прямо в выражении.",
    en="A whole number written in the expression is needed here.",
)
_DAYS_ONLY = Text(ru="date_diff считает только дни: 'day'.", en="date_diff counts days only: 'day'.")
_CAST_TARGETS = Text(
    ru="Привести можно к text, integer, decimal, date, без размеров.",
    en="One may cast to text, integer, decimal, date, without sizes.",
)
_TEXT_OF_FRACTION = Text(
    ru="Дробное число и момент времени не приводятся к тексту: сначала cast(… as integer) или as date.",
    en="A number with a fraction or an instant is not cast to text: cast(… as integer) or as date first.",
)


def _cast(sql: exp.Expr, target: str) -> exp.Expr:
    return exp.Cast(this=sql, to=exp.DataType.build(target, dialect="duckdb"))


def _try_cast(sql: exp.Expr, target: str) -> exp.Expr:
    return exp.TryCast(this=sql, to=exp.DataType.build(target, dialect="duckdb"), safe=True)


def _guarded(sql: exp.Expr, pattern: str, target: str) -> exp.Expr:
    """The text as that type when it is written as the subset says, else NULL."""
    trimmed = exp.Anonymous(this="trim", expressions=[sql, exp.Literal.string(" ")])
    matches = exp.Anonymous(this="regexp_full_match", expressions=[trimmed, exp.Literal.string(pattern)])
    return exp.Paren(this=exp.Case(ifs=[exp.If(this=matches, true=_try_cast(trimmed.copy(), target))]))


def _wrap(sql: exp.Expr) -> exp.Expr:
    """The part in parentheses unless it is a leaf or a call; a copy, since a part may stand in two places."""
    operator = isinstance(sql, exp.Binary | exp.Unary | exp.Is | exp.Between) and not isinstance(sql, exp.Paren)
    return exp.Paren(this=sql.copy()) if operator else sql.copy()
