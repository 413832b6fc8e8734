"""Putting campaigns under watch and warning of wrong audiences; each one transaction with its fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from tandem.agreement.queries import in_force
from tandem.diagnosis.rules.audience import Evidence, Plan, State, chance, weigh
from tandem.diagnosis.rules.audience_baseline import Held
from tandem.diagnosis.rules.audience_family import Watched, judge
from tandem.diagnosis.rules.audience_found import found as found_in
from tandem.diagnosis.warning_facts import (
    AudienceWarned,
    AudienceWatchClosed,
    AudienceWatchOpened,
)
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.warning_reading import (
    WATCHED_DAYS,
    Paying,
    Unit,
    held_to,
    leads_of,
    live_units,
    moment,
    newest_lead_day,
    paying_of,
    plan_of,
    spent_since,
    wait_for_labels,
)
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.store import Reading, store
from tandem.people.models import Person


@dataclass(frozen=True, slots=True)
class Standing:
    """A watch as it stands now; ``lies_with`` are the creatives that a campaign's fall lies with alone."""

    watch: AudienceWatch
    plan: Plan
    evidence: Evidence
    state: State
    lies_with: tuple[str, ...] = ()


def look(*, now: datetime) -> int:
    """Put new campaigns under watch, and raise the warnings that are due; returns how many were raised."""
    reading = store.read()
    if reading.freshness.behind:
        return 0
    _open_watches(reading, now)
    raised = 0
    for each in standings(reading):
        if each.state is State.WARNING and not hasattr(each.watch, "warning"):
            raised += _warn(each, reading, now)
    return raised


def standings(reading: Reading, *, creatives: bool | None = None) -> tuple[Standing, ...]:
    """All campaigns and creatives under watch, or those of one kind, the strongest evidence first.

    They are judged as one family, whichever are asked for. Weighed anew once an hour, as the job looks, and whenever a
    watch or a warning changed: pages need not weigh every campaign for each lead that has come in between.
    """
    hour = reading.freshness.as_of.replace(minute=0, second=0, microsecond=0)
    watches = AudienceWatch.objects.aggregate(all=Count("pk"), closed=Count("closed_at"))
    stamp = (hour, horizon(reading).until, *watches.values(), AudienceWarning.objects.count())
    held: tuple[object, tuple[Standing, ...]] | None = reading.kept.get("standings")
    if held is None or held[0] != stamp:
        held = (stamp, _standings(reading))
        reading.kept["standings"] = held
    return tuple(each for each in held[1] if creatives is None or bool(each.watch.creative) is creatives)


def unanswered() -> list[AudienceWarning]:
    """Warnings that wait for an answer, the newest first."""
    waiting = AudienceWarning.objects.filter(answered_at__isnull=True).select_related("watch")
    return list(waiting.order_by("-raised_at", "-pk"))


def to_be_watched(reading: Reading) -> bool:
    """Whether the next look will put a campaign or a creative under watch."""
    fresh, cut = _fresh(reading)
    return bool(fresh and held_to(fresh, in_force().document, reading, cut=cut))


def _fresh(reading: Reading) -> tuple[dict[Unit, date], date]:
    """What leads come from and nobody watches, with the first day; and the day from which leads are weighed."""
    until = newest_lead_day(reading, horizon(reading).until)
    known = {Unit(each.campaign, each.creative) for each in AudienceWatch.objects.filter(closed_at__isnull=True)}
    live = live_units(reading, until)
    return {unit: first for unit, first in live.items() if unit not in known}, until - timedelta(days=WATCHED_DAYS)


def _open_watches(reading: Reading, now: datetime) -> None:
    fresh, cut = _fresh(reading)
    if not fresh:
        return
    held = held_to(fresh, in_force().document, reading, cut=cut)
    paying = paying_of(fresh, reading, cut=cut)
    with transaction.atomic():
        one_at_a_time()
        for unit, share in held.items():
            if not AudienceWatch.objects.filter(
                campaign=unit.campaign, creative=unit.creative, closed_at__isnull=True
            ).exists():
                open_watch(_watch(unit, share, paying.get(unit), max(fresh[unit], cut), now), now)


