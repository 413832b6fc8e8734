"""What weighs on each seller: kept beside the assignments, so that an arriving lead need not add them up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db import connection
from django.db.models import Count, Q, Sum

from tandem.handover.models import Assignment, SellerLoad
from tandem.handover.pool import zone
from tandem.journal.rows import execute

#: What weighs on a seller or did: leads that Tandem dealt, and those that came with them and were weighed since.
WEIGHED = Q(dealing__isnull=False) | Q(minutes__gt=0)
#: What weighs on them now.
WAITS = Q(taken_at__isnull=True) & WEIGHED


@dataclass(slots=True)
class Change:
    """What is added to a seller's load, or taken from it."""

    leads: int = 0
    minutes: int = 0
    day_minutes: int = 0
    month_leads: int = 0
    month_value: float = 0.0


class Changes:
    """Changes of loads, gathered and then written in one go."""

    def __init__(self, now: datetime) -> None:
        self._today = now.astimezone(zone()).date()
        self._by_seller: dict[int, Change] = defaultdict(Change)

    def given(self, seller_id: int, *, minutes: int, value: float) -> None:
        """A lead was given to a seller now."""
        change = self._by_seller[seller_id]
        change.leads += 1
        change.minutes += minutes
        change.day_minutes += minutes
        change.month_leads += 1
        change.month_value += value

    def came_with(self, seller_id: int, *, minutes: int, assigned_at: datetime) -> None:
        """A lead that nobody dealt waits for its seller; of what they were dealt this month it is no part."""
        change = self._by_seller[seller_id]
        change.leads += 1
        change.minutes += minutes
        if assigned_at.astimezone(zone()).date() == self._today:
            change.day_minutes += minutes

    def answered(self, seller_id: int, *, minutes: int) -> None:
        """A lead no longer waits for its seller: it counts as done by them."""
        change = self._by_seller[seller_id]
        change.leads -= 1
        change.minutes -= minutes

    def taken_away(self, before: Assignment) -> None:
        """A lead goes to somebody else: as if this seller had never been given it, as far as it weighs on them."""
        if before.dealing_id is None and not before.minutes:
            return
        change, given_on = self._by_seller[before.seller_id], before.assigned_at.astimezone(zone()).date()
        if before.taken_at is None:
            change.leads -= 1
            change.minutes -= before.minutes
            if given_on == self._today:
                change.day_minutes -= before.minutes
        if before.dealing_id is not None and given_on >= self._today.replace(day=1):
            change.month_leads -= 1
            change.month_value -= before.value

    def write(self) -> None:
        """Add the changes to what stands; one prepared statement, of PostgreSQL for all sellers at once."""
        if not self._by_seller:
            return
        rows = [
            (
                seller_id, each.leads, each.minutes, self._today, each.day_minutes, self._today.replace(day=1),
                each.month_leads, each.month_value,
            )
            for seller_id, each in sorted(self._by_seller.items())
        ]  # fmt: skip
        if connection.vendor == "postgresql":
            execute(_ADD_FROM_JSON, [msgspec.json.encode(rows).decode()])
            return
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


_COLUMNS = ("waiting_leads", "waiting_minutes", "day", "day_minutes", "month", "month_leads", "month_value")


def _added(name: str, since: str = "") -> str:
    """A column with the change added to it; ``since`` names the day from which it counts, and anew on another."""
    old, new = f"handover_sellerload.{name}", f"excluded.{name}"
    if not since:
        return f"{name} = {old} + {new}"
    return f"{name} = CASE WHEN handover_sellerload.{since} = excluded.{since} THEN {old} ELSE 0 END + {new}"


_INSERTED = f"INSERT INTO handover_sellerload (seller_id, {', '.join(_COLUMNS)})"
_ADDED = (
    f"ON CONFLICT (seller_id) DO UPDATE SET {_added('waiting_leads')}, {_added('waiting_minutes')}, "
    f"{_added('day_minutes', 'day')}, {_added('month_leads', 'month')}, {_added('month_value', 'month')}, "
    "day = excluded.day, month = excluded.month"
)
_ADD = f"{_INSERTED} VALUES ({', '.join(['%s'] * 8)}) {_ADDED}"
_TYPES = ("bigint", "integer", "integer", "date", "integer", "date", "integer", "double precision")
_ADD_FROM_JSON = (
    f"{_INSERTED} SELECT {', '.join(f'(row->>{at})::{type_}' for at, type_ in enumerate(_TYPES))} "
    f"FROM jsonb_array_elements(%s) AS row {_ADDED}"
)


def add_up(*, now: datetime, sellers: Collection[int] | None = None) -> None:
    """Reckon loads anew from the assignments, all or those of some ``sellers``: some were taken away or moved.

    Inside the caller's transaction.
    """
    stood = SellerLoad.objects.all() if sellers is None else SellerLoad.objects.filter(pk__in=sellers)
    stood.delete()
    SellerLoad.objects.bulk_create(loads_of(now=now, sellers=sellers))


def loads_of(*, now: datetime, sellers: Collection[int] | None = None) -> Iterable[SellerLoad]:
    """The loads as the assignments have them.

    Minutes and leads that wait are of all leads, however they came to their seller; what was given this month, by
    which fairness goes, only of those that Tandem dealt.
    """
    today: date = now.astimezone(zone()).date()
    midnight = datetime(today.year, today.month, today.day, tzinfo=zone())
    of_month = Q(dealing__isnull=False, assigned_at__gte=midnight.replace(day=1))
    mine = Assignment.objects.all() if sellers is None else Assignment.objects.filter(seller__in=sellers)
    rows = (
        mine.filter(WAITS | Q(assigned_at__gte=midnight.replace(day=1)))
        .values("seller")
        .annotate(
            waiting_leads=Count("pk", filter=WAITS),
            waiting_minutes=Sum("minutes", filter=WAITS, default=0),
            day_minutes=Sum("minutes", filter=Q(assigned_at__gte=midnight), default=0),
            month_leads=Count("pk", filter=of_month),
            month_value=Sum("value", filter=of_month, default=0.0),
        )
        .order_by("seller")
    )
    for row in rows:
        yield SellerLoad(
            seller_id=row["seller"], day=today, month=today.replace(day=1), waiting_leads=row["waiting_leads"],
            waiting_minutes=row["waiting_minutes"], day_minutes=row["day_minutes"], month_leads=row["month_leads"],
            month_value=row["month_value"],
        )  # fmt: skip
