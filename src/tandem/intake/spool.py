"""Where acknowledged records wait while the database is away: files that are only ever appended to.

A record is one line, its checksum before it, and has reached the disk when ``keep`` returns. Each process writes a
file of its own and holds its lock while it lives; whoever comes later feeds the files that nobody holds. Feeding
twice is harmless, because a record's id follows from what it says.
"""

from __future__ import annotations

import fcntl
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from tandem.intake.doors import Arriving

#: Records handed over at once when the spool is fed.
FEED = 256

_decode = msgspec.json.Decoder(Arriving).decode


class NoRoom(OSError):
    """The disk took only a part, which was cut off again: nothing may be acknowledged."""


class Stuck(Exception):
    """A record that no transaction takes though the database is there; the cause is the exception it came from."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What lies in a spool: files and records that wait, the oldest of them, records that were set aside.

    ``stuck`` could not be taken in though the database was there; ``damaged`` are lines whose checksum is wrong.
    """

    files: int = 0
    waiting: int = 0
    oldest: datetime | None = None
    stuck: int = 0
    damaged: int = 0


class Spool:
    """One process's hold on the folder; not for several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._file: int | None = None
        self._path: Path | None = None

    def keep(self, records: Sequence[Arriving]) -> None:
        """Append and wait for the disk. Raises ``NoRoom``, and then none of the records is kept."""
        if self._file is None:
            self._open()
        assert self._file is not None
        _append(self._file, b"".join(map(_line, records)))

    def is_empty(self) -> bool:
        """Whether nothing waits, as far as a glance tells."""
        return not any(self.folder.glob("*.spool"))

    def feed(self, take: Callable[[list[Arriving]], None]) -> int:
        """Hand over what waits in our file and in those nobody holds; returns how many records went.

        ``take`` raises ``Stuck`` for a record that can never be taken, which is set aside; whatever else it raises
        ends the feeding, and the file stays as it is.
        """
        fed = 0
        for path in sorted(self.folder.glob("*.spool")):
            if path == self._path:
                # What comes meanwhile goes into a new file.
                file, self._file, self._path = self._file, None, None
            else:
                file = _held(path)
            if file is None:
                continue
            try:
                fed += self._feed_file(path, take)
                path.unlink(missing_ok=True)
            finally:
                os.close(file)
        return fed

    def close(self) -> None:
        """Let others feed what we leave."""
        if self._file is not None:
            os.close(self._file)
            self._file = self._path = None

    def _open(self) -> None:
        path = self.folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}-{uuid4().hex[:6]}.spool"
        # Under a name that nobody feeds until it is locked: an empty file that nobody holds is fed and removed.
        opening = path.with_suffix(".opening")
        file = None
        try:
            file = os.open(opening, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_EXCL, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            opening.rename(path)
            _sync_folder(self.folder)
        except OSError as error:
            if file is not None:
                os.close(file)
            raise NoRoom(*error.args) from error
        self._file, self._path = file, path

    def _feed_file(self, path: Path, take: Callable[[list[Arriving]], None]) -> int:
        fed = 0
        damaged = stuck = b""
        for records, broken in _read(path):
            damaged += broken
            for record in records:
                record.spooled = True
            try:
                if records:
                    take(records)
            except Stuck:
                stuck += b"".join(_line(record) for record in records if _is_stuck(record, take))
            fed += len(records)
        # At the end and at once: a feeding that breaks off begins anew, and must not set aside twice.
        if damaged:
            self._set_aside("damaged", damaged)
        if stuck:
            self._set_aside("stuck", stuck)
        return fed

    def set_aside(self, record: Arriving) -> None:
        """Keep a record that cannot be taken in, for a person to look at. Raises ``NoRoom``."""
        self._set_aside("stuck", _line(record))

    def _set_aside(self, name: str, lines: bytes) -> None:
        path = self.folder / f"{name}.lines"
        while True:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                # Others append here too, and what fails is cut off again.
                fcntl.flock(file, fcntl.LOCK_EX)
                if not _is_still(path, file):
                    continue
                _append(file, lines)
                _sync_folder(self.folder)
                return
            finally:
                os.close(file)

    def try_again(self) -> None:
        """Let what was stuck be fed once more, as after an upgrade that may have mended the cause."""
        path = self.folder / "stuck.lines"
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_still(path, file):
                path.rename(self.folder / f"again-{uuid4().hex}.spool")
                _sync_folder(self.folder)
        finally:
            os.close(file)


def _is_stuck(record: Arriving, take: Callable[[list[Arriving]], None]) -> bool:
    try:
        take([record])
    except Stuck:
        return True
    return False


def _is_still(path: Path, file: int) -> bool:
    """Whether the name still means the file that was opened, now that it is locked."""
    with suppress(FileNotFoundError):
        return path.stat().st_ino == os.fstat(file).st_ino
    return False


def standing(folder: Path) -> Standing:
    """What lies in the folder now; reads every file, which are few and short."""
    files, waiting, oldest = 0, 0, None
    for path in folder.glob("*.spool"):
        files += 1
        with suppress(FileNotFoundError):
            for records, _ in _read(path):
                waiting += len(records)
                for record in records:
                    oldest = record.received_at if oldest is None else min(oldest, record.received_at)
    return Standing(files, waiting, oldest, _lines_in(folder / "stuck.lines"), _lines_in(folder / "damaged.lines"))


def _lines_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _line(record: Arriving) -> bytes:
    text = msgspec.json.encode(record)
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _read(path: Path) -> Iterator[tuple[list[Arriving], bytes]]:
    """Records in parts, each with the damaged lines met. A torn last line was never acknowledged: it is no damage."""
    records: list[Arriving] = []
    damaged = b""
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            checksum, _, text = line[:-1].partition(b" ")
            try:
                if int(checksum, 16) != zlib.crc32(text):
                    raise ValueError(checksum)
                records.append(_decode(text))
            except (ValueError, msgspec.DecodeError):
                damaged += line
            if len(records) == FEED:
                yield records, damaged
                records, damaged = [], b""
    yield records, damaged


def _held(path: Path) -> int | None:
    """The file, locked for us; None when its process lives or somebody else feeds it."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    if not path.exists():
        # Fed and removed between the look and the lock.
        os.close(file)
        return None
    return file


def _append(file: int, lines: bytes) -> None:
    before = os.fstat(file).st_size
    try:
        written = os.write(file, lines)
        if written != len(lines):
            raise OSError(f"wrote {written} of {len(lines)} bytes")
        os.fsync(file)
    except OSError as error:
        with suppress(OSError):
            os.ftruncate(file, before)
        raise NoRoom(*error.args) from error


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