def _watch(unit: Unit, held: Held, paying: Paying | None, first: date, now: datetime) -> AudienceWatch:
    return AudienceWatch(
        campaign=unit.campaign, creative=unit.creative, since=first, planned=held.share, basis=held.basis.value,
        basis_leads=held.cases, paying=paying.share if paying else None, believed_days=paying.days if paying else None,
        opened_at=now,
    )  # fmt: skip


def open_watch(watch: AudienceWatch, now: datetime) -> None:
    """Save a new watch and tell it; inside the caller's transaction, as the next two."""
    watch.save()
    recorded(
        AudienceWatchOpened(
            campaign=watch.campaign, creative=watch.creative, since=watch.since, planned=watch.planned,
            basis=watch.basis, basis_leads=watch.basis_leads, paying=watch.paying, believed_days=watch.believed_days,
        ),
        watch.pk,
        now,
    )  # fmt: skip


def close_watch(watch: AudienceWatch, now: datetime) -> None:
    """End a watch and tell it."""
    watch.closed_at = now
    watch.save(update_fields=["closed_at"])
    recorded(AudienceWatchClosed(), watch.pk, now)


def _standings(reading: Reading) -> tuple[Standing, ...]:
    there = horizon(reading)
    live = live_units(reading, there.until)
    open_ones = AudienceWatch.objects.filter(closed_at__isnull=True).select_related("warning").order_by("pk")
    watches = [each for each in open_ones if Unit(each.campaign, each.creative) in live]
    wait = wait_for_labels(reading)
    plans = [plan_of(each) for each in watches]
    of_campaign = {each.campaign: (each, plan) for each, plan in zip(watches, plans, strict=True) if not each.creative}

    def weighed(watch: AudienceWatch, plan: Plan, creatives: tuple[str, ...] = ()) -> Evidence:
        return weigh(leads_of(watch, reading, wait=wait, without=creatives), plan, now=moment(watch, there.as_of))

    def without(campaign: str, creatives: tuple[str, ...]) -> Evidence:
        return weighed(*of_campaign[campaign], creatives)

    family = [
        Watched(each.campaign, each.creative, weighed(each, plan), plan)
        for each, plan in zip(watches, plans, strict=True)
    ]
    found = [
        Standing(watch, each.plan, each.evidence, judged.state, judged.lies_with)
        for watch, each, judged in zip(watches, family, judge(family, without), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: -each.evidence.total))


def _warn(standing: Standing, reading: Reading, now: datetime) -> bool:
    watch, evidence = standing.watch, standing.evidence
    found = found_in(evidence, standing.plan)
    when, share = found.since, found.share
    first = watch.since + timedelta(days=when.day)
    spent = spent_since(watch, first, reading)
    warning = AudienceWarning(
        watch=watch, raised_at=now, changed_on=first, earliest=watch.since + timedelta(days=when.earliest),
        latest=watch.since + timedelta(days=when.latest), chance=chance(evidence), speaks=found.speaks.value,
        share=share.value, low=share.low, high=share.high, labelled=share.n,
        at_stake=None if spent is None else round(spent * Decimal(str(round(found.for_nothing, 6))), 2),
        currency=currencies(reading).counted,
    )  # fmt: skip
    with transaction.atomic():
        one_at_a_time()
        if AudienceWarning.objects.filter(watch=watch).exists():
            return False
        warning.save()
        fact = AudienceWarned(
            watch_id=watch.pk, changed_on=warning.changed_on, earliest=warning.earliest, latest=warning.latest,
            chance=warning.chance, speaks=warning.speaks, share=warning.share, low=warning.low, high=warning.high,
            labelled=warning.labelled, at_stake=warning.at_stake, currency=warning.currency,
        )  # fmt: skip
        recorded(fact, warning.pk, now)
    return True


def recorded(fact: Fact, subject_id: int, now: datetime, *, by: Person | None = None) -> None:
    """Tell a fact of the watch, under the version in force."""
    recording = Recording(
        at=now,
        source="job" if by is None else "pages",
        actor_id=by.pk if by is not None else None,
        version=in_force().version,
    )
    record([Happening(fact, subject_id, now)], recording=recording)
