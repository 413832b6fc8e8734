"""Clocks of leads: what starts them, and how they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement.document import Document, Promise
from tandem.agreement.queries import version
from tandem.basics.working_time import WorkingCalendar
from tandem.handover.clock_rules import AROUND_THE_CLOCK, CAPTURED, HANDED, Done, Moves, Timer, next_look, timers_of
from tandem.handover.facts import ClockStarted, ClockStopped
from tandem.handover.models import Assignment, Clock
from tandem.journal.facts import Fact, Happening
from tandem.journal.rows import insert_rows, next_ids, rows_with, update_rows
from tandem.people.presence import Presence, presence


class Tell(Protocol):
    """Puts a fact on its way into the journal, in the caller's transaction."""

    def __call__(
        self,
        fact: Fact,
        subject_id: int,
        happened_at: datetime,
        *,
        lead_id: int | None = None,
        version: int | None = None,
    ) -> None:
        """Tell of a subject what happened and when."""
        ...


def into(happened: list[Happening], batches: Mapping[int, int | None] | None = None) -> Tell:
    """Tells by adding to what an action is going to record.

    ``batches`` are the imports that brought the leads: what Tandem does with a lead of its own accord disappears with
    the import when that is undone. What a person decides does not, and needs the lead.
    """
    of_lead = {} if batches is None else batches

    def tell(
        fact: Fact, subject_id: int, happened_at: datetime, *, lead_id: int | None = None, version: int | None = None
    ) -> None:
        batch_id = None if lead_id is None else of_lead.get(lead_id)
        happened.append(Happening(fact, subject_id, happened_at, lead_id, version, batch_id))

    return tell


@dataclass(frozen=True, slots=True)
class Moments:
    """What starts the clocks of a lead: when it came in, and the version it is counted under.

    ``fresh`` of a lead that has no clocks yet, ``named`` where it may have been given to a seller: what is known
    beforehand need not be asked of the database for every lead that comes in.
    """

    lead_id: int
    version: int
    captured_at: datetime
    fresh: bool = False
    named: bool = True
    #: When it was handed over and to whom, where whoever starts the clocks has just done it.
    handed: tuple[datetime, int] | None = None
    #: The import with which its clocks disappear.
    batch_id: int | None = None


def start(leads: Sequence[Moments], *, tell: Tell, asked: Callable[[], Presence] = presence) -> Mapping[int, list[str]]:
    """Start the clocks of leads inside the caller's transaction; return by lead the titles of those that started.

    A clock that runs already goes on, or starts anew where the lead was handed over since and the promise counts no
    system's delay. What the lead brings along, its seller for one, needs no clock. ``asked`` is whom to ask for
    everybody's hours.
    """
    timers = {number: timers_in(version(number).document) for number in {each.version for each in leads}}
    waiting = [each for each in leads if timers[each.version]]
    if not waiting:
        return {}
    handed, running = _handed(waiting), _running(waiting)
    hours = _HoursOfSellers({lead_id: seller_id for lead_id, (_, seller_id) in handed.items()}, asked)
    deadlines = _Deadlines(hours)
    fresh: list[tuple[Moments, Timer, datetime]] = []
    moved: list[Clock] = []
    titles = _Titles()
    for lead in waiting:
        moments = {CAPTURED: lead.captured_at, HANDED: handed[lead.lead_id][0] if lead.lead_id in handed else None}
        for timer in timers[lead.version]:
            begins, ended = timer.started_at(moments), moments.get(timer.until)
            if (clock := running.get((lead.lead_id, timer.promise))) is not None:
                if _goes_on(clock, timer, begins, ended, hours, titles, tell=tell):
                    moved.append(clock)
            elif begins is not None and ended is None:
                fresh.append((lead, timer, begins))
    update_rows(Clock, _MOVED, [(each.pk, *(getattr(each, name) for name in _MOVED)) for each in moved])
    if not fresh:
        return {}
    rows, started = [], dict[int, list[str]]()
    for clock_id, (lead, timer, begins) in zip(next_ids(Clock, len(fresh)), fresh, strict=True):
        title, moves = titles.of(timer.promise, lead.version), deadlines.of(lead.lead_id, timer, begins)
        fact = _started(timer.promise, title, moves)
        tell(fact, clock_id, begins, lead_id=lead.lead_id, version=lead.version)
        rows.append(
            (
                clock_id, lead.lead_id, timer.promise, lead.version, begins, moves.due_at, moves.remind_at,
                moves.tell_at, moves.pass_on_at, fact.next_at, False, False, False, False, "", 0.0, lead.batch_id,
            )
        )  # fmt: skip
        started.setdefault(lead.lead_id, []).append(title)
    insert_rows(Clock, _WRITTEN, rows)
    return started


