"""`tandem report operating|funnel|campaigns|attribution|promises|leads`: on the terminal, as JSON, CSV or XLSX."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from tandem.attribution import campaigns_report, reports
from tandem.attribution.credit_report import attribution
from tandem.attribution.journeys import BY as TOUCHED_BY
from tandem.attribution.lead_lines import leads
from tandem.attribution.queries import BY
from tandem.attribution.reports import Report
from tandem.basics.periods import Grain
from tandem.measures.asked_period import asked_period
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.export_files import csv_file, xlsx_file
from tandem.measures.store import store
from tandem.selling.queries import Reader

REPORTS = ("operating", "funnel", "campaigns", "attribution", "promises", "leads")
FORMATS = ("table", "json", "csv", "xlsx")


class Command(BaseCommand):
    """The same figures as on the pages, from the same definitions."""

    help = "Show a report: operating, funnel, campaigns, attribution, promises or leads"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which report, of which days, split how, written as what."""
        parser.add_argument("report", choices=REPORTS)
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, metavar="DAY", help="first day, YYYY-MM-DD"
        )
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day, YYYY-MM-DD")
        parser.add_argument("--period", help="instead of the two: 2026-10, 2026-W41, 'last 30 days'…")
        parser.add_argument(
            "--by",
            help="operating: day, week or month; funnel: one or two of "
            f"{', '.join(DIMENSIONS)}, joined by a comma; campaigns: {', '.join(BY)}; "
            f"attribution: {', '.join(TOUCHED_BY)}",
        )
        parser.add_argument("--cohort", action="store_true", help="funnel: follow the leads captured in the period")
        parser.add_argument("--personal", action="store_true", help="leads: with the names of clients")
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--json", action="store_const", const="json", dest="format", help="as --format json")
        parser.add_argument("--output", type=Path, metavar="FILE", help="write there instead of to the terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and write."""
        language = get_language() or "en"
        written = self._write(self._report(options, language), options["format"], language)
        if options["output"]:
            options["output"].write_bytes(written)
        elif options["format"] == "xlsx":
            if sys.stdout.isatty():
                raise CommandError(_("A workbook is no text: name a file with --output."))
            sys.stdout.buffer.write(written)
        else:
            self.stdout.write(written.decode("utf-8-sig"), ending="")

    def _report(self, options: dict[str, Any], language: str) -> Report:
        reading = store.read()
        period = asked_period(
            first=options["first"],
            last=options["last"],
            text=options["period"] or "",
            today=timezone.localdate(),
            reading=reading,
        )
        by = options["by"]
        match options["report"]:
            case "operating":
                return reports.operating(period, reading, grain=_grain(by), language=language)
            case "funnel":
                split = tuple(by.split(",")) if by else ()
                return reports.funnel(period, reading, by=split, cohort=options["cohort"], language=language)
            case "campaigns":
                return campaigns_report.campaigns(period, reading, by=by or "campaign", language=language)
            case "attribution":
                return attribution(period, reading, by=by or "source", language=language)
        if options["report"] == "promises":
            if by:
                raise CommandError(_("The promises are not split: leave out --by."))
            return reports.promises(period, reading, language=language)
        if by:
            raise CommandError(_("The list of leads is not split: leave out --by."))
        return leads(period, reader=Reader(seller_id=None, contacts=options["personal"]), language=language)

    def _write(self, report: Report, form: str, language: str) -> bytes:
        match form:
            case "json":
                return (json.dumps(report.json, ensure_ascii=False, indent=2) + "\n").encode()
            case "csv":
                return csv_file(report.rows, language)
            case "xlsx":
                return xlsx_file(report.rows, title=report.title, forms=report.forms, labels=report.labels)
        return _on_terminal(report, language).encode()


def _grain(by: str | None) -> Grain | None:
    if by is None:
        return None
    if by not in {"day", "week", "month"}:
        raise CommandError(_("The operating report is split by day, week or month."))
    return Grain(by)


def _on_terminal(report: Report, language: str) -> str:
    table = Table(title=None, box=None, pad_edge=False)
    head, *lines = report.shown
    for at, title in enumerate(head):
        table.add_column(Plain(title), justify="left" if at < report.labels else "right", overflow="fold")
    for line in lines:
        table.add_row(*(Plain(cell) for cell in line))
    wide = None if sys.stdout.isatty() else 400
    console = Console(width=wide, highlight=False, color_system=None, emoji=False, markup=False)
    with console.capture() as captured:
        console.print(table)
        for note in report.notes:
            console.print(note.in_language(language), soft_wrap=True)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"
