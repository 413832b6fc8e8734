"""Collect texts that wait for their translation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

import tandem
from tandem.site.texts import collect


class Command(BaseCommand):
    """The texts are found in Python files and templates; existing translations stay as they are."""

    help = "Add every text that has no Russian translation to its room's translation file."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files, and say which ones have something to fill in."""
        added = collect(Path(tandem.__path__[0]))
        for room, count in added.items():
            self.stdout.write(
                f"{room}: {count} texts to translate in src/tandem/{room}/locale/ru/LC_MESSAGES/django.po"
            )
        if not added:
            self.stdout.write("Every text has its Russian translation.")
