"""`tandem plan leads`: how many leads a revenue takes, as on the page."""

from __future__ import annotations

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language

from tandem.measures.store import store
from tandem.planning import lead_plan_page
from tandem.planning.lead_planning import FIELDS, CannotPlan, known, plan


class Command(BaseCommand):
    """The same answer as on the page, from the same rules."""

    help = "Tell how many leads a plan of revenue takes, and how sure so many are to bring it"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is planned, and the figures to reckon with instead of history's."""
        parser.add_argument("what", choices=("leads",))
        parser.add_argument("--revenue", required=True, metavar="SUM", help="the revenue to be reached")
        parser.add_argument("--check", default="", metavar="SUM", help="average check")
        parser.add_argument("--sql", default="", metavar="N", help="confirmed leads seen")
        parser.add_argument("--of-leads", default="", metavar="N", help="of so many leads")
        parser.add_argument("--wins", default="", metavar="N", help="sales seen")
        parser.add_argument("--of-sql", default="", metavar="N", help="of so many confirmed leads")
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, and write; what cannot be planned is refused."""
        language = get_language() or "en"
        try:
            made = plan({name: options[name] for name in FIELDS}, known(store.read()))
        except CannotPlan as refusal:
            raise CommandError(refusal.text.in_language(language)) from None
        if options["json"]:
            self.stdout.write(json.dumps(lead_plan_page.as_json(made), ensure_ascii=False, indent=2))
            return
        self.stdout.write(lead_plan_page.sentence(made, language))
        table = lead_plan_page.plan_table(made, language)
        for row in table.rows:
            self.stdout.write("  ".join(str(cell.value) for cell in row.cells))
        for line in lead_plan_page.rests_on(made, language):
            self.stdout.write(line)
