"""Drawing the calls of a week: by lot, once, and written into the journal with the chance each had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.basics.periods import Period
from tandem.calls.about import leads_about
from tandem.calls.checks import checks_of
from tandem.calls.facts import CallSampled
from tandem.calls.models import SampledCall
from tandem.calls.rules import SHORTEST, Talk, draw
from tandem.imports.turns import one_at_a_time
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
        drawn = draw(_reviewable(each for each in _talks(week) if each.seller_id not in before), week=week.start)
        SampledCall.objects.bulk_create(
            SampledCall(
                activity_id=each.call_id, seller_id=each.seller_id, week=week.start,
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


def _reviewable(calls: Iterable[Activity]) -> Iterator[Talk]:
    """Those about a lead that the agreement asks enough of."""
    calls = list(calls)
    leads = leads_about(calls)
    asks: dict[tuple[int, str], bool] = {}
    for call in calls:
        lead = leads.get(call.pk)
        if lead is None or call.seller_id is None:
            continue
        kind = (lead.version, lead.product)
        if kind not in asks:
            asks[kind] = bool(checks_of(lead))
        if asks[kind]:
            yield Talk(call.pk, call.seller_id)
