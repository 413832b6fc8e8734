"""Those who read the journal in order, after commit, and do what follows from its facts.

A room announces a follower as a class in ``<room>/followers.py``. It works in bounded parts, each one transaction
together with its place, so it may be killed at any point and goes on where it stood, and never does a part twice.
"""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, NamedTuple

from django.db import transaction

from tandem.basics.discovery import modules_named
from tandem.journal import queries
from tandem.journal.models import FactRow, FollowerPlace

type Now = Callable[[], datetime]


class Through(NamedTuple):
    """All facts it waits for are dealt with up to this position."""

    position: int


class Follower(ABC):
    """Does what follows from facts of some kinds."""

    #: The name its place is kept under; it must never change.
    name: ClassVar[str]
    #: The kinds of fact it waits for.
    kinds: ClassVar[frozenset[str]]
    #: Whether it waits for what imports bring, too.
    of_imports: ClassVar[bool] = True
    #: Whether such a fact wakes it at once; what comes by the hundred a second waits for its usual turn.
    at_once: ClassVar[bool] = True

    @abstractmethod
    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | Through | None:
        """Do the next part of what follows from a fact, inside a transaction.

        ``done`` is what the part before returned, 0 for the first one. Return how far it is now (above 0), or None
        when nothing is left; or ``Through`` when later facts were dealt with together with this one. A part must be
        safe to do again.
        """


@functools.cache
def followers() -> tuple[Follower, ...]:
    """All announced followers, by name."""
    found = [
        value()
        for module in modules_named("followers")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Follower) and value.__module__ == module.__name__
        if value is not Follower
    ]
    return tuple(sorted(found, key=lambda follower: follower.name))


@functools.cache
def followed_kinds() -> frozenset[str]:
    """The kinds of fact that wake the followers."""
    return frozenset(kind for follower in followers() if follower.at_once for kind in follower.kinds)


def follow(*, now: Now, wait: bool = True) -> int:
    """Let every follower do all that is left for it; return how many parts were done.

    Without ``wait``, a follower that another process is moving on is left to that process.
    """
    return sum(_follow(follower, now, wait=wait) for follower in followers())


def _follow(follower: Follower, now: Now, *, wait: bool) -> int:
    place, _ = FollowerPlace.objects.get_or_create(name=follower.name)
    if place.position == queries.position():
        return 0
    parts = 0
    while _take_part(follower, now, wait=wait):
        parts += 1
    return parts


def _take_part(follower: Follower, now: Now, *, wait: bool) -> bool:
    """Do one part; False when nothing is left, or another process is at it."""
    with transaction.atomic():
        places = FollowerPlace.objects.select_for_update(skip_locked=not wait)
        place = places.filter(name=follower.name).first()
        if place is None:
            return False
        newest = queries.position()
        fact = queries.next_of(follower.kinds, after=place.position, upto=newest, of_imports=follower.of_imports)
        if fact is None:
            # The journal may stand behind a place kept from before a restore; then the follower starts from there.
            place.position, place.done = newest, 0
        else:
            done = follower.take(fact, done=place.done, now=now())
            if isinstance(done, Through):
                place.position, place.done = done.position, 0
            else:
                place.position, place.done = (fact.position, 0) if done is None else (place.position, done)
        place.save()
    return fact is not None
