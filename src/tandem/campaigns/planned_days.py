"""Campaigns as they are planned: their days, season and budget by month, and where their launches stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from tandem.campaigns.known_names import names_of
from tandem.campaigns.launch_list import launches_for
from tandem.campaigns.models import Campaign, Launch
from tandem.campaigns.plan_and_fact import budgets_of
from tandem.campaigns.rules import LaunchState, state_of
from tandem.people.rules import Role


@dataclass(frozen=True, slots=True)
class PlannedLaunch:
    """A launch: where it stands, and the day clients are to see it first, or have."""

    state: LaunchState
    on: date | None


@dataclass(frozen=True, slots=True)
class PlannedCampaign:
    """What is planned of a campaign, as far as it is set; ``names`` are all it is known by.

    ``card`` is None for a launch whose campaign has no card. ``budget`` by first days of months; ``launch`` the newest.
    """

    card: int | None
    name: str
    names: tuple[str, ...]
    starts_on: date | None
    ends_on: date | None
    season: str
    budget: Mapping[date, Decimal]
    launch: PlannedLaunch | None

    @property
    def planned(self) -> Decimal | None:
        """The whole budget; None where no month has a plan."""
        return sum(self.budget.values(), Decimal(0)) if self.budget else None


def planned_from(start: date, *, role: Role) -> list[PlannedCampaign]:
    """What is planned for a day and those after it, as a role may see it, the earliest first.

    Cards that are not put away with an end not before ``start``, with a begin and no end, or with budget for a month
    from then on; and launches from then on whose campaign has no card.
    """
    open_end = Q(ends_on=None, starts_on__isnull=False)
    paid = Q(budget__month__gte=start.replace(day=1), budget__amount__isnull=False)
    cards = Campaign.objects.filter(Q(ends_on__gte=start) | open_end | paid, archived_at=None).distinct()
    found = _of_cards(list(cards), role) + _without_card(start, role)
    return sorted(found, key=lambda each: (each.starts_on or min(each.budget, default=date.max), each.name))


def _of_cards(cards: Sequence[Campaign], role: Role) -> list[PlannedCampaign]:
    ids = [each.pk for each in cards]
    names, budgets = names_of(ids), budgets_of(ids)
    of_name = {name: campaign_id for campaign_id, known in names.items() for name in known}
    newest: dict[int, Launch] = {}
    for each in launches_for(role).filter(Q(of_campaign__in=ids) | Q(campaign__in=list(of_name)), dropped_at=None):
        newest.setdefault(each.of_campaign_id or of_name[each.campaign], each)
    return [
        PlannedCampaign(
            each.pk, each.name, names[each.pk], each.starts_on, each.ends_on, each.season, budgets.get(each.pk, {}),
            _launch(newest[each.pk]) if each.pk in newest else None,
        )
        for each in cards
    ]  # fmt: skip


def _without_card(start: date, role: Role) -> list[PlannedCampaign]:
    """The newest launch of each campaign that only launches tell of."""
    found: dict[str, PlannedCampaign] = {}
    known = {name for names in names_of(Campaign.objects.values_list("pk", flat=True)).values() for name in names}
    for each in launches_for(role).filter(of_campaign=None, dropped_at=None).exclude(campaign__in=known):
        launch = _launch(each)
        if each.campaign not in found and max(launch.on or date.min, each.ends_on or date.min) >= start:
            found[each.campaign] = PlannedCampaign(
                None, each.campaign, (each.campaign,), launch.on, each.ends_on, "", {}, launch
            )
    return list(found.values())


def _launch(each: Launch) -> PlannedLaunch:
    on = each.launched_at or each.starts_at
    state = state_of(each.announced_at, each.launched_at, each.dropped_at)
    return PlannedLaunch(state, timezone.localdate(on) if on else None)
