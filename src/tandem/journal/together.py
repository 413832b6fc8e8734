"""Questions that need nothing of each other's answers, asked in one trip to the database.

Where the database is another process, a page of thirty small questions waits mostly for the way there and back. Who
asks may put a question off::

    with together():
        notes, visits = _notes.later(lead.pk), _visits.later(lead.pk)
        materials = materials_for(lead.pk)  # puts its own off, and tells how to read the answers
        shown = [*notes(), *visits()]

The first answer that is read sends all that was put off until then, in that order, and so does a prepared question
that is asked at once; PostgreSQL works on them one behind another, SQLite is asked one at a time. A room that adds to a
page needs no place in a list: it puts off what it asks and hands back how its answer is read (``Later``). Outside of
``together`` nothing is put off: the question is asked at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from tandem.journal.rows import ask_all

#: How an answer is read, as often as one likes.
type Later[T] = Callable[[], T]

#: What was put off and not asked yet; None outside of ``together``.
_PUT_OFF: ContextVar[list[_Answer[Any]] | None] = ContextVar("put_off", default=None)


@dataclass(slots=True, eq=False)
class _Answer[Row]:
    """The rows of one question, once somebody needs them."""

    sql: str
    #: The same as the driver takes it.
    plain: str
    values: Sequence[Any]
    made: Callable[[list[tuple[Any, ...]], Any], list[Row]]
    rows: list[Row] | None = None

    def __call__(self) -> list[Row]:
        if self.rows is None:
            waiting = _PUT_OFF.get() or []
            # One that is read behind the end of ``together`` is asked alone.
            asked = [*waiting] if any(each is self for each in waiting) else [self]
            waiting.clear()
            _ask(asked)
            assert self.rows is not None
        return self.rows


@contextmanager
def together() -> Iterator[None]:
    """Within: questions may be put off. What nobody read by the end is not asked."""
    token = _PUT_OFF.set([])
    try:
        yield
    finally:
        _PUT_OFF.reset(token)


def put_off[Row](
    sql: str, plain: str, values: Sequence[Any], made: Callable[[list[tuple[Any, ...]], Any], list[Row]]
) -> Later[list[Row]]:
    """A statement whose answer is read later; ``made`` makes rows of it, given the connection."""
    answer = _Answer(sql, plain, values, made)
    waiting = _PUT_OFF.get()
    if waiting is None:
        _ask([answer])
    else:
        waiting.append(answer)
    return answer


def _ask(answers: Sequence[_Answer[Any]]) -> None:
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.queries_logged or database.execute_wrappers:
        # Whoever counts or watches statements counts these too.
        for each in answers:
            with database.cursor() as cursor:
                cursor.execute(each.sql, each.values)
                each.rows = each.made(cursor.fetchall(), database)
        return
    database.validate_no_broken_transaction()
    for each, found in zip(answers, ask_all([(each.plain, each.values) for each in answers]), strict=True):
        each.rows = each.made(found, database)
