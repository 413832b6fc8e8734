"""The sealed base of the fact store: read-only files under versioned names, and the pointer to the newest.

DuckDB lets one process write a file *or* many read it. So a base is never written once others can
see it: a new one is made beside it under a private name, flushed, renamed to its final name, and
then the pointer is replaced by an atomic rename. A kill at any moment leaves the old base in force.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.conf import settings

_POINTER = "CURRENT"


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """What the pointer says: which file, how far into the journal, and of which shape."""

    file: str
    position: int
    fingerprint: str


class SealingElsewhere(Exception):
    """Another process is sealing a base right now."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder the bases live in."""

    path: Path

    def current(self) -> Base | None:
        """The base in force, if there is one."""
        try:
            return msgspec.json.decode((self.path / _POINTER).read_bytes(), type=Base)
        except FileNotFoundError:
            return None

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the pointer is replaced; cheap enough to ask for each page."""
        try:
            found = os.stat(self.path / _POINTER)
        except FileNotFoundError:
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)

    def file(self, base: Base) -> Path:
        """Where a base's data is."""
        return self.path / base.file

    def publish(self, private: Path, *, position: int, fingerprint: str) -> Base:
        """Give a finished file its final name, flip the pointer to it and drop older bases."""
        base = Base(file=f"base-{position:012d}-{time.time_ns():x}.duckdb", position=position, fingerprint=fingerprint)
        _flush(private)
        private.rename(self.path / base.file)
        pointer = self.path / f"{_POINTER}.new"
        pointer.write_bytes(msgspec.json.encode(base))
        _flush(pointer)
        pointer.rename(self.path / _POINTER)
        _flush(self.path)
        self._sweep(keep=base)
        return base

    def discard(self) -> None:
        """Forget the base in force: the next sync rebuilds from the journal."""
        (self.path / _POINTER).unlink(missing_ok=True)

    @contextlib.contextmanager
    def sealing(self, *, wait: bool) -> Iterator[None]:
        """Hold the right to make a new base; ``SealingElsewhere`` when taken and not waiting."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "sealing.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise SealingElsewhere("The fact store is being brought up to date by another process.") from None
            yield

    def _sweep(self, *, keep: Base) -> None:
        """Remove older bases and leftovers of killed sealers; readers that hold one keep it until they let go."""
        for path in self.path.glob("*.duckdb*"):
            if path.name != keep.file:
                path.unlink(missing_ok=True)


def folder() -> Folder:
    """The folder of this installation."""
    path = Path(settings.HOME) / "store"
    path.mkdir(parents=True, exist_ok=True)
    return Folder(path)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
