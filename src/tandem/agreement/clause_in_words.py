"""A clause said as people say it: ``бюджет клиента: от 100 000 и (источник: поиск или сайт)``.

The words follow the parsed tree, so that they say what runs. What has no plain words (arithmetic between fields,
``case``) is not paraphrased: the whole clause then stays as it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlglot import exp

from tandem.agreement.clause_catalogue import ClauseField, announced, fields, fields_of_document
from tandem.agreement.clauses import DECIDED
from tandem.agreement.document import Document
from tandem.basics.expression_text import ExpressionError, parsed
from tandem.basics.expression_values import Kind
from tandem.basics.numbers import format_number
from tandem.basics.text import Text


class _Unsayable(Exception):
    """A part of the clause has no plain words."""


_DAYS = (Kind.DAY, Kind.INSTANT)
_SIGNS: Mapping[type[exp.Expr], Text] = {
    exp.EQ: Text(ru="{name}: {value}", en="{name}: {value}"),
    exp.NEQ: Text(ru="{name}: не {value}", en="{name}: not {value}"),
    exp.GTE: Text(ru="{name}: от {value}", en="{name}: from {value}"),
    exp.LTE: Text(ru="{name}: до {value}", en="{name}: up to {value}"),
    exp.GT: Text(ru="{name}: больше {value}", en="{name}: over {value}"),
    exp.LT: Text(ru="{name}: меньше {value}", en="{name}: under {value}"),
}
_SIGNS_OF_DAYS: Mapping[type[exp.Expr], Text] = {
    **_SIGNS,
    exp.GTE: Text(ru="{name}: с {value}", en="{name}: since {value}"),
    exp.LTE: Text(ru="{name}: по {value}", en="{name}: until {value}"),
    exp.GT: Text(ru="{name}: позже {value}", en="{name}: after {value}"),
    exp.LT: Text(ru="{name}: раньше {value}", en="{name}: before {value}"),
}
#: The same comparison with its sides exchanged: ``100 <= budget`` is ``budget >= 100``.
_TURNED: Mapping[type[exp.Expr], type[exp.Expr]] = {
    exp.EQ: exp.EQ, exp.NEQ: exp.NEQ, exp.GTE: exp.LTE, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.LT: exp.GT,
}  # fmt: skip
_BETWEEN = Text(ru="{name}: от {low} до {high}", en="{name}: {low} to {high}")
_BETWEEN_DAYS = Text(ru="{name}: с {low} по {high}", en="{name}: {low} to {high}")
_NONE_OF = Text(ru="{name}: кроме {value}", en="{name}: none of {value}")
_KNOWN = Text(ru="{name}: известно", en="{name}: known")
_UNKNOWN = Text(ru="{name}: неизвестно", en="{name}: not known")
_YES = Text(ru="{name}: да", en="{name}: yes")
#: In quotes: in "the need and the budget: no" the "no" could be of both.
_NO = Text(ru="«{name}» — нет", en="not “{name}”")
_NOT = Text(ru="неверно, что ({inner})", en="it is not so that ({inner})")
_CONTAINS = Text(ru="{name}: содержит «{value}»", en="{name}: contains “{value}”")
_BEGINS = Text(ru="{name}: начинается с «{value}»", en="{name}: begins with “{value}”")
_ENDS = Text(ru="{name}: кончается на «{value}»", en="{name}: ends with “{value}”")
_DAYS_BETWEEN = Text(ru="дней от «{earlier}» до «{later}»", en="days from “{earlier}” to “{later}”")
_AND = Text(ru=" и ", en=" and ")
_OR = Text(ru=" или ", en=" or ")
_EMPTY = Text(ru="пусто", en="empty")


def clause_words(text: str, known: Mapping[str, ClauseField], language: str) -> str:
    """The clause in words; as it is written where it is unfinished or has no plain words. Empty for an empty text."""
    if not text.strip():
        return ""
    try:
        return _Speaker(known, language).say(parsed(text))
    except (ExpressionError, _Unsayable):
        return text


#: Who reads the agreement need not be told that it decides as agreed.
_DECIDED = {
    each.name: replace(
        each,
        words=Text(ru=each.words.ru.removesuffix(" (по регламенту)"), en=each.words.en.removesuffix(" (as agreed)")),
    )
    for each in DECIDED
}


def agreed_words(text: str, document: Document | None = None) -> Text:
    """A clause of the agreement in both languages, by what Tandem and its document have words for.

    Without the document: by what the signed versions and the draft have words for.
    """
    own = fields(drafted=True) if document is None else {**announced(), **fields_of_document(document)}
    known = {**fields("returns"), **fields("launches"), **_DECIDED, **own}
    return Text(ru=clause_words(text, known, "ru"), en=clause_words(text, known, "en"))


class _Speaker:
    """Says the parts of one clause in one language."""

    def __init__(self, known: Mapping[str, ClauseField], language: str) -> None:
        self._known = {name.casefold(): each for name, each in known.items()}
        self._language = language

    def say(self, tree: exp.Expr) -> str:
        """A condition. Raises `_Unsayable`."""
        match tree:
            case exp.Paren():
                return self.say(tree.this)
            case exp.And() | exp.Or():
                return self._joined(tree)
            case exp.Not():
                return self._not(_bare(tree.this))
            case exp.Is() if isinstance(tree.args["expression"], exp.Null):
                return self._said(_UNKNOWN, name=self._name(tree.this))
            case exp.In():
                members = [self._value(each, self._field(tree.this)) for each in tree.expressions]
                return self._said(_SIGNS[exp.EQ], name=self._name(tree.this), value=self._any_of(members))
            case exp.Between():
                field = self._field(tree.this)
                low, high = (self._value(tree.args[side], field) for side in ("low", "high"))
                words = _BETWEEN_DAYS if field and field.kind in _DAYS else _BETWEEN
                return self._said(words, name=self._name(tree.this), low=low, high=high)
            case exp.Like() | exp.ILike():
                return self._pattern(tree)
            case exp.Column() | exp.Coalesce():
                return self._flag(tree)
        if type(tree) in _SIGNS:
            return self._compared(tree)
        raise _Unsayable

    def _joined(self, tree: exp.Expr) -> str:
        kind = type(tree)
        word = (_AND if kind is exp.And else _OR).in_language(self._language)
        parts = []
        for each in _flat(tree, kind):
            said = self.say(each)
            # A list of members says "or" too: "source: search or site and budget" could be read in two ways.
            mixed = isinstance(each, exp.And | exp.Or) or (kind is exp.And and _lists(each))
            parts.append(f"({said})" if mixed else said)
        return word.join(parts)

    def _not(self, inner: exp.Expr) -> str:
        match inner:
            case exp.Is() if isinstance(inner.args["expression"], exp.Null):
                return self._said(_KNOWN, name=self._name(inner.this))
            case exp.In():
                members = [self._value(each, self._field(inner.this)) for each in inner.expressions]
                return self._said(_NONE_OF, name=self._name(inner.this), value=", ".join(members))
            case exp.Column() | exp.Coalesce():
                return self._said(_NO, name=self._name(inner))
        return self._said(_NOT, inner=self.say(inner))

    def _compared(self, tree: exp.Expr) -> str:
        left, right, kind = _bare(tree.this), _bare(tree.args["expression"]), type(tree)
        if _written(left):
            left, right, kind = right, left, _TURNED[kind]
        if isinstance(right, exp.Literal) and right.is_string and not right.this and kind in (exp.EQ, exp.NEQ):
            return self._said(_UNKNOWN if kind is exp.EQ else _KNOWN, name=self._name(left))
        field = self._field(left)
        if isinstance(right, exp.Boolean):
            return self._said(_YES if bool(right.this) is (kind is exp.EQ) else _NO, name=self._name(left))
        signs = _SIGNS_OF_DAYS if field and field.kind in _DAYS else _SIGNS
        return self._said(signs[kind], name=self._name(left), value=self._value(right, field))

    def _pattern(self, tree: exp.Expr) -> str:
        pattern = tree.args["expression"]
        if tree.args.get("negate") or not isinstance(pattern, exp.Literal):
            raise _Unsayable
        written = str(pattern.this)
        value = written.strip("%")
        if not value or "%" in value or "_" in value:
            raise _Unsayable
        starts, ends = written.startswith("%"), written.endswith("%")
        words = _CONTAINS if starts and ends else _ENDS if starts else _BEGINS if ends else _SIGNS[exp.EQ]
        return self._said(words, name=self._name(tree.this), value=value)

    def _flag(self, tree: exp.Expr) -> str:
        """A phrase of Tandem's own is said as it is; the title of a question needs its answer."""
        field = self._field(tree)
        if field is None or field.kind is not Kind.FLAG:
            raise _Unsayable
        name = self._name(tree)
        return self._said(_YES, name=name) if field.within else name

    def _name(self, tree: exp.Expr) -> str:
        tree = _bare(tree)
        if isinstance(tree, exp.DateDiff):
            # `parsed` keeps the later day first.
            later, earlier = self._name(tree.this), self._name(tree.args["expression"])
            return self._said(_DAYS_BETWEEN, earlier=earlier, later=later)
        field = self._field(tree)
        if field is None:
            raise _Unsayable
        return field.words.in_language(self._language)

    def _field(self, tree: exp.Expr) -> ClauseField | None:
        tree = _bare(tree)
        if isinstance(tree, exp.Coalesce) and len(tree.expressions) == 1 and _written(_bare(tree.expressions[0])):
            tree = _bare(tree.this)
        return self._known.get(tree.name.casefold()) if isinstance(tree, exp.Column) else None

    def _value(self, tree: exp.Expr, field: ClauseField | None) -> str:
        tree = _bare(tree)
        if isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal):
            return f"−{self._value(tree.this, field)}"
        if not isinstance(tree, exp.Literal):
            raise _Unsayable
        written = str(tree.this)
        if not tree.is_string:
            number = float(written)
            return format_number(number, self._language, 0 if number == int(number) else 2)
        if field is not None and field.kind in _DAYS:
            return self._day(written)
        if not written:
            return _EMPTY.in_language(self._language)
        return dict(field.titles).get(written, written) if field else written

    def _day(self, written: str) -> str:
        try:
            day = date.fromisoformat(written[:10])
        except ValueError:
            return written
        return f"{day:%d.%m.%Y}" if self._language == "ru" else day.isoformat()

    def _any_of(self, members: list[str]) -> str:
        if len(members) == 1:
            return members[0]
        return _OR.in_language(self._language).join((", ".join(members[:-1]), members[-1]))

    def _said(self, words: Text, **parts: str) -> str:
        # A question of the agreement is its own colon: "What house? A flat".
        return words.in_language(self._language).format(**parts).replace("?: ", "? ")


def _bare(tree: exp.Expr) -> exp.Expr:
    return tree.unnest() if isinstance(tree, exp.Paren) else tree


def _written(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Literal | exp.Boolean) or (
        isinstance(tree, exp.Neg) and isinstance(tree.this, exp.Literal)
    )


def _lists(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.In) and len(tree.expressions) > 1


def _flat(tree: exp.Expr, joint: type[exp.Expr]) -> list[exp.Expr]:
    if not isinstance(tree, joint):
        return [_bare(tree)]
    return [*_flat(_bare(tree.this), joint), *_flat(_bare(tree.args["expression"]), joint)]
