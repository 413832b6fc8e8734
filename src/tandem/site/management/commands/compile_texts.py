"""Compile the translations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

import tandem
from tandem.site.texts import compile_all


class Command(BaseCommand):
    """Done by ``make setup`` and ``tandem setup`` too; quick when nothing changed."""

    help = "Compile the translations of every room whose text has changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--quiet`` for scripts."""
        parser.add_argument("--quiet", action="store_true", help="print nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and say how many there are."""
        compiled = compile_all(Path(tandem.__path__[0]))
        if not options["quiet"]:
            self.stdout.write(f"{len(compiled)} translation files are up to date.")
