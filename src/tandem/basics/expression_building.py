"""The walk over the tree of an expression: leaves and operators. What it does not name is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from sqlglot import exp

from tandem.basics import expression_functions as functions
from tandem.basics import expression_values as on
from tandem.basics.expression_calls import CALLS, unknown
from tandem.basics.expression_nodes import (
    NULL,
    Node,
    alike,
    as_flag,
    as_number,
    as_text,
    cast,
    number_written,
    one_kind,
    refused,
    try_cast,
    wrap,
)
from tandem.basics.expression_text import DEEPEST, ExpressionError, nearest_of, place_of, too_deep
from tandem.basics.expression_values import Kind, Run
from tandem.basics.text import Text

#: So many multiplications and divisions of stored money cannot leave the range of a double.
MOST_PRODUCTS = 15
#: A text may grow by so much through ``replace``.
MOST_GROWTH = 1_000

COMPARISONS: Mapping[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
ARITHMETIC: Mapping[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
}
_COMPARISON_OF = {written: kind for kind, written in COMPARISONS.items()}


class Builder:
    """Turns one tree into a node; ``used`` are the columns it has met.

    ``sql_of`` gives the SQL of columns that have no column of their name; ``read`` makes what reads a column's value.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        *,
        strict: bool = False,
        table: str | None = None,
        sql_of: Mapping[str, exp.Expr] | None = None,
        read: Callable[[str, Kind], Run] = on.column,
    ) -> None:
        self.kinds = kinds
        self.strict = strict
        self.table = table
        self.sql_of = sql_of or {}
        self.read = read
        self.used: set[str] = set()
        self._folded = {name.casefold(): name for name in kinds}
        self._depth = 0
        self._products = 0
        self._growth = 1.0

    def build(self, tree: exp.Expr | None) -> Node:
        """The node of that part; a refusal inside it names the innermost place that is known."""
        if not isinstance(tree, exp.Expr):
            raise ExpressionError(_INCOMPLETE)
        if self._depth > DEEPEST * 4:
            raise too_deep()
        self._depth += 1
        try:
            return self._node(tree)
        except ExpressionError as error:
            if error.position is None:
                error.position = place_of(tree)
            raise
        finally:
            self._depth -= 1

    def grow(self, factor: float) -> None:
        """Count by how much a text may grow; refuses beyond the limit."""
        self._growth *= max(1.0, factor)
        if self._growth > MOST_GROWTH:
            raise ExpressionError(_GROWS)

    def _node(self, tree: exp.Expr) -> Node:
        if type(tree) in COMPARISONS:
            return self._comparison(COMPARISONS[type(tree)], *self._sides(tree))
        if type(tree) in ARITHMETIC:
            return self._arithmetic(tree, ARITHMETIC[type(tree)])
        match tree:
            case exp.Paren():
                inner = self.build(tree.this)
                return Node(inner.kind, inner.run, exp.Paren(this=inner.sql), inner.literal, inner.is_null)
            case exp.Null():
                return NULL
            case exp.Boolean():
                value = bool(tree.this)
                return Node(Kind.FLAG, on.constant(value), exp.Boolean(this=value), value)
            case exp.Literal():
                return self._literal(tree)
            case exp.Column():
                return self._column(tree)
            case exp.Neg():
                return self._negative(self.build(tree.this))
            case exp.And() | exp.Or():
                left, right = (as_flag(node) for node in self._sides(tree))
                made = type(tree)(this=wrap(left.sql), expression=wrap(right.sql))
                joined = on.both if isinstance(tree, exp.And) else on.either
                return Node(Kind.FLAG, joined(left.run, right.run), made)
            case exp.Not():
                inner = as_flag(self.build(tree.this))
                return Node(Kind.FLAG, on.negation(inner.run), exp.Not(this=wrap(inner.sql)))
            case exp.Is():
                return self._is(tree)
            case exp.In():
                return self._in(tree)
            case exp.Between():
                return self._between(tree)
            case exp.DPipe():
                left, right = (as_text(node) for node in self._sides(tree))
                joined_sql = exp.DPipe(this=wrap(left.sql), expression=wrap(right.sql))
                return Node(Kind.TEXT, functions.joined(left.run, right.run), joined_sql)
            case exp.Case():
                return self._case(tree)
        call = CALLS.get(type(tree))
        if call is None:
            raise unknown(tree)
        return call(self, tree)

    # Leaves

    def _literal(self, tree: exp.Literal) -> Node:
        if tree.is_string:
            return Node(Kind.TEXT, on.constant(tree.this), exp.Literal.string(tree.this), tree.this)
        written = str(tree.this)
        try:
            number = Decimal(written)
        except ArithmeticError:
            raise ExpressionError(_NUMBER_UNREADABLE) from None
        if len(written.replace(".", "")) > 15 or "e" in written.casefold():
            raise ExpressionError(_NUMBER_UNREADABLE)
        return _whole(int(number)) if "." not in written else number_written(float(number), written)

    def _column(self, tree: exp.Column) -> Node:
        if len(tree.parts) > 1 or not isinstance(tree.this, exp.Identifier):
            raise unknown(tree)
        written = tree.name
        name = written if written in self.kinds else self._folded.get(written.casefold())
        if name is None:
            nearest = nearest_of(written, list(self.kinds))
            hint = _NEAREST.format(name=nearest) if nearest else Text(ru="", en="")
            said = Text(ru=f"Поля «{written[:60]}» нет{hint.ru}.", en=f"There is no field “{written[:60]}”{hint.en}.")
            raise ExpressionError(said, place_of(tree), nearest)
        self.used.add(name)
        kind = self.kinds[name]
        own = self.sql_of.get(name)
        sql: exp.Expr = exp.column(name, table=self.table, quoted=True)
        if own is not None:
            sql = exp.Paren(this=own.copy())
        if kind is Kind.NUMBER:
            sql = try_cast(sql, "DOUBLE")
        elif kind is Kind.INTEGER:
            sql = try_cast(sql, "BIGINT")
        return Node(kind, self.read(name, kind), sql)

    # Operators

    def _sides(self, tree: exp.Expr) -> tuple[Node, Node]:
        return self.build(tree.this), self.build(tree.args["expression"])

    def _comparison(self, sign: str, left: Node, right: Node) -> Node:
        left, right = alike(left, right, strict=self.strict)
        made = _COMPARISON_OF[sign](this=wrap(left.sql), expression=wrap(right.sql))
        if right.literal is not None:
            return Node(Kind.FLAG, on.comparison_with(sign, left.run, right.literal), made)
        return Node(Kind.FLAG, on.comparison(sign, left.run, right.run), made)

    def _arithmetic(self, tree: exp.Expr, sign: str) -> Node:
        left, right = (as_number(node, strict=self.strict) for node in self._sides(tree))
        self._products += sign in "*/%"
        if self._products > MOST_PRODUCTS:
            raise ExpressionError(_PRODUCTS)
        divisor = right.sql
        if sign in "/%":
            divisor = exp.Nullif(this=right.sql, expression=cast(exp.Literal.number(0), "DOUBLE"))
        made = type(tree)(this=wrap(left.sql), expression=wrap(divisor))
        return Node(Kind.NUMBER, on.arithmetic(sign, left.run, right.run), exp.Paren(this=made))

    def _negative(self, node: Node) -> Node:
        if isinstance(node.literal, int) and node.kind is Kind.INTEGER:
            return _whole(-node.literal)
        node = as_number(node, strict=self.strict)
        return Node(Kind.NUMBER, on.negative(node.run), exp.Paren(this=exp.Neg(this=wrap(node.sql))))

    def _is(self, tree: exp.Is) -> Node:
        if not isinstance(tree.args["expression"], exp.Null):
            raise refused(tree, _IS_NULL_ONLY)
        inner = self.build(tree.this)
        return Node(Kind.FLAG, on.is_null(inner.run), exp.Is(this=wrap(inner.sql), expression=exp.Null()))

    def _in(self, tree: exp.In) -> Node:
        if not tree.expressions or {key for key, value in tree.args.items() if value} - {"this", "expressions"}:
            raise refused(tree, _IN_LIST_ONLY)
        subject = self.build(tree.this)
        found = [alike(subject, self.build(each), strict=self.strict) for each in tree.expressions]
        if len({left.kind for left, _ in found}) == 1 and all(right.literal is not None for _, right in found):
            made = exp.In(this=wrap(found[0][0].sql), expressions=[right.sql for _, right in found])
            return Node(Kind.FLAG, on.among(found[0][0].run, [right.literal for _, right in found]), made)
        # The meaning of IN, NULLs included, is that of a chain of OR.
        node = self._comparison("=", *found[0])
        for left, right in found[1:]:
            other = self._comparison("=", left, right)
            node = Node(Kind.FLAG, on.either(node.run, other.run), exp.Or(this=node.sql, expression=other.sql))
        return Node(Kind.FLAG, node.run, exp.Paren(this=node.sql))

    def _between(self, tree: exp.Between) -> Node:
        if tree.args.get("symmetric"):
            raise unknown(tree)
        subject = self.build(tree.this)
        low = self._comparison(">=", subject, self.build(tree.args["low"]))
        high = self._comparison("<=", subject, self.build(tree.args["high"]))
        made = exp.Paren(this=exp.And(this=low.sql, expression=high.sql))
        return Node(Kind.FLAG, on.both(low.run, high.run), made)

    def _case(self, tree: exp.Case) -> Node:
        subject = self.build(tree.this) if tree.this is not None else None
        conditions: list[Node] = []
        answers: list[Node] = []
        for branch in tree.args["ifs"]:
            condition = self.build(branch.this)
            conditions.append(as_flag(condition) if subject is None else self._comparison("=", subject, condition))
            answers.append(self.build(branch.args["true"]))
        default = tree.args.get("default")
        answers.append(self.build(default) if default is not None else NULL)
        kind, answers = one_kind(answers)
        ifs = [
            exp.If(this=condition.sql, true=answer.sql) for condition, answer in zip(conditions, answers, strict=False)
        ]
        made = exp.Case(ifs=ifs, default=answers[-1].sql)
        run = on.choice([each.run for each in conditions], [each.run for each in answers])
        return Node(kind, run, exp.Paren(this=made))


def _whole(value: int) -> Node:
    return Node(Kind.INTEGER, on.constant(value), cast(exp.Literal.number(value), "BIGINT"), value)


_INCOMPLETE = Text(ru="Выражение не закончено.", en="The expression is incomplete.")
_NEAREST = Text(ru=" (≈ {name})", en=" (≈ {name})")
_NUMBER_UNREADABLE = Text(
    ru="Число не читается или в нём больше 15 цифр.",
    en="The number cannot be read or has more than 15 digits.",
)
_IS_NULL_ONLY = Text(ru="После is бывает только null или not null.", en="Only null or not null follows is.")
_IN_LIST_ONLY = Text(
    ru="После in перечисляются значения в скобках: in ('a', 'b').", en="Values in brackets follow in: in ('a', 'b')."
)
_PRODUCTS = Text(
    ru="Слишком много умножений и делений: их бывает не больше 15.",
    en="Too many multiplications and divisions: there may be 15.",
)
_GROWS = Text(ru="Замены слишком удлиняют текст.", en="The replacements make the text too long.")