_WRITTEN = (
    "id", "lead", "promise", "version", "started_at", "due_at", "remind_at", "tell_at", "pass_on_at", "look_at",
    "broken", "reminded", "told", "passed_on", "pause", "waited", "batch_id",
)  # fmt: skip
#: What changes of a clock that runs.
_MOVED = (
    "started_at", "due_at", "remind_at", "tell_at", "pass_on_at", "look_at", "broken", "reminded", "told", "passed_on",
    "paused_at", "paused_until", "pause", "waited", "stopped_at", "kept",
)  # fmt: skip


class _Titles(dict[tuple[str, int], str]):
    """What promises are called, each asked for once: a version's name is a statement to the database."""

    def of(self, promise: str, number: int) -> str:
        if (promise, number) not in self:
            self[promise, number] = title_of(promise, number)
        return self[promise, number]


class _HoursOfSellers:
    """In whose hours the clocks of leads run: asked of ``people`` once, and only where a promise says so."""

    def __init__(self, sellers: Mapping[int, int], asked: Callable[[], Presence] = presence) -> None:
        self._sellers, self._asked = sellers, asked
        self._presence: Presence | None = None
        self._known: dict[tuple[int, int, datetime], WorkingCalendar | None] = {}

    def of(self, lead_id: int, timer: Timer, begins: datetime) -> WorkingCalendar | None:
        """The hours of the lead's seller; None: those of the promise.

        An absence before the deadline would let the client wait until the seller is back. It does not: such a clock
        runs in the hours of the promise, and the head hears of it while it can be mended.
        """
        seller_id = self._sellers.get(lead_id)
        if seller_id is None or not timer.own_hours:
            return None
        key = (seller_id, id(timer), begins)
        if key not in self._known:
            self._known[key] = self._own(seller_id, timer, begins)
        return self._known[key]

    def _own(self, seller_id: int, timer: Timer, begins: datetime) -> WorkingCalendar | None:
        if self._presence is None:
            self._presence = self._asked()
        usual = timer.calendar or AROUND_THE_CLOCK
        own = self._presence.calendar(seller_id, usual)
        if not self._presence.is_ever_away(seller_id):
            return own
        first, last = (each.astimezone(own.zone).date() for each in (begins, timer.due_at(begins, own)))
        return None if self._presence.is_away_between(seller_id, first, last) else own


class _Deadlines:
    """The instants of clocks, each worked out once: what is dealt together begins together, in a few sellers' hours."""

    def __init__(self, hours: _HoursOfSellers) -> None:
        self._hours = hours
        # With its calendar, for another one may later stand at the same place in memory.
        self._known: dict[tuple[int, datetime, int], tuple[WorkingCalendar | None, Moves]] = {}

    def of(self, lead_id: int, timer: Timer, begins: datetime) -> Moves:
        """The deadline of a lead's clock, and what is to happen around it."""
        calendar = self._hours.of(lead_id, timer, begins)
        key = (id(timer), begins, id(calendar))
        known = self._known.get(key)
        if known is None or known[0] is not calendar:
            known = self._known[key] = (calendar, timer.moves(begins, calendar))
        return known[1]


def hours_of_clock(clock: Clock, seller_id: int | None) -> WorkingCalendar | None:
    """The hours a running clock counts in; None: day and night."""
    timer = next((each for each in timers_in(version(clock.version).document) if each.promise == clock.promise), None)
    if timer is None:
        return None
    return hours_of_timer(clock.lead_id, seller_id, timer, clock.started_at) or timer.calendar


