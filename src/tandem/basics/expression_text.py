"""The text of an expression: its limits, its parsing, and how it is refused."""

from __future__ import annotations

from difflib import get_close_matches

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tandem.basics.text import Text

LONGEST = 4_000
DEEPEST = 40
MOST_NODES = 600

_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


class ExpressionError(ValueError):
    """An expression is refused, with the place and the reason.

    ``text`` says why; ``position`` is the place in the expression from 0, or None; ``nearest`` is the known name that a
    misspelt one may have meant; ``source`` is the expression itself.
    """

    def __init__(self, text: Text, position: int | None = None, nearest: str | None = None) -> None:
        super().__init__(text.en)
        self.text = text
        self.position = position
        self.nearest = nearest
        self.source = ""

    @property
    def line(self) -> int:
        """The line of the place, from 1."""
        return self.source.count("\n", 0, self.position or 0) + 1

    @property
    def column(self) -> int:
        """The sign of the place in its line, from 1."""
        position = self.position or 0
        return position - (self.source.rfind("\n", 0, position) + 1) + 1

    @property
    def placed(self) -> Text:
        """The reason with its place: ``Line 1, sign 12: …``."""
        where = Text(ru="Строка {line}, знак {column}: ", en="Line {line}, sign {column}: ").format(
            line=self.line, column=self.column
        )
        return Text(ru=where.ru + self.text.ru, en=where.en + self.text.en)


def parsed(text: str) -> exp.Expr:
    """The tree of one expression within the limits. Raises `ExpressionError`."""
    if len(text) > LONGEST:
        raise ExpressionError(_TOO_LONG.format(limit=LONGEST), LONGEST)
    if not text.strip():
        raise ExpressionError(Text(ru="Выражение пусто.", en="The expression is empty."), 0)
    _refuse_unwritable(text)
    _refuse_depth(text)
    try:
        trees = sqlglot.parse(text, dialect="duckdb")
    except SqlglotError as error:
        raise _unreadable(text, error) from error
    except RecursionError:
        raise too_deep() from None
    except Exception as error:
        # The parser stumbles over some texts with an error that is not its own.
        raise ExpressionError(_UNREADABLE, 0) from error
    if len(trees) != 1 or trees[0] is None:
        raise ExpressionError(Text(ru="Нужно одно выражение.", en="One expression is needed."), 0)
    tree = trees[0]
    if sum(1 for _ in tree.walk()) > MOST_NODES:
        raise too_deep()
    return tree


def place_of(tree: exp.Expr) -> int | None:
    """Where the leftmost named part of the tree begins."""
    starts = [node.meta["start"] for node in tree.walk() if isinstance(node.meta.get("start"), int)]
    return min(starts, default=None)


def nearest_of(written: str, known: list[str]) -> str | None:
    """The known name that looks most like what was written."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(written.casefold(), list(folded), n=1)
    return folded[near[0]] if near else None


def _refuse_unwritable(text: str) -> None:
    """Signs that no text may hold: the engine would end at a NUL, and half a surrogate pair is no sign."""
    for place, sign in enumerate(text):
        if sign == "\0" or "\ud800" <= sign <= "\udfff":
            raise ExpressionError(_UNREADABLE, place)


def _refuse_depth(text: str) -> None:
    """Nesting is counted on the tokens, before the parser descends into it."""
    try:
        tokens = sqlglot.tokenize(text, dialect="duckdb")
    except SqlglotError as error:
        raise _unreadable(text, error) from error
    depth = 0
    if len(tokens) > MOST_NODES * 2:
        raise too_deep()
    for token in tokens:
        if token.text in _OPENING or token.text.upper() == "CASE":
            depth += 1
            if depth > DEEPEST:
                raise too_deep(token.start)
        elif token.text in _CLOSING or token.text.upper() == "END":
            depth -= 1
        if token.comments:
            raise ExpressionError(
                Text(ru="Комментариев в выражении быть не должно.", en="An expression holds no comments."),
                token.start,
            )


def _unreadable(text: str, error: SqlglotError) -> ExpressionError:
    """What the parser says, in the words of the house."""
    details = (getattr(error, "errors", None) or [{}])[0]
    described = str(details.get("description", ""))
    position = _error_position(text, details)
    if not details:
        # The tokenizer stops at a quote that nobody closes: the last one there is.
        quote = max(text.rfind("'"), text.rfind('"'))
        return ExpressionError(_UNCLOSED_QUOTE if quote >= 0 else _UNREADABLE, max(quote, 0))
    shown = str(details.get("highlight") or "")[:60]
    for beginning, reason in _REASONS.items():
        if described.startswith(beginning):
            return ExpressionError(reason.format(shown=shown), position)
    return ExpressionError(_UNREADABLE_NEAR.format(shown=shown), position)


def _error_position(text: str, details: dict[str, object]) -> int | None:
    """The parser counts the line from 1 and tells the sign after the one it stumbled over."""
    line, column = details.get("line"), details.get("col")
    if not isinstance(line, int) or not isinstance(column, int):
        return None
    before = sum(len(each) + 1 for each in text.split("\n")[: line - 1])
    return min(len(text), max(0, before + column - len(str(details.get("highlight") or " "))))


def too_deep(position: int | None = None) -> ExpressionError:
    """The refusal of an expression over the limits."""
    return ExpressionError(
        Text(
            ru="Выражение слишком велико или вложено глубже {depth}. Разделите его.",
            en="The expression is too large or nested deeper than {depth}. Divide it.",
        ).format(depth=DEEPEST),
        position,
    )


_TOO_LONG = Text(ru="Выражение длиннее {limit} знаков.", en="The expression is longer than {limit} characters.")
_UNREADABLE = Text(ru="Выражение не читается.", en="The expression cannot be read.")
_UNREADABLE_NEAR = Text(ru="Выражение не читается у «{shown}».", en="The expression cannot be read near “{shown}”.")
_UNCLOSED_QUOTE = Text(ru="Кавычка открыта, но не закрыта.", en="A quote is opened and never closed.")
_MISSING_PART = Text(
    ru="После «{shown}» чего-то не хватает: выражение не закончено.",
    en="Something is missing after “{shown}”: the expression is incomplete.",
)
_REASONS = {
    "Expecting )": Text(
        ru="После «{shown}» не хватает закрывающей скобки.", en="A closing bracket is missing after “{shown}”."
    ),
    "Required keyword": _MISSING_PART,
    "Invalid expression / Unexpected token": Text(
        ru="Здесь не ожидается «{shown}»: нет ли лишней скобки или пропущенного and, or?",
        en="“{shown}” is not expected here: is a bracket too many, or an and, or an or missing?",
    ),
}
