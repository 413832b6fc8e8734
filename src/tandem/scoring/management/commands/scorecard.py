"""`tandem scorecard check|train FILE --target COLUMN`: suspects of any export, and a card trained on it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.agreement.score_words import bin_words
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.scoring.files import LeadsOfFile, leads_of
from tandem.scoring.leakage import suspects
from tandem.scoring.training import NotEnough, Trained, train
from tandem.scoring.wording import SILENT, evidence_words, shortage_words


class Command(BaseCommand):
    """For an analyst who wants to know what an export is worth before anything of it is imported."""

    help = "Look for columns known only after the contact, or train a scorecard, on a CSV file of leads"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which file, who bought, what stays out."""
        does = parser.add_subparsers(dest="does", required=True)
        for name, about in (
            ("check", "name the columns that may be known only after the contact"),
            ("train", "train a card and say what it is worth"),
        ):
            each = does.add_parser(name, help=about)
            each.add_argument("file", type=Path)
            each.add_argument("--target", required=True, metavar="COLUMN", help="the column that says who bought")
            each.add_argument("--bought", default="", metavar="VALUE", help="its value that means a purchase")
            each.add_argument(
                "--without", action="append", default=[], metavar="COLUMN", help="leave a column out; may be repeated"
            )
            if name == "train":
                each.add_argument("--rises", action="append", default=[], metavar="COLUMN", help="must rise")
                each.add_argument("--falls", action="append", default=[], metavar="COLUMN", help="must fall")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file and do the one thing asked for."""
        try:
            leads = leads_of(
                options["file"], target=options["target"], bought=options["bought"], without=options["without"]
            )
            if options["does"] == "check":
                self._check(leads)
                return
            signs = dict.fromkeys(options["rises"], 1) | dict.fromkeys(options["falls"], -1)
            self._train(leads, train(leads.attributes, leads.bought, signs=signs))
        except NotEnough as refused:
            raise CommandError(_said(shortage_words(refused.missing))) from None
        except Refusal as refused:
            raise CommandError(_said(refused.text)) from None

    def _check(self, leads: LeadsOfFile) -> None:
        found = suspects(leads.attributes, leads.bought)
        if not found:
            self.stdout.write(_("No column looks as if it were known only after the contact."))
        for each in found:
            self.stdout.write(f"{each.name}: {'; '.join(_said(evidence_words(piece)) for piece in each.evidence)}")

    def _train(self, leads: LeadsOfFile, trained: Trained) -> None:
        found = trained.evaluation
        self.stdout.write(
            _("%(n)s leads, %(buyers)s bought. On leads the card has not seen:")
            % {"n": found.n, "buyers": found.buyers}
        )
        self.stdout.write(f"AUC {found.auc:.3f} ({found.auc_low:.3f}–{found.auc_high:.3f})  Brier {found.brier:.4f}")
        self.stdout.write(
            _("calibration slope %(slope)s, ECE %(ece)s") % {"slope": f"{found.slope:.2f}", "ece": f"{found.ece:.4f}"}
        )
        if found.auc_low <= 0.5:
            self.stdout.write(_("The card ranks no better than chance: do not use it."))
        for suspect in suspects(leads.attributes, leads.bought):
            why = "; ".join(_said(evidence_words(piece)) for piece in suspect.evidence)
            self.stdout.write(_("Suspect: %(name)s: %(why)s") % {"name": suspect.name, "why": why})
        for name, silent in trained.silent.items():
            self.stdout.write(_("Left out: %(name)s: %(why)s") % {"name": name, "why": _said(SILENT[silent])})
        self.stdout.write(_("Points of the average lead: %(points)s") % {"points": trained.card.average})
        for term in trained.card.terms:
            self.stdout.write(term.key)
            for line in term.bins:
                if line.leads or line.points:
                    rate = f"{line.buyers / line.leads:.1%}" if line.leads else "—"
                    self.stdout.write(f"  {line.points:+4d}  {_said(bin_words(line, term))}  n={line.leads}  {rate}")


def _said(text: Text) -> str:
    return text.in_language(get_language() or "")
