"""Back up an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tandem.site.backup import back_up
from tandem.site.preparation import require_prepared_database


class Command(BaseCommand):
    """People may go on working meanwhile."""

    help = "Write the database and the data folder into one file, to be read back by 'tandem restore'."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and whether the key goes along."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the backup to write, a .tar.gz")
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="include the key that signs sessions and links",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Back up, and say how much."""
        require_prepared_database()
        manifest = back_up(
            to=options["file"].absolute(),
            home=settings.HOME,
            now=timezone.now(),
            with_secrets=options["with_secrets"],
        )
        rows = sum(table.rows for table in manifest.tables)
        self.stdout.write(f"{options['file']}: {rows} rows and {len(manifest.files)} files.")
