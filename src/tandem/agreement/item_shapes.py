"""What the structures of the document are made of: which fields are lists, parts, choices."""

from __future__ import annotations

import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

from tandem.agreement.document import Part

#: Whichever of these is chosen is kept, the other is dropped.
ONE_OF = ("figure", "duty")
#: What no form changes, by structure: a trained card is adopted as a whole, and people write only what it shall obey.
FROZEN: Mapping[str, tuple[str, ...]] = {
    "Scorecard": ("average", "even", "double", "since", "until", "leads", "buyers", "terms"),
}


@cache
def fields_of(kind: type[Part]) -> Mapping[str, Any]:
    """The fields of a structure with their types, read once: their annotations are text that must be evaluated."""
    hints = get_type_hints(kind)
    return types.MappingProxyType({name: hints[name] for name in kind.__struct_fields__})


def written_fields(kind: type[Part]) -> dict[str, Any]:
    """The fields of a structure that people write in a form."""
    frozen = FROZEN.get(kind.__name__, ())
    return {name: inner for name, inner in fields_of(kind).items() if name not in frozen}


def default_of(kind: type[Part], name: str) -> Any:
    """What a field is when nobody has written it."""
    return getattr(kind(), name)


def is_rows(kind: Any) -> bool:
    """Whether a field is a list of parts."""
    return get_origin(kind) is tuple and isinstance(get_args(kind)[0], type) and issubclass(get_args(kind)[0], Part)


def row_kind(kind: Any) -> type[Part]:
    """What such a list holds."""
    found: type[Part] = get_args(kind)[0]
    return found


def is_many(kind: Any) -> bool:
    """Whether a field holds several plain values."""
    return get_origin(kind) is tuple and not is_rows(kind)


def is_optional(kind: Any) -> bool:
    """Whether a field may be absent."""
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def part_kind(kind: Any) -> type[Part] | None:
    """The structure of a nested part, whether or not it may be absent."""
    for each in (kind, *get_args(kind)) if get_origin(kind) is not tuple else ():
        if isinstance(each, type) and issubclass(each, Part):
            return each
    return None


def one_of(kind: Any) -> tuple[str, ...]:
    """Of which parts one is chosen."""
    names = getattr(kind, "__struct_fields__", ())
    return ONE_OF if all(name in names for name in ONE_OF) else ()


def alias_of(kind: Any) -> str:
    """The name of the kind of text that a field is, through a tuple."""
    inner = get_args(kind)[0] if get_origin(kind) is tuple else kind
    return inner.__name__ if isinstance(inner, TypeAliasType) else ""


def literals(kind: Any) -> tuple[Any, ...]:
    """The values of a choice, or nothing."""
    while isinstance(kind, TypeAliasType):
        kind = kind.__value__
    if get_origin(kind) is Literal:
        return get_args(kind)
    if get_origin(kind) in (Union, types.UnionType) and bool in get_args(kind):
        return (True, False, *(value for each in get_args(kind) for value in literals(each)))
    return ()
