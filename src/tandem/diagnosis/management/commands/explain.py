"""`tandem explain revenue` and `tandem explain losses`: the answers of the pages, on the terminal or as JSON."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.basics.periods import Period
from tandem.diagnosis import losses_words
from tandem.diagnosis.explaining import as_json, as_text
from tandem.diagnosis.explaining_only import NarrowedToNothing, narrowed
from tandem.diagnosis.losses import ledger
from tandem.diagnosis.why import Why, compared, usual_by, why
from tandem.diagnosis.why_answer import tell
from tandem.diagnosis.why_plan import NoPlan, against_plan
from tandem.diagnosis.why_told import Answer
from tandem.measures.answer_lines import seller_names
from tandem.measures.asked_period import asked_period
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading, store

AGAINST = ("previous", "plan", "year-ago")


class Command(BaseCommand):
    """The same answer as on the page, from the same rules."""

    help = "Tell why revenue moved between two periods, or where a month loses money"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which days, against which, of whom, written how."""
        parser.add_argument("what", choices=("revenue", "losses"))
        parser.add_argument("--month", help="of losses: YYYY-MM; the newest month of the data unless given")
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day, YYYY-MM-DD"
        )
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day, YYYY-MM-DD")
        parser.add_argument("--period", help="instead of the two: 2026-10, 2026-W41, 'last 30 days'…")
        parser.add_argument("--against", choices=AGAINST, default="previous", help="what it is compared with")
        parser.add_argument("--by", help=f"how channels are told apart: {', '.join(DIMENSIONS)}")
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar="KEY=MEMBER",
            help="of one seller (by name), campaign, product…",
        )
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and write."""
        language = get_language() or "en"
        reading = store.read()
        if options["what"] == "losses":
            self._losses(options, reading, language)
            return
        period = asked_period(
            first=options["first"], last=options["last"], text=options["period"] or "", today=timezone.localdate(),
            reading=reading,
        )  # fmt: skip
        try:
            where = narrowed(options["only"], reading)
        except NarrowedToNothing as refused:
            raise CommandError(refused.text.in_language(language)) from refused
        before, after = compared(period, options["against"], reading)
        if options["against"] == "plan":
            try:
                found, answer = against_plan(after, reading, language, where=where)
            except NoPlan as refused:
                raise CommandError(refused.text.in_language(language)) from refused
            self._write(found, answer, language, as_json_=options["json"])
            return
        by = options["by"] or usual_by(reading, after)
        if by not in DIMENSIONS:
            raise CommandError(_("There is no such dimension: %(by)s") % {"by": by})
        found = why(before, after, reading, by=by, where=where)
        answer = tell(found, language, seller_names(found.sellers))
        self._write(found, answer, language, as_json_=options["json"])

    def _write(self, found: Why, answer: Answer, language: str, *, as_json_: bool) -> None:
        if as_json_:
            self.stdout.write(json.dumps(as_json(found, answer), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(found, answer, language), ending="")

    def _losses(self, options: dict[str, Any], reading: Reading, language: str) -> None:
        month = _month(options["month"], horizon(reading).until)
        found = ledger(month, reading)
        if options["json"]:
            told = losses_words.as_json(found, language)
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(losses_words.as_text(found, language), ending="")


def _month(text: str | None, newest: date) -> Period:
    if not text:
        return Period.month(newest)
    try:
        return Period.month(date.fromisoformat(f"{text}-01"))
    except ValueError:
        raise CommandError(_("Write --month YYYY-MM, for example --month 2026-10")) from None
