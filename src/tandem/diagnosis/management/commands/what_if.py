"""`tandem what-if`: the revenue of a month with something changed, as on the page."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.diagnosis.what_if import ask
from tandem.diagnosis.what_if_asked import wanted
from tandem.diagnosis.what_if_told import tell
from tandem.diagnosis.what_if_written import as_json, as_text
from tandem.measures.asked_period import asked_period
from tandem.measures.store import Reading, store


class Command(BaseCommand):
    """The same answer as on the page, from the same rules."""

    help = "Tell what a month would bring with quicker answers, other sellers, target share or budget"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What is changed, and from which days the company is known."""
        parser.add_argument(
            "--answer-within", default="", metavar="MINUTES", help="everybody is answered within so many"
        )
        parser.add_argument("--sellers", default="", metavar="±N", help="so many sellers more or fewer, as +1")
        parser.add_argument(
            "--target-share", default="", metavar="±POINTS", help="target share by so many points, as +5"
        )
        parser.add_argument("--of", default="", metavar="CAMPAIGN", help="the target share of this campaign only")
        parser.add_argument("--move", default="", metavar="FROM:TO:SUM", help="move so much a month between campaigns")
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day, YYYY-MM-DD"
        )
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and write; a figure that cannot be read is refused."""
        language, reading = get_language() or "en", store.read()
        typed = {
            "within": options["answer_within"], "sellers": options["sellers"], "target": options["target_share"],
            "aim": options["of"], **_moved(options["move"], reading),
        }  # fmt: skip
        found, problems = wanted(typed)
        if problems:
            raise CommandError(" ".join(each.in_language(language) for each in problems))
        period = None
        if options["first"] or options["last"]:
            period = asked_period(
                first=options["first"], last=options["last"], text="", today=timezone.localdate(), reading=reading
            )
        answered = ask(found, period, reading)
        told = tell(answered, language)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(answered, told), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_text(answered, told, language), ending="")


def _moved(text: str, reading: Reading) -> dict[str, str]:
    """``FROM:TO:SUM``; a name may hold colons, so the one cut that gives two known campaigns is meant."""
    if not text:
        return {}
    names, _colon, amount = text.rpartition(":")
    parts = names.split(":")
    cuts = [(":".join(parts[:at]), ":".join(parts[at:])) for at in range(1, len(parts))]
    if not cuts:
        raise CommandError(_("Write --move FROM:TO:SUM, for example --move Spring:Autumn:50000"))
    known = {name for (name,) in reading.rows("SELECT DISTINCT campaign FROM leads WHERE campaign IS NOT NULL")}
    source, to = next((cut for cut in cuts if known.issuperset(cut)), cuts[0])
    return {"from_campaign": source, "to_campaign": to, "sum": amount}
