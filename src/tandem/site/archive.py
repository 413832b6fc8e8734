"""The format of a backup: one ``.tar.gz`` that either database can be restored from.

``manifest.json`` comes first and says what follows: a file of rows for each table (``tables/…``, a JSON array
a line, columns in the manifest's order) and the files of the data folder (``files/…``), each with its
SHA-256. Values are written as Python sees them, so that a backup of SQLite restores into PostgreSQL and back.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec
from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

FORMAT = 1
MANIFEST = "manifest.json"
KEY_FILE = "secret_key"
# Sessions are signed with a key that stays behind, and a restored installation signs everybody in anew.
LEFT_OUT = {"sessions.Session"}
# What the data folder holds that is made from something else: it is made again.
DERIVED = {"static", "store"}
BACKUPS = "backups"
DATABASES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")


class BackupRefused(Exception):
    """The backup or the restoring cannot be done; the message says why, and nothing was changed."""


class Table(msgspec.Struct, frozen=True):
    """The rows of one model."""

    model: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        """Name inside the archive."""
        return f"tables/{self.model}.jsonl"


class File(msgspec.Struct, frozen=True):
    """One file of the data folder; ``path`` is relative to it."""

    path: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        """Name inside the archive."""
        return f"files/{self.path}"


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds."""

    format: int
    tandem: str
    made_at: str
    database: str
    migrations: list[tuple[str, str]]
    tables: list[Table]
    files: list[File]


def kept_models() -> list[type[models.Model]]:
    """Every table that a backup holds, in a fixed order."""
    found = apps.get_models(include_auto_created=True)
    kept = [m for m in found if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT]
    return sorted(kept, key=lambda model: model._meta.label)


def stored_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model's own table that hold data of their own: computed ones are computed again."""
    return [field for field in model._meta.local_concrete_fields if not getattr(field, "generated", False)]


def files_of(home: Path, *, database: Path | None, with_secrets: bool) -> list[Path]:
    """What a backup takes from the data folder: not the database, nothing derived or half-written."""
    found = []
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if not path.is_file() or path.is_symlink() or inside.parts[0] in DERIVED | {BACKUPS}:
            continue
        # A dot begins the name of what a backup or a restore is just writing.
        if any(part.startswith(".") for part in inside.parts):
            continue
        if path.name.endswith(DATABASES) or (database and path.name.startswith(database.name)):
            continue
        if inside == Path(KEY_FILE) and not with_secrets:
            continue
        found.append(path)
    return found


def digest(file: IO[bytes]) -> str:
    """SHA-256 of what is left to read."""
    found = hashlib.sha256()
    while block := file.read(1 << 20):
        found.update(block)
    return found.hexdigest()


def read_manifest(archive: tarfile.TarFile) -> Manifest:
    """The first member; refuses whatever is not a backup of ours, or of a later format."""
    first = archive.next()
    content = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
    if content is None:
        raise BackupRefused("This is not a backup made by Tandem: it does not begin with a manifest.")
    raw = content.read()
    try:
        made_as = msgspec.json.decode(raw)["format"]
        if made_as != FORMAT:
            raise BackupRefused(f"The backup has format {made_as}, and this version reads format {FORMAT}.")
        manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise BackupRefused(f"The manifest of the backup cannot be read: {error}.") from error
    for file in manifest.files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts:
            raise BackupRefused(f"The backup names a file outside the data folder: {file.path}.")
    return manifest


def rows_in(lines: IO[bytes], table: Table, connection: BaseDatabaseWrapper) -> Iterator[list[Any]]:
    """The rows of a table, ready for the columns of this database."""
    model = apps.get_model(table.model)
    by_column = {field.column: field for field in stored_fields(model)}
    prepare = [_preparation(by_column[column], connection) for column in table.columns]
    decoder = msgspec.json.Decoder(list[Any])
    for line in lines:
        row = decoder.decode(line)
        yield [value if step is None else step(value) for step, value in zip(prepare, row, strict=True)]


# Kinds of field whose JSON value both databases take as it is.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)


def _preparation(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], Any] | None:
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if type(target).get_db_prep_value is models.Field.get_db_prep_value and isinstance(target, PLAIN):
        return None

    def prepared(value: Any) -> Any:
        if value is None:
            # A JSON null in a column that may not be empty is a value, not the lack of one.
            if isinstance(target, models.JSONField) and not field.null:
                return connection.ops.adapt_json_value(None, target.encoder)
            return None
        return target.get_db_prep_save(target.to_python(value), connection)

    return prepared
