"""Runs a coroutine though the test's own thread may be a browser's, which has a loop already."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor


def in_a_loop_of_its_own[R](work: Coroutine[None, None, R]) -> R:
    """What the coroutine returns, from a thread that is gone afterwards."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(asyncio.run, work).result()
