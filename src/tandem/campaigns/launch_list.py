"""The launches as their page lists them: where each stands, and who has read its notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Min, Q, QuerySet

from tandem.basics.names import folded
from tandem.campaigns.known_names import names_of
from tandem.campaigns.models import Launch, LaunchReading, Spend
from tandem.campaigns.rules import LaunchState, keeps_campaigns, state_of
from tandem.people.rules import Role

#: Launches on one page.
A_PAGE = 50
#: A campaign whose first spend is younger has just started.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class UnnotedStart:
    """A campaign that runs by its spend, the first day of it, and the notice that waits to be sent or started."""

    campaign: str
    since: date
    launch: Launch | None


@dataclass(frozen=True, slots=True)
class Reader:
    """One who was given a notice."""

    name: str
    on_shift: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class LaunchLine:
    """One launch; ``given`` and ``read`` count those who sell."""

    launch: Launch
    state: LaunchState
    given: int
    read: int
    #: Whether the reader of the page has acknowledged it; None where it was not for them.
    read_by_me: bool | None = None

    @property
    def unread(self) -> int:
        """How many have not acknowledged it."""
        return self.given - self.read


def lines_of(launches: Sequence[Launch], *, person_id: int | None = None) -> list[LaunchLine]:
    """Launches with who has read of them."""
    rows = LaunchReading.objects.filter(launch__in=launches).values_list("launch_id", "person_id", "read_at")
    given: dict[int, int] = {}
    read: dict[int, int] = {}
    mine: dict[int, bool] = {}
    for launch_id, reader_id, read_at in rows:
        given[launch_id] = given.get(launch_id, 0) + 1
        read[launch_id] = read.get(launch_id, 0) + (read_at is not None)
        if reader_id == person_id:
            mine[launch_id] = read_at is not None
    return [
        LaunchLine(
            each, state_of(each.announced_at, each.launched_at, each.dropped_at), given.get(each.pk, 0),
            read.get(each.pk, 0), mine.get(each.pk),
        )
        for each in launches
    ]  # fmt: skip


def readers_of(launch: Launch) -> list[Reader]:
    """Everybody who was given the notice: those at work who have not read it first."""
    rows = launch.readings.select_related("person")
    found = [Reader(str(each.person), each.on_shift, each.read_at) for each in rows]
    return sorted(found, key=lambda each: (each.read_at is not None, not each.on_shift, each.name))


def launches_for(role: Role) -> QuerySet[Launch]:
    """The launches that a role reads: drafts are for those who write them."""
    every = Launch.objects.order_by("-pk")
    if keeps_campaigns(role):
        return every
    return every.filter(Q(announced_at__isnull=False) | Q(launched_at__isnull=False))


def unnoted_starts(*, today: date) -> list[UnnotedStart]:
    """Campaigns that money was spent on for the first time lately, and whose start nobody noted.

    Only where spend is known from before these days: else every campaign would look new.
    """
    first = today - NEW_FOR
    if not Spend.objects.filter(spent_on__lt=first, spend__gt=0).exists():
        return []
    spent = Spend.objects.exclude(campaign="").filter(spend__gt=0, spent_on__gte=first)
    lately = dict(spent.order_by().values_list("campaign").annotate(since=Min("spent_on")))
    before = Spend.objects.filter(spent_on__lt=first, spend__gt=0, campaign__in=list(lately))
    old = {folded(each) for each in before.order_by().values_list("campaign", flat=True).distinct()}
    noted = {folded(each) for each in Launch.objects.exclude(launched_at=None).values_list("campaign", flat=True)}
    cards = Launch.objects.exclude(launched_at=None).exclude(of_campaign=None).values_list("of_campaign_id", flat=True)
    noted |= {folded(name) for names in names_of(set(cards)).values() for name in names}
    found = [
        UnnotedStart(name, since, Launch.objects.filter(campaign=name, launched_at=None, dropped_at=None).first())
        for name, since in lately.items()
        if folded(name) not in old | noted
    ]
    return sorted(found, key=lambda each: (each.since, each.campaign))


def untold_since(moment: datetime) -> int:
    """How many launches have started since a moment that sales had not been told of."""
    started = Launch.objects.filter(launched_at__gte=moment)
    return started.filter(Q(announced_at=None) | Q(announced_at__gte=F("launched_at"))).count()


def unsent_before(moment: datetime) -> int:
    """How many drafts are planned to start by a moment."""
    drafts = Launch.objects.filter(announced_at=None, launched_at=None, dropped_at=None)
    return drafts.filter(starts_at__lte=moment).count()
