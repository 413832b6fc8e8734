"""What a server process does about once a second beside answering, in a thread with a connection of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

log = logging.getLogger(__name__)

_EVERY = 1.0


class Chores:
    """Runs ``work`` about once a second until stopped, and a last time then; what fails is tried again."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Begin at once."""
        self._thread.start()

    def stop(self) -> None:
        """Do the work once more, then end."""
        self._stopping.set()
        self._thread.join(timeout=15)

    def _run(self) -> None:
        self._do()
        while not self._stopping.wait(_EVERY):
            self._do()
        self._do()
        connection.close()

    def _do(self) -> None:
        try:
            self._work()
        except (DatabaseError, InterfaceError) as away:
            # What a database says of a row may hold a phone, so of that only its kind.
            log.warning("What may wait failed; it is tried again: %s", type(away).__name__)
            connection.close()
        except Exception:
            log.exception("What may wait failed; it is tried again")
            connection.close()
