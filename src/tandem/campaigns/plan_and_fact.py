"""What campaigns were to bring and have brought: goals and budget beside leads, revenue and spend of their own days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from tandem.basics.periods import Grain, Period
from tandem.campaigns.known_names import names_of
from tandem.campaigns.models import BudgetMonth, Campaign, Launch
from tandem.campaigns.rules import LaunchState, state_of
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading

_MEASURES = ("leads", "target_leads", "revenue_paid", "spend")


@dataclass(frozen=True, slots=True)
class Done:
    """What a campaign has brought in its days; None where nothing is known."""

    leads: int = 0
    target_leads: int = 0
    revenue: Decimal | None = None
    spend: Decimal | None = None
    #: What was spent in the months that have a plan: only that can be held against it.
    spend_planned: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign with its plan and its fact; ``elapsed`` is the part of its days that has passed."""

    campaign: Campaign
    names: tuple[str, ...]
    period: Period
    done: Done
    budget: Decimal | None
    elapsed: float | None
    launch: LaunchState | None
    #: Its starts that sales had not been told of.
    untold: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Budget and spend of a month; None where there is no plan, or no row of spend."""

    month: date
    planned: Decimal | None
    spent: Decimal | None


def lines_of(campaigns: Sequence[Campaign], reading: Reading, *, today: date) -> list[CampaignLine]:
    """Campaigns with what they have brought: one question to the store for each span of days."""
    ids = [each.pk for each in campaigns]
    names, budgets = names_of(ids), budgets_of(ids)
    periods = {each.pk: days_of(each, today) for each in campaigns}
    done = _done(names, periods, reading)
    spent = _spent_by_month(names, periods, reading)
    states = _launches(ids)
    return [
        CampaignLine(
            campaign=each,
            names=names[each.pk],
            period=periods[each.pk],
            done=replace(
                done[each.pk],
                spend_planned=_added([spent[each.pk].get(month) for month in budgets.get(each.pk, ())]),
            ),
            budget=sum(budgets[each.pk].values(), Decimal(0)) if each.pk in budgets else None,
            elapsed=_elapsed(each, today),
            launch=states.get(each.pk, [None])[0],
            untold=sum(state is LaunchState.UNTOLD for state in states.get(each.pk, ())),
        )
        for each in campaigns
    ]


def months_of(line: CampaignLine, reading: Reading) -> list[MonthLine]:
    """The months of a campaign: what they may cost and what they did."""
    planned = dict(line.campaign.budget.values_list("month", "amount"))
    question = Question(("spend",), line.period, grain=Grain.MONTH, where={"campaign": list(line.names)})
    spent = {
        row.bucket.start.replace(day=1): _sum(row.values["spend"].value)
        for row in answer(question, reading).over_time
        if row.bucket is not None
    }
    months = sorted(spent.keys() | {month for month, amount in planned.items() if amount is not None})
    return [MonthLine(month, planned.get(month), spent.get(month)) for month in months]


def days_of(campaign: Campaign, today: date) -> Period:
    """The days in which leads and spend count for a campaign: its own, as far as they are set."""
    first = campaign.starts_on or timezone.localdate(campaign.planned_at).replace(day=1)
    return Period(first, max(first, campaign.ends_on or today))


def _done(names: Mapping[int, tuple[str, ...]], periods: Mapping[int, Period], reading: Reading) -> dict[int, Done]:
    by_period: dict[Period, list[int]] = {}
    for campaign_id, period in periods.items():
        by_period.setdefault(period, []).append(campaign_id)
    found: dict[int, Done] = {}
    for period, ids in by_period.items():
        texts = [text for each in ids for text in names[each]]
        asked = answer(Question(_MEASURES, period, by=("campaign",), where={"campaign": texts}), reading)
        rows = {row.members[0]: row.values for row in asked.rows}
        for each in ids:
            values = [rows[text] for text in names[each] if text in rows]
            found[each] = Done(
                leads=sum(int(row["leads"].value or 0) for row in values),
                target_leads=sum(int(row["target_leads"].value or 0) for row in values),
                revenue=_added([row["revenue_paid"].value for row in values]),
                spend=_added([row["spend"].value for row in values]),
            )
    return found


def _spent_by_month(
    names: Mapping[int, tuple[str, ...]], periods: Mapping[int, Period], reading: Reading
) -> dict[int, dict[date, Decimal]]:
    """By campaign what was spent in each month of its days."""
    by_period: dict[Period, list[int]] = {}
    for campaign_id, period in periods.items():
        by_period.setdefault(period, []).append(campaign_id)
    found: dict[int, dict[date, Decimal]] = {each: {} for each in periods}
    for period, ids in by_period.items():
        of_name = {text: each for each in ids for text in names[each]}
        asked = Question(("spend",), period, by=("campaign",), grain=Grain.MONTH, where={"campaign": list(of_name)})
        for row in answer(asked, reading).rows:
            named, amount = of_name.get(str(row.members[0])), _sum(row.values["spend"].value)
            if row.bucket is not None and named is not None and amount is not None:
                months, month = found[named], row.bucket.start.replace(day=1)
                months[month] = months.get(month, Decimal(0)) + amount
    return found


def budgets_of(ids: Sequence[int]) -> dict[int, dict[date, Decimal]]:
    """By campaign the months that have a plan."""
    found: dict[int, dict[date, Decimal]] = {}
    rows = BudgetMonth.objects.filter(campaign__in=ids).exclude(amount=None)
    for campaign_id, month, amount in rows.values_list("campaign_id", "month", "amount"):
        assert amount is not None
        found.setdefault(campaign_id, {})[month] = amount
    return found


def _launches(ids: Sequence[int]) -> dict[int, list[LaunchState]]:
    """By campaign where its launches stand, the newest first; those whose card came later are found by name."""
    cards = names_of(ids)
    of_name = {name: campaign_id for campaign_id, names in cards.items() for name in names}
    rows = Launch.objects.filter(Q(of_campaign__in=ids) | Q(campaign__in=list(of_name))).order_by("-pk")
    found: dict[int, list[LaunchState]] = {}
    for each in rows.filter(dropped_at=None):
        state = state_of(each.announced_at, each.launched_at, each.dropped_at)
        campaign_id = each.of_campaign_id or of_name.get(each.campaign)
        if campaign_id is not None:
            found.setdefault(campaign_id, []).append(state)
    return found


def _elapsed(campaign: Campaign, today: date) -> float | None:
    if campaign.starts_on is None or campaign.ends_on is None:
        return None
    days = (campaign.ends_on - campaign.starts_on).days + 1
    return min(max((today - campaign.starts_on).days + 1, 0) / days, 1.0)


def _added(values: Sequence[object]) -> Decimal | None:
    known = [_sum(each) for each in values if each is not None]
    return sum((each for each in known if each is not None), Decimal(0)) if known else None


def _sum(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
