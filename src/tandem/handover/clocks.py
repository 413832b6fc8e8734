"""Clocks of leads: what starts them, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings

from tandem.agreement.document import Document, Promise
from tandem.agreement.queries import version
from tandem.handover.clock_rules import CAPTURED, HANDED, Timer, timers_of
from tandem.handover.facts import ClockStarted, ClockStopped
from tandem.handover.models import Assignment, Clock
from tandem.journal.facts import Fact
from tandem.journal.rows import insert_rows, next_ids


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


def start(leads: Sequence[Moments], *, tell: Tell, batch_id: int | None = None) -> Mapping[int, list[str]]:
    """Start the clocks of leads inside the caller's transaction; return by lead the titles of those that started.

    A clock that runs already goes on, or starts anew where the lead was handed over since and the promise counts no
    system's delay. What the lead brings along, its seller for one, needs no clock.
    """
    timers = {number: timers_in(version(number).document) for number in {each.version for each in leads}}
    waiting = [each for each in leads if timers[each.version]]
    if not waiting:
        return {}
    handed, running = _handed(waiting), _running(waiting)
    fresh: list[tuple[Moments, Timer, datetime]] = []
    for lead in waiting:
        moments = {CAPTURED: lead.captured_at, HANDED: handed.get(lead.lead_id)}
        for timer in timers[lead.version]:
            begins, ended = timer.started_at(moments), moments.get(timer.until)
            if (clock := running.get((lead.lead_id, timer.promise))) is not None:
                _go_on(clock, timer, begins, ended, tell=tell)
            elif begins is not None and ended is None:
                fresh.append((lead, timer, begins))
    if not fresh:
        return {}
    rows, started = [], dict[int, list[str]]()
    for clock_id, (lead, timer, begins) in zip(next_ids(Clock, len(fresh)), fresh, strict=True):
        title, due_at = title_of(timer.promise, lead.version), timer.due_at(begins)
        fact = ClockStarted(promise=timer.promise, title=title, due_at=due_at)
        tell(fact, clock_id, begins, lead_id=lead.lead_id, version=lead.version)
        rows.append((clock_id, lead.lead_id, timer.promise, lead.version, begins, due_at, False, batch_id))
        started.setdefault(lead.lead_id, []).append(title)
    insert_rows(Clock, ("id", "lead", "promise", "version", "started_at", "due_at", "broken", "batch_id"), rows)
    return started


def _handed(leads: Sequence[Moments]) -> dict[int, datetime]:
    named = [each.lead_id for each in leads if each.named]
    return dict(Assignment.objects.filter(pk__in=named).values_list("lead_id", "assigned_at")) if named else {}


def _running(leads: Sequence[Moments]) -> dict[tuple[int, str], Clock]:
    known = [each.lead_id for each in leads if not each.fresh]
    return {(each.lead_id, each.promise): each for each in Clock.objects.filter(lead__in=known)} if known else {}


def _go_on(clock: Clock, timer: Timer, begins: datetime | None, ended: datetime | None, *, tell: Tell) -> None:
    if clock.stopped_at is not None:
        return
    title = title_of(clock.promise, clock.version)
    if ended is not None:
        clock.stopped_at, clock.kept = ended, ended <= clock.due_at
        tell(ClockStopped(title=title, kept=clock.kept), clock.pk, ended, lead_id=clock.lead_id, version=clock.version)
    elif begins is not None and begins > clock.started_at:
        clock.started_at, clock.due_at, clock.broken = begins, timer.due_at(begins), False
        fact = ClockStarted(promise=clock.promise, title=title, due_at=clock.due_at)
        tell(fact, clock.pk, begins, lead_id=clock.lead_id, version=clock.version)
    else:
        return
    clock.save()


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
