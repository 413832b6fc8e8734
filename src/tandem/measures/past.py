"""The store as it stood at an earlier position of the journal: the data that figures were once counted from.

Such a store is built beside the present one from the journal up to that position, once, and kept as a read-only file
under the position's name; like every store it may be thrown away and is then built again.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import duckdb
from django.conf import settings
from django.utils import timezone

from tandem.journal import queries as journal
from tandem.measures import folding, renaming
from tandem.measures.base_file import folder
from tandem.measures.sealing import build_beside
from tandem.measures.store import Freshness, Reading, store
from tandem.measures.tables import shape


class NotYetRecorded(LookupError):
    """The journal has not reached the position that was asked for."""


def read_at(position: int) -> Reading:
    """A look at the store as it stood at a position of the journal; refuses by ``NotYetRecorded``.

    The first look at a position builds its file, which takes as long as a rebuild of the store up to there.
    """
    newest = journal.position()
    if position > newest:
        raise NotYetRecorded(f"The journal stands at {newest}, before {position}.")
    if position == newest:
        return store.read()
    kept = _file(position)
    if not kept.exists():
        _build(kept, position)
    connection = duckdb.connect(config={"threads": settings.STORE_THREADS})
    folding.prepare(connection, zone=settings.TIME_ZONE)
    connection.execute(f"ATTACH '{kept}' AS past (READ_ONLY)")
    renaming.create_schema(connection)
    connection.execute("BEGIN")
    renaming.show(connection, shape(), {name: f"FROM past.{name}" for name in shape().tables})
    connection.execute("COMMIT")
    renaming.read_renamed(connection, shape(), shape().tables)
    return Reading(cursor=connection, freshness=Freshness(as_of=timezone.now(), position=position, behind=0))


def is_kept(position: int) -> bool:
    """Whether the store of a position can be read without building it first."""
    return position == journal.position() or _file(position).exists()


def _file(position: int) -> Path:
    # Of the shape, too: a later Tandem that counts more columns builds its own.
    return folder().path / "past" / f"{position:012d}-{shape().fingerprint(settings.TIME_ZONE)}.duckdb"


def _build(kept: Path, position: int) -> None:
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    # Of this thread of this process alone, so that two may build at once; the rename is atomic and either is right.
    private = kept.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
    private.unlink(missing_ok=True)
    base = folder().current()
    if base is not None and base.position == position and base.fingerprint == shape().fingerprint(settings.TIME_ZONE):
        shutil.copyfile(folder().file(base), private)
    else:
        build_beside(private, upto=position)
    private.rename(kept)
