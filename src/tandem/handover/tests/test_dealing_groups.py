"""Leads that come in together: dealt as if one after the other, and with few questions to the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from tandem.agreement.samples import person
from tandem.handover.dealing import BULK, deal_in_bulk
from tandem.handover.dealing_receipts import read
from tandem.handover.models import Assignment, Dealing, RosterEntry, SellerLoad, Specialty
from tandem.handover.roster import set_roster
from tandem.handover.tests.cast import NOON, distributes, seller
from tandem.intake.doors import Arriving
from tandem.intake.samples import source
from tandem.intake.taking_in import take_in
from tandem.journal.actions import Recording
from tandem.people.presence_rules import AbsenceKind
from tandem.people.rules import Role
from tandem.shifts.actions import set_absence

pytestmark = pytest.mark.django_db(transaction=True)

#: Unlike, so that no two sellers are ever behind by the same and a tie is left to the seed.
_SHARES = ("1", "0.97", "0.91", "0.83", "0.79", "0.71", "0.67", "0.61")
_PRODUCTS = ("Окна", "Двери", "", "Балконы", "Окна")
#: So many statements deal a group of leads out, next to those that take it in: six questions. PostgreSQL is counted
#: with what it writes as well, and with one more for leads that chance may draw for the queue.
MOST_STATEMENTS = {"sqlite": 6, "postgresql": 10}


def take(numbers: Sequence[int], **cells: object) -> list[int]:
    """Leads that come in together, of clients nobody knows; their ids."""
    opened = source()
    leads = [
        Arriving(
            source=opened.key, key=f"K{number}", received_at=NOON,
            cells={"phone": f"+7 912 100 {number:04}", "product": _PRODUCTS[number % len(_PRODUCTS)]} | cells,
        )
        for number in numbers
    ]  # fmt: skip
    return [each.subject_id for each in take_in(leads, sources={opened.key: opened}, now=NOON)]


def house() -> dict[int, str]:
    """Sellers of other products and part time, one of them away; their names by number."""
    distributes()
    names = {}
    for number in range(8):
        products = (("Окна",), (), ("Двери", "Окна"), ("балконы",))[number % 4]
        found = seller(f"Seller {number}", products=products, share=_SHARES[number])
        names[found.pk] = found.username
    away = next(pk for pk, name in names.items() if name == "Seller 4")
    day = NOON.date()
    set_absence(
        person_id=away, since=day, until=day + timedelta(days=3), kind=AbsenceKind.SICK, by=person(Role.SALES_HEAD),
        now=NOON,
    )  # fmt: skip
    return names


def dealt(lead_ids: list[int], names: dict[int, str]) -> list[tuple[str, int, float]]:
    rows = {each.pk: each for each in Assignment.objects.filter(pk__in=lead_ids)}
    return [(names[rows[pk].seller_id], rows[pk].minutes, rows[pk].value) for pk in lead_ids]


def loads() -> list[tuple[int, int, int, int, float]]:
    rows = SellerLoad.objects.order_by("pk")
    return list(rows.values_list("pk", "waiting_leads", "waiting_minutes", "day_minutes", "month_value"))


def forget() -> None:
    """As if nobody had been given anything."""
    Assignment.objects.all().delete()
    SellerLoad.objects.all().delete()


def test_leads_that_come_together_go_where_they_would_have_gone_one_after_the_other():
    names = house()
    group = take(range(40))
    together, loads_together = dealt(group, names), loads()
    (receipt,) = (read(each.receipt) for each in Dealing.objects.all())
    assert [each.lead_id for each in receipt.leads] == group
    assert [names[each.seller_id or 0] for each in receipt.given] == [name for name, *_ in together]
    forget()
    alone = [lead_id for number in range(100, 140) for lead_id in take([number])]
    assert dealt(alone, names) == together
    assert loads() == loads_together


def test_a_receipt_names_what_each_seller_is_for():
    house()
    take([1])
    told = {each.seller_id: each.skills for each in read(Dealing.objects.get().receipt).candidates}
    entered: dict[int, dict[str, set[str]]] = {pk: {} for pk in RosterEntry.objects.values_list("pk", flat=True)}
    for pk, field, value in Specialty.objects.values_list("seller", "field", "value"):
        entered[pk].setdefault(field, set()).add(value.casefold())
    assert told == entered


def test_what_somebody_else_enters_is_noticed_by_the_next_lead():
    distributes()
    head = person(Role.SALES_HEAD)
    doors = seller("Дарья", products=("Двери",))
    windows = seller("Олег", products=("Окна",))
    (first,) = take([1], product="Окна")
    assert Assignment.objects.get(pk=first).seller_id == windows.pk
    # By the actions of another process: nothing of this one is told.
    for who, products in ((doors, ("Окна",)), (windows, ("Двери",))):
        set_roster(
            seller_id=who.pk, since=None, share=Decimal(1), until=None, specialties={"product": products}, by=head,
            now=NOON,
        )  # fmt: skip
    (second,) = take([2], product="Окна")
    assert Assignment.objects.get(pk=second).seller_id == doors.pk
    set_absence(
        person_id=windows.pk, since=date(2026, 3, 4), until=date(2026, 3, 5), kind=AbsenceKind.SICK, by=head, now=NOON
    )
    (third,) = take([3], product="Двери")
    assert not Assignment.objects.filter(pk=third).exists()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What goes to the database; of a statement for many rows only that it goes."""
    seen: list[str] = []
    if connection.vendor == "postgresql":
        import psycopg

        through = psycopg.Cursor.execute

        def noted(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
            seen.append(str(query))
            return through(self, query, *rest, **more)

        monkeypatch.setattr(psycopg.Cursor, "execute", noted)
        yield seen
        return
    connection.ensure_connection()
    raw: Any = connection.connection
    raw.set_trace_callback(seen.append)
    yield seen
    raw.set_trace_callback(None)


def test_a_group_is_dealt_with_few_statements_however_many_leads_and_sellers(statements: list[str]):
    # Without anybody who takes part the same leads are taken in, and no more.
    distributes()
    take(range(300, 304))
    statements.clear()
    take(range(304, 324))
    without = _forms(statements)
    for number in range(12):
        seller(f"Seller {number}", products=("Окна", "Двери")[number % 2 :])
    take(range(324, 328))
    statements.clear()
    take(range(328, 348))
    dealing = _forms(statements)
    assert len(dealing) - len(without) <= MOST_STATEMENTS[connection.vendor], dealing


def test_many_leads_that_waited_are_asked_about_no_oftener_than_a_few(statements: list[str]):
    distributes()
    few, many = take(range(400, 403)), take(range(403, 433))
    for number in range(4):
        seller(f"Seller {number}")

    asked = []
    for leads in (few, few, many):
        statements.clear()
        with transaction.atomic():
            assert deal_in_bulk(leads, occasion=BULK, recording=Recording(at=NOON, source="pages")).given == len(leads)
        asked.append(sum("SELECT" in each for each in _forms(statements)))

    # The second time alone: what is read once for all is known by then.
    assert asked[2] <= asked[1] + 2, asked


def _forms(statements: list[str]) -> list[str]:
    """PostgreSQL is sent each; SQLite tells of every row, so there only the questions count."""
    if connection.vendor == "postgresql":
        return list(statements)
    return [each for each in statements if each.startswith("SELECT")]
