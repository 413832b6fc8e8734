"""The screen of a seller's day: its server time, and how soon the next lead is there after an outcome.

A company of 200 sellers over three years, written straight into the tables: every lead has its client, phone, seller,
grade and facts, 96 of 100 are closed, and the seller asked for has a day's work: leads that wait, steps due, clocks that run. The page is
asked by Django's own client, warm, and with it what the browser cannot do without: one answer holds the next lead. The
browser's part, parsing and painting, is measured beside it in Chromium where there is one.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.tables import Line, publish

#: Promised: milliseconds of the server for the screen, and until the next lead is seen.
THE_SCREEN, THE_NEXT = 60, 150
_SELLERS, _DAYS, _OPEN = 200, 3 * 365, 0.04
_OUTCOMES = 20


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure on both databases and publish the table."""
    from bench.clusters import postgresql

    lines = []
    for kind in ("SQLite", "PostgreSQL"):
        with postgresql(kind == "PostgreSQL", place) as address:
            home = place / "screen-home"
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir(parents=True)
            environment = os.environ | {"TANDEM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tandem.site.settings"}
            environment.pop("TANDEM_DATABASE_URL", None)
            if address:
                environment["TANDEM_DATABASE_URL"] = address
            command = [sys.executable, "-m", "bench.screen", "measure", str(rows), str(repeats)]
            output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
            one, listed, after = map(float, output.splitlines()[-1].split())
        lines += [
            _line(f"{kind}: one lead with everything on it", one, THE_SCREEN),
            _line(f"{kind}: the list", listed, THE_SCREEN),
            _line(f"{kind}: from an outcome to the answer with the next lead", after, THE_NEXT),
        ]
    publish("screen", f"The seller's screen at {rows:,} leads", lines, notes=[__doc__ or ""])


def _line(what: str, found: float, promised: int) -> Line:
    return Line(
        what, f"{found:.0f} ms", f"{promised} ms", f"{found / promised:.2f}", f"under {promised} ms", found < promised
    )  # fmt: skip


def _measure(rows: int, repeats: int) -> tuple[float, float, float]:
    """Milliseconds of one lead, of the list, and of an outcome with its answer; medians."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    seller = _company(rows)
    browser = Client()
    browser.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")

    def timed(ask: Callable[[], Any]) -> float:
        begun = time.perf_counter()
        assert ask().status_code == 200
        return (time.perf_counter() - begun) * 1000

    def median(ask: Callable[[], Any]) -> float:
        timed(ask)
        return statistics.median(timed(ask) for _ in range(5 * repeats))

    one = median(lambda: browser.get("/day/?view=one"))
    listed = median(lambda: browser.get("/day/?view=list"))
    browser.get("/day/?view=one")
    after = []
    for number in range(_OUTCOMES):
        current = browser.get("/day/").context["card"].lead.pk
        told = {"token": f"bench {number}"}
        page: list[Any] = []
        after.append(
            timed(
                lambda at=current, told=told, page=page: (
                    page.append(browser.post(f"/day/{at}/no-answer/", told, headers={"hx-request": "true"})) or page[0]
                )
            )
        )
        assert page[0].context["card"].lead.pk != current
    return one, listed, statistics.median(after)


def _company(rows: int) -> Any:
    """Clients, leads, assignments, deals and their facts, straight into the tables; returns the seller asked for."""
    from django.db import connection, transaction

    from tandem.agreement.samples import signed
    from tandem.agreement.starting import starter
    from tandem.clients.models import Client, ContactPoint
    from tandem.handover.facts import LeadAssigned
    from tandem.handover.models import Assignment
    from tandem.intake.models import Lead
    from tandem.journal.actions import Recording, record
    from tandem.journal.facts import Happening
    from tandem.journal.rows import insert_rows
    from tandem.measures.sealing import sync
    from tandem.people.models import Person
    from tandem.people.rules import Role
    from tandem.qualification.models import Qualification
    from tandem.selling.facts import LeadMoved
    from tandem.selling.models import Deal, NextStep

    now, chosen = datetime.now(UTC), random.Random(1)
    signed(starter("en"), since=(now - timedelta(days=_DAYS + 1)).date(), now=now)
    sellers = [
        Person.objects.create_user(f"s{number}", name=f"Seller {number}", role=Role.SELLER)
        for number in range(_SELLERS)
    ]
    part = 20_000
    for first in range(1, rows + 1, part):
        ids = range(first, min(first + part, rows + 1))
        captured = {
            each: now - timedelta(days=_DAYS * (1 - each / rows), minutes=chosen.randrange(600)) for each in ids
        }
        # The newest are still open, and so are a few of all.
        opened = {each for each in ids if chosen.random() < _OPEN}
        with transaction.atomic():
            insert_rows(
                Client,
                ("id", "kind", "name", "registered_at"),
                [(each, "person", f"Client {each}", captured[each]) for each in ids],
            )
            insert_rows(ContactPoint, ("client", "type", "value"), [(each, "phone", f"+79{each:09d}") for each in ids])
            blank = Lead(
                client_id=0,
                captured_at=now,
                answers={},
                version=1,
                source="ads",
                product="Windows",
                offer="10 % off until the end of the month",
                campaign="Autumn",
            )
            fields = list(Lead._meta.concrete_fields)
            insert_rows(
                Lead,
                tuple(each.name for each in fields),
                [
                    [
                        each
                        if field.attname in ("id", "client_id")
                        else captured[each]
                        if field.attname == "captured_at"
                        else getattr(blank, field.attname)
                        for field in fields
                    ]
                    for each in ids
                ],
            )
            seller_of = {each: sellers[each % _SELLERS].pk for each in ids}
            insert_rows(
                Assignment, ("lead", "seller", "assigned_at"), [(each, seller_of[each], captured[each]) for each in ids]
            )
            insert_rows(
                Deal,
                ("lead", "stage", "stage_at", "dated", "amount", "lost_reason"),
                [
                    (
                        each,
                        "in_work" if each in opened else "won" if each % 5 == 0 else "lost",
                        captured[each],
                        True,
                        1000 if each % 5 == 0 else None,
                        "",
                    )
                    for each in ids
                    if each not in opened or each % 3
                ],
            )
            grades = [Qualification(lead_id=each, grade="ABCD"[each % 4]) for each in ids]
            Qualification.objects.bulk_create(grades)
            insert_rows(
                NextStep,
                ("lead", "due_on", "what", "planned_by"),
                [
                    (each, (now + timedelta(days=each % 5 - 1)).date(), "Call", seller_of[each])
                    for each in opened
                    if each % 3 == 1
                ],
            )
            told = [Happening(LeadAssigned(seller_id=seller_of[each]), each, captured[each], each) for each in ids]
            told += [
                Happening(
                    LeadMoved(stage="lost", amount=None, lost_reason=None, dated=True), each, captured[each], each
                )
                for each in ids
                if each not in opened
            ]
            record(told, recording=Recording(at=now, source="bench", version=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sync()
    # Whoever has the most before them.
    return sellers[1]


if __name__ == "__main__":
    if sys.argv[1] == "measure":
        print(*_measure(int(sys.argv[2]), int(sys.argv[3])))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
