"""Reading the fact store: the sealed base plus what the journal added since, merged in each process.

Each process holds an in-memory DuckDB with the base attached read-only and a small ``delta`` of the
same tables. Before a read it folds the journal's newest facts into the delta, so figures are never
older than the request, and no process ever waits for another's file.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow
from django.conf import settings
from django.utils import timezone

from tandem.journal import queries as journal
from tandem.journal.facts import BatchRetracted
from tandem.measures import deriving, folding, renaming
from tandem.measures.base_file import Base, folder
from tandem.measures.parsed import parsed, run
from tandem.measures.picking import DELTA
from tandem.measures.tables import shape

#: More new facts than this are left to a sync; the page shows figures as of the base meanwhile.
DELTA_LIMIT = 100_000
_STEP = 20_000
_ATTEMPTS = 3
_KIND, _BATCH = 1, 8


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far into the journal a reading stands."""

    as_of: dt.datetime
    position: int
    #: Facts recorded but not yet counted, because a sync is due; 0 is the rule.
    behind: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One consistent look at the store."""

    cursor: duckdb.DuckDBPyConnection
    freshness: Freshness
    #: What callers keep between readings, for as long as the process reads this base: what may be a minute old.
    kept: dict[Any, Any] = field(default_factory=dict)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query over the store's tables, by their names."""
        return run(self.cursor, sql, parameters).fetchall()

    def columns(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> pyarrow.Table:
        """A query's columns as Arrow, for methods that count over many leads at once."""
        found: pyarrow.Table = self.cursor.sql(parsed(sql), params=parameters or None).to_arrow_table()
        return found


class _Snapshot:
    """A base, its delta, and the views that merge them under the tables' names."""

    def __init__(self, base: Base | None, stamp: tuple[int, int]) -> None:
        self.stamp = stamp
        self.of_journal_alone = base is None
        self.shape, self.zone = shape(), settings.TIME_ZONE
        self.position = base.position if base else 0
        self.base_position = self.position
        self.behind = 0
        self.delta_tables: set[str] = set()
        self.kept: dict[Any, Any] = {}
        self.connection = duckdb.connect(config={"threads": settings.STORE_THREADS})
        folding.prepare(self.connection, zone=settings.TIME_ZONE)
        if base is not None:
            self.connection.execute(f"ATTACH '{folder().file(base)}' AS base (READ_ONLY)")
        # A schema and not a database of its own: rows and views then change in one transaction.
        self.connection.execute("CREATE SCHEMA delta")
        folding.create_tables(self.connection, shape(), new=DELTA)
        renaming.create_schema(self.connection)
        self.connection.execute("BEGIN")
        self._show(shape().tables)
        self.connection.execute("COMMIT")
        renaming.read_renamed(self.connection, shape(), shape().tables)

    def _show(self, names: Iterable[str]) -> None:
        """Show one of both: the base, as long as nothing is new, or what was read of a journal that has no base yet."""
        place = "delta" if self.of_journal_alone else "base"
        renaming.show(self.connection, shape(), {name: f"SELECT * FROM {place}.{name}" for name in names})

    def rewind(self) -> bool:
        """Stand at the journal's beginning again; False where that needs other tables than were laid out."""
        if not self.of_journal_alone or self.shape is not shape() or self.zone != settings.TIME_ZONE:
            return False
        self.connection.execute("BEGIN")
        folding.empty_tables(self.connection, shape(), self.delta_tables, new=DELTA)
        self._show(self.delta_tables)
        self.connection.execute("COMMIT")
        self.delta_tables, self.kept = set(), {}
        self.position = self.base_position = self.behind = 0
        return True

    def catch_up(self) -> None:
        """Fold new facts into the delta, as far as that is quick; note what is left for a sync."""
        newest = journal.position()
        if newest < self.position and not self.rewind():  # another journal was restored in place of ours
            self.behind = newest
            return
        while self.position < newest and self.position - self.base_position + _STEP <= DELTA_LIMIT:
            if newest - self.position > DELTA_LIMIT:
                break
            rows = journal.facts_after(self.position, limit=_STEP)
            before = _until_retraction(rows)
            if before:
                self._take_in(before)
            if len(before) < len(rows) or not rows:
                break
        self.behind = max(0, newest - self.position)

    def _take_in(self, rows: list[tuple[Any, ...]]) -> None:
        connection, old = self.connection, DELTA if self.of_journal_alone else ""
        connection.execute("BEGIN")
        try:
            changed = folding.fold(connection, shape(), journal.facts_table(rows), old=old, new=DELTA)
            self._merge_views(changed - self.delta_tables)
            changed |= deriving.derive(connection, shape(), old=old, new=DELTA)
            self._merge_views(changed - self.delta_tables)
            renaming.read_renamed(connection, shape(), changed)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        self.delta_tables |= changed
        self.position = rows[-1][0]

    def _merge_views(self, names: Iterable[str]) -> None:
        """Show base and delta as one; a table without new facts stays a plain look at the base."""
        if self.of_journal_alone:
            return
        keys = {name: shape().tables[name].key for name in names}
        renaming.show(
            self.connection,
            shape(),
            {
                name: f"SELECT b.* FROM base.{name} b ANTI JOIN delta.{name} d ON b.{key} = d.{key} "
                f"UNION ALL SELECT * FROM delta.{name}"
                for name, key in keys.items()
            },
        )


class Store:
    """The one door to the fact store in a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: _Snapshot | None = None

    def read(self) -> Reading:
        """A reading that includes every fact committed before this call, unless a sync is due."""
        with self._lock:
            snapshot = self._fresh_snapshot()
            snapshot.catch_up()
            freshness = Freshness(as_of=timezone.now(), position=snapshot.position, behind=snapshot.behind)
            return Reading(cursor=snapshot.connection.cursor(), freshness=freshness, kept=snapshot.kept)

    def kept(self) -> dict[Any, Any] | None:
        """What callers keep between readings, without bringing anything up to date; None before the first reading."""
        return None if self._snapshot is None else self._snapshot.kept

    def close(self) -> None:
        """Let go of the files; the next read opens them again."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.connection.close()
            self._snapshot = None

    def rewind(self) -> None:
        """Forget what was read: the journal was emptied or replaced. Tables once laid out are used again."""
        with self._lock:
            if self._snapshot is not None and self._snapshot.rewind():
                return
        self.close()

    def _fresh_snapshot(self) -> _Snapshot:
        place = folder()
        stamp = place.stamp()
        for attempt in range(_ATTEMPTS):
            if self._snapshot is not None and self._snapshot.stamp == stamp:
                break
            base = place.current()
            if base is not None and base.fingerprint != shape().fingerprint(settings.TIME_ZONE):
                base = None
            try:
                self._snapshot = _Snapshot(base, stamp)
            except duckdb.IOException:
                # A newer base was published and this file swept between our two looks.
                if attempt == _ATTEMPTS - 1:
                    raise
                stamp = place.stamp()
        assert self._snapshot is not None
        return self._snapshot


def _until_retraction(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows before the first batch taken back: taking facts out is a sync's work."""
    for at, row in enumerate(rows):
        if row[_KIND] == BatchRetracted.kind:
            return rows[:at]
    return rows


#: The store of this process.
store = Store()
