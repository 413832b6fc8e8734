"""What must not be overlooked, said on everybody's first page: each room announces its own lines in ``attention.py``.

A room announces objects of `Attention`; whoever needs a line is decided by the room, by the role and in the query.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from tandem.basics.discovery import modules_named
from tandem.measures.store import Reading
from tandem.people.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and where to go about it; without an address it is only said."""

    sentence: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attention:
    """What a room has to say to a person; ``order`` sorts the rooms' lines on the page, the smaller first."""

    order: int
    lines: Callable[[Person, Reading], Sequence[Line]]


@functools.cache
def announced() -> tuple[Attention, ...]:
    """Everything the rooms announce, in the order of the page."""
    found = [
        value
        for module in modules_named("attention")
        for value in vars(module).values()
        if isinstance(value, Attention)
    ]  # fmt: skip
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.order))


def needs_attention(person: Person, reading: Reading) -> list[Line]:
    """All lines for a person."""
    return [line for each in announced() for line in each.lines(person, reading)]


def page(name: str, *arguments: int | str) -> str:
    """The address of a page by its name; empty where there is no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
