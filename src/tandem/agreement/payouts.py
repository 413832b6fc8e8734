"""What people are paid for a closed month: counted once, from the data of the closing, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from tandem.agreement import queries
from tandem.agreement.bonus import Payout as Counted
from tandem.agreement.bonus_lines import bonus_lines, told_by_seller
from tandem.agreement.document import Document
from tandem.agreement.facts import PayoutCounted
from tandem.agreement.models import ClosedMonth, Payout
from tandem.agreement.payout_receipts import packed
from tandem.agreement.rules import Agreement, month_after
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.past import read_at
from tandem.measures.store import Reading
from tandem.people.models import Person

#: The role of a scheme, the person (None: nobody holds it) and what comes out.
type PaidLine = tuple[str, int | None, Counted]

_NOBODY = Text(ru="В этом месяце ни у кого не было лидов.", en="Nobody had a lead in this month.")


def count_all(*, now: datetime) -> int:
    """Count every closed month whose bonuses are not counted yet, the oldest first; returns how many payouts."""
    counted = set(Payout.objects.order_by().values_list("month", flat=True).distinct())
    return sum(count(month=each.month, now=now) for each in queries.closed_months() if each.month not in counted)


def count_closed_at(position: int, *, now: datetime) -> int:
    """Count the month that was closed at a position of the journal; returns how many payouts are new."""
    return sum(count(month=each.month, now=now) for each in queries.closed_months() if each.position == position)


def count(*, month: date, now: datetime) -> int:
    """Count and keep what everybody with a scheme is paid for a closed month; returns how many payouts.

    Done twice, or by two processes at once, it changes nothing: all rows of a month come in one transaction.
    """
    closed = ClosedMonth.objects.get(month=month)
    agreed = held_at_end(month)
    if not agreed.document.bonus.schemes:
        return 0
    if Payout.objects.filter(month=month).exists():
        return 0
    reading = read_at(closed.position)
    try:
        lines = list(paid_lines(agreed.document, month, reading))
    finally:
        reading.cursor.close()
    with transaction.atomic():
        # Two processes that count the same month wait for each other here.
        ClosedMonth.objects.select_for_update().get(month=month)
        if Payout.objects.filter(month=month).exists():
            return 0
        kept = Payout.objects.bulk_create(
            Payout(
                month=month, person_id=person, role=role, version=agreed.version, amount=counted.amount,
                receipt=packed(counted), counted_at=now, counted_from=closed.position,
            )
            for role, person, counted in lines
        )  # fmt: skip
        if kept:
            record(
                [Happening(_fact(each), each.pk, now) for each in kept],
                recording=Recording(at=now, source="job", version=agreed.version),
            )
    return len(kept)


def held_at_end(month: date) -> Agreement:
    """The version in force on a month's last day: by its formula the month is paid."""
    return queries.in_force(month_after(month) - timedelta(days=1))


def paid_lines(document: Document, month: date, reading: Reading) -> Iterator[PaidLine]:
    """What a document pays for a month, from a look at the store: sellers who had leads, and who else holds a role."""
    schemes = {scheme.role: scheme for scheme in document.bonus.schemes}
    for paid in bonus_lines(document, Period.month(month), reading, closed=True):
        if paid.person is not None:
            yield paid.role, paid.person, paid.payout
        elif paid.role == "seller" and told_by_seller(schemes[paid.role]):
            # The figure of all leads together is nobody's own result.
            yield paid.role, None, Counted(None, (), _NOBODY)
        else:
            holders = Person.objects.filter(role=paid.role, is_active=True).order_by("pk").values_list("pk", flat=True)
            yield from ((paid.role, person, paid.payout) for person in (*holders, *(() if holders else (None,))))


def _fact(payout: Payout) -> PayoutCounted:
    return PayoutCounted(
        month=payout.month,
        person_id=payout.person_id,
        role=payout.role,
        amount=payout.amount,
        receipt=payout.receipt,
        counted_from=payout.counted_from,
    )
