"""What a new house is asked to do first, said on the first page while it is empty: each room announces its own step.

A room has ``first_steps.py`` with objects of `FirstStep`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse

from tandem.basics.discovery import modules_named
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step; ``order`` sorts the rooms' steps, ``roles`` may take it, ``is_done`` asks the database."""

    order: int
    title: Text
    words: Text
    url_name: str
    roles: Collection[str]
    is_done: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class StepToTake:
    """A step as one reader sees it; ``is_next`` is the first of those that are not done."""

    title: Text
    words: Text
    url: str
    is_done: bool
    is_next: bool


@cache
def announced() -> tuple[FirstStep, ...]:
    """Everything the rooms announce, in the order of the page."""
    found = [
        value
        for module in modules_named("first_steps")
        for value in vars(module).values()
        if isinstance(value, FirstStep)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.order))


def steps_of(role: str) -> list[StepToTake]:
    """The steps that a role may take; one whose page does not exist, as its room is switched off, is left out."""
    found: list[StepToTake] = []
    for each in announced():
        if role not in each.roles:
            continue
        try:
            url = reverse(each.url_name)
        except NoReverseMatch:
            continue
        done = each.is_done()
        is_next = not done and not any(before.is_next for before in found)
        found.append(StepToTake(each.title, each.words, url, done, is_next))
    return found
