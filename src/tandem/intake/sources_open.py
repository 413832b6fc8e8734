"""Which sources are open: read from their table, and anew every few seconds by whoever answers requests."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import msgspec
from django.db import DatabaseError, connection

from tandem.intake.doors import OpenSource
from tandem.intake.models import Source

log = logging.getLogger(__name__)

#: Seconds after which the table is read again, and between two looks for an address nobody knows.
REFRESH_EVERY, LOOK_EVERY = 5.0, 1.0


def open_sources() -> dict[str, OpenSource]:
    """Key → source, of all that are open."""
    return {row.key: opened(row) for row in Source.objects.filter(is_open=True)}


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
    )


class Sources:
    """The open sources as a server process knows them.

    A copy on the disk, readable by its owner only, lets a process that starts while the database is away still know
    who may knock.
    """

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        self._standing: Mapping[str, OpenSource] = _read(copy)
        self._refresh_at = self._look_at = 0.0

    def standing(self) -> Mapping[str, OpenSource]:
        """Key → source as last read."""
        return self._standing

    def refresh(self) -> None:
        """Read the table when it is time. Raises what the database raises."""
        if monotonic() >= self._refresh_at:
            self._take(open_sources())

    def may_look_again(self) -> bool:
        """Whether an unknown address may send us to the table once more."""
        return monotonic() >= self._look_at

    def look_again(self) -> None:
        """Read the table now, in a thread of its own; when the database is away what stood stands."""
        self._look_at = monotonic() + LOOK_EVERY
        try:
            self._take(open_sources())
        except DatabaseError as away:
            log.warning("The sources cannot be read: %s", away)
        finally:
            connection.close()

    def _take(self, found: dict[str, OpenSource]) -> None:
        self._refresh_at = monotonic() + REFRESH_EVERY
        if found == self._standing:
            return
        self._standing = found
        fresh = self._copy.with_suffix(f".{os.getpid()}")
        try:
            fresh.touch(mode=0o600)
            fresh.write_bytes(msgspec.json.encode(found))
            fresh.replace(self._copy)
        except OSError as full:
            log.warning("No copy of the sources could be kept: %s", full)


def _read(copy: Path) -> dict[str, OpenSource]:
    try:
        return msgspec.json.decode(copy.read_bytes(), type=dict[str, OpenSource])
    except (OSError, msgspec.DecodeError):
        return {}
