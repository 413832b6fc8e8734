"""A seller's day: which lead now and why, those that follow, and what is settled for later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from tandem.agreement.document import Promise
from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.handover.clock_rules import LAST_PART
from tandem.handover.clocks import promise_of, title_of
from tandem.handover.lead_worth import Worth, worth_lately
from tandem.handover.models import Clock
from tandem.journal.prepared import prepared
from tandem.people.models import Person
from tandem.people.rules import Department
from tandem.selling.clock_list import Pressure
from tandem.selling.day_leads import OpenLead, count_free, free_leads, open_leads
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead
from tandem.selling.models import NextStep
from tandem.selling.queue import Place, WaitingLead, places_of

#: Leads in the list; whoever has more waiting for them has another problem than their order.
SHOWN = 50
#: Leads that no seller has are offered while they are this young.
FREE_FOR = dt.timedelta(days=3)


class Kind(StrEnum):
    """Why a lead is one for now, in the order in which they are taken."""

    #: A time was agreed with the client, and it has come.
    AGREED = "agreed"
    #: Nobody has done anything with it yet.
    WAITS = "waits"
    #: Its next step is due today or was before.
    DUE = "due"
    #: It is being sold to, and nobody has settled what is next.
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """The most pressing deadline of a lead."""

    title: str
    due_at: dt.datetime
    #: When it has less than its last part left.
    soon_at: dt.datetime
    pressure: Pressure


@dataclass(frozen=True, slots=True)
class DayLead:
    """One lead of the day. ``place`` tells what its minute is worth; ``row`` is None until a list shows it."""

    lead: OpenLead
    kind: Kind
    place: Place
    clock: RunningClock | None
    row: LeadRow | None = None
    #: What is to be done, in the seller's words.
    what: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The leads of now in their order, and what comes later; ``free`` are leads that nobody has."""

    now: tuple[DayLead, ...]
    waiting: int
    #: Steps settled for later today, and the next of them that has a time.
    later_today: int
    next_at: dt.datetime | None
    free: tuple[LeadRow, ...]
    agreement: Agreement
    worth: Worth

    def lead(self, lead_id: int) -> DayLead | None:
        """The one of that number, if it is one for now."""
        return next((each for each in self.now if each.lead.lead_id == lead_id), None)


def day_of(person: Person, *, now: dt.datetime, shown: int = 0) -> Day:
    """The day of one who sells, from the state tables; the first ``shown`` leads with what a list shows of them."""
    agreement, history = in_force(), worth_lately()
    free = free_leads(agreement, since=now - FREE_FOR)
    leads = open_leads(person.pk, agreement, now=now)
    kinds = {each.lead_id: kind for each in leads if (kind := _kind(each, now)) is not None}
    clocks = running_clocks(kinds, now=now)
    ordered = _ordered(
        [each for each in leads if each.lead_id in kinds], kinds, clocks, _places(leads, kinds, agreement, history, now)
    )
    today = timezone.localdate(now)
    later = [each for each in leads if each.lead_id not in kinds and each.due_on == today]
    reader = Reader.of(person)
    return Day(
        now=(*with_rows(ordered[:shown], reader), *ordered[shown:]),
        waiting=sum(kind is Kind.WAITS for kind in kinds.values()),
        later_today=len(later),
        next_at=min((each.due_at for each in later if each.due_at is not None), default=None),
        # Without names and phones: whose they are nobody has said yet.
        free=tuple(_rows(free(), contacts=False)),
        agreement=agreement,
        worth=history,
    )


def free_to_take(*, now: dt.datetime) -> int:
    """How many leads without a seller the day offers to whoever takes the next."""
    return count_free(in_force(), since=now - FREE_FOR)


def running_clocks(lead_ids: Collection[int], *, now: dt.datetime) -> Mapping[int, RunningClock]:
    """By lead the sales' deadline that comes first; a broken one that is over stands behind one that still runs.

    Clocks that stand still for an agreed reason are left out.
    """
    found: dict[int, RunningClock] = {}
    # A version is a look into the database, and a day's clocks are of the same few promises.
    known: dict[tuple[str, int], tuple[Promise | None, str]] = {}
    for lead_id, key, number, started_at, due_at, broken in _running(lead_ids, now) if lead_ids else ():
        if (key, number) not in known:
            known[key, number] = (promise_of(key, number), title_of(key, number))
        promise, title = known[key, number]
        if promise is not None and promise.side != Department.SALES:
            continue
        soon_at = due_at - (due_at - started_at) * LAST_PART
        pressure = Pressure.BROKEN if broken or due_at <= now else Pressure.SOON if soon_at <= now else Pressure.RUNNING
        before = found.get(lead_id)
        if before is None or pressure is not Pressure.BROKEN or before.pressure is Pressure.BROKEN:
            found[lead_id] = RunningClock(title, due_at, soon_at, pressure)
    return found


