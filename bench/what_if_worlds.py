"""Simulated companies for the what-if: what their tables show to the rules, and what a change truly brings.

A world of the shelf's parts lives twice from one seed, as it is and with one thing changed; what the leads of the
fitted weeks were to bring, by their true chances and mean prices, is the truth. The rules see the first world only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from tandem.attribution.rules.response import Campaign, fitted_gammas
from tandem.basics.intervals import Estimate
from tandem.diagnosis.rules.decomposition_history import NEVER, History, Prepared, Span, prepare
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_split import Paid
from tandem.diagnosis.rules.what_if_changes import MONTH, WEEKS_A_MONTH
from tandem.diagnosis.rules.what_if_company import Company, Spend, Team, fit
from tandem.diagnosis.rules.what_if_line import Shifts
from tandem.simulation.rules import DAY, HOUR
from tandem.simulation.rules import NEVER as NOT_EVER
from tandem.simulation.scenario.asking import liveliness
from tandem.simulation.scenario.file_format import Dial, Scenario
from tandem.simulation.scenario.handling import shifts
from tandem.simulation.scenario.outcomes import become
from tandem.simulation.scenario.world import ScenarioWorld
from tandem.workload.rules import Day

#: The fitted weeks of the 26: what came before teaches, what came after lets leads ripen.
FITTED, BEFORE = Span(56, 146), Span(28, 55)
STAGES = ("processed", "qualified", "invoice", "won")
_MONTH = 30.4


def changed(scenario: Scenario, section: str, **fields: Any) -> Scenario:
    """The scenario with some fields of a section otherwise."""
    part = msgspec.structs.replace(getattr(scenario, section), **fields)
    return msgspec.structs.replace(scenario, **{section: part})


def true_month(world: ScenarioWorld, worth: np.ndarray | None = None) -> float:
    """Roubles that the fitted weeks' leads were to bring, by the month."""
    held = FITTED.holds(world.asked.day)
    return float((world.outcome.worth if worth is None else worth)[held].sum()) * MONTH / FITTED.days


def answered_within(world: ScenarioWorld, hours: float) -> float:
    """The true month where everybody who was reached had been reached within so many hours."""
    soonest = np.where(
        world.handled.contact < NOT_EVER,
        np.minimum(world.handled.contact, world.asked.created + int(hours * HOUR)),
        NOT_EVER,
    )
    quicker = replace(world.handled, contact=soonest)
    outcome = become(world.scenario, world.cast, world.dials, world.asked, quicker, np.random.default_rng(0))
    return true_month(world, outcome.worth)


def target_share(world: ScenarioWorld) -> float:
    """The part of the judged leads of the fitted weeks that sellers call target."""
    judged = _judged(world)[FITTED.holds(world.asked.day)]
    return float((judged == Judged.TARGET).sum() / max((judged != Judged.NOT_YET).sum(), 1))


def moved(world: ScenarioWorld, source: int, to: int, amount: float) -> float:
    """The true month where so many roubles a month went from one campaign to another.

    Leads grow as spend to the power of the world's own elasticity, and new ones are like the others of their campaign.
    """
    held, elasticity = FITTED.holds(world.asked.day), world.scenario.marketing.elasticity
    brought = np.bincount(
        world.asked.campaign[held], weights=world.outcome.worth[held], minlength=len(world.cast.campaigns)
    )
    spent = _fitted_weeks(weekly_spend(world)).mean(axis=0) * WEEKS_A_MONTH
    times = np.ones(len(spent))
    times[source], times[to] = (1 - amount / spent[source]) ** elasticity, (1 + amount / spent[to]) ** elasticity
    return float((brought * times).sum()) * MONTH / FITTED.days


def company_of(world: ScenarioWorld) -> tuple[Company, dict[int, int]]:
    """What the rules see of a world, and at which place of theirs each campaign stands."""
    prepared, history = _prepared(world)
    came, speed = world.asked.created / HOUR, prepared.periods.speed
    company = fit(prepared, history, came, speed=speed, team=_team(world), spend=_spend(world, prepared))
    return company, {int(of): at for at, of in enumerate(prepared.channels) if of >= 0}


