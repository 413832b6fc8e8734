"""How the distribution stands: each seller's shift and load, leads nobody has, the clients of those who left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, Q

from tandem.agreement.document import Document
from tandem.basics.text import Text
from tandem.handover.dealing_rules import Candidate, Presence
from tandem.handover.dealing_words import PRESENCE, why_words
from tandem.handover.models import Assignment, Held, LeftClient, RosterEntry, SellerLoad
from tandem.handover.pool import candidates
from tandem.handover.unfit import why_unfit
from tandem.measures.store import Reading
from tandem.people import presence
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead

#: Who may have leads of their own; in a small firm the owner sells too.
_SELLING = (Role.SELLER, Role.SALES_HEAD, Role.OWNER)
#: Leads shown of those that wait.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class SellerLine:
    """A seller of the roster. ``part`` is what they were given this month against their fair part, 1 for even."""

    person: Person
    presence: Presence
    away_until: date | None
    waiting_leads: int
    load: float
    capacity: float
    leads: int
    value: float
    part: float | None
    strength: float
    specialties: str
    share: float
    since: date | None

    @property
    def words(self) -> Text:
        """Whether they are there."""
        return PRESENCE[self.presence]

    @property
    def full(self) -> float | None:
        """How full the shift is, as a share; None without one today."""
        return self.load / self.capacity if self.capacity else None


def sellers(document: Document, *, now: datetime, today: date) -> list[SellerLine]:
    """Everybody who takes part, by name."""
    pool = {each.seller_id: each for each in candidates(document, now=now)}
    entries = {each.pk: each for each in RosterEntry.objects.filter(pk__in=pool).prefetch_related("specialties")}
    loads = SellerLoad.objects.in_bulk(list(pool))
    away = presence.absent_until(list(pool), on=today)
    parts = _parts(list(pool.values()))
    lines = [
        SellerLine(
            person=person,
            presence=pool[person.pk].presence,
            away_until=away.get(person.pk),
            waiting_leads=loads[person.pk].waiting_leads if person.pk in loads else 0,
            load=max(pool[person.pk].waiting, pool[person.pk].today),
            capacity=pool[person.pk].capacity,
            leads=_of_month(loads.get(person.pk), today),
            value=pool[person.pk].value,
            part=parts.get(person.pk),
            strength=pool[person.pk].strength,
            specialties=specialties_of(entries[person.pk]),
            share=float(entries[person.pk].share),
            since=entries[person.pk].since,
        )
        for person in Person.objects.filter(pk__in=pool).order_by("name", "pk")
    ]
    return lines


def specialties_of(entry: RosterEntry) -> str:
    """What a seller is for, in a line."""
    return ", ".join(each.value for each in sorted(entry.specialties.all(), key=lambda each: (each.field, each.value)))


def _of_month(load: SellerLoad | None, today: date) -> int:
    return load.month_leads if load is not None and load.month == today.replace(day=1) else 0


def _parts(pool: Sequence[Candidate]) -> Mapping[int, float]:
    minutes, value = sum(each.minutes for each in pool), sum(each.value for each in pool)
    if not minutes or not value:
        return {}
    return {each.seller_id: each.value / value / (each.minutes / minutes) for each in pool if each.minutes}


def outside() -> list[Person]:
    """Sellers who take no part."""
    taking = RosterEntry.objects.values("pk")
    return list(Person.objects.filter(role=Role.SELLER).exclude(pk__in=taking).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A lead nobody could be given, and why."""

    row: LeadRow
    held_at: datetime
    why: Text
    alarming: bool
    #: What of it nobody is for; None where it fits somebody by now.
    lacks: Text | None


@dataclass(frozen=True, slots=True)
class HeldLeads:
    """Those shown, those in all, and how many fit nobody."""

    lines: tuple[HeldLine, ...]
    total: int
    nobody: int


