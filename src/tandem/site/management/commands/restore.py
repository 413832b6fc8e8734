"""Restore an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from tandem.site.restore import restore


class Command(BaseCommand):
    """Stop 'tandem serve' first: running processes remember what was."""

    help = "Put the database and the data folder back to what a backup holds; everything or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and whether there is something to lose."""
        parser.add_argument("file", type=Path, metavar="FILE", help="a backup made by 'tandem backup'")
        parser.add_argument("--replace", action="store_true", help="replace the content of a database in use")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and rebuild what is derived."""
        manifest = restore(source=options["file"], home=settings.HOME, replace=options["replace"])
        rows = sum(table.rows for table in manifest.tables)
        self.stdout.write(f"Restored {rows} rows and {len(manifest.files)} files of {manifest.made_at}.")
        if "sync" in get_commands():
            call_command("sync")
