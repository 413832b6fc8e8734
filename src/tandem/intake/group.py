"""Group commit: whatever waits is taken in together, as soon as the writer is free.

Senders are answered after the commit, or, when the database is away, after their records have reached the spool's
disk. Who calls is ``writing``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from tandem.intake.doors import Arriving
from tandem.intake.frames import Handed, Outcome, Settled
from tandem.intake.sources_open import Sources
from tandem.intake.spool import NoRoom, Spool, Stuck
from tandem.intake.taking_in import Taken, take_in

log = logging.getLogger(__name__)

#: Records in one transaction: enough that the commit costs little, few enough that the first waits briefly.
MOST_AT_ONCE = 128
#: Milliseconds to wait for another writer before the spool takes over.
PATIENCE_MS = 2_000
#: KiB of SQLite's pages that the writer keeps.
CACHE_KIB = 16_384
#: Seconds between two tries to feed the spool, and between two looks at the sources.
FEED_EVERY = 1.0

#: What a database raises that is away, locked or full, not what it raises about a record.
AWAY = (OperationalError, InterfaceError)


class Group:
    """Takes in what came together: into the database, else into the spool, else nothing of it is promised.

    ``meanwhile`` is called between two parts of a long spool, which must not keep those waiting who knock now.
    """

    def __init__(self, *, folder: Path, meanwhile: Callable[[], None]) -> None:
        self._spool = Spool(folder)
        self._sources = Sources(folder / "sources.json")
        self._meanwhile = meanwhile
        #: When, by the monotonic clock, ``between`` is due.
        self.rests_until = 0.0

    def begin(self) -> None:
        """Let what was stuck be tried once more, and feed the spool."""
        self._spool.try_again()
        self.between()

    def end(self) -> None:
        """Let go of the database and the spool."""
        self.between()
        _disconnect()
        self._spool.close()

    def between(self) -> None:
        """What may wait: the sources, then the spool, which needs the sources as they are."""
        self.rests_until = monotonic() + FEED_EVERY
        if self._tried(self._sources.refresh) and not self._spool.is_empty():
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
        known = self._sources.known()
        if any(record.source not in known for record in records):
            raise Stuck
        try:
            take_in(records, sources=known, now=datetime.now(UTC))
        except AWAY:
            raise
        except Exception as wrong:
            _tell("A record of the spool cannot be taken in", wrong)
            raise Stuck from wrong
        self._meanwhile()

    def take(self, batch: Sequence[Handed]) -> list[Settled]:
        """Settle every request of the batch, whatever happens."""
        try:
            return self._outcomes(batch)
        except Exception as wrong:
            _tell("Neither the database nor the spool was reached", wrong)
            return [Settled(number, Outcome((), failed=True)) for number, _ in batch]

    def _outcomes(self, batch: Sequence[Handed]) -> list[Settled]:
        records = [record for _, arriving in batch for record in arriving]
        try:
            _connect()
            known = self._sources.known()
            if any(record.source not in known for record in records):
                # Opened a moment ago: whoever answered knows it already.
                self._sources.renew()
                known = self._sources.known()
            taken = iter(take_in(records, sources=known, now=datetime.now(UTC)))
            return [Settled(number, Outcome([next(taken) for _ in arriving])) for number, arriving in batch]
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

    def _spooled(self, batch: Sequence[Handed], away: Exception) -> list[Settled]:
        try:
            self._spool.keep([record for _, arriving in batch for record in arriving])
        except NoRoom as full:
            log.error("Neither the database (%s) nor the spool (%s) takes leads", away, full)
            return [Settled(number, Outcome((), failed=True)) for number, _ in batch]
        return [Settled(number, promised(arriving)) for number, arriving in batch]

    def _aside(self, one: Handed) -> list[Settled]:
        try:
            for record in one.arriving:
                self._spool.set_aside(record)
        except OSError:
            return [Settled(one.number, Outcome((), failed=True))]
        return [Settled(one.number, promised(one.arriving))]


def promised(arriving: Sequence[Arriving]) -> Outcome:
    """What is said of records that are on the spool's disk."""
    return Outcome([Taken(record.id, 0, again=False) for record in arriving], spooled=True)


def _connect() -> None:
    """Open the connection if there is none: rather the spool than a sender who waits as long as a page may."""
    if connection.connection is None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET lock_timeout = {PATIENCE_MS}")
                # Whatever is asked for a group of leads is asked by key. The planner would read a whole table for
                # fifty keys, until it is a large one.
                cursor.execute("SET enable_seqscan = off")
                cursor.execute("SET jit = off")
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
