"""A process that was started by another stops when that other is gone, however it went."""

from __future__ import annotations

import os
import signal
import threading
import time

SECONDS_BETWEEN_LOOKS = 0.5


def stop_with_parent() -> None:
    """Ask this process to stop (SIGTERM) as soon as the process that started it is gone.

    A parent that is killed cannot stop its children. A server left behind would keep the port, and a worker
    would go on beside its successor.
    """
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="parent watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
