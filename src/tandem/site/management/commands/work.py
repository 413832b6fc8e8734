"""Run background jobs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tandem.site.preparation import require_prepared_database


class Command(BaseCommand):
    """May run on several machines at once when the database is PostgreSQL."""

    help = "Run background and recurring jobs until stopped ('tandem serve' starts this by itself)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much to run at once."""
        parser.add_argument("--threads", type=int, default=2, help="jobs at once in a process (default 2)")
        parser.add_argument("--processes", type=int, default=1, help="processes (default 1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        # Imported late: it brings in the queue's tables, which only this command needs.
        from tandem.site.background import work

        require_prepared_database()
        work(threads=options["threads"], processes=options["processes"])
