"""Brings the sealed base up to the journal: copy, fold what is new, derive, publish."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from tandem.journal import queries as journal
from tandem.measures import deriving, folding
from tandem.measures.base_file import Base, Folder, folder
from tandem.measures.tables import Shape, shape

#: Facts folded in one step: large enough for columnar speed, small enough for memory (about 200 MB). A step brings
#: rows of which DuckDB takes over whole groups (122,880) at once; fewer it would write twice.
STEP = 1_000_000

type Progress = Callable[[int, int], None]


def sync(*, wait: bool = True, rebuild: bool = False, progress: Progress | None = None) -> Base:
    """Make a base that stands at the journal's newest position and put it in force.

    Safe to run at any time and any number of times, and to be killed: an unfinished base is thrown
    away. ``progress`` is told (position, newest position). Raises ``SealingElsewhere`` when another
    process seals and ``wait`` is false.
    """
    place = folder()
    with place.sealing(wait=wait):
        return _seal(place, rebuild=rebuild, progress=progress or (lambda done, of: None))


def build_beside(path: Path, *, upto: int | None = None) -> int:
    """Rebuild a store from the whole journal into a file of its own; return the position it stands at."""
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH '{path}' AS base")
        folding.prepare(connection, zone=settings.TIME_ZONE)
        return _build(connection, upto=upto, progress=lambda done, of: None)
    finally:
        connection.close()


def build_within(connection: duckdb.DuckDBPyConnection, *, upto: int | None = None) -> int:
    """Rebuild a store from the whole journal in a prepared connection's own tables; return its position."""
    folding.create_tables(connection, shape(), new="main.")
    return _follow(connection, shape(), place="main.", after=0, upto=upto, progress=lambda done, of: None)


def _seal(place: Folder, *, rebuild: bool, progress: Progress) -> Base:
    fingerprint = shape().fingerprint(settings.TIME_ZONE)
    current = place.current()
    if current is not None and (
        rebuild
        or current.fingerprint != fingerprint
        or not place.file(current).exists()
        or current.position > journal.position()
    ):
        current = None
    if current is not None and current.position == journal.position():
        return current
    private = place.path / "sealing.duckdb"
    private.unlink(missing_ok=True)
    private.with_suffix(".duckdb.wal").unlink(missing_ok=True)
    if current is not None:
        shutil.copyfile(place.file(current), private)
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH '{private}' AS base")
        folding.prepare(connection, zone=settings.TIME_ZONE)
        connection.execute(f"SET temp_directory = '{place.path / 'spill'}'")
        if current is None:
            position = _build(connection, upto=None, progress=progress)
        else:
            # One transaction: nobody else sees this file, so nothing need be written twice, to log and tables.
            connection.execute("BEGIN")
            position = _follow(connection, shape(), place="base.", after=current.position, upto=None, progress=progress)
            connection.execute("COMMIT")
        connection.execute("CHECKPOINT base")
        connection.execute("DETACH base")
    finally:
        connection.close()
    return place.publish(private, position=position, fingerprint=fingerprint)


def _build(connection: duckdb.DuckDBPyConnection, *, upto: int | None, progress: Progress) -> int:
    """Fold the whole journal in memory (DuckDB spills what does not fit) and write each table once."""
    folding.create_tables(connection, shape(), new="main.")
    position = _follow(connection, shape(), place="main.", after=0, upto=upto, progress=progress)
    folding.create_tables(connection, shape(), new="base.")
    counted = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (FROM main.{table})" for table in shape().tables)
    connection.execute("BEGIN")
    for (table,) in connection.execute(counted).fetchall():
        connection.execute(f"INSERT INTO base.{table} FROM main.{table}")
    connection.execute("COMMIT")
    return position


def _follow(
    connection: duckdb.DuckDBPyConnection,
    shape: Shape,
    *,
    place: str,
    after: int,
    upto: int | None,
    progress: Progress,
) -> int:
    """Fold every fact behind ``after`` into the tables of ``place``; return the position reached.

    Facts of batches that are retracted anywhere up to the end are left out from the start, so a
    rebuild never folds what it would have to take out again.
    """
    end = journal.position() if upto is None else upto
    retracted = set(journal.retracted_batches(upto=end))
    already = set(journal.retracted_batches(upto=after))
    for batch_id in sorted(retracted - already):
        if after:
            _take_out(connection, shape, batch_id, excluding=sorted(retracted), upto=after)
    position = after
    folded: Future[set[str]] | None = None
    # While DuckDB folds one step in a thread of its own, the next is read from the journal.
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="fold") as folder_thread:
        for facts in journal.facts_in_steps(after, end, step=STEP):
            position = facts["position"][-1].as_py()
            counted = _without(facts, retracted) if retracted else facts
            if folded is not None:
                folded.result()
            folded = folder_thread.submit(folding.fold, connection, shape, counted, old=place, new=place)
            progress(position, end)
        if folded is not None:
            folded.result()
    deriving.derive(connection, shape, old=place, new=place)
    return position


def _without(facts: pa.Table, batches: set[int]) -> pa.Table:
    return facts.filter(pc.invert(pc.is_in(facts["batch_id"], pa.array(batches, type=pa.int64()))))


def _take_out(
    connection: duckdb.DuckDBPyConnection, shape: Shape, batch_id: int, *, excluding: list[int], upto: int
) -> None:
    """Fold again, from what remains, everything a retracted batch touched."""
    folding.forget(connection, shape, journal.subjects_of_batch(batch_id), new="base.")
    after = 0
    while rows := journal.facts_of_batch_subjects(batch_id, excluding=excluding, upto=upto, after=after):
        folding.fold(connection, shape, journal.facts_table(rows), old="base.", new="base.")
        after = rows[-1][0]
