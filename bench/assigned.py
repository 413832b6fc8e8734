"""Leads over HTTP as in the benchmark of intake, and each given to a seller before the answer, against the same limit.

200 sellers of other products, parts of a full load and absences; 1,000,000 clients, of whom one in ten has a lead with
a seller already; one arriving lead in ten is of a client who is known. The sellers' hours run day and night, so that
every lead is dealt whenever the benchmark runs; its receipt, the loads and the deadlines are written with it. ``rows``
are the clients. After the load every lead must have its seller.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from bench.houses import DATABASES, House, house
from bench.intake import load, prepare, served
from bench.straight import like
from bench.tables import Line, publish

SELLERS = 200
_A_RUN = 2_000
#: Every so many-th client has a lead with a seller.
_WITH_A_LEAD = 10


def main(place: Path, rows: int, repeats: int) -> None:
    """Measure both databases and publish the table."""
    lines: list[Line] = []
    for kind in DATABASES:
        with house(place / "assigned-home", on=kind) as home:
            lines += _lines(kind, rows, *_measured(home, rows, repeats))
    publish("assigned", "Intake with assignment", lines, notes=[__doc__ or ""])


def _measured(home: House, clients: int, repeats: int) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    home.run("bench.assigned", "prepare", clients)
    environment = home.environment | {"BARE_DATABASE": home.database or str(home.home / "bare.sqlite3")}
    limits, runs, first = [], [], _A_RUN // 2
    with (
        served("bench.bare_intake:application", environment) as (bare, _),
        served("tandem.site.served:application", environment) as (port, _),
    ):
        load(bare, 0, first)
        load(port, 0, first)
        for number in range(repeats):
            limits.append(load(bare, 0, _A_RUN))
            runs.append(load(port, first, _A_RUN))
            first += _A_RUN
            print(f"  {number + 1}/{repeats}: limit {limits[-1]}, tandem {runs[-1]}", flush=True)
    home.run("bench.assigned", "check", first)
    return limits, runs


def _lines(kind: str, clients: int, limits: list[dict[str, float]], runs: list[dict[str, float]]) -> list[Line]:
    ratio = statistics.median(run["rate"] / limit["rate"] for run, limit in zip(runs, limits, strict=True))
    rate, limit = (statistics.median(each["rate"] for each in found) for found in (runs, limits))
    p99 = statistics.median(run["p99_ms"] for run in runs)
    return [
        Line(
            f"{kind}: leads a second, {SELLERS} sellers, {clients:,} clients", f"{rate:,.0f}", f"{limit:,.0f}",
            f"{ratio:.2f}", "at least 0.25", ratio >= 0.25,
        ),
        Line(f"{kind}: p99 of an answer", f"{p99:.0f} ms", "", "", "reported", True),
    ]  # fmt: skip


def _prepare(clients: int) -> None:
    """The house of intake's benchmark with an agreement that deals, sellers, and clients who were there before."""
    import msgspec

    from tandem.agreement.document import Document

    def at_any_hour(document: Document) -> Document:
        always = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "0-24")
        calendars = tuple(
            msgspec.structs.replace(each, holidays="", exceptions={}, **always) for each in document.calendars
        )
        return msgspec.structs.replace(document, calendars=calendars)

    prepare(at_any_hour)
    sellers = _sellers()
    _clients(clients, sellers)


def _sellers() -> list[int]:
    import random
    from datetime import timedelta
    from decimal import Decimal

    from django.utils import timezone

    from tandem.agreement.samples import person
    from tandem.handover.models import Reckoned
    from tandem.handover.roster import set_roster
    from tandem.people.models import Person
    from tandem.people.presence_rules import AbsenceKind
    from tandem.people.rules import Role
    from tandem.shifts.actions import set_absence

    chosen, now = random.Random(7), timezone.now()
    head, sellers = person(Role.SALES_HEAD), []
    for number in range(SELLERS):
        seller = Person.objects.create(username=f"seller-{number}", name=f"Seller {number}", role=Role.SELLER)
        sellers.append(seller.pk)
        only = {"product": chosen.sample(("Окна", "Двери", "Балконы"), 2)} if chosen.random() < 0.7 else {}
        set_roster(
            seller_id=seller.pk, since=None, share=Decimal(chosen.choice(("0.5", "1", "1", "1"))), until=None,
            specialties=only, by=head, now=now,
        )  # fmt: skip
        Reckoned.objects.create(what="strength", key=str(seller.pk), value=chosen.gauss(1, 0.1), n=500, reckoned_at=now)
        if chosen.random() < 0.1:
            today = timezone.localdate()
            until = today + timedelta(days=14)
            set_absence(
                person_id=seller.pk, since=today - timedelta(days=1), until=until, kind=AbsenceKind.VACATION, by=head,
                now=now,
            )  # fmt: skip
    return sellers


def _clients(clients: int, sellers: list[int]) -> None:
    """Straight into the tables, with one fact for each lead that is with a seller."""
    from datetime import timedelta

    from django.db import connection, transaction
    from django.utils import timezone

    from tandem.clients.models import Client, ContactPoint
    from tandem.handover.models import Assignment
    from tandem.intake.models import Lead
    from tandem.journal.rows import insert_rows, next_ids

    now = timezone.now()
    client = Client(kind="person", name="Client", registered_at=now)
    lead = Lead(client_id=0, captured_at=now - timedelta(days=100), answers={}, version=1, source="s0", product="Окна")
    given = Assignment(assigned_at=now - timedelta(days=90), taken_at=now - timedelta(days=89), minutes=0, value=0.0)
    part = 20_000
    for begin in range(0, clients, part):
        with transaction.atomic():
            ids = next_ids(Client, min(part, clients - begin))
            like(client, id=ids)
            # The tenth part of those who come is known by the phone.
            phones = [f"+79{number * 10:09d}" for number in range(begin, begin + len(ids))]
            insert_rows(
                ContactPoint, ("client", "type", "value"),
                [(pk, "phone", phone) for pk, phone in zip(ids, phones, strict=True)],
            )  # fmt: skip
            of = ids[::_WITH_A_LEAD]
            leads = next_ids(Lead, len(of))
            like(lead, id=leads, client=of)
            like(given, lead=leads, seller=[sellers[pk % len(sellers)] for pk in leads])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _check(arrived: int) -> None:
    """Every lead that came over HTTP has a seller, by a dealing of its own kind."""
    import django

    django.setup()
    from tandem.handover.models import Assignment, Held

    dealt, held = Assignment.objects.filter(dealing__isnull=False).count(), Held.objects.count()
    if (dealt, held) != (arrived, 0):
        raise RuntimeError(f"{dealt} of {arrived} leads were dealt, {held} were held")


if __name__ == "__main__":
    match sys.argv[1]:
        case "prepare":
            _prepare(int(sys.argv[2]))
        case "check":
            _check(int(sys.argv[2]))
        case _:
            main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
