"""A lead whose deadline has passed is given to another seller: who finds that seller is announced by a room.

A room that distributes leads announces a subclass of ``PassingOn`` in ``<room>/passing_on.py``. There is exactly one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Q

from tandem.basics.discovery import modules_named
from tandem.handover.clock_ends import Told, told_of
from tandem.handover.clocks import title_of
from tandem.handover.facts import ClockPassedOn, ClockStopped, HeadTold
from tandem.handover.models import Assignment, Clock
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.journal.models import FactRow
from tandem.measures.store import Reading, store


class PassingOn(ABC):
    """Finds a lead another seller."""

    @abstractmethod
    def pass_on(self, lead_id: int, *, away_from: int, reason: str, now: datetime) -> int | None:
        """Give the lead to another seller and start its clocks anew; return who has it now, None: there is nobody.

        Called inside a transaction that holds the lead's row; ``reason`` is the title of the promise that was broken.
        """


class SeveralWays(RuntimeError):
    """Two rooms announce how leads are passed on."""


@cache
def passing_on() -> PassingOn | None:
    """The one announced way, if any."""
    found = [
        value
        for module in modules_named("passing_on")
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, PassingOn) and value is not PassingOn
        if value.__module__ == module.__name__
    ]
    if len(found) > 1:
        raise SeveralWays(", ".join(f"{each.__module__}.{each.__name__}" for each in found))
    return found[0]() if found else None


def give_to_another(clock_id: int, *, now: datetime, reading: Reading | None = None) -> bool:
    """Give the lead of a broken clock to another seller, once; False where there was nothing to do any more.

    Whoever changed the lead meanwhile has won: a contact that was made, a head who gave it to somebody, a pause. They
    take the lead's row first, as this does, so neither waits for what the other holds. Where nobody is there to take
    it, the lead stays, and the head is told. ``reading`` of the store serves as long as it knows all that matters here.
    """
    lead_id = Clock.objects.filter(pk=clock_id).values_list("lead_id", flat=True).first()
    if lead_id is None:
        return False
    with transaction.atomic():
        # Before the lead's row, as everybody who gives leads out does.
        one_at_a_time()
        Lead.objects.select_for_update().get(pk=lead_id)
        # All of the lead's, in the one order: giving it to another starts the others anew as well.
        clocks = {each.pk: each for each in Clock.objects.select_for_update().filter(lead=lead_id).order_by("pk")}
        clock = clocks[clock_id]
        if not _is_to_be_passed_on(clock, now):
            return False
        if reading is None or _is_behind(reading, lead_id):
            reading = store.read()
        if reading.freshness.behind:
            return False  # The contact that kept the promise may be among what it has not read yet.
        told = told_of([clock], reading).get(clock.pk, Told())
        title = title_of(clock.promise, clock.version)
        if told.end is not None:
            clock.stopped_at, clock.kept = told.end, told.end <= clock.due_at
            clock.save(update_fields=["stopped_at", "kept"])
            return _record(clock, [ClockStopped(title=title, kept=clock.kept)], told.end, now)
        if told.closed:
            return False  # The next look lets it go.
        had = Assignment.objects.filter(pk=lead_id).values_list("seller_id", flat=True).first()
        way = passing_on()
        taker = way.pass_on(lead_id, away_from=had, reason=title, now=now) if way and had is not None else None
        clock.refresh_from_db()
        clock.passed_on = True
        facts: list[Fact] = []
        telling = taker is None and not clock.told
        clock.told = clock.told or telling
        clock.look_on()
        facts.append(ClockPassedOn(title=title, away_from=had, seller_id=taker, next_at=clock.look_at))
        if telling:
            facts.append(HeadTold(title=title, next_at=clock.look_at))
        clock.save(update_fields=["passed_on", "told", "look_at"])
        return _record(clock, facts, now, now)


def _is_behind(reading: Reading, lead_id: int) -> bool:
    """Whether anybody but the clocks has told anything since, or these of the lead itself.

    What clocks say of other leads keeps no promise of this one; to read all of it anew for each lead that is passed on
    would cost more than the passing. Asked while nobody else can write.
    """
    since = FactRow.objects.filter(position__gt=reading.freshness.position)
    return since.filter(~Q(source="clock") | Q(lead_id=lead_id) & ~Q(subject="clock")).exists()


def _is_to_be_passed_on(clock: Clock, now: datetime) -> bool:
    due = clock.pass_on_at is not None and clock.pass_on_at <= now
    return due and clock.broken and not clock.passed_on and clock.stopped_at is None and clock.paused_until is None


def _record(clock: Clock, facts: list[Fact], at: datetime, now: datetime) -> bool:
    happened = [Happening(fact, clock.pk, at, clock.lead_id, clock.version) for fact in facts]
    record(happened, recording=Recording(at=now, source="clock", batch_id=clock.batch_id))
    return True
