"""``tandem replay``: make decisions about leads again from their receipts, and say which come out differently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_date

from tandem.handover.pool import zone
from tandem.handover.replaying import Replayed, decisions_between, decisions_of, replayed
from tandem.intake.models import Lead
from tandem.people.models import Person


class Command(BaseCommand):
    """Exits with 1 when a decision comes out differently."""

    help = "Decide again who gets a lead, from the receipts: of leads by their numbers, or of days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Leads or days."""
        parser.add_argument("lead", nargs="*", type=int, help="numbers of leads")
        parser.add_argument("--from", dest="since", metavar="DAY", help="decisions from this day on, 2026-03-01")
        parser.add_argument("--to", dest="until", metavar="DAY", help="… to this day, included")
        parser.add_argument("--json", action="store_true", help="a line of JSON a decision")

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Replay, print, and tell by the exit code."""
        if not options["lead"] and not options["since"]:
            raise CommandError("Name leads, or a first day with --from.")
        names = {each.pk: str(each) for each in Person.objects.all()}
        count = different = 0
        for each in self._asked(options):
            count += 1
            different += not each.same
            self.stdout.write(self._line(each, names, as_json=options["json"]))
        if not options["json"]:
            self.stdout.write(f"{count} decisions, {different} come out differently.")
        if different:
            raise SystemExit(1)

    def _asked(self, options: dict[str, Any]) -> Iterator[Replayed]:
        for lead_id in options["lead"]:
            decisions = list(decisions_of(lead_id))
            if not decisions:
                known = Lead.objects.filter(pk=lead_id).exists()
                why = "it came with its seller, or waits for one" if known else "there is no such lead"
                self.stderr.write(f"№ {lead_id}: no decision to replay, {why}.")
            yield from decisions
        if options["since"]:
            since, until = _day(options["since"]), _day(options["until"] or options["since"]) + timedelta(days=1)
            for dealing in decisions_between(since, until).iterator():
                yield from replayed(dealing)

    def _line(self, each: Replayed, names: dict[int, str], *, as_json: bool) -> str:
        if as_json:
            return json.dumps(
                {
                    "lead": each.lead.lead_id, "at": each.at.isoformat(), "receipt": each.dealing_id,
                    "occasion": each.occasion, "version": each.version, "seed": each.seed,
                    "seller": each.was.seller_id, "why": each.was.why.value, "again": each.again.seller_id,
                    "same": each.same, "candidates": len(each.candidates),
                }
            )  # fmt: skip
        seller = names.get(each.was.seller_id or 0, "—")
        mark = "=" if each.same else "≠"
        return f"{mark} № {each.lead.lead_id}  {each.at:%Y-%m-%d %H:%M}  {seller}  {each.was.why.value}"


def _day(text: str) -> datetime:
    day = parse_date(text)
    if day is None:
        raise CommandError(f"“{text}” is no day: write it as 2026-03-01.")
    return datetime.combine(day, time(), zone())
