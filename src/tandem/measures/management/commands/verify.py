"""`tandem verify`: everything that follows from the journal, rebuilt on the side and compared."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tandem.measures.verification import DIFFERS_FROM, LEFT_OVER, ONLY_LIVE, ONLY_REBUILT, Difference, verify


class Command(BaseCommand):
    """Exit code 1 when anything differs."""

    help = "Compare the fact store and the state tables with the journal"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, tell, and exit with 1 on any difference."""
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"clean": found.clean, **asdict(found)}, ensure_ascii=False, indent=2))
        else:
            for difference in found.differences:
                self.stdout.write(sentence(difference))
            self.stdout.write(
                _("Compared %(rows)d rows of %(tables)d tables and %(columns)d state columns at fact %(position)d: ")
                % {
                    "rows": sum(found.tables.values()),
                    "tables": len(found.tables),
                    "columns": found.state_columns,
                    "position": found.position,
                }
                + (_("all agree.") if found.clean else _("%(count)d differ.") % {"count": len(found.differences)})
            )
        if not found.clean:
            sys.exit(1)


def sentence(difference: Difference) -> str:
    """A difference as a sentence, with a few keys to look at."""
    return _("%(where)s: %(what)s in %(rows)d rows, for example %(keys)s.") % {
        "where": _where(difference),
        "what": _what(difference),
        "rows": difference.rows,
        "keys": ", ".join(map(str, difference.keys)),
    }


def _where(difference: Difference) -> str:
    side, _blank, name = difference.where.partition(" ")
    return (_("store, %(name)s") if side == "store" else _("state, %(name)s")) % {"name": name}


def _what(difference: Difference) -> str:
    """What differs in words; the JSON keeps the short form that scripts read."""
    words = {
        ONLY_LIVE: _("only in the live store"),
        ONLY_REBUILT: _("only in the rebuilt store"),
        LEFT_OVER: _("missing or left over"),
    }
    if difference.what in words:
        return words[difference.what]
    return _("differs from %(column)s") % {"column": difference.what.removeprefix(DIFFERS_FROM)}
