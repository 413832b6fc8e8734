"""The text of an expression: its limits, its parsing, and how it is refused."""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tandem.basics.text import Text

LONGEST = 4_000
DEEPEST = 40
MOST_NODES = 600


class ExpressionError(ValueError):
    """An expression is refused. ``text`` says why; ``position`` is the place in the expression from 0, or None;
    ``nearest`` is the known column that a misspelt one may have meant."""

    def __init__(self, text: Text, position: int | None = None, nearest: str | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.position = position
        self.nearest = nearest


def parsed(text: str) -> exp.Expr:
    """The tree of one expression within the limits. Raises `ExpressionError`."""
    if len(text) > LONGEST:
        raise ExpressionError(
            Text(ru="Выражение длиннее {limit} знаков.", en="The expression is longer than {limit} characters.").format(
                limit=LONGEST
            )
        )
    if not text.strip():
        raise ExpressionError(Text(ru="Выражение пусто.", en="The expression is empty."), 0)
    _refuse_depth(text)
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        raise ExpressionError(
            Text(ru="Выражение не читается: {reason}", en="The expression cannot be read: {reason}").format(
                reason=_reason(error)
            ),
            _error_position(text, error),
        ) from error
    except RecursionError:
        raise too_deep() from None
    except Exception as error:
        # The parser stumbles over some texts with an error that is not its own.
        raise ExpressionError(Text(ru="Выражение не читается.", en="The expression cannot be read.")) from error
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionError(Text(ru="Нужно одно выражение.", en="One expression is needed."), 0)
    tree = trees[0]
    if sum(1 for _ in tree.walk()) > MOST_NODES:
        raise too_deep()
    return tree


def _refuse_depth(text: str) -> None:
    """Nesting is counted on the tokens, before the parser descends into it."""
    try:
        tokens = sqlglot.tokenize(text, dialect="duckdb")
    except SqlglotError as error:
        raise ExpressionError(
            Text(ru="Выражение не читается: {reason}", en="The expression cannot be read: {reason}").format(
                reason=_reason(error)
            ),
            _error_position(text, error),
        ) from error
    depth = 0
    if len(tokens) > MOST_NODES * 2:
        raise too_deep()
    for token in tokens:
        if token.text == "(" or token.text.upper() == "CASE":
            depth += 1
            if depth > DEEPEST:
                raise too_deep(token.start)
        elif token.text == ")" or token.text.upper() == "END":
            depth -= 1
        if token.comments:
            raise ExpressionError(
                Text(ru="Комментариев в выражении быть не должно.", en="An expression holds no comments."),
                token.start,
            )


def _reason(error: SqlglotError) -> str:
    details = getattr(error, "errors", None)
    return str(details[0].get("description", error)) if details else str(error).splitlines()[0]


def _error_position(text: str, error: SqlglotError) -> int | None:
    details = getattr(error, "errors", None)
    if not details or details[0].get("line") is None:
        return None
    line, column = int(details[0]["line"]), int(details[0]["col"])
    before = sum(len(each) + 1 for each in text.splitlines()[: line - 1])
    return min(len(text), max(0, before + column - 1))


def too_deep(position: int | None = None) -> ExpressionError:
    """The refusal of an expression over the limits."""
    return ExpressionError(
        Text(
            ru="Выражение слишком велико или вложено глубже {depth}. Разделите его.",
            en="The expression is too large or nested deeper than {depth}. Divide it.",
        ).format(depth=DEEPEST),
        position,
    )
