"""Finds a Chromium on this machine and says how it is started for tests."""

from __future__ import annotations

import os
import shutil

# No sandbox, since tests may run as root; no background networking, since they may run offline.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def executable() -> str | None:
    """The Chromium to drive: ``TANDEM_CHROMIUM``, or the first one in PATH."""
    if named := os.environ.get("TANDEM_CHROMIUM"):
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None
