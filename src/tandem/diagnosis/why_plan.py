"""Why revenue is above or below its plan: reads plan and facts, splits, judges, and tells it as any other answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.basics.numbers import format_period
from tandem.basics.periods import Grain, Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.rules.decomposition import to_coins
from tandem.diagnosis.rules.faults import Fault, FaultKey
from tandem.diagnosis.rules.plan_split import COUNTS, UNPLANNED, PlanBar, split_plan
from tandem.diagnosis.rules.verdict import FEWEST_DAYS, FEWEST_SALES, Verdict
from tandem.diagnosis.why import Why
from tandem.diagnosis.why_asking import Where, has_rows
from tandem.diagnosis.why_owners import owners_of
from tandem.diagnosis.why_plan_words import told_of_plan
from tandem.diagnosis.why_planned import planned_for
from tandem.diagnosis.why_reading import REVENUE
from tandem.diagnosis.why_told import Answer
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.people.rules import Department


class NoPlan(Refusal):
    """There is no plan of revenue for the period, or none for what was asked about."""


def against_plan(period: Period, reading: Reading, language: str, *, where: Where | None = None) -> tuple[Why, Answer]:
    """Fact against plan, of the company or of one seller; no longer than the data reach.

    Refuses by ``NoPlan``.
    """
    chosen = where or {}
    agreement = in_force(period.end)
    revenue = next((key for key in REVENUE if has_rows(key, reading)), REVENUE[0])
    planned = planned_for(period, revenue, agreement.document, reading, seller=_seller(chosen, period))
    if planned.revenue is None:
        raise _no_plan(period)
    daily = _daily(period, revenue, chosen, reading)
    fact = Decimal(answer(Question((revenue,), period, where=chosen), reading).total.values[revenue].value or 0)
    weekend = np.array([day.weekday() >= 5 for day in period.days()], dtype=np.int64)
    bars = split_plan(
        {key: float(value) for key, value in planned.counts.items()}, float(planned.revenue),
        {key: daily[key] for key in COUNTS}, daily[revenue], weekend,
    )  # fmt: skip
    faults = _faults(period, float(daily["deals_won"].sum()))
    found = _found(period, chosen, planned.revenue, fact, revenue, bars, agreement, faults, reading)
    verdicts = {bar.key: _verdict(bar, found, blocked=bool(faults)) for bar in bars}
    return found, told_of_plan(found, bars, verdicts, planned, language)


def _seller(where: Where, period: Period) -> int | None:
    """Whose plan it is; only sellers have plans of their own."""
    if set(where) - {"seller"}:
        raise NoPlan(
            Text(
                ru="План есть у компании и у менеджеров, а у кампаний, продуктов и сегментов его нет: снимите фильтр.",
                en="The company and its sellers have plans; campaigns, products and segments have none: take the "
                "filter away.",
            )
        )
    members = where.get("seller", ())
    if not members:
        return None
    if len(members) > 1 or not isinstance(members[0], int):
        raise _no_plan(period)
    return members[0]


def _no_plan(period: Period) -> NoPlan:
    ru, en = (format_period(period, language) for language in ("ru", "en"))
    return NoPlan(
        Text(
            ru=f"Плана выручки за {ru} нет: загрузите его на странице «Планы».",
            en=f"There is no plan of revenue for {en}: bring it in on the page “Plans”.",
        )
    )


def _daily(period: Period, revenue: str, where: Where, reading: Reading) -> dict[str, np.ndarray]:
    keys = (*COUNTS, revenue)
    found = {key: np.zeros(len(period)) for key in keys}
    for row in answer(Question(keys, period, grain=Grain.DAY, where=where), reading).over_time:
        assert row.bucket is not None
        at = (row.bucket.start - period.start).days
        for key in keys:
            found[key][at] = float(row.values[key].value or 0)
    return found


def _faults(period: Period, sales: float) -> tuple[Fault, ...]:
    found = []
    if len(period) < FEWEST_DAYS:
        found.append(
            Fault(FaultKey.SHORT, everything=True, numbers={"days": len(period), "needed": FEWEST_DAYS})
        )  # fmt: skip
    if sales < FEWEST_SALES:
        longer = {"longer": max(int(np.ceil(FEWEST_SALES * len(period) / sales)), len(period) + 1)} if sales else {}
        found.append(
            Fault(FaultKey.FEW_SALES, everything=True, numbers={"sales": sales, "needed": FEWEST_SALES} | longer)
        )
    return tuple(found)


def _verdict(bar: PlanBar, why: Why, *, blocked: bool) -> Verdict:
    if bar.key == UNPLANNED:
        return Verdict.NOBODYS
    if blocked:
        return Verdict.CANNOT_TELL
    if not bar.sure:
        return Verdict.NOISE
    return Verdict.CAUSE if abs(bar.amount) > why.threshold * float(why.revenue[0]) else Verdict.SMALL


def _found(
    period: Period, where: Where, plan: Decimal, fact: Decimal, revenue: str, bars: tuple[PlanBar, ...],
    agreement: Agreement, faults: tuple[Fault, ...], reading: Reading,
) -> Why:  # fmt: skip
    coins = to_coins([bar.amount for bar in bars], fact - plan)
    return Why(
        before=period, after=period, by="", where=where, revenue=(plan, fact), revenue_measure=revenue,
        currency=currencies(reading).counted,
        amounts={bar.key: coin for bar, coin in zip(bars, coins, strict=True)}, diagnosis=None, faults=faults,
        since={}, seller_since={}, channels=(), sellers=(), owners=_owners(agreement),
        threshold=float(agreement.document.naming.effect), version=agreement.version, until=horizon(reading).until,
        leads=(0, 0), lead_ids_huge=(), against="plan",
    )  # fmt: skip


def _owners(agreement: Agreement) -> Mapping[str, Department]:
    """Of one link of the chain; what spans both departments is joint."""
    owners = owners_of(agreement)
    return {key: owners[key] for key in ("traffic", "target", "won", "check") if key in owners} | {
        "target_leads": owners["traffic"]
    }
