"""`tandem measures`: the catalogue, and what one number means."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import get_language

from tandem.measures.answers_as_json import measure_json
from tandem.measures.catalogue import Measure, catalogue, measure


class Command(BaseCommand):
    """Without a key the whole catalogue, a line a measure."""

    help = "List the measures, or tell what one of them means"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which measure, and how to print."""
        parser.add_argument("key", nargs="?", help="the key of one measure, such as cpl")
        parser.add_argument("--json", action="store_true", help="print as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell; an unknown key is refused."""
        found = [measure(options["key"])] if options["key"] else list(catalogue().values())
        language = get_language() or "en"
        if options["json"]:
            told = [measure_json(each) for each in found]
            self.stdout.write(json.dumps(told[0] if options["key"] else told, ensure_ascii=False, indent=2))
        elif options["key"]:
            self.stdout.write(_in_full(found[0], language))
        else:
            width = max(len(each.key) for each in found)
            for each in found:
                self.stdout.write(f"{each.key:<{width}}  {each.name.in_language(language)}")


def _in_full(measure: Measure, language: str) -> str:
    lines = [
        f"{measure.key}: {measure.name.in_language(language)}",
        measure.question.in_language(language),
        "",
        measure.definition.in_language(language),
    ]
    if measure.parts:
        lines += ["", "= " + ", ".join(measure.parts)]
    return "\n".join(lines)
