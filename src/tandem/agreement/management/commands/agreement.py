"""`tandem agreement export|import|check|payouts`: the agreement as a YAML file, out and in, and what it paid."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tandem.agreement import actions, queries
from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.checking import problems_here
from tandem.agreement.checks import Problem
from tandem.agreement.document import Document
from tandem.agreement.models import ClosedMonth, Payout
from tandem.agreement.precedents import precedents
from tandem.agreement.refusals import NoDraft
from tandem.agreement.yaml_text import YamlRefused, from_yaml, to_yaml
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person

_LARGEST = 2_000_000


class Command(BaseCommand):
    """Signing is not offered here: a signature is given by the person who signs, on the page."""

    help = "Write a version of the agreement as YAML, take a YAML file over into the draft, or check one"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """What to do, and with which version or file."""
        does = parser.add_subparsers(dest="does", required=True)
        export = does.add_parser("export", help="write a version, or the draft, as YAML")
        export.add_argument("version", nargs="?", default="", help="a number or 'draft'; the version in force without")
        export.add_argument("--to", type=Path, help="the file to write; the standard output without")
        taken = does.add_parser("import", help="take a YAML file over into the draft, or begin one with it")
        taken.add_argument("file", type=Path)
        taken.add_argument("--by", required=True, metavar="USERNAME", help="who changes the draft")
        check = does.add_parser("check", help="say what is wrong with a YAML file; fails when it could not be signed")
        check.add_argument("file", type=Path)
        check.add_argument("--json", action="store_true", help="as JSON")
        paid = does.add_parser("payouts", help="say what was paid for a closed month")
        paid.add_argument("month", help="such as 2026-10")
        paid.add_argument("--json", action="store_true", help="as JSON, with the receipts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the one thing asked for."""
        match options["does"]:
            case "export":
                self._export(options["version"], options["to"])
            case "import":
                self._import(options["file"], options["by"])
            case "payouts":
                self._payouts(options["month"], as_json=options["json"])
            case _:
                self._check(options["file"], as_json=options["json"])

    def _export(self, wanted: str, to: Path | None) -> None:
        text = to_yaml(_version(wanted))
        if to is None:
            self.stdout.write(text, ending="")
        else:
            to.write_text(text, encoding="utf-8")
            self.stdout.write(str(to))

    def _import(self, file: Path, username: str) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {username!r}.")
        words: dict[str, Any] = {"by": person, "now": timezone.now(), "document": _read(file)}
        try:
            try:
                actions.take_over(**words)
            except NoDraft:
                actions.open_draft(**words)
        except Refusal as refusal:
            raise CommandError(_said(refusal)) from refusal
        self.stdout.write("The draft says what the file says.")

    def _check(self, file: Path, *, as_json: bool) -> None:
        agreed = fields_of_versions(drafted=False)
        found = problems_here(_read(file), today=timezone.localdate(), agreed=agreed, rulings=precedents())
        if as_json:
            self.stdout.write(json.dumps([_as_json(each) for each in found], ensure_ascii=False, indent=2))
        else:
            for each in found:
                kind = "forbids signing" if each.serious else "to look at"
                self.stdout.write(f"{_place(each)}: {kind}: {_in_language(each.text)}")
            if not found:
                self.stdout.write("Nothing is wrong with it.")
        if any(each.serious for each in found):
            sys.exit(1)

    def _payouts(self, month: str, *, as_json: bool) -> None:
        closed = ClosedMonth.objects.filter(month=_first_day(month)).first()
        if closed is None:
            raise CommandError(f"{month} is not closed: only closed months are paid.")
        rows = Payout.objects.filter(month=closed.month).select_related("person").order_by("role", "person__name", "pk")
        if as_json:
            self.stdout.write(json.dumps([_payout_as_json(each) for each in rows], ensure_ascii=False, indent=2))
            return
        for each in rows:
            amount = "not computable" if each.amount is None else f"{each.amount:.2f}"
            self.stdout.write(f"{each.person or 'nobody'}, {each.role}: {amount} (version {each.version})")
        if not rows:
            self.stdout.write("No bonus was counted for this month.")


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise CommandError(f"{month!r} is no month: write it as 2026-10.") from None


def _payout_as_json(each: Payout) -> dict[str, Any]:
    return {
        "month": f"{each.month:%Y-%m}",
        "person": str(each.person) if each.person is not None else "",
        "role": each.role,
        "version": each.version,
        "amount": None if each.amount is None else f"{each.amount:.2f}",
        "receipt": json.loads(each.receipt),
    }


def _version(wanted: str) -> Document:
    if wanted == "draft":
        draft = queries.draft()
        if draft is None:
            raise CommandError("There is no draft.")
        return queries.document_of(draft)
    if wanted and not wanted.isdecimal():
        raise CommandError(f"{wanted!r} is no version: give its number, or 'draft'.")
    try:
        found = queries.version(int(wanted)) if wanted else queries.in_force()
    except Refusal as refusal:
        raise CommandError(_said(refusal)) from refusal
    if not found.version:
        raise CommandError("No version is in force yet: version 0 is built in and has no document.")
    return found.document


def _read(file: Path) -> Document:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        return from_yaml(content.decode("utf-8-sig", "replace"))
    except YamlRefused as refusal:
        raise CommandError(f"{file}: {_said(refusal)}") from refusal


def _place(problem: Problem) -> str:
    return ".".join(part for part in (problem.section, problem.key, problem.field) if part)


def _as_json(problem: Problem) -> dict[str, Any]:
    return {
        "place": _place(problem), "section": problem.section, "key": problem.key, "field": problem.field,
        "kind": problem.kind, "serious": problem.serious, "ru": problem.text.ru, "en": problem.text.en,
    }  # fmt: skip


def _said(refusal: Refusal) -> str:
    return _in_language(refusal.text)


def _in_language(text: Text) -> str:
    return text.in_language(settings.LANGUAGE_CODE)
