"""The web server and, beside it, the process that runs background jobs."""

from __future__ import annotations

import http.client
import importlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from tandem.basics.loaded import set_aside


class AddressTaken(Exception):
    """The address cannot be listened on; the message says why and what to do."""


def serve(*, host: str, port: int, workers: int, threads: int, with_jobs: bool, answering: Callable[[], None]) -> None:
    """Serve until told to stop: ``workers`` processes, each of ``threads`` pages at once and any number of leads.

    ``answering`` is called, in a thread of its own, as soon as the first page is answered.
    """
    require_free(host, port)
    jobs = Jobs() if with_jobs else None
    # Loaded once, before the server's processes are forked: their first page is quick, and they share the memory.
    importlib.import_module(settings.ROOT_URLCONF)
    set_aside()
    # The server's processes take it from there.
    os.environ["TANDEM_PAGE_THREADS"] = str(threads)
    server = Server(
        "tandem.site.served:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        # Connections of a worker, most of them streams that wait: the doors need room beside them.
        backlog=4096,
        backpressure=4096 // workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # Server processes must not outlive a stop for longer than a slow page takes.
        workers_kill_timeout=20,
    )
    if jobs:
        jobs.start()
    threading.Thread(target=_call_once_answered, args=(host, port, answering), daemon=True).start()
    try:
        server.serve()
    finally:
        if jobs:
            jobs.stop()


def require_free(host: str, port: int) -> None:
    """Refuse early, with a sentence, rather than from inside the server's processes."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(
                f"Cannot listen on {host}:{port} ({error.strerror}): choose another with --host or --port."
            ) from error


def _call_once_answered(host: str, port: int, answering: Callable[[], None]) -> None:
    """Ask for the page to sign in until there is an answer, of whatever kind: it may be a redirect to https."""
    while True:
        time.sleep(0.2)
        with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
            try:
                connection.request("GET", "/account/login/")
                connection.getresponse()
            except (OSError, http.client.HTTPException):
                continue
        answering()
        return


class Jobs:
    """'tandem work' as a child process, started again if it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep_running, name="jobs", daemon=True)

    def start(self) -> None:
        """Start the child and watch over it."""
        self._watch.start()

    def stop(self) -> None:
        """Ask the child to finish its jobs and wait for it; it is told to leave after 30 seconds."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._watch.join(timeout=30)
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def _keep_running(self) -> None:
        while not self._stopping.is_set():
            # In a session of its own: Ctrl-C reaches only us, and we stop the child in order.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tandem.site.command_line", "work"],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.site.settings"},
            )
            if self._stopping.is_set():
                self._process.terminate()
            self._process.wait()
            # A child that cannot start must not be started a thousand times a second.
            self._stopping.wait(timeout=2)
