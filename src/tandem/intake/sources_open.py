"""Which sources are open: read from their table, and anew every few seconds by whoever answers requests.

A room above announces the texts of consent that forms show by ``published_consents()`` in ``<room>/consent_texts.py``:
language → ``ConsentAsked``. They go along with the sources, so that a door knows them while the database is away.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import get_ident
from time import monotonic

import msgspec
from django.db import DatabaseError, InterfaceError, connection

from tandem.basics.discovery import modules_named
from tandem.intake.doors import ConsentAsked, OpenSource
from tandem.intake.models import Source

log = logging.getLogger(__name__)

#: Seconds after which the table is read again, and between two looks for an address nobody knows.
REFRESH_EVERY, LOOK_EVERY = 5.0, 1.0
#: The door whose pages ask for consent.
_ASKS_CONSENT = "form"


def open_sources() -> dict[str, OpenSource]:
    """Key → source, of all that are open."""
    return _all_opened(Source.objects.filter(is_open=True))


def every_source() -> dict[str, OpenSource]:
    """Key → source, of all: what was acknowledged comes in though its source has been closed since."""
    return _all_opened(Source.objects.all())


def _all_opened(found: Iterable[Source]) -> dict[str, OpenSource]:
    rows = list(found)
    consents = _consents() if any(row.door == _ASKS_CONSENT for row in rows) else {}
    return {row.key: _opened(row, consents) for row in rows}


def opened(row: Source) -> OpenSource:
    """A row as doors see it."""
    return _opened(row, _consents() if row.door == _ASKS_CONSENT else {})


def _consents() -> dict[str, ConsentAsked]:
    """The published texts by language."""
    found: dict[str, ConsentAsked] = {}
    for module in modules_named("consent_texts"):
        found |= module.published_consents()
    return found


def _opened(row: Source, consents: Mapping[str, ConsentAsked]) -> OpenSource:
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
        consents=consents if row.door == _ASKS_CONSENT else {},
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
        self._read_last: tuple[object, object] | None = None

    def standing(self) -> Mapping[str, OpenSource]:
        """Key → source of all that are open, as last read."""
        return self._open

    def known(self) -> Mapping[str, OpenSource]:
        """Key → source of all, closed ones too."""
        return self._every

    def refresh(self) -> None:
        """Read the table when it is time. Raises what the database raises."""
        if monotonic() >= self._refresh_at:
            self.renew()

    def renew(self) -> None:
        """Read the table now. Raises what the database raises."""
        rows, consents = _rows(), _consents()
        self._refresh_at = monotonic() + REFRESH_EVERY
        # A thousand rows are compared sooner than made into sources.
        if (rows, consents) != self._read_last:
            self._take(every_source())
            self._read_last = (rows, consents)

    def may_look_again(self) -> bool:
        """Whether an unknown address may send us to the table once more; says so once a second."""
        if monotonic() < self._look_at:
            return False
        self._look_at = monotonic() + LOOK_EVERY
        return True

    def look_again(self) -> None:
        """Read the table now, in a thread of its own; when the database is away what stood stands."""
        try:
            self.renew()
        except (DatabaseError, InterfaceError) as away:
            log.warning("The sources cannot be read: %s", away)
        finally:
            connection.close()

    def _take(self, found: dict[str, OpenSource]) -> None:
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


def _rows() -> list[tuple[object, ...]]:
    """All rows as the database gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Source._meta.db_table} ORDER BY id")
        return list(cursor.fetchall())


def _open_of(every: Mapping[str, OpenSource]) -> dict[str, OpenSource]:
    return {key: source for key, source in every.items() if source.is_open}


def _read(copy: Path) -> dict[str, OpenSource]:
    try:
        return msgspec.json.decode(copy.read_bytes(), type=dict[str, OpenSource])
    except (OSError, msgspec.DecodeError):
        return {}
