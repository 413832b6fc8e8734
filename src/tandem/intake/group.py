"""Group commit: whatever waits is taken in together, as soon as the writer is free.

One thread of each server process writes. Senders are answered after the commit, or, when the database is away,
after their records have reached the spool's disk.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from tandem.intake.doors import Arriving, OpenSource
from tandem.intake.spool import NoRoom, Spool, Stuck
from tandem.intake.taking_in import Taken, take_in

log = logging.getLogger(__name__)

#: Records in one transaction: enough that the commit costs little, few enough that the first waits briefly.
MOST_AT_ONCE = 128
#: Requests waiting for the writer; beyond them a sender is told to come again.
MOST_WAITING = 4_000
#: Milliseconds to wait for another writer before the spool takes over.
PATIENCE_MS = 2_000
#: KiB of SQLite's pages that the writer keeps.
CACHE_KIB = 16_384
#: Seconds between two tries to feed the spool, and between two looks at the sources.
FEED_EVERY = 1.0

#: What a database raises that is away, locked or full, not what it raises about a record.
AWAY = (OperationalError, InterfaceError)


class Outcome(NamedTuple):
    """What the sender is told: the ids, or that nothing could be kept."""

    taken: Sequence[Taken]
    #: Kept in the spool: it has an id, and will be a lead when the database is back.
    spooled: bool = False
    #: Why nothing was kept; then it must not be acknowledged.
    failure: BaseException | None = None


type Settle = Callable[[list[tuple[object, Outcome]]], None]


class Group:
    """The writer of a process and what waits for it.

    ``settle`` is called in the writer's thread with everything a commit settled: (what was put with it, outcome).
    ``chores`` runs there too, about once a second, with the database at hand.
    """

    def __init__(
        self,
        *,
        spool: Spool,
        sources: Callable[[], Mapping[str, OpenSource]],
        settle: Settle,
        chores: Callable[[], None],
    ) -> None:
        self._waiting: queue.SimpleQueue[tuple[Sequence[Arriving], object] | None] = queue.SimpleQueue()
        self._spool = spool
        self._sources = sources
        self._settle = settle
        self._chores = chores
        self._next_chores = 0.0
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def start(self) -> None:
        """Begin; the spool is fed first."""
        self._thread.start()

    def put(self, arriving: Sequence[Arriving], ticket: object) -> bool:
        """Queue the records of one request; False when too many wait already."""
        if self._waiting.qsize() >= MOST_WAITING:
            return False
        self._waiting.put((arriving, ticket))
        return True

    def stop(self) -> None:
        """Take in what waits, then end."""
        self._waiting.put(None)
        self._thread.join(timeout=15)
        if not self._thread.is_alive():
            self._spool.close()

    def _run(self) -> None:
        self._spool.try_again()
        self._between()
        going = True
        while going:
            try:
                first = self._waiting.get(timeout=FEED_EVERY)
            except queue.Empty:
                self._between()
                continue
            going = self._take_with(first)
            if monotonic() >= self._next_chores:
                self._between()
        self._between()
        _disconnect()

    def _take_with(self, first: tuple[Sequence[Arriving], object] | None) -> bool:
        """Take in a request and whatever else waits; False when it is time to stop."""
        if first is None:
            return False
        batch = [first]
        count = len(first[0])
        while count < MOST_AT_ONCE and not self._waiting.empty():
            more = self._waiting.get()
            if more is None:
                self._take(batch)
                return False
            batch.append(more)
            count += len(more[0])
        self._take(batch)
        return True

    def _between(self) -> None:
        """What may wait: the sources and refused requests, then the spool, which needs the sources as they are."""
        self._next_chores = monotonic() + FEED_EVERY
        if self._tried(self._chores) and not self._spool.is_empty():
            self._tried(lambda: self._spool.feed(self._feed))

    def _tried(self, work: Callable[[], object]) -> bool:
        """Do what may fail while the database is away; False when it is."""
        try:
            _connect()
            work()
        except AWAY as away:
            _disconnect()
            log.warning("The database is away, leads go to the spool: %s", type(away).__name__)
            return False
        except Exception as wrong:
            _disconnect()
            _tell("What may wait failed; it is tried again", wrong)
        return True

    def _feed(self, records: list[Arriving]) -> None:
        known = self._sources()
        if any(record.source not in known for record in records):
            raise Stuck
        try:
            take_in(records, sources=known, now=datetime.now(UTC))
        except AWAY:
            raise
        except Exception as wrong:
            _tell("A record of the spool cannot be taken in", wrong)
            raise Stuck from wrong
        # A long spool must not keep those waiting who knock now.
        if not self._waiting.empty():
            waiting = self._waiting.get()
            if not self._take_with(waiting):
                self._waiting.put(None)

    def _take(self, batch: list[tuple[Sequence[Arriving], object]]) -> None:
        """Settle every ticket of the batch, whatever happens."""
        try:
            settled = self._outcomes(batch)
        except Exception as wrong:
            _tell("Neither the database nor the spool was reached", wrong)
            settled = [(ticket, Outcome((), failure=wrong)) for _, ticket in batch]
        try:
            self._settle(settled)
        except Exception as wrong:
            _tell("Answering failed", wrong)

    def _outcomes(self, batch: list[tuple[Sequence[Arriving], object]]) -> list[tuple[object, Outcome]]:
        records = [record for arriving, _ in batch for record in arriving]
        try:
            _connect()
            taken = iter(take_in(records, sources=self._sources(), now=datetime.now(UTC)))
            return [(ticket, Outcome([next(taken) for _ in arriving])) for arriving, ticket in batch]
        except AWAY as away:
            log.warning("The database is away, leads go to the spool: %s", type(away).__name__)
            _disconnect()
            return self._spooled(batch, away)
        except Exception as wrong:
            _tell("Records could not be taken in", wrong)
            if len(batch) == 1:
                # Nobody can mend it while the sender waits; nothing acknowledged is lost all the same.
                return self._aside(batch[0])
            return [outcome for one in batch for outcome in self._outcomes([one])]

    def _spooled(self, batch: list[tuple[Sequence[Arriving], object]], away: Exception) -> list[tuple[object, Outcome]]:
        try:
            self._spool.keep([record for arriving, _ in batch for record in arriving])
        except NoRoom as full:
            log.error("Neither the database (%s) nor the spool (%s) takes leads", away, full)
            return [(ticket, Outcome((), failure=full)) for _, ticket in batch]
        return [(ticket, _promised(arriving)) for arriving, ticket in batch]

    def _aside(self, one: tuple[Sequence[Arriving], object]) -> list[tuple[object, Outcome]]:
        arriving, ticket = one
        try:
            for record in arriving:
                self._spool.set_aside(record)
        except OSError as full:
            return [(ticket, Outcome((), failure=full))]
        return [(ticket, _promised(arriving))]


def _promised(arriving: Sequence[Arriving]) -> Outcome:
    return Outcome([Taken(record.id, 0, again=False) for record in arriving], spooled=True)


def _connect() -> None:
    """Open the connection if there is none: rather the spool than a sender who waits as long as a page may."""
    if connection.connection is None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
                return
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            # The whole database must not grow into the memory of a process that never ends: what it reads of it, the
            # system keeps at hand anyway.
            cursor.execute("PRAGMA mmap_size = 0")
            cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _disconnect() -> None:
    try:
        connection.close()
    except Exception as wrong:
        _tell("The connection could not be closed", wrong)


def _tell(what: str, wrong: BaseException) -> None:
    """Into the log; what a database says of a row may hold a phone, so of that only its kind."""
    if isinstance(wrong, DatabaseError):
        log.error("%s: %s", what, type(wrong).__name__)
    else:
        log.error(what, exc_info=wrong)
