"""`tandem sync`: bring the fact store up to the journal."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.journal.followers import follow
from tandem.measures.sealing import sync


class Command(BaseCommand):
    """Pages do this by themselves; after a restore, or in a script before a report, it can be asked for."""

    help = "Bring the fact store up to the journal's newest fact"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """How."""
        parser.add_argument("--rebuild", action="store_true", help="drop the store and build it from the whole journal")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and say where the store stands."""
        began = time.monotonic()
        # First what follows from the facts, since that makes facts itself.
        follow(now=timezone.now)
        base = sync(rebuild=options["rebuild"])
        seconds = round(time.monotonic() - began, 2)
        if options["json"]:
            self.stdout.write(json.dumps({"position": base.position, "seconds": seconds}))
        else:
            self.stdout.write(
                _("The store stands at fact %(position)d (%(seconds)s s).")
                % {"position": base.position, "seconds": seconds}
            )
