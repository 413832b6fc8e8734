"""Serve the pages."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tandem.site.preparation import require_prepared_database
from tandem.site.server import serve


class Command(BaseCommand):
    """Starts the process for background jobs too."""

    help = "Serve Tandem's pages and run its background jobs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
        parser.add_argument(
            "--workers",
            type=int,
            default=min(4, os.cpu_count() or 1),
            help="server processes (default: cores, 4 at most)",
        )
        parser.add_argument("--threads", type=int, default=4, help="pages at once in a process (default 4)")
        parser.add_argument("--no-worker", action="store_true", help="run no background jobs here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve, and say where as soon as somebody who goes there is answered."""
        require_prepared_database()
        host = f"[{options['host']}]" if ":" in options["host"] else options["host"]

        def say_where() -> None:
            self.stdout.write(f"Tandem is at http://{host}:{options['port']}/ (stop with Ctrl-C)")
            self.stdout.flush()

        serve(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            threads=options["threads"],
            with_jobs=not options["no_worker"],
            answering=say_where,
        )