@prepared
def _running(
    leads: Collection[int], now: dt.datetime
) -> QuerySet[Clock, tuple[int, str, int, dt.datetime, dt.datetime, bool]]:
    running = Clock.objects.filter(lead__in=leads, stopped_at=None).exclude(paused_until__gt=now)
    return running.order_by("-due_at").values_list("lead_id", "promise", "version", "started_at", "due_at", "broken")


def with_rows(leads: Sequence[DayLead], reader: Reader) -> list[DayLead]:
    """The same with what a list shows of each; one deleted meanwhile is left out."""
    if not leads:
        return []
    ids = [each.lead.lead_id for each in leads]
    steps = _steps.later(ids) if reader.contacts else list
    rows = {row.lead_id: row for row in _rows(ids, contacts=reader.contacts)}
    words = dict(steps())
    return [
        replace(each, row=rows[each.lead.lead_id], what=words.get(each.lead.lead_id, ""))
        for each in leads
        if each.lead.lead_id in rows
    ]


@prepared
def _steps(leads: Collection[int]) -> QuerySet[NextStep, tuple[int, str]]:
    return NextStep.objects.filter(pk__in=leads).values_list("pk", "what")


def _kind(lead: OpenLead, now: dt.datetime) -> Kind | None:
    """Why a lead is one for now; None while its time has not come."""
    if lead.due_at is not None:
        return Kind.AGREED if lead.due_at <= now else None
    if lead.due_on is not None:
        return Kind.DUE if lead.due_on <= timezone.localdate(now) else None
    return Kind.WAITS if lead.waits else Kind.UNSETTLED


def _places(
    leads: Iterable[OpenLead], kinds: Mapping[int, Kind], agreement: Agreement, history: Worth, now: dt.datetime
) -> Mapping[int, Place]:
    """What each lead is worth, and where those that wait stand in the queue: by the one rule of the queue."""
    groups = ([each for each in leads if kinds.get(each.lead_id) is kind] for kind in Kind)
    places: dict[int, Place] = {}
    for group in groups:
        # Naive UTC, as the queue reads it of the store.
        waiting = [
            WaitingLead(
                each.lead_id, each.grade, each.product or None,
                each.captured_at.astimezone(dt.UTC).replace(tzinfo=None), each.chance,
                each.draw_place if each.waits else None, each.draw_share if each.waits else None,
            )
            for each in group
        ]  # fmt: skip
        found, _ = places_of(waiting, agreement, history, now)
        places |= {each.lead_id: each for each in found}
    return places


def _ordered(
    leads: Sequence[OpenLead],
    kinds: Mapping[int, Kind],
    clocks: Mapping[int, RunningClock],
    places: Mapping[int, Place],
) -> list[DayLead]:
    order = list(Kind)

    def key(each: DayLead) -> tuple[int, dt.datetime, float, int]:
        """Kept appointments first by their time, those that wait by the queue, the rest by day and then by worth."""
        due = each.lead.due_at or _DAY_ONE
        if each.kind is Kind.DUE and each.lead.due_on is not None:
            due = dt.datetime.combine(each.lead.due_on, dt.time(), dt.UTC)
        if each.kind is Kind.WAITS:
            return order.index(each.kind), _DAY_ONE, each.place.number, each.lead.lead_id
        worth = (each.place.chance or 0.0) * (each.place.check or 0.0)
        return order.index(each.kind), due, -worth, each.lead.lead_id

    found = [
        DayLead(each, kinds[each.lead_id], places[each.lead_id], clocks.get(each.lead_id)) for each in leads
    ]  # fmt: skip
    return sorted(found, key=key)


_DAY_ONE = dt.datetime.min.replace(tzinfo=dt.UTC)


def _rows(lead_ids: Sequence[int], *, contacts: bool) -> list[LeadRow]:
    selected = [SelectedLead(each, None, True, None) for each in lead_ids]
    return rows_of(selected, contacts=contacts) if selected else []