def _prepared(world: ScenarioWorld) -> tuple[Prepared, History]:
    asked, handled, outcome, end = world.asked, world.handled, world.outcome, world.horizon
    rows, until = len(asked), world.scenario.days - 1

    def day(moments: np.ndarray) -> np.ndarray:
        return np.where(moments <= end, moments // DAY, NEVER)

    reached = np.stack([day(each) for each in (handled.begun, outcome.qualified, outcome.proposal, outcome.won)])
    for stage in reversed(range(3)):
        reached[stage] = np.where(
            (reached[stage] == NEVER) & (reached[stage + 1] != NEVER), reached[stage + 1], reached[stage]
        )
    known = world.paid.at <= end
    request, amount, paid_day = world.paid.request[known], world.paid.amount[known], world.paid.at[known] // DAY
    paid = np.bincount(request, weights=amount, minlength=rows)
    first = np.full(rows, np.iinfo(np.int64).max)
    np.minimum.at(first, request, paid_day)
    won = reached[-1] != NEVER
    bought = np.full(int(asked.client.max(initial=0)) + 1, np.iinfo(np.int64).max)
    np.minimum.at(bought, asked.client[won], outcome.won[won])
    contact = handled.contact <= end
    history = History(
        day=asked.day, came=asked.created / HOUR, client=asked.client, channel=asked.campaign, seller=handled.seller, judged=_judged(world),
        reached_on=reached, lost_on=np.where(won, NEVER, day(outcome.lost)),
        handed=np.where(handled.handed <= end, (handled.handed - asked.created) / HOUR, np.nan),
        answered=np.where(contact, (handled.contact - asked.created) / HOUR, np.nan),
        paid=paid, cash=np.zeros(rows), paid_on=np.where(first < np.iinfo(np.int64).max, first, NEVER),
        agreed=np.where(won, outcome.amount, 0.0), list_price=np.where(won, outcome.price, 0.0),
        deal_price=np.where(won, outcome.amount, 0.0), returning=bought[asked.client] < asked.created,
    )  # fmt: skip
    campaigns, days = len(world.cast.campaigns), FITTED.days + BEFORE.days
    nothing = [Paid(np.zeros(span.days), np.zeros(span.days)) for span in (BEFORE, FITTED)]
    prepared = prepare(
        history, before=BEFORE, after=FITTED, until=until, stages=STAGES, clicks=np.zeros((days, campaigns)),
        paid=(nothing[0], nothing[1]), sellers=len(world.cast.sellers), first_weekday=world.start.weekday(),
    )  # fmt: skip
    return prepared, history


def _judged(world: ScenarioWorld) -> np.ndarray:
    grade = np.where(world.handled.contact <= world.horizon, world.outcome.grade, -1)
    return np.where(grade < 0, Judged.NOT_YET, np.where(grade == 3, Judged.NON_TARGET, Judged.TARGET)).astype(np.int64)


def _team(world: ScenarioWorld) -> Team:
    """The hours of the house and the minutes of a lead as a careful time study would find them."""
    work, sale, held = world.scenario.work, world.scenario.sale, FITTED.holds(world.asked.day)
    klass = world.asked.klass[held]
    sold = np.array([sale.A, sale.B, sale.C, 0.0])[klass]
    usual = np.where(klass <= 2, work.handling_minutes, work.short_minutes)
    minutes = usual + sold * work.win_minutes
    # Minutes scatter within a class too, and only those who buy take the minutes of a sale.
    squares = usual**2 * np.exp(work.handling_spread**2) + (2 * usual + work.win_minutes) * sold * work.win_minutes
    shift = float(np.mean([60 * (each.closes - each.opens) for each in world.cast.sellers]))
    free = 1 - float((world.dials.levels[Dial.NONCORE_HOURS][FITTED.first : FITTED.last + 1] * 60 / shift).mean())
    workdays = FITTED.days * 5 / 7
    error = 1.645 * float(minutes.std()) / len(minutes) ** 0.5
    mean = float(minutes.mean())
    return Team(
        len(world.cast.sellers), Day(shift, shift * (1 - free)), float(held.sum()) / workdays,
        Estimate(mean, mean - error, mean + error, len(minutes)), _shifts(world), _heavier(minutes, _judged(world)[held]),
        float(squares.mean() / mean**2 - 1) ** 0.5,
    )  # fmt: skip


def _heavier(minutes: np.ndarray, judged: np.ndarray) -> Estimate:
    """Minutes that a lead called target takes more than one called none."""
    target, other = minutes[judged == Judged.TARGET], minutes[judged == Judged.NON_TARGET]
    error = 1.645 * float(target.var() / len(target) + other.var() / len(other)) ** 0.5
    more = float(target.mean() - other.mean())
    return Estimate(more, more - error, more + error, len(minutes))


def _shifts(world: ScenarioWorld) -> Shifts:
    """The hours of the house: those of its first seller, who is never away."""
    hours = shifts(world.scenario, world.cast)[0]
    opens, closes = np.asarray(hours.starts) / HOUR, np.asarray(hours.ends) / HOUR
    return Shifts(opens, closes, len(opens))


def weekly_spend(world: ScenarioWorld) -> np.ndarray:
    """Roubles by week and campaign, as the ad cabinets tell them: what was planned, with the scatter of bills."""
    scenario = world.scenario
    months = np.arange(scenario.days) / _MONTH
    budget = (liveliness(scenario) * (1 + scenario.marketing.budget_growth) ** months)[:, None]
    planned = budget * world.dials.levels[Dial.CAMPAIGN_SHARE] * world.dials.levels[Dial.COST_PER_LEAD]
    scatter = np.random.default_rng((world.seed, 31)).lognormal(-0.0128, 0.16, planned.shape)
    return (planned * scatter).reshape(-1, 7, planned.shape[1]).sum(axis=1)


def _spend(world: ScenarioWorld, prepared: Prepared) -> dict[int, Spend]:
    weeks = weekly_spend(world)
    leads = np.zeros(weeks.shape)
    np.add.at(leads, (world.asked.day // 7, world.asked.campaign), 1)
    places = [(at, int(of)) for at, of in enumerate(prepared.channels) if of >= 0]
    campaigns = [
        Campaign(str(of), weeks[:, of].tolist(), leads[:, of].astype(int).tolist(), 0, 0, 0, 0, 0, 0, 0.0, 0.0, float(weeks[-4:, of].mean()))
        for _, of in places
    ]  # fmt: skip
    fitted = _fitted_weeks(weeks)
    return {
        at: Spend(float(fitted[:, of].mean()), float(weeks[:, of].min()), float(weeks[:, of].max()), gamma, error)
        for (at, of), (gamma, error) in zip(places, fitted_gammas(campaigns), strict=True)
    }


def _fitted_weeks(weeks: np.ndarray) -> np.ndarray:
    return weeks[FITTED.first // 7 : (FITTED.last + 1) // 7]
