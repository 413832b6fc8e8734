"""The plan of leads from what the company has seen: check, shares, price of a lead; anything may be said instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.planning.rules.lead_plan import LeadPlan, NothingToPlan, Seen, lead_plan
from tandem.portrait.history import counted
from tandem.portrait.outcomes import OUTCOMES

#: Days of history that shares, check and the price of a lead are taken from.
_DAYS = 365
#: How sure a plan is wanted to be.
SURE = (0.5, 0.8, 0.9, 0.95)
FIELDS = ("revenue", "check", "sql", "of_leads", "wins", "of_sql")


class CannotPlan(Refusal):
    """What is missing to say how many leads a revenue takes."""


@dataclass(frozen=True, slots=True)
class Known:
    """What history says; each None or without cases where it says nothing.

    ``by_target``: no agreement tells SQL, so target leads stand for them. ``leads_a_month`` and ``cpl`` are those of
    the last three months.
    """

    check: float | None
    sql: Seen | None
    win: Seen | None
    by_target: bool
    cpl: float | None
    leads_a_month: float
    currency: str
    period: Period


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the leads each sureness takes; ``own`` are the figures said instead of history's."""

    plan: LeadPlan
    known: Known
    rows: tuple[tuple[float, int | None], ...]
    own: frozenset[str] = field(default=frozenset())

    def cost(self, leads: int | None) -> float | None:
        """What so many leads cost at the price of late."""
        return None if leads is None or self.known.cpl is None else leads * self.known.cpl


def known(reading: Reading) -> Known:
    """What the last year shows of leads that have had time to buy."""
    until = horizon(reading).until
    year = Period(until - timedelta(days=_DAYS - 1), until)
    where = counted(OUTCOMES["bought"], year, reading).where
    ((leads, told, sql, won, target, target_won),) = reading.rows(
        f"""
        SELECT count(*), count(sql_lead), count(*) FILTER (sql_lead), count(*) FILTER (sql_lead AND bought),
            count(*) FILTER (target), count(*) FILTER (target AND bought)
        FROM (SELECT *, coalesce(won_on, first_paid_on) IS NOT NULL AS bought FROM leads WHERE {where})
        """
    )
    by_target = not told or not sql
    gate, wins = (target, target_won) if by_target else (sql, won)
    late = Period(until - timedelta(days=90), until)
    money = answer(Question(("revenue_paid", "paid_leads"), year), reading).total.values
    recent = answer(Question(("cpl", "leads"), late), reading).total.values
    revenue, paid = money["revenue_paid"].value, money["paid_leads"].value
    return Known(
        check=float(revenue) / float(paid) if revenue and paid and revenue > 0 else None,
        sql=Seen(gate, leads) if gate else None,
        win=Seen(wins, gate) if wins else None,
        by_target=by_target,
        cpl=float(recent["cpl"].value) if recent["cpl"].value is not None else None,
        leads_a_month=float(recent["leads"].value or 0) / len(late) * 30.4,
        currency=currencies(reading).counted,
        period=year,
    )


def plan(typed: Mapping[str, str], found: Known) -> Planned:
    """The plan of what was typed, the rest from history. Refuses by ``CannotPlan``."""
    said = {name: _number(typed.get(name, "")) for name in FIELDS if typed.get(name, "").strip()}
    revenue, check = said.get("revenue"), said.get("check", found.check)
    sql = _share(said, "sql", "of_leads", found.sql)
    win = _share(said, "wins", "of_sql", found.win)
    if revenue is None:
        raise CannotPlan(Text(ru="Назовите, сколько выручки нужно.", en="Say how much revenue is wanted."))
    if check is None or sql is None or win is None:
        raise CannotPlan(_MISSING)
    try:
        made = lead_plan(revenue, check, sql=sql, win=win)
    except NothingToPlan:
        raise CannotPlan(_SENSELESS) from None
    rows = tuple((sure, made.leads_for(sure)) for sure in SURE)
    return Planned(made, found, rows, frozenset(said) - {"revenue"})


_MISSING = Text(
    ru="В истории ещё нет оплат или подтверждённых лидов: назовите чек, сколько лидов из скольких подтвердились и "
    "сколько из подтверждённых купили.",
    en="History has no payments or no confirmed leads yet: say the average check, how many of how many leads were "
    "confirmed, and how many of those bought.",
)
_SENSELESS = Text(
    ru="Выручка и чек больше нуля, купивших не больше подтверждённых, подтверждённых не больше лидов.",
    en="Revenue and check are above nought; no more buy than were confirmed, and no more are confirmed than came.",
)


def _share(said: Mapping[str, float], hits: str, cases: str, history: Seen | None) -> Seen | None:
    """Both numbers as typed, or both from history: half of each would be a share nobody has seen."""
    if hits in said and cases in said:
        return Seen(round(said[hits]), round(said[cases]))
    if hits in said or cases in said:
        raise CannotPlan(
            Text(
                ru="Долю называют двумя числами: сколько и из скольких.",
                en="A share takes two numbers: how many, and of how many.",
            )
        )
    return history


def _number(text: str) -> float:
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 < found < Decimal(10) ** 13:
        raise CannotPlan(Text(ru=f"Не число: «{text[:40]}».", en=f"Not a number: “{text[:40]}”."))
    return float(found)
