"""The screen of a seller's day: its server time, and how soon the next lead is there after an outcome.

A company of 200 sellers over three years, written straight into the tables: every lead has its client, phone, seller,
grade and facts, 96 of 100 are closed, and the seller asked for has a day's work: leads that wait, steps due, clocks
that run. The page is asked by Django's own client, warm, in a process of its own that has set aside what it loaded, as
the server's have. The answer to an outcome holds the next lead, so that what is measured is all but the way over the
network and the browser's painting.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.houses import DATABASES, house
from bench.straight import like
from bench.tables import Line, publish

#: Promised: milliseconds of the server for the screen, and until the next lead is seen.
THE_SCREEN, THE_NEXT = 60, 150
_SELLERS, _DAYS, _OPEN = 200, 3 * 365, 0.04
_OUTCOMES = 20
#: The seller asked for, and how many leads they have before them.
_ASKED, _OF_TODAY = 1, 40


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure on both databases and publish the table."""
    lines = []
    for kind in DATABASES:
        with house(place / "screen-home", on=kind) as home:
            home.run("bench.screen", "fill", rows)
            one, listed, after = map(float, home.run("bench.screen", "measure", repeats).split())
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


def _fill(rows: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _company(rows)


def _measure(repeats: int) -> tuple[float, float, float]:
    """Milliseconds of one lead, of the list, and of an outcome with its answer; medians."""
    import django

    django.setup()
    from django.test import Client

    from tandem.basics.loaded import set_aside
    from tandem.people.models import Person

    # Without the test environment, which notes every template it renders.
    browser = Client(SERVER_NAME="localhost")
    seller = Person.objects.get(username=f"s{_ASKED}")
    browser.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")
    browser.get("/day/")
    # As the server does when its pages are loaded.
    set_aside()

    def timed(ask: Callable[[], Any]) -> tuple[float, str]:
        begun = time.perf_counter()
        answer = ask()
        taken = (time.perf_counter() - begun) * 1000
        assert answer.status_code == 200
        return taken, answer.content.decode()

    def median(address: str) -> float:
        browser.get(address)
        return statistics.median(timed(lambda: browser.get(address))[0] for _ in range(5 * repeats))

    one, listed = median("/day/?view=one"), median("/day/?view=list")
    after = []
    _, page = timed(lambda: browser.get("/day/?view=one"))
    for number in range(_OUTCOMES):
        current, told = _lead_of(page), {"token": f"bench {number}"}
        address = f"/day/{current}/no-answer/"
        taken, page = timed(lambda to=address, said=told: browser.post(to, said, headers={"hx-request": "true"}))
        after.append(taken)
        assert _lead_of(page) != current
    return one, listed, statistics.median(after)


def _lead_of(page: str) -> int:
    found = re.search(r'data-lead="(\d+)"', page)
    assert found is not None
    return int(found[1])


def _company(rows: int) -> None:
    """Clients, leads, assignments, deals and their facts, straight into the tables."""
    from django.db import connection, transaction

    from tandem.agreement.samples import signed
    from tandem.agreement.starting import starter
    from tandem.clients.models import Client, ContactPoint
    from tandem.handover.facts import LeadAssigned
    from tandem.handover.models import Assignment, Clock
    from tandem.intake.models import Lead
    from tandem.journal.actions import Recording, record
    from tandem.journal.facts import Happening
    from tandem.measures.sealing import sync
    from tandem.people.models import Person
    from tandem.people.rules import Role
    from tandem.qualification.models import Qualification
    from tandem.selling.facts import LeadMoved
    from tandem.selling.models import Deal, NextStep

    now, chosen = datetime.now(UTC), random.Random(1)
    document = starter("en")
    promise = next(each.key for each in document.promises if each.side == "sales" and each.duty is not None)
    signed(document, since=(now - timedelta(days=_DAYS + 1)).date(), now=now)
    sellers = [
        Person.objects.create_user(f"s{number}", name=f"Seller {number}", role=Role.SELLER)
        for number in range(_SELLERS)
    ]
    lead = Lead(
        answers={}, version=1, source="ads", product="Windows", offer="10 % off until the end of the month",
        campaign="Autumn",
    )  # fmt: skip
    client, phone = Client(kind="person"), ContactPoint(type="phone")
    given, deal = Assignment(), Deal(dated=True)
    step, clock = NextStep(what="Call"), Clock(promise=promise, version=1)
    part = 20_000
    for first in range(1, rows + 1, part):
        ids = range(first, min(first + part, rows + 1))
        captured = {
            each: now - timedelta(days=_DAYS * (1 - each / rows), minutes=chosen.randrange(600)) for each in ids
        }
        opened = {each for each in ids if chosen.random() < _OPEN}
        # A day's work of the seller asked for, whatever the size of the company.
        today = {each for each in ids if each % _SELLERS == _ASKED and each > rows - _OF_TODAY * _SELLERS}
        captured |= {each: now - timedelta(hours=chosen.randrange(1, 100)) for each in today}
        opened |= today
        with transaction.atomic():
            like(client, id=ids, name=[f"Client {each}" for each in ids], registered_at=captured.values())
            like(phone, client=ids, value=[f"+79{each:09d}" for each in ids])
            like(lead, id=ids, client=ids, captured_at=[captured[each] for each in ids])
            seller_of = {each: sellers[each % _SELLERS].pk for each in ids}
            like(given, lead=ids, seller=seller_of.values(), assigned_at=[captured[each] for each in ids])
            dealt = [each for each in ids if each not in opened or each % 3]
            like(
                deal,
                lead=dealt,
                stage=["in_work" if each in opened else "won" if each % 5 == 0 else "lost" for each in dealt],
                stage_at=[captured[each] for each in dealt],
                amount=[1000 if each % 5 == 0 else None for each in dealt],
            )
            like(Qualification(), lead=ids, grade=["ABCD"[each % 4] for each in ids])
            planned = [each for each in opened if each % 3 == 1]
            like(
                step,
                lead=planned,
                due_on=[(now + timedelta(days=each % 5 - 1)).date() for each in planned],
                planned_by=[seller_of[each] for each in planned],
            )
            started = [captured[each] for each in today]
            like(clock, lead=today, started_at=started, due_at=[each + timedelta(days=2) for each in started])
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
        # What a database of three years has done by itself long ago.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    sync()


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        _fill(int(sys.argv[2]))
    elif sys.argv[1] == "measure":
        print(*_measure(int(sys.argv[2])))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
