"""A clause that was found, in the words of the trade beside its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.agreement.clause_catalogue import ClauseField
from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.portrait.rules.conditions import Condition

_AND = Text(ru=" и ", en=" and ")
_OR = Text(ru=" или ", en=" or ")
_SAYINGS: Mapping[str, Text] = {
    "in": Text(ru="{name}: {value}", en="{name}: {value}"),
    "at_least": Text(ru="{name} от {value}", en="{name} from {value}"),
    "at_most": Text(ru="{name} до {value}", en="{name} up to {value}"),
    "true": Text(ru="{name}: да", en="{name}: yes"),
    "false": Text(ru="{name}: нет", en="{name}: no"),
    "unknown": Text(ru="{name}: неизвестно", en="{name}: not known"),
}


def words_of(clause: Sequence[Condition], known: Mapping[str, ClauseField], language: str) -> str:
    """``источник: поиск или сайт; бюджет клиента от 100 000``."""
    return "; ".join(_said(each, known, language) for each in clause)


def union_words(clauses: Sequence[Sequence[Condition]], known: Mapping[str, ClauseField], language: str) -> str:
    """Several clauses, any of which will do."""
    return _OR.in_language(language).join(f"({words_of(each, known, language)})" for each in clauses)


def field_words(name: str, known: Mapping[str, ClauseField], language: str) -> str:
    """What people call a field."""
    return known[name].words.in_language(language) if name in known else name


def _said(condition: Condition, known: Mapping[str, ClauseField], language: str) -> str:
    if condition.relation == "in":
        value = _OR.in_language(language).join(condition.members)
    else:
        places = 0 if condition.limit == int(condition.limit) else 2
        value = format_number(condition.limit, language, places)
    return _SAYINGS[condition.relation].in_language(language).format(
        name=field_words(condition.name, known, language), value=value
    )  # fmt: skip
