"""Deadlines of a lead that went back to marketing: its time there is not the seller's, and a ruling sets a new one.

While a lead lies with marketing, or before the one who rules, none of sales' deadlines runs for it. Where the ruling
says that the lead is one to sell to, what sales promised of it starts anew at the ruling, for its whole term. What had
been broken before the lead went back stays broken: nobody gives a lead back to have its time again.
"""

from __future__ import annotations

from datetime import datetime

from tandem.agreement.queries import version
from tandem.handover.clock_rules import CONTACTED, HANDED, Timer
from tandem.handover.clocks import hours_of_timer, promise_of, timers_in, title_of
from tandem.handover.facts import ClockLifted, ClockStarted
from tandem.handover.models import Assignment, Clock
from tandem.intake.joining import still_open
from tandem.intake.models import Lead
from tandem.journal.facts import Happening


def lift(lead: Lead, *, now: datetime) -> list[Happening]:
    """Stop sales' running deadlines of a lead that goes back now, inside the caller's transaction; return the facts.

    One that has passed unnoticed is left: the watch says of it what is to be said.
    """
    happened = []
    for clock in _of(lead):
        promise = promise_of(clock.promise, clock.version)
        unnoticed = not clock.broken and clock.due_at <= now
        if clock.stopped_at is not None or unnoticed or (promise is not None and promise.side != "sales"):
            continue
        happened.append(lifted(clock, now=now))
        clock.save(update_fields=["stopped_at", "kept"])
    return happened


def lifted(clock: Clock, *, now: datetime) -> Happening:
    """A clock that no longer runs because its lead lies with marketing, written into it; returns the fact."""
    clock.stopped_at, clock.kept = now, None
    fact = ClockLifted(title=title_of(clock.promise, clock.version))
    return Happening(fact, clock.pk, now, clock.lead_id, clock.version, clock.batch_id)


def renew(lead: Lead, *, now: datetime) -> list[Happening]:
    """Set the deadlines of a lead that was ruled one to sell to, from now on; return the facts.

    What sales had done before stays done; a lead that was closed meanwhile is not to be worked any more. The first
    contact alone is owed again: the client has waited for the ruling, and a contact from then on keeps it.
    """
    if not still_open([lead.pk]):
        return []
    there = {clock.promise: clock for clock in _of(lead)}
    document = version(lead.version).document
    sides = {each.key: each.side for each in document.promises}
    seller_id = Assignment.objects.filter(pk=lead.pk).values_list("seller_id", flat=True).first()
    happened = []
    for timer in timers_in(document):
        clock = there.get(timer.promise)
        if sides.get(timer.promise) != "sales" or timer.until == HANDED:
            continue
        if timer.since == HANDED and seller_id is None:
            continue
        if clock is not None and clock.stopped_at is None and not _passed(clock, now):
            continue
        if timer.until != CONTACTED and (clock is None or clock.kept is not None):
            continue
        happened.append(_anew(lead, timer, clock, seller_id, now))
    return happened


def _of(lead: Lead) -> list[Clock]:
    # In one order for all who change clocks, so that no two wait for each other.
    return list(Clock.objects.select_for_update().filter(lead=lead).order_by("pk"))


def _passed(clock: Clock, now: datetime) -> bool:
    return clock.broken or clock.due_at <= now


def _anew(lead: Lead, timer: Timer, clock: Clock | None, seller_id: int | None, now: datetime) -> Happening:
    """Start a clock at the ruling, or start it anew; its first deadline stays told, for what was done by it."""
    first = (None, None) if clock is None else (clock.started_at, clock.due_at)
    if clock is None:
        clock = Clock(lead=lead, promise=timer.promise, batch_id=lead.batch_id)
    clock.version, clock.started_at = lead.version, now
    clock.moves = timer.moves(now, hours_of_timer(lead.pk, seller_id, timer, now))
    clock.broken = clock.reminded = clock.told = clock.passed_on = False
    clock.stopped_at = clock.kept = clock.paused_at = clock.paused_until = None
    clock.pause, clock.waited = "", 0.0
    clock.renewed = timer.until == CONTACTED
    clock.look_on()
    clock.save()
    fact = ClockStarted(
        promise=clock.promise, title=title_of(clock.promise, clock.version), due_at=clock.due_at,
        remind_at=clock.remind_at, tell_at=clock.tell_at, pass_on_at=clock.pass_on_at, next_at=clock.look_at,
        renewed=clock.renewed, before_started_at=first[0], before_due_at=first[1],
    )  # fmt: skip
    return Happening(fact, clock.pk, now, lead.pk, lead.version, clock.batch_id)
