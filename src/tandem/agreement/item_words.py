"""Items of the agreement in words: what each is called, and its whole text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language

from tandem.agreement import field_names, titles
from tandem.agreement.document import Part
from tandem.agreement.item_shapes import default_of
from tandem.agreement.storing import own_key
from tandem.basics.text import Text

#: An item is called by the first of these that it fills, and its key is made of that.
NAMED_BY = ("title", "what", "trigger", "about", "words", "role")


def named(part: Any) -> str:
    """What an item is called in a list: its title or the beginning of its words."""
    for name in (*NAMED_BY, "key"):
        if value := getattr(part, name, ""):
            if name == "role":
                return said(titles.role(value))
            return str(value)
    return own_key(part)


def told(value: Any, structure: str = "") -> Iterator[str]:
    """A part as lines of text: for two texts beside each other."""
    if isinstance(value, Part):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if inner in ("", None, (), {}, default_of(type(value), name)):
                continue
            title = label_of(type(value), name)
            if isinstance(inner, Part) or (isinstance(inner, tuple) and inner and isinstance(inner[0], Part)):
                yield f"{title}:"
                yield from (f"  {line}" for line in told(inner))
            elif isinstance(inner, tuple):
                yield f"{title}: {', '.join(map(str, inner))}"
            else:
                yield f"{title}: {inner}"
    elif isinstance(value, tuple):
        for each in value:
            yield "— " + "; ".join(told(each))


def said(text: Text) -> str:
    """A text in the reader's language."""
    return text.in_language(get_language() or "ru")


def label_of(kind: type[Part], name: str) -> str:
    """What a field of a structure is called."""
    return said(field_names.label(kind.__name__, name)[0])
