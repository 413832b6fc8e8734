"""The firm of the benchmark of dealing: an agreement, sellers of every kind, and leads that nobody has."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
PRODUCTS = tuple(f"Product {at}" for at in range(8))


class Undone(Exception):
    """Takes a measured run back."""


def fill(leads: int, sellers: int) -> list[int]:
    """Sign the starter agreement, take the sellers in and the leads too; return the leads' ids."""
    from tandem.agreement.samples import person, signed
    from tandem.agreement.starting import starter
    from tandem.handover.models import Reckoned
    from tandem.handover.roster import set_roster
    from tandem.imports.samples import take
    from tandem.people.models import Person
    from tandem.people.presence_rules import AbsenceKind
    from tandem.people.rules import Role
    from tandem.shifts.actions import set_absence

    chosen = random.Random(7)
    signed(starter("en"), since=date(2026, 1, 1))
    head = person(Role.SALES_HEAD)
    for number in range(sellers):
        seller = Person.objects.create(username=f"seller-{number}", name=f"Seller {number}", role=Role.SELLER)
        only = {"product": chosen.sample(PRODUCTS, 4)} if chosen.random() < 0.7 else {}
        set_roster(
            seller_id=seller.pk, since=None, share=Decimal(chosen.choice(("0.5", "1", "1", "1"))), until=None,
            specialties=only, by=head, now=NOW,
        )  # fmt: skip
        Reckoned.objects.create(what="strength", key=str(seller.pk), value=chosen.gauss(1, 0.1), n=500, reckoned_at=NOW)
        if chosen.random() < 0.1:
            until = date(2026, 3, 20)
            kind = AbsenceKind.VACATION
            set_absence(person_id=seller.pk, since=date(2026, 3, 1), until=until, kind=kind, by=head, now=NOW)
    for grade, chance in (("A", 0.25), ("B", 0.12), ("C", 0.04), ("D", 0.001), ("", 0.06)):
        Reckoned.objects.create(what="chance", key=grade, value=chance, n=5000, reckoned_at=NOW)
    Reckoned.objects.create(what="check", key="", value=90_000.0, n=800, reckoned_at=NOW)
    values = [
        {
            "id": f"L{number}", "client_id": f"C{number // 20 if number % 20 == 1 else number}",
            "created_at": NOW - timedelta(minutes=number % 2_000), "grade": chosen.choice("AABBBCCCD"),
            "product": chosen.choice(PRODUCTS),
        }
        for number in range(leads)
    ]  # fmt: skip
    return take("lead", values)


@contextmanager
def counted() -> Iterator[Callable[[], int]]:
    """How many statements the database is sent: through Django, and past it by the journal's fast ways.

    Rows that one prepared statement or one COPY takes count as one.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tandem.journal import rows

    past = [0]
    names = ("_planned_once", "_copy") if connection.vendor == "postgresql" else ("_sqlite",)
    whole = {name: getattr(rows, name) for name in names}

    def counting(way: Callable[..., Any]) -> Callable[..., Any]:
        def go(*arguments: Any, **options: Any) -> Any:
            past[0] += 1
            return way(*arguments, **options)

        return go

    for name, way in whole.items():
        setattr(rows, name, counting(way))
    try:
        with CaptureQueriesContext(connection) as captured:
            yield lambda: past[0] + len(captured)
    finally:
        for name, way in whole.items():
            setattr(rows, name, way)
