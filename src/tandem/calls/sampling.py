"""Drawing the calls of a week: by lot, once, and written into the journal with the chance each had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.basics.periods import Period
from tandem.calls.checks import checks_of
from tandem.calls.facts import CallSampled
from tandem.calls.models import SampledCall
from tandem.calls.rules import SHORTEST, Talk, draw
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.selling.models import Activity

#: An export may bring calls late: so many whole weeks are looked at again.
LATELY = 4


def whole_weeks(today: date, count: int = LATELY) -> list[Period]:
    """The newest whole weeks before a day, Monday to Sunday, the oldest first."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(count, 0, -1)]
    return [Period(start, start + timedelta(days=6)) for start in starts]


def sample(week: Period, *, now: datetime) -> int:
    """Draw calls of a week; returns how many. A seller's week is drawn once: a second time it adds nothing."""
    with transaction.atomic():
        one_at_a_time()
        before = set(SampledCall.objects.filter(week=week.start).values_list("seller_id", flat=True))
        about = _about([each for each in _talks(week) if each.seller_id not in before])
        talks = [Talk(call.pk, call.seller_id) for call, _lead in about.values() if call.seller_id]
        drawn = draw(talks, week=week.start)
        SampledCall.objects.bulk_create(
            SampledCall(
                activity_id=each.call_id, lead=about[each.call_id][1], seller_id=each.seller_id, week=week.start,
                of=each.of, drawn=each.drawn, sampled_at=now,
            )
            for each in drawn
        )  # fmt: skip
        happenings = [
            Happening(CallSampled(week=week.start, of=each.of, drawn=each.drawn), each.call_id, now) for each in drawn
        ]
        if happenings:
            record(happenings, recording=Recording(at=now, source="job"))
    return len(drawn)


def _talks(week: Period) -> Iterable[Activity]:
    """Calls somebody answered and that were long enough, of a seller, with a known client."""
    start, end = week.bounds_utc(timezone.get_default_timezone())
    return (
        Activity.objects.filter(
            kind="call", contacted_at__gte=start, contacted_at__lt=end, duration__gte=SHORTEST, seller__isnull=False,
            client__isnull=False,
        )
        .exclude(answered=False)
        .order_by("pk")
    )  # fmt: skip


def _about(calls: Iterable[Activity]) -> dict[int, tuple[Activity, Lead]]:
    """The lead of each call: the one it names, or the client's newest before it; only those that can be reviewed."""
    calls = list(calls)
    named = Lead.objects.in_bulk({each.lead_id for each in calls if each.lead_id})
    others: dict[int, list[Lead]] = {}
    clients = {each.client_id for each in calls if not each.lead_id}
    for each in Lead.objects.filter(client__in=clients).order_by("captured_at", "pk"):
        others.setdefault(each.client_id, []).append(each)
    found = {}
    reviewable: dict[tuple[int, str], bool] = {}
    for call in calls:
        before = [each for each in others.get(call.client_id or 0, ()) if each.captured_at <= call.contacted_at]
        lead = named.get(call.lead_id) if call.lead_id else (before[-1] if before else None)
        if lead is None:
            continue
        asks = (lead.version, lead.product)
        if asks not in reviewable:
            reviewable[asks] = bool(checks_of(lead))
        if reviewable[asks]:
            found[call.pk] = (call, lead)
    return found
