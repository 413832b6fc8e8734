"""A job that tests kill: it writes down who began and who ended it."""

import os
import time
from pathlib import Path

from django.tasks import task


@task()
def sleep_at_first(diary: str, patience: float = 60) -> None:
    """Begin; whoever is the first to begin sleeps for ``patience`` seconds; end."""
    path = Path(diary)
    with path.open("a") as file:
        file.write(f"began {os.getpid()}\n")
    if path.read_text().count("began") == 1:
        time.sleep(patience)
    with path.open("a") as file:
        file.write(f"ended {os.getpid()}\n")


@task()
def kill_the_process(diary: str) -> None:
    """A job that no process survives."""
    with Path(diary).open("a") as file:
        file.write(f"began {os.getpid()}\n")
    os.kill(os.getpid(), 9)
