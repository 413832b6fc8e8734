"""The watch over clocks: whoever kept a promise stops its clock; what is agreed around a deadline happens by itself.

Remind, break, tell the head: each once, in ``look``. To give the lead to another is a change of the lead and has a
transaction of its own (``passing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import batched

from django.db import transaction

from tandem.handover.clock_ends import Told, told_of
from tandem.handover.clocks import promise_of, title_of
from tandem.handover.facts import ClockBroken, ClockReminded, ClockResumed, ClockStopped, HeadTold
from tandem.handover.models import Assignment, Clock
from tandem.handover.passing import give_to_another
from tandem.handover.returned_clocks import lifted
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.journal.rows import update_rows
from tandem.measures.store import Reading, store

#: Clocks looked at in one transaction: others wait for the writer only briefly.
_AT_ONCE = 1_000
WRITTEN = (
    "stopped_at", "kept", "broken", "reminded", "told", "passed_on", "look_at", "paused_at", "paused_until", "pause",
)  # fmt: skip
type _Steps = list[tuple[Callable[..., Fact], datetime]]
type Changed = list[tuple[Fact, datetime]]


def watch(*, now: datetime) -> int:
    """Do what is due with every clock whose promise is not kept; return how many changed.

    While the store is being brought up to date nothing happens: the contact that kept the promise may be among what
    it has not read yet, and a false alarm is worse than one a minute later.
    """
    ids = due_clocks(now=now)
    if not ids:
        return 0
    reading = store.read()
    if reading.freshness.behind:
        return 0
    changed = sum(look(part, reading=reading, now=now) for part in batched(ids, _AT_ONCE, strict=False))
    to_pass = Clock.objects.filter(
        pk__in=ids, stopped_at=None, broken=True, passed_on=False, paused_until=None, pass_on_at__lte=now
    )
    in_turn = list(to_pass.order_by("pass_on_at", "pk").values_list("pk", flat=True))
    return changed + sum(give_to_another(pk, now=now, reading=reading) for pk in in_turn)


def due_clocks(*, now: datetime) -> list[int]:
    """The running clocks to which something is to happen, the longest overdue first."""
    due = Clock.objects.filter(stopped_at=None, look_at__lte=now).order_by("look_at", "pk")
    return list(due.values_list("pk", flat=True))


def look(clock_ids: Sequence[int], *, reading: Reading, now: datetime) -> int:
    """Stop those of the clocks whose promise is kept, and do with the others what is due; return how many changed.

    A clock's facts belong to the import that started it, so that undoing the import takes them back too.
    """
    with transaction.atomic():
        clocks = list(Clock.objects.select_for_update().filter(pk__in=clock_ids, stopped_at=None).order_by("pk"))
        told = told_of(clocks, reading)
        sellers = _sellers(clocks, now)
        facts: dict[int | None, list[Happening]] = defaultdict(list)
        changed = []
        for clock in clocks:
            happened = became(clock, told.get(clock.pk, Told()), now, seller_id=sellers.get(clock.lead_id))
            for fact, at in happened:
                facts[clock.batch_id].append(Happening(fact, clock.pk, at, clock.lead_id, clock.version))
            if happened:
                changed.append(clock)
        update_rows(Clock, WRITTEN, [(each.pk, *(getattr(each, name) for name in WRITTEN)) for each in changed])
        for batch_id, happenings in facts.items():
            record(happenings, recording=Recording(at=now, source="clock", batch_id=batch_id))
    return len(changed)


def _sellers(clocks: Sequence[Clock], now: datetime) -> dict[int, int]:
    """Who has the leads whose deadline passes now."""
    passing = [each.lead_id for each in clocks if not each.broken and each.due_at <= now]
    return dict(Assignment.objects.filter(pk__in=passing).values_list("lead_id", "seller_id")) if passing else {}


def became(clock: Clock, told: Told, now: datetime, *, seller_id: int | None) -> Changed:
    """What became of a clock, written into it: the facts, in their order, and when each happened.

    ``seller_id`` is who has the lead, where its deadline has passed.
    """
    title = title_of(clock.promise, clock.version)
    if told.end is not None:
        clock.stopped_at, clock.kept = told.end, told.end <= clock.due_at
        return [(ClockStopped(title=title, kept=clock.kept), told.end)]
    if clock.look_at is None or clock.look_at > now:
        return []
    if _lies_with_marketing(clock, told):
        happening = lifted(clock, now=now)
        return [(happening.fact, now)]
    resumed = _resumed(clock)
    steps: _Steps = []
    if clock.due_at <= now and not clock.broken and told.concerned is False:
        clock.stopped_at = now
        return [*_told_as(clock, resumed, [], title), (ClockStopped(title=title, kept=None), now)]
    may_remind = told.concerned and not (clock.reminded or clock.broken or told.closed)
    # Nobody is reminded of what has passed meanwhile.
    if may_remind and _passed(clock.remind_at, now) and clock.due_at > now:
        clock.reminded = True
        steps.append((partial(ClockReminded), now))
    if told.concerned and not clock.broken and clock.due_at <= now:
        clock.broken = True
        steps.append((partial(ClockBroken, seller_id=seller_id), clock.due_at))
    telling = clock.broken and not clock.told and _passed(clock.tell_at, now)
    passing = clock.broken and not clock.passed_on and _passed(clock.pass_on_at, now)
    if told.closed and (telling or passing):
        clock.stopped_at = now
        return [*_told_as(clock, resumed, steps, title), (ClockStopped(title=title, kept=None), now)]
    if telling:
        clock.told = True
        steps.append((partial(HeadTold), now))
    return _told_as(clock, resumed, steps, title)


def _lies_with_marketing(clock: Clock, told: Told) -> bool:
    """Whether sales' clock of a returned lead still runs that had not passed when the lead went back."""
    if told.returned_at is None or clock.broken or clock.due_at <= told.returned_at:
        return False
    promise = promise_of(clock.promise, clock.version)
    return promise is not None and promise.side == "sales"


def _told_as(
    clock: Clock,
    resumed: datetime | None,
    steps: _Steps,
    title: str,
) -> Changed:
    """The facts of what happened, each with when the clock is looked at next."""
    clock.look_on()
    facts: Changed = []
    if resumed is not None:
        facts.append((resumed_as(clock, title), resumed))
    facts += [(begun(title=title, next_at=clock.look_at), at) for begun, at in steps]
    return facts


def _resumed(clock: Clock) -> datetime | None:
    """A pause that is over ends: when it did, None where there was none. Its time was reckoned when it began."""
    ended = clock.paused_until
    if ended is not None:
        clock.paused_at = clock.paused_until = None
        clock.pause = ""
    return ended


def resumed_as(clock: Clock, title: str) -> ClockResumed:
    """The fact that a clock goes on, with its instants."""
    return ClockResumed(
        title=title, waited=clock.waited, due_at=clock.due_at, remind_at=clock.remind_at, tell_at=clock.tell_at,
        pass_on_at=clock.pass_on_at, next_at=clock.look_at,
    )  # fmt: skip


def _passed(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