def held(*, contacts: bool, now: datetime) -> HeldLeads:
    """Leads that nobody could be given, those that fit nobody first, the longest wait first."""
    found = list(Held.objects.order_by("why", "held_at")[:SHOWN])
    rows = _rows([each.pk for each in found], contacts=contacts)
    # Of those that fit nobody: what of them nobody is for.
    unfit = why_unfit([each.pk for each in found if each.why == "nobody"], now=now)
    lines = tuple(
        HeldLine(rows[each.pk], each.held_at, why_words(each.why), each.why == "nobody", unfit.get(each.pk))
        for each in found
        if each.pk in rows
    )
    return HeldLeads(lines, Held.objects.count(), Held.objects.filter(why="nobody").count())


#: Open leads that no seller has, by the store.
_WITHOUT = "seller_id IS NULL AND won_on IS NULL AND lost_on IS NULL"


def without_seller(reading: Reading) -> list[int]:
    """Open leads that nobody has, the oldest first."""
    return [pk for (pk,) in reading.rows(f"SELECT lead_id FROM leads WHERE {_WITHOUT} ORDER BY lead_id")]


def own_of(reading: Reading, seller_id: int) -> list[int]:
    """A seller's leads that are not lost: what they work on, and the clients who bought of them."""
    sql = f"SELECT lead_id FROM leads WHERE seller_id = {seller_id:d} AND lost_on IS NULL ORDER BY lead_id"
    return [pk for (pk,) in reading.rows(sql)]


@dataclass(frozen=True, slots=True)
class LeftLine:
    """Somebody who does not sell here any more and still has open leads, with how many."""

    person: Person
    leads: int


def left_behind(reading: Reading) -> list[LeftLine]:
    """Open leads of those who are shut out or sell no more, those with most first: nobody else would look at them."""
    # Whom an import knows by name only was never let in, and is not gone.
    shut = Q(is_active=False) & ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    own = Assignment.objects.filter(seller=OuterRef("pk"))
    gone = Person.objects.filter(shut | ~Q(role__in=_SELLING)).filter(Exists(own)).in_bulk()
    if not gone:
        return []
    ids = ", ".join(map(str, sorted(gone)))
    rows = reading.rows(
        f"SELECT seller_id, count(*) FROM leads WHERE seller_id IN ({ids}) AND won_on IS NULL AND lost_on IS NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return [LeftLine(gone[pk], count) for pk, count in rows]


@dataclass(frozen=True, slots=True)
class WatchedLine:
    """A client whose seller left: who has them now, and whether that one has turned to them since."""

    row: LeadRow
    left_by: str
    left_at: datetime
    called_at: datetime | None


def watched(reading: Reading, *, today: date, contacts: bool) -> tuple[list[WatchedLine], int]:
    """Clients of sellers who left, as long as they are watched; those nobody has called first. And how many in all."""
    entries = {
        each.pk: each
        for each in LeftClient.objects.filter(watched_until__gte=today).select_related("left_by").order_by("pk")
    }
    if not entries:
        return [], 0
    ids = ", ".join(str(pk) for pk in entries)
    sql = (
        "SELECT l.lead_id, max(a.contacted_at) FROM leads l LEFT JOIN activities a "
        "ON a.own_client_id = l.own_client_id AND coalesce(a.direction, '') <> 'in' "
        f"WHERE l.lead_id IN ({ids}) AND l.lost_on IS NULL GROUP BY 1"
    )
    called = {pk: at.replace(tzinfo=UTC) if at else None for pk, at in reading.rows(sql)}
    since = {pk: at if at and at >= entries[pk].left_at else None for pk, at in called.items()}
    shown = sorted(since, key=lambda pk: (since[pk] is not None, entries[pk].left_at, pk))[:SHOWN]
    rows = _rows(shown, contacts=contacts)
    lines = [
        WatchedLine(rows[pk], str(entries[pk].left_by), entries[pk].left_at, since[pk]) for pk in shown if pk in rows
    ]
    return lines, len(since)


def _rows(lead_ids: Sequence[int], *, contacts: bool) -> dict[int, LeadRow]:
    selected = [SelectedLead(pk, None, True, None) for pk in lead_ids]
    return {row.lead_id: row for row in rows_of(selected, contacts=contacts)}
