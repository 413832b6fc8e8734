"""Reading a backup back, into either database: everything or nothing."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tandem.site import archive
from tandem.site.archive import BackupRefused, Manifest, Table
from tandem.site.preparation import is_in_use, prepare

ROWS_AT_ONCE = 2000


def restore(*, source: Path, home: Path, replace: bool = False) -> Manifest:
    """Put the database and the data folder back to what ``source`` holds; return what that was.

    1. Read the whole backup and compare every checksum.
    2. Refuse if the database is in use (unless ``replace``), or if it is of another version's shape.
    3. Unpack the files aside; load all tables in one transaction; move the files into place.

    A refusal (``BackupRefused``) or a failure on the way leaves everything as it was. The fact store is
    removed, since it followed another history; the next 'tandem sync' builds it anew.
    """
    manifest = verified(source)
    prepare()
    if not replace and is_in_use():
        raise BackupRefused("The database is in use: add --replace to give up what it holds.")
    _require_same_shape(manifest)
    with tempfile.TemporaryDirectory(dir=home, prefix=".restore-") as name:
        aside = Path(name)
        with tarfile.open(source, mode="r:gz") as tar, transaction.atomic():
            _load(manifest, tar, aside)
        for file in manifest.files:
            target = home / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            (aside / file.path).replace(target)
    shutil.rmtree(home / "store", ignore_errors=True)
    return manifest


def verified(source: Path) -> Manifest:
    """Read a backup to its end and return its manifest; refuse a damaged or foreign one."""
    if not source.is_file():
        raise BackupRefused(f"There is no file {source}.")
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            manifest = archive.read_manifest(tar)
            expected = {table.member: table.sha256 for table in manifest.tables}
            expected |= {file.member: file.sha256 for file in manifest.files}
            for member in tar:
                if member.name == archive.MANIFEST:
                    continue
                content = tar.extractfile(member)
                if content is None:
                    raise BackupRefused(f"The backup holds {member.name}, which is no file.")
                if expected.pop(member.name, None) != archive.digest(content):
                    raise BackupRefused(f"The backup is damaged: {member.name} is not what was written.")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupRefused(f"{source} is not a complete backup: {error}.") from error
    if expected:
        raise BackupRefused(f"The backup is damaged: {min(expected)} is missing.")
    return manifest


def _require_same_shape(manifest: Manifest) -> None:
    ours = set(MigrationRecorder(connection).applied_migrations())
    theirs = {(app, name) for app, name in manifest.migrations}
    if unknown := theirs - set(MigrationLoader(connection).disk_migrations):
        raise BackupRefused(
            f"The backup was made by version {manifest.tandem}, which is newer "
            f"(it has {'.'.join(min(unknown))}): install that version first."
        )
    if missing := ours - theirs:
        raise BackupRefused(
            f"The backup was made by version {manifest.tandem}, which is older "
            f"(it lacks {'.'.join(min(missing))}): restore it with that version, then upgrade."
        )


def _load(manifest: Manifest, tar: tarfile.TarFile, aside: Path) -> None:
    tables = {table.member: table for table in manifest.tables}
    files = {file.member: file for file in manifest.files}
    with _triggers_off():
        _empty()
        for member in tar:
            content = tar.extractfile(member)
            if content is None or member.name == archive.MANIFEST:
                continue
            if member.name in tables:
                table = tables[member.name]
                _insert(table, archive.rows_in(content, table, connection))
            else:
                target = aside / files[member.name].path
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(content, file)
        connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), archive.kept_models()):
            cursor.execute(statement)


def _empty() -> None:
    """Take all rows out of all tables, sessions too; their foreign keys are looked at when all is loaded."""
    quote = connection.ops.quote_name
    names = [quote(model._meta.db_table) for model in _all_models()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for name in names:
            cursor.execute(f"DELETE FROM {name}")


def _insert(table: Table, rows: Iterator[list[Any]]) -> None:
    quote = connection.ops.quote_name
    into = f"{quote(apps.get_model(table.model)._meta.db_table)} ({', '.join(map(quote, table.columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(table.columns))
        for batch in batched(rows, ROWS_AT_ONCE, strict=False):
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", batch)


@contextmanager
def _triggers_off() -> Iterator[None]:
    """Triggers guard the data against people, and a restored row has already passed them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names = [quote(model._meta.db_table) for model in _all_models()]
            for name in names:
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            yield
            # A table with checks still to be made cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in names:
                cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {quote(name)}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def _all_models() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]
