"""Writing a backup while people go on working."""

from __future__ import annotations

import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from tandem.site import archive
from tandem.site.archive import BackupRefused, File, Manifest, Table

ROWS_AT_ONCE = 2000


def back_up(*, to: Path, home: Path, now: datetime, with_secrets: bool = False) -> Manifest:
    """Write everything that cannot be computed again into ``to`` and return what it holds.

    All tables are read in one snapshot, which neither waits for writers nor makes them wait. The file
    appears under its name only when it is complete and on the disk. Refuses to overwrite a file.
    """
    if to.exists():
        raise BackupRefused(f"{to} exists already: choose another name or remove it.")
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".tandem-backup-") as name:
        folder = Path(name)
        with snapshot():
            migrations = sorted(MigrationRecorder(connection).applied_migrations())
            tables = [_write_table(model, folder) for model in archive.kept_models()]
        paths = archive.files_of(home, database=database_file(), with_secrets=with_secrets)
        files = [found for path in paths if (found := _described(path, home))]
        manifest = Manifest(
            format=archive.FORMAT,
            tandem=version("tandem"),
            made_at=now.isoformat(),
            database=connection.vendor,
            migrations=migrations,
            tables=tables,
            files=files,
        )
        (folder / archive.MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        _pack(manifest, folder=folder, home=home, to=to)
    return manifest


def database_file() -> Path | None:
    """The file of the state database, if it is one."""
    return Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside shows the database at one moment."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    # Not atomic(): that would take the lock for writing, and a reader of a WAL needs none.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write_table(model: type[models.Model], folder: Path) -> Table:
    fields = archive.stored_fields(model)
    path = folder / f"{model._meta.label}.jsonl"
    # PostgreSQL keeps the keys of a JSON object in an order of its own.
    encode = msgspec.json.Encoder(order="deterministic").encode
    count = 0
    names = [field.attname for field in fields]
    with path.open("wb") as file:
        # By key, so that two backups of the same data are the same bytes.
        rows = model._base_manager.order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            file.write(encode(row))
            file.write(b"\n")
            count += 1
    with path.open("rb") as file:
        checksum = archive.digest(file)
    columns = [str(field.column) for field in fields]
    return Table(model=model._meta.label, columns=columns, rows=count, sha256=checksum)


def _described(path: Path, home: Path) -> File | None:
    try:
        with path.open("rb") as file:
            checksum = archive.digest(file)
        return File(path=path.relative_to(home).as_posix(), size=path.stat().st_size, sha256=checksum)
    except FileNotFoundError:
        # Somebody undid an import meanwhile; the rows no longer need the file either.
        return None


def _pack(manifest: Manifest, *, folder: Path, home: Path, to: Path) -> None:
    partial = folder / "backup.partial"
    with partial.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            tar.add(folder / archive.MANIFEST, archive.MANIFEST)
            for table in manifest.tables:
                path = folder / f"{table.model}.jsonl"
                tar.add(path, table.member)
                path.unlink()
            for kept in manifest.files:
                tar.add(home / kept.path, kept.member)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(to)