def hours_of_timer(lead_id: int, seller_id: int | None, timer: Timer, begins: datetime) -> WorkingCalendar | None:
    """The hours of the lead's seller for a clock that begins then; None: those of the promise."""
    sellers = {lead_id: seller_id} if seller_id is not None else {}
    return _HoursOfSellers(sellers).of(lead_id, timer, begins)


def _started(promise: str, title: str, moves: Moves, *, renewed: bool = False) -> ClockStarted:
    return ClockStarted(
        promise=promise, title=title, due_at=moves.due_at, remind_at=moves.remind_at, tell_at=moves.tell_at,
        pass_on_at=moves.pass_on_at, next_at=next_look(moves, Done()), renewed=renewed,
    )  # fmt: skip


def _handed(leads: Sequence[Moments]) -> dict[int, tuple[datetime, int]]:
    """By lead: when it was handed over, and to whom."""
    found = {each.lead_id: each.handed for each in leads if each.handed is not None}
    named = [each.lead_id for each in leads if each.named and each.handed is None]
    rows = rows_with(Assignment, ("lead", "assigned_at", "seller"), field="lead", among=named)
    return found | {lead_id: (assigned_at, seller_id) for lead_id, assigned_at, seller_id in rows}


def _running(leads: Sequence[Moments]) -> dict[tuple[int, str], Clock]:
    known = [each.lead_id for each in leads if not each.fresh]
    if not known:
        return {}
    there = rows_with(Clock, ("id",), field="lead", among=known)
    # In one order for all who change clocks, so that no two wait for each other.
    rows = Clock.objects.select_for_update().filter(pk__in=[pk for (pk,) in there]).order_by("pk")
    return {(each.lead_id, each.promise): each for each in rows}


def _goes_on(
    clock: Clock, timer: Timer, begins: datetime | None, ended: datetime | None, hours: _HoursOfSellers,
    titles: _Titles, *, tell: Tell,
) -> bool:  # fmt: skip
    """Move a running clock as the lead's moments say; whether it changed."""
    if clock.stopped_at is not None:
        return False
    if ended is not None:
        clock.stopped_at, clock.kept = ended, ended <= clock.due_at
        fact: Fact = ClockStopped(title=titles.of(clock.promise, clock.version), kept=clock.kept)
        tell(fact, clock.pk, ended, lead_id=clock.lead_id, version=clock.version)
        return True
    if begins is None or begins <= clock.started_at:
        return False
    clock.started_at = begins
    clock.moves = timer.moves(begins, hours.of(clock.lead_id, timer, begins))
    clock.broken = clock.reminded = clock.told = clock.passed_on = False
    clock.paused_at = clock.paused_until = None
    clock.pause, clock.waited = "", 0.0
    clock.look_on()
    fact = _started(clock.promise, titles.of(clock.promise, clock.version), clock.moves, renewed=clock.renewed)
    tell(fact, clock.pk, begins, lead_id=clock.lead_id, version=clock.version)
    return True


def timers_in(document: Document) -> tuple[Timer, ...]:
    """The clocks a document starts; laid out once for each document that a process holds."""
    kept = _TIMERS.get(id(document))
    if kept is None or kept[0] is not document:
        if len(_TIMERS) >= _MOST_KEPT:
            _TIMERS.clear()
        kept = _TIMERS[id(document)] = (document, timers_of(document, company_zone=ZoneInfo(settings.TIME_ZONE)))
    return kept[1]


_TIMERS: dict[int, tuple[Document, tuple[Timer, ...]]] = {}
_MOST_KEPT = 16


def promise_of(key: str, number: int) -> Promise | None:
    """The promise of a clock, in the version it runs under."""
    return next((each for each in version(number).document.promises if each.key == key), None)


def title_of(key: str, number: int) -> str:
    """What the version calls the promise."""
    promise = promise_of(key, number)
    return promise.title if promise is not None and promise.title else key
