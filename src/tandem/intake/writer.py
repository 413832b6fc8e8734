"""The gate's end of writing: it hands records to a process of their own, and starts another when that one dies.

Whatever the writing process had not answered when it died, and what comes until there is another, goes to the spool.
Some of it may have been written already: it has the same id, so feeding it changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Protocol, cast

from tandem.intake.doors import Arriving
from tandem.intake.frames import Frames, Outcome, handed_over
from tandem.intake.group import promised
from tandem.intake.spool import NoRoom, Spool

log = logging.getLogger(__name__)

#: Requests waiting for the writer; beyond them a sender is told to come again.
MOST_WAITING = 4_000
#: Seconds between the death of a writing process and the next one; they double while none lives long, so that one which
#: cannot start is not started a thousand times.
_PAUSE, _LONGEST_PAUSE, _LONG_LIFE = 0.2, 5.0, 10.0
#: Seconds for the last one to take in what it was handed.
_LONGEST_END = 15.0


class Running(Protocol):
    """A writer that was started."""

    def wait(self, timeout: float | None = None) -> object:
        """Until it has ended. Raises ``TimeoutExpired``."""

    def kill(self) -> None:
        """End it at once."""


type Start = Callable[[socket.socket, Path], Running]


def process_of_its_own(end: socket.socket, folder: Path) -> Running:
    """Start a process that writes what comes over the connection."""
    command = [sys.executable, "-m", "tandem.intake.writing_process", str(end.fileno()), str(folder)]
    environment = {"DJANGO_SETTINGS_MODULE": "tandem.site.settings"} | os.environ
    return subprocess.Popen(command, pass_fds=(end.fileno(),), stdin=subprocess.DEVNULL, env=environment)  # noqa: S603  # our own


class Writer:
    """Hands records over and gives back what became of them. Everything happens in the loop it was started in."""

    def __init__(self, *, folder: Path, start: Start = process_of_its_own) -> None:
        self._folder = folder
        self._start = start
        # Only used while no writing process lives, which has a hold of its own on the folder.
        self._spool = Spool(folder)
        self._spooling = asyncio.Lock()
        self._unanswered: dict[int, tuple[Sequence[Arriving], asyncio.Future[Outcome]]] = {}
        self._number = 0
        self._messages: list[bytes] = []
        self._connection: asyncio.WriteTransport | None = None
        self._stopping = False
        self._life: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin; call in the loop that will serve."""
        self._life = asyncio.get_running_loop().create_task(self._keep_writing())

    async def stop(self) -> None:
        """Let what was handed over be taken in, then end."""
        self._stopping = True
        if self._connection is not None:
            self._send()
            self._connection.write_eof()
        if self._life is not None:
            await asyncio.wait([self._life], timeout=_LONGEST_END)
            if self._connection is not None:
                log.error("The writing process does not end; what it has not answered goes to the spool")
                self._connection.abort()
            await self._life
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._spool.close()

    def put(self, arriving: Sequence[Arriving]) -> asyncio.Future[Outcome] | None:
        """Hand the records of one request over; None when too many wait already."""
        if len(self._unanswered) >= MOST_WAITING:
            return None
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if self._stopping or self._connection is None or self._connection.is_closing():
            self._spool_soon([(arriving, future)])
            return future
        try:
            message = handed_over(self._number, arriving)
        except (TypeError, ValueError):
            log.exception("A door read what cannot be written")
            _set(future, Outcome((), failed=True))
            return future
        self._unanswered[self._number] = (arriving, future)
        self._number += 1
        if not self._messages:
            # Requests that came together are handed over together: each message of its own would wake the writer.
            asyncio.get_running_loop().call_soon(self._send)
        self._messages.append(message)
        return future

    def _send(self) -> None:
        messages, self._messages = self._messages, []
        # Without a connection they are among the unanswered, which go to the spool.
        if messages and self._connection is not None and not self._connection.is_closing():
            self._connection.write(b"".join(messages))

    def settle(self, number: int, outcome: Outcome) -> None:
        """Answer who waits for it."""
        if (waiting := self._unanswered.pop(number, None)) is not None:
            _set(waiting[1], outcome)

    async def _keep_writing(self) -> None:
        pause = _PAUSE
        while not self._stopping:
            began = monotonic()
            try:
                await self._write_until_it_ends()
            except OSError as wrong:
                log.error("The writing process could not be started: %s", wrong)
            if not self._stopping:
                log.error("The writing process has ended; leads go to the spool until another has begun")
                pause = _PAUSE if monotonic() - began > _LONG_LIFE else min(2 * pause, _LONGEST_PAUSE)
                await asyncio.sleep(pause)

    async def _write_until_it_ends(self) -> None:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with contextlib.closing(theirs):
            try:
                running = await asyncio.to_thread(self._start, theirs, self._folder)
            except OSError:
                ours.close()
                raise
        answers = _Answers(self.settle)
        self._connection, _ = cast(
            tuple[asyncio.WriteTransport, _Answers], await loop.create_unix_connection(lambda: answers, sock=ours)
        )
        # It feeds from now on what we have kept meanwhile.
        async with self._spooling:
            self._spool.close()
        if self._stopping:
            self._connection.write_eof()
        await answers.ended
        self._connection = None
        left, self._unanswered = list(self._unanswered.values()), {}
        if left:
            self._spool_soon(left)
        await asyncio.to_thread(_finish, running)

    def _spool_soon(self, left: Sequence[tuple[Sequence[Arriving], asyncio.Future[Outcome]]]) -> None:
        task = asyncio.get_running_loop().create_task(self._keep(left))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep(self, left: Sequence[tuple[Sequence[Arriving], asyncio.Future[Outcome]]]) -> None:
        """Into the spool, then answer."""
        records = [record for arriving, _ in left for record in arriving]
        failed = False
        async with self._spooling:
            try:
                await asyncio.to_thread(self._spool.keep, records)
            except (NoRoom, ValueError, TypeError) as full:
                log.error("Neither a writing process nor the spool takes leads: %s", type(full).__name__)
                failed = True
            if self._connection is not None:
                # Another process has begun meanwhile, and may feed it.
                self._spool.close()
        for arriving, future in left:
            _set(future, Outcome((), failed=True) if failed else promised(arriving))


class _Answers(asyncio.Protocol):
    """Hears what became of requests."""

    def __init__(self, settle: Callable[[int, Outcome], None]) -> None:
        self._settle = settle
        self._frames = Frames()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, data: bytes) -> None:
        """Answer those who wait."""
        for number, outcome in self._frames.settled(data):
            self._settle(number, outcome)

    def connection_lost(self, error: Exception | None) -> None:
        """The other end is gone."""
        if not self.ended.done():
            self.ended.set_result(None)


def _set(future: asyncio.Future[Outcome], outcome: Outcome) -> None:
    # A sender who has hung up no longer waits.
    if not future.done():
        future.set_result(outcome)


def _finish(running: Running) -> None:
    """What has let go of the connection ends by itself; what has not is ended."""
    try:
        running.wait(timeout=2)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
