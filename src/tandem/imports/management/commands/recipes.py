"""`tandem recipes`: which exports can be read."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.imports.shelf import is_own, shelved


class Command(BaseCommand):
    """Lists the shipped recipes and the company's own; those with mistakes last, with the mistakes."""

    help = "List the recipes that 'tandem import' knows"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        found, broken = shelved()
        if options["json"]:
            listed = [
                {
                    "name": name,
                    "title": {"ru": recipe.title.ru, "en": recipe.title.en},
                    "tables": [table.name for table in recipe.tables],
                    "verified": recipe.verified,
                    "own": is_own(name),
                    "follows": recipe.follows,
                }
                for name, recipe in found.items()
            ]
            mistakes = [{"name": name, "mistakes": refused.text.en.splitlines()} for name, refused in broken.items()]
            self.stdout.write(json.dumps({"recipes": listed, "broken": mistakes}, ensure_ascii=False, indent=2))
            return
        language = get_language() or ""
        width = max(map(len, [*found, *broken]), default=0)
        for name, recipe in found.items():
            note = "" if recipe.verified else f" ({_('our own') if is_own(name) else _('unverified')})"
            self.stdout.write(f"{name:<{width}}  {recipe.title.in_language(language)}{note}")
        for name, refused in broken.items():
            self.stdout.write(f"{name:<{width}}  {_('cannot be read')}: {refused.text.in_language(language)}")
