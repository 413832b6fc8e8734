"""A small company with a month of history, taken in as an import takes it, and those who read its reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tandem.imports.samples import take
from tandem.people.models import Person
from tandem.people.rules import Role

PERIOD = "period=2026-03"
#: A campaign whose name a spreadsheet would run.
DANGEROUS = "=cmd|' /C calc'!A0"


def march(day: int, hour: int = 9) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def history() -> None:
    """Six leads of two sellers and of nobody, two sales, one of them paid; spend under a name that no lead bears."""
    leads = [
        ("L1", 2, "Spring", "Anna", "won", 12, "A"),
        ("L2", 3, "Spring", "Anna", "lost", 6, "D"),
        ("L3", 4, "Spring", "Boris", "won", 20, "B"),
        ("L4", 5, DANGEROUS, "Boris", "in_work", 6, "C"),
        ("L5", 6, None, None, "new", 6, None),
        ("L6", 30, "Spring", "Anna", "in_work", 30, "A"),
    ]
    take(
        "lead",
        [
            {
                "id": key, "created_at": march(day), "client_id": f"C{key}", "source": "Ads", "campaign": campaign,
                "seller": seller, "stage": stage, "stage_at": march(moved, 15), "grade": grade,
                "amount": Decimal("1000.00"),
            }
            for key, day, campaign, seller, stage, moved, grade in leads
        ],
        at=march(31),
    )  # fmt: skip
    take("payment", [{"id": "P1", "lead_id": "L1", "paid_on": date(2026, 3, 14), "amount": Decimal("900.00")}])
    take(
        "spend",
        [
            {"id": "S1", "day": date(2026, 3, 2), "source": "Ads", "campaign": "Spring", "spend": Decimal("300.00"),
             "impressions": 1000, "clicks": 50},
            {"id": "S2", "day": date(2026, 3, 3), "source": "Ads", "campaign": "Nobody", "spend": Decimal("100.00"),
             "impressions": 500, "clicks": 10},
        ],
    )  # fmt: skip
    month = {"start": date(2026, 3, 1), "end": date(2026, 3, 31)}
    take("plan", [{"measure": "deals_won", "seller": "Anna", "value": Decimal(4), **month}])


def reader(role: Role) -> Person:
    """Somebody of that role who may sign in."""
    return Person.objects.create_user(f"the-{role}", name=f"The {role.words.en}", role=role, language="en")


def seller(name: str) -> Person:
    """A seller whom the history names, let in."""
    person = Person.objects.get(name=name)
    person.is_active, person.language = True, "en"
    person.save()
    return person
