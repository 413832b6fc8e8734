"""Who takes part in the distribution of the made-up company: everybody who sold lately, each by their hours.

One of them is on duty around the clock, so that a lead from the form finds somebody at whatever hour one looks around.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Count
from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.handover.models import Assignment
from tandem.handover.reckoning import reckon
from tandem.handover.roster import set_roster
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.presence_rules import AbsenceKind, Week
from tandem.people.rules import Role
from tandem.shifts.actions import set_absence, set_week

#: Whoever had a lead in so many days still sells here.
_LATELY: Final = timedelta(days=60)
_ROUND_THE_CLOCK: Final = ("0-24",) * 7
_EVENINGS: Final = ("12-21", "12-21", "12-21", "12-21", "12-21", "10-18", "")


def fill_roster(now: datetime) -> None:
    """Take the sellers in: the busiest always on duty, one in the evenings, one away, one for two products, one new."""
    if not in_force().document.distribution.calendar:
        return
    today = timezone.localtime(now).date()
    lately = Assignment.objects.filter(assigned_at__gte=now - _LATELY).values("seller")
    sellers = list(
        Person.objects.filter(role=Role.SELLER, pk__in=lately)
        .annotate(busy=Count("assignments"))
        .order_by("-busy", "pk")
    )
    head = Person.objects.filter(role=Role.SALES_HEAD).order_by("pk").first()
    if head is None or not sellers:
        return
    products = list(
        Lead.objects.exclude(product="").values_list("product").annotate(n=Count("pk")).order_by("-n", "product")[:4]
    )
    for place, person in enumerate(sellers):
        only = {"product": [product for product, _count in products[:2]]} if place == 2 and len(products) > 2 else {}
        newcomer = place == len(sellers) - 1 and place > 2
        set_roster(
            seller_id=person.pk, since=today - timedelta(days=20) if newcomer else None,
            share=Decimal("0.5") if place == 4 else Decimal(1), until=None, specialties=only, by=head, now=now,
        )  # fmt: skip
    set_week(person_id=sellers[0].pk, week=Week(_ROUND_THE_CLOCK), since=today - timedelta(days=30), by=head, now=now)
    if len(sellers) > 1:
        set_week(person_id=sellers[1].pk, week=Week(_EVENINGS), since=today - timedelta(days=30), by=head, now=now)
    if len(sellers) > 3:
        set_absence(
            person_id=sellers[3].pk, since=today - timedelta(days=2), until=today + timedelta(days=9),
            kind=AbsenceKind.VACATION, by=head, now=now,
        )  # fmt: skip
    reckon(reading=store.read(), now=now)
