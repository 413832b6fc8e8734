"""Sellers in a roster, an agreement that deals leads out to them, and leads that come in by a door."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from tandem.agreement.document import Calendar, Distribution, Document, Fading, Queue
from tandem.agreement.samples import person, signed
from tandem.handover.roster import set_roster
from tandem.intake.doors import Arriving
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement

#: A Wednesday at noon in Moscow.
NOON = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 20, 0, tzinfo=UTC)
HOURS = Calendar(
    key="sellers", title="Продажи", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
MINUTES = {"A": 30, "B": 25, "C": 20, "D": 5, "ask": 15}
TERMS = Distribution(
    calendar="sellers", specialties=("product",), own_first=True, useful=Decimal("0.5"), catch_all="sales_head"
)
_NUMBERS = itertools.count(1)


def document(terms: Distribution = TERMS) -> Document:
    """An agreement that deals leads out by these terms, and says how long each takes."""
    fading = tuple(
        Fading(grade=grade, minutes=minutes, half_life=Decimal(8), lasting=Decimal("0.1"))
        for grade, minutes in MINUTES.items()
    )
    return msgspec.structs.replace(
        agreement(target="grade in ('A', 'B', 'C')"), calendars=(HOURS,), distribution=terms,
        queue=Queue(random_share=Decimal("0.04"), fading=fading),
    )  # fmt: skip


def distributes(terms: Distribution = TERMS) -> None:
    """Sign it, from the beginning of March."""
    signed(document(terms), since=date(2026, 3, 1))


def seller(name: str, *, products: tuple[str, ...] = (), share: str = "1", since: date | None = None) -> Person:
    """A seller in the roster."""
    found = Person.objects.create_user(name, name=name, role=Role.SELLER)
    set_roster(
        seller_id=found.pk, since=since, share=Decimal(share), until=None,
        specialties={"product": products} if products else {}, by=person(Role.SALES_HEAD), now=NOON,
    )  # fmt: skip
    return found


def arrives(*, at: datetime = NOON, **cells: object) -> int:
    """A lead that comes in by a door at a moment; returns its id here."""
    opened, number = source(), next(_NUMBERS)
    said = {"phone": f"+7 912 000 {number:04}"} | cells
    (taken,) = take_in(
        [Arriving(source=opened.key, key=f"K{number}", received_at=at, cells=said)],
        sources={opened.key: opened},
        now=at,
    )
    return taken.subject_id
