"""A writer in a thread of the test's process, where the test's database is: everything else as in its own process."""

from __future__ import annotations

import socket
import subprocess
import threading
from pathlib import Path

from tandem.intake.writing import serve


class InThread:
    """Starts when it is made."""

    def __init__(self, end: socket.socket, folder: Path) -> None:
        # Whoever started us closes theirs.
        own = end.dup()
        self._thread = threading.Thread(target=serve, args=(own,), kwargs={"folder": folder})
        self._thread.start()

    def wait(self, timeout: float | None = None) -> None:
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise subprocess.TimeoutExpired("writer", timeout or 0)

    def kill(self) -> None:
        """A thread ends when it has no more to do."""
