"""What a long-lived process has loaded, set aside from the search for garbage."""

from __future__ import annotations

import atexit
import gc


def set_aside() -> None:
    """Keep what is loaded by now out of every later search for garbage; before processes are forked.

    Python looks for cycles among all objects it knows, a quarter of a million once the pages are loaded, and everything
    waits meanwhile. What is set aside is not looked at, nor written to, so that forked processes go on sharing it.
    """
    gc.collect()
    gc.freeze()
    # Taken apart in order at the end, or libraries in C complain of what nobody gave back.
    atexit.register(gc.unfreeze)
