"""`tandem mail-listen`: take letters in by SMTP."""

from __future__ import annotations

import argparse
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from tandem.intake.mail_listening import listener


class Command(BaseCommand):
    """For a mail server of one's own to hand letters on to; the internet's spam is that server's business."""

    help = "Take letters to the addresses of sources in by SMTP, until stopped"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=2525)

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen until asked to stop; letters being taken in are finished."""
        stopped = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stopped.set())
        server = listener(options["host"], options["port"])
        server.start()
        self.stdout.write(f"Letters are taken at {options['host']}:{options['port']}")
        self.stdout.flush()
        stopped.wait()
        server.stop()
