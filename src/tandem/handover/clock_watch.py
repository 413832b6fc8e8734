"""The watch over clocks: whoever kept a promise stops its clock, and a deadline that passes breaks it by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched

from django.db import transaction

from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.document import DutyPromise
from tandem.agreement.duties import column_of, condition
from tandem.handover.clocks import promise_of, title_of
from tandem.handover.facts import ClockBroken, ClockStopped
from tandem.handover.models import Clock
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.measures.store import Reading, store

#: Clocks looked at in one transaction: others wait for the writer only briefly.
_AT_ONCE = 1_000


def watch(*, now: datetime) -> int:
    """Break every clock whose deadline has passed and whose promise is not kept; return how many changed.

    While the store is being brought up to date nothing is broken: the contact that kept the promise may be among what
    it has not read yet, and a false alarm is worse than one a minute later.
    """
    ids = due_clocks(now=now)
    if not ids:
        return 0
    reading = store.read()
    if reading.freshness.behind:
        return 0
    return sum(look(part, reading=reading, now=now) for part in batched(ids, _AT_ONCE, strict=False))


def due_clocks(*, now: datetime) -> list[int]:
    """The running clocks whose deadline has passed and that are not broken yet, the longest overdue first."""
    due = Clock.objects.filter(stopped_at=None, broken=False, due_at__lte=now).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True))


def look(clock_ids: Sequence[int], *, reading: Reading, now: datetime) -> int:
    """Stop those of the clocks whose promise is kept, break those whose deadline has passed; return how many changed.

    A clock's facts belong to the import that started it, so that undoing the import takes them back too.
    """
    with transaction.atomic():
        clocks = list(Clock.objects.select_for_update().filter(pk__in=clock_ids, stopped_at=None).order_by("pk"))
        ends, concerned = _told(clocks, reading)
        facts: dict[int | None, list[Happening]] = defaultdict(list)
        changed = []
        for clock in clocks:
            happened = _changed(clock, ends.get(clock.pk), concerned.get(clock.pk), now)
            if happened is not None:
                fact, at = happened
                facts[clock.batch_id].append(Happening(fact, clock.pk, at, clock.lead_id, clock.version))
                changed.append(clock)
        Clock.objects.bulk_update(changed, ("stopped_at", "kept", "broken"))
        for batch_id, happenings in facts.items():
            record(happenings, recording=Recording(at=now, source="clock", batch_id=batch_id))
    return len(changed)


def _changed(clock: Clock, end: datetime | None, concerned: bool | None, now: datetime) -> tuple[Fact, datetime] | None:
    """What became of a clock, written into it: the fact and when it happened."""
    title = title_of(clock.promise, clock.version)
    if end is not None:
        clock.stopped_at, clock.kept = end, end <= clock.due_at
        return ClockStopped(title=title, kept=clock.kept), end
    if clock.broken or clock.due_at > now:
        return None
    if concerned is False:
        clock.stopped_at = now
        return ClockStopped(title=title, kept=None), now
    if concerned is None:
        return None
    clock.broken = True
    return ClockBroken(title=title), clock.due_at


def _told(clocks: Iterable[Clock], reading: Reading) -> tuple[Mapping[int, datetime], Mapping[int, bool | None]]:
    """By clock: when its promise was kept, and whether the promise concerns its lead at all (None: not known yet)."""
    ends: dict[int, datetime] = {}
    concerned: dict[int, bool | None] = {}
    groups: dict[tuple[str, int], list[Clock]] = defaultdict(list)
    for clock in clocks:
        groups[clock.promise, clock.version].append(clock)
    for (key, number), members in groups.items():
        promise = promise_of(key, number)
        if promise is None or promise.duty is None:
            continue
        found = {lead_id: told for lead_id, *told in reading.rows(_sql(promise.duty, members))}
        for clock in members:
            end, concerns = found.get(clock.lead_id, (None, None))
            concerned[clock.pk] = concerns
            if end is not None:
                # The store keeps instants of UTC without saying so.
                ends[clock.pk] = end.replace(tzinfo=UTC)
    return ends, concerned


def _sql(duty: DutyPromise, clocks: Sequence[Clock]) -> str:
    until = column_of(announced("leads")[duty.until])
    concerns = condition(duty.of, "leads", fields_of_versions()) if duty.of else "true"
    leads = ", ".join(str(each.lead_id) for each in clocks)
    return f"SELECT lead_id, CAST({until} AS TIMESTAMP), {concerns} FROM leads WHERE lead_id IN ({leads})"
