"""The writing end of a gate: take what has come, write it in one transaction, tell what became of it."""

from __future__ import annotations

import select
import socket
from collections import deque
from pathlib import Path
from time import monotonic

from tandem.intake.frames import Frames, Handed, settled_as
from tandem.intake.group import MOST_AT_ONCE, Group

_READ_AT_ONCE = 1 << 20
#: A transaction costs as much as ten leads: what a flood has cut into small pieces is waited for, for so many seconds.
_FEW, _LINGER = 8, 0.0003


def serve(end: socket.socket, *, folder: Path) -> None:
    """Take in what comes over a connection until nobody holds its other end."""
    _Serving(end, folder).run()


class _Serving:
    def __init__(self, end: socket.socket, folder: Path) -> None:
        self._end = end
        self._frames = Frames()
        self._waiting: deque[Handed] = deque()
        self._is_open = True
        self._group = Group(folder=folder, meanwhile=self._take_what_came)

    def run(self) -> None:
        self._group.begin()
        while self._is_open or self._waiting:
            self._read(wait=0 if self._waiting else max(0.0, self._group.rests_until - monotonic()))
            self._take_waiting()
            if monotonic() >= self._group.rests_until:
                self._group.between()
        self._group.end()
        self._end.close()

    def _take_what_came(self) -> None:
        """Without waiting for more."""
        self._read(wait=0)
        self._take_waiting()

    def _read(self, *, wait: float) -> None:
        while self._is_open and select.select([self._end], [], [], wait)[0]:
            try:
                data = self._end.recv(_READ_AT_ONCE)
            except ConnectionError:
                data = b""
            self._is_open = bool(data)
            self._waiting.extend(self._frames.handed(data))
            if len(self._waiting) >= MOST_AT_ONCE:
                return
            wait = _LINGER if len(self._waiting) < _FEW else 0

    def _take_waiting(self) -> None:
        batch: list[Handed] = []
        count = 0
        while self._waiting and count < MOST_AT_ONCE:
            batch.append(self._waiting.popleft())
            count += len(batch[-1].arriving)
        if not batch:
            return
        told = settled_as(self._group.take(batch))
        try:
            self._end.sendall(told)
        except ConnectionError:
            # Nobody waits for it any more; whoever sends again is told the same.
            self._is_open = False
