"""Which sources are open: read from their table, and anew every few seconds by whoever answers requests."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from threading import get_ident
from time import monotonic

import msgspec
from django.db import DatabaseError, InterfaceError, connection

from tandem.intake.doors import OpenSource
from tandem.intake.models import Source

log = logging.getLogger(__name__)

#: Seconds after which the table is read again, and between two looks for an address nobody knows.
REFRESH_EVERY, LOOK_EVERY = 5.0, 1.0


def open_sources() -> dict[str, OpenSource]:
    """Key → source, of all that are open."""
    return {row.key: opened(row) for row in Source.objects.filter(is_open=True)}


def every_source() -> dict[str, OpenSource]:
    """Key → source, of all: what was acknowledged comes in though its source has been closed since."""
    return {row.key: opened(row) for row in Source.objects.all()}


def opened(row: Source) -> OpenSource:
    """A row as doors see it."""
    return OpenSource(
        id=row.pk,
        key=row.key,
        name=row.name,
        door=row.door,
        system=row.system,
        fingerprint=row.fingerprint,
        defaults=row.defaults,
        settings=row.settings,
        a_minute=row.a_minute,
        refuses_incomplete=row.refuses_incomplete,
        is_open=row.is_open,
    )


class Sources:
    """The sources as a server process knows them.

    A copy on the disk, readable by its owner only, lets a process that starts while the database is away still know
    who may knock.
    """

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        self._every: Mapping[str, OpenSource] = _read(copy)
        self._open = _open_of(self._every)
        self._refresh_at = self._look_at = 0.0

    def standing(self) -> Mapping[str, OpenSource]:
        """Key → source of all that are open, as last read."""
        return self._open

    def known(self) -> Mapping[str, OpenSource]:
        """Key → source of all, closed ones too."""
        return self._every

    def refresh(self) -> None:
        """Read the table when it is time. Raises what the database raises."""
        if monotonic() >= self._refresh_at:
            self._take(every_source())

    def may_look_again(self) -> bool:
        """Whether an unknown address may send us to the table once more; says so once a second."""
        if monotonic() < self._look_at:
            return False
        self._look_at = monotonic() + LOOK_EVERY
        return True

    def look_again(self) -> None:
        """Read the table now, in a thread of its own; when the database is away what stood stands."""
        try:
            self._take(every_source())
        except (DatabaseError, InterfaceError) as away:
            log.warning("The sources cannot be read: %s", away)
        finally:
            connection.close()

    def _take(self, found: dict[str, OpenSource]) -> None:
        self._refresh_at = monotonic() + REFRESH_EVERY
        if found == self._every:
            return
        self._every, self._open = found, _open_of(found)
        fresh = self._copy.with_suffix(f".{os.getpid()}-{get_ident()}")
        try:
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as copy:
                copy.write(msgspec.json.encode(found))
                copy.flush()
                os.fsync(copy.fileno())
            fresh.replace(self._copy)
        except OSError as full:
            log.warning("No copy of the sources could be kept: %s", full)


def _open_of(every: Mapping[str, OpenSource]) -> dict[str, OpenSource]:
    return {key: source for key, source in every.items() if source.is_open}


def _read(copy: Path) -> dict[str, OpenSource]:
    try:
        return msgspec.json.decode(copy.read_bytes(), type=dict[str, OpenSource])
    except (OSError, msgspec.DecodeError):
        return {}
