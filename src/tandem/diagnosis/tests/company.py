"""January and February of a small company: in February one campaign brings people who do not buy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from tandem.agreement.document import Naming
from tandem.agreement.samples import DOCUMENT, signed
from tandem.imports.samples import take
from tandem.people.models import Person
from tandem.people.rules import Role

JANUARY, FEBRUARY = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))
END = datetime(2026, 5, 31, 9, tzinfo=UTC)
A_DAY = 4


def two_months() -> None:
    """Four leads a day. Of the campaign "Spring" every second is target and buys at 1,000; in February none any more.

    Of "Autumn" every second is target and buys at 500 in both months. Who buys does so after ten days and pays five
    days later. One payment of 70 matches no lead. February was planned, and from June on there is an agreement that
    names nobody for less than 45 % of revenue.
    """
    leads, payments = [], []
    first = datetime(2026, 1, 1, 9, tzinfo=UTC)
    for day in range(59):
        for number in range(A_DAY):
            came = first + timedelta(days=day, minutes=10 * number)
            key = f"L{day}-{number}"
            spring = number % 2 == 0
            target = number < A_DAY / 2 and not (spring and day >= 31)
            buys = target
            closed = came + timedelta(days=10)
            check = Decimal("1000.00") if spring else Decimal("500.00")
            leads.append(
                {
                    "id": key, "created_at": came, "client_id": f"C{key}", "source": "Ads",
                    "campaign": "Spring" if spring else "Autumn", "seller": "Anna" if number % 3 else "Boris",
                    "stage": "won" if buys else "lost", "stage_at": closed, "grade": "A" if target else "D",
                    "amount": check if buys else None,
                }
            )  # fmt: skip
            if buys:
                paid = (closed + timedelta(days=5)).date()
                payments.append({"id": f"P{key}", "lead_id": key, "paid_on": paid, "amount": check})
    take("lead", leads, at=END)
    take("payment", [*payments, {"id": "P0", "paid_on": date(2026, 2, 10), "amount": Decimal("70.00")}], at=END)
    planned = (("leads", 140), ("deals_won", 70), ("revenue_paid", 42000))
    begins, ends = FEBRUARY
    rows = [{"measure": key, "start": begins, "end": ends, "value": Decimal(value)} for key, value in planned]
    take("plan", rows, at=END)
    document = msgspec.structs.replace(DOCUMENT, naming=Naming(effect=Decimal("0.45")))
    signed(document, since=date(2026, 6, 1), now=datetime(2026, 5, 20, tzinfo=UTC))


def reader(role: Role) -> Person:
    """Somebody of that role who may sign in."""
    return Person.objects.create_user(f"the-{role}", name=f"The {role.words.en}", role=role, language="en")
