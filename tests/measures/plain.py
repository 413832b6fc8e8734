"""The second calculator: every measure once more in plain Python over rows, written from its definition in words."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tandem.basics.periods import Period
from tests.measures.world import NOW, Record, World

type Number = int | float | Decimal | None

_MONEY_TABLES = ("payments", "invoices", "shipments", "costs", "spend")


@dataclass(frozen=True)
class Case:
    """Rows, a period, and what was settled over all rows: the currency counted and the last day known."""

    world: World
    period: Period
    currency: str
    until: dt.date

    def during(self, table: str, day: str) -> list[Record]:
        return [row for row in self.world.rows(table) if row.get(day) and row[day] in self.period]

    def captured(self, keep: Callable[[Record], Any] = lambda row: True) -> list[Record]:
        return [lead for lead in self.during("leads", "captured_on") if keep(lead)]

    def money(self, table: str, day: str, column: str = "amount") -> list[Decimal]:
        return [
            row[column]
            for row in self.during(table, day)
            if row[column] is not None and (row["currency"] or self.currency) == self.currency
        ]


def case(world: World, period: Period) -> Case:
    used = Counter(row["currency"] for table in _MONEY_TABLES for row in world.rows(table) if row["currency"])
    currency = "RUB" if "RUB" in used or not used else min(used, key=lambda each: (-used[each], each))
    today = NOW.date()
    days = [
        lead[name] for lead in world.rows("leads") for name in ("captured_on", "won_on", "lost_on") if lead.get(name)
    ]
    days += [row["contacted_on"] for row in world.rows("activities")]
    return Case(world, period, currency, max((day for day in days if day <= today), default=today))


def money(amount: Fraction | Decimal) -> Decimal:
    exact = Fraction(amount)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def known(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if value is not None]


def total_or_none(values: list[Any]) -> Any:
    return sum(values) if values else None


def median_like(values: list[float], q: float) -> float | None:
    """The value at position q·(n−1) of the ordered values, straight between its neighbours."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = q * (len(ordered) - 1)
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def share(part: Number, whole: Number) -> float | None:
    return None if not whole or part is None else float(part) / float(whole)


def per(amount: Decimal | None, units: int | Decimal | None) -> Decimal | None:
    return None if not units or amount is None else money(Fraction(amount) / Fraction(units))


# A lead's fate: for each step the day it got there and the day it could no longer.


def _target_day(lead: Record) -> dt.date | None:
    return lead["graded_on"] if lead["target"] else None


def _not_target_day(lead: Record) -> dt.date | None:
    if lead["target"]:
        return None
    return lead["graded_on"] or lead["lost_on"]


_REACHED: dict[str, Callable[[Record], dt.date | None]] = {
    "leads": lambda lead: lead["captured_on"],
    "processed": lambda lead: lead["processed_on"],
    "target": _target_day,
    "qualified": lambda lead: lead["qualified_on"],
    "invoice": lambda lead: lead["invoice_on"],
    "won": lambda lead: lead["won_on"],
    "paid": lambda lead: lead["first_paid_on"],
}
_STEPS = list(_REACHED)


def _lost_day(step: str) -> Callable[[Record], dt.date | None]:
    return _not_target_day if step == "target" else lambda lead: lead["lost_on"]


def matured(c: Case, step: str, start: str) -> float | None:
    """Aalen–Johansen by going through the ages one by one, in exact fractions."""
    fates: list[tuple[int, str]] = []
    for lead in c.captured():
        begun = _REACHED[start](lead)
        if begun is None:
            continue
        reached, lost = _REACHED[step](lead), _lost_day(step)(lead)
        end = reached or lost or c.until
        fate = "reached" if reached else "lost" if lost else "open"
        fates.append((max((end - begun).days, 0), fate))
    if not fates:
        return None
    undecided, arrived = Fraction(1), Fraction(0)
    for age in sorted({age for age, _ in fates}):
        followed = sum(each >= age for each, _ in fates)
        now = [fate for each, fate in fates if each == age]
        arrived += undecided * Fraction(now.count("reached"), followed)
        undecided *= 1 - Fraction(now.count("reached") + now.count("lost"), followed)
    return float(arrived)


def days_between(c: Case, before: str, step: str) -> float | None:
    pairs = [(_REACHED[before](lead), _REACHED[step](lead)) for lead in c.captured()]
    return median_like([max((b - a).days, 0) for a, b in pairs if a and b], 0.5)


def age_in_seconds(c: Case, lead: Record) -> int:
    end_of_until = dt.datetime.combine(c.until + dt.timedelta(days=1), dt.time(0)) - dt.timedelta(hours=3)
    as_of = min(NOW.replace(tzinfo=None), end_of_until)
    return int((as_of - lead["captured_at"]).total_seconds())


def system_delays(c: Case) -> list[float]:
    handed = c.captured(lambda lead: lead["handed_over_at"] is not None)
    return [(lead["handed_over_at"] - lead["captured_at"]).total_seconds() for lead in handed]


def human_delays(c: Case) -> list[float]:
    """Whoever was contacted before the hand-over did not wait for a person at all."""
    handed = c.captured(lambda lead: lead["first_assigned_at"] is not None and lead["first_contact_at"] is not None)
    return [max((lead["first_contact_at"] - lead["first_assigned_at"]).total_seconds(), 0) for lead in handed]


def answered(c: Case, within: int) -> int:
    return len(c.captured(lambda lead: lead["response_seconds"] is not None and lead["response_seconds"] <= within))


def due(c: Case, within: int) -> int:
    late = c.captured(
        lambda lead: (
            age_in_seconds(c, lead) > within
            and not (lead["response_seconds"] is not None and lead["response_seconds"] <= within)
        )
    )
    return answered(c, within) + len(late)


def waiting(c: Case, within: int) -> int:
    return len(c.captured(lambda lead: lead["response_seconds"] is None and age_in_seconds(c, lead) <= within))


def spend(c: Case) -> Any:
    return total_or_none(c.money("spend", "spent_on", "spend"))


def shown(c: Case, column: str) -> Any:
    return total_or_none(known(row[column] for row in c.during("spend", "spent_on")))


def won(c: Case) -> list[Record]:
    return c.during("leads", "won_on")


def revenue(c: Case) -> Decimal:
    return money(sum(c.money("payments", "paid_on"), Decimal(0)))


def costs(c: Case) -> Any:
    return total_or_none(c.money("costs", "incurred_on"))


def margin(c: Case) -> Decimal | None:
    return None if costs(c) is None else revenue(c) - costs(c)


def profit(c: Case) -> Decimal | None:
    left, paid = margin(c), spend(c)
    return None if left is None or paid is None else left - paid


def calls(c: Case) -> list[Record]:
    return [row for row in c.during("activities", "contacted_on") if row["activity_kind"] == "call"]


EVENTS: dict[str, Callable[[Case], Any]] = {
    "impressions": lambda c: shown(c, "impressions"),
    "clicks": lambda c: shown(c, "clicks"),
    "visits": lambda c: shown(c, "visits"),
    "leads": lambda c: len(c.captured()),
    "processed": lambda c: len(c.during("leads", "processed_on")),
    "target": lambda c: len([lead for lead in c.during("leads", "graded_on") if lead["target"]]),
    "qualified": lambda c: len(c.during("leads", "qualified_on")),
    "invoice": lambda c: len(c.during("leads", "invoice_on")),
    "won": lambda c: len(won(c)),
    "paid": lambda c: len(c.during("leads", "first_paid_on")),
}

PLAIN: dict[str, Callable[[Case], Any]] = {
    "impressions": EVENTS["impressions"],
    "clicks": EVENTS["clicks"],
    "visits": EVENTS["visits"],
    "spend": spend,
    "ctr": lambda c: share(EVENTS["clicks"](c), EVENTS["impressions"](c)),
    "cpc": lambda c: per(spend(c), EVENTS["clicks"](c)),
    "clients_new": lambda c: len(c.during("clients", "registered_on")),
    "leads": EVENTS["leads"],
    "clients_asking": lambda c: len({lead["client_id"] for lead in c.captured()}),
    "target_leads": lambda c: len(c.captured(lambda lead: lead["target"] is True)),
    "non_target_leads": lambda c: len(c.captured(lambda lead: lead["target"] is False)),
    "ungraded_leads": lambda c: len(c.captured(lambda lead: lead["target"] is None)),
    "graded_leads": lambda c: len(c.captured(lambda lead: lead["target"] is not None)),
    "target_graded": lambda c: len(c.captured(lambda lead: lead["target"] is True)),
    "mql_leads": lambda c: len(c.captured(lambda lead: lead["mql"] is True)),
    "sql_leads": lambda c: len(c.captured(lambda lead: lead["sql_lead"] is True)),
    "consented_leads": lambda c: len(c.captured(lambda lead: lead["consent_text_id"] is not None)),
    "consented_share": lambda c: share(PLAIN["consented_leads"](c), PLAIN["leads"](c)),
    "target_share": lambda c: share(PLAIN["target_leads"](c), PLAIN["graded_leads"](c)),
    "processed": EVENTS["processed"],
    "in_work": lambda c: len(
        c.captured(lambda lead: lead["processed_on"] and not lead["won_on"] and not lead["lost_on"])
    ),
    "untouched": lambda c: len(
        c.captured(lambda lead: not lead["processed_on"] and not lead["won_on"] and not lead["lost_on"])
    ),
    "contacts": lambda c: len(c.during("activities", "contacted_on")),
    "calls": lambda c: len(calls(c)),
    "calls_answered": lambda c: len([row for row in calls(c) if row["answered"]]),
    "answered_share": lambda c: share(PLAIN["calls_answered"](c), len(calls(c))),
    "paying_clients": lambda c: len({row["client_id"] for row in c.during("payments", "paid_on") if row["amount"] > 0
                                     and row["client_id"] is not None}),
    "profit_per_client": lambda c: per(margin(c), PLAIN["paying_clients"](c)),
    "talk_minutes_per_sale": lambda c: PLAIN["talk_minutes"](c) / len(won(c)) if won(c) else None,
    "talk_minutes": lambda c: math.fsum(known(row["duration"] for row in calls(c))) / 60,
    "deals_won": EVENTS["won"],
    "deals_lost": lambda c: len(c.during("leads", "lost_on")),
    "deals_amount": lambda c: money(sum(known(lead["amount"] for lead in won(c)), Decimal(0))),
    "new_clients_won": lambda c: len([lead for lead in won(c) if lead["sale_number"] == 1]),
    "repeat_sales": lambda c: len([lead for lead in won(c) if lead["sale_number"] > 1]),
    "paid_leads": EVENTS["paid"],
    "revenue_paid": revenue,
    "revenue_paid_net": lambda c: total_or_none(c.money("payments", "paid_on", "net_amount")),
    "refunds": lambda c: money(sum((a for a in c.money("payments", "paid_on") if a < 0), Decimal(0))),
    "revenue_shipped": lambda c: money(sum(c.money("shipments", "shipped_on"), Decimal(0))),
    "revenue_shipped_net": lambda c: total_or_none(c.money("shipments", "shipped_on", "net_amount")),
    "invoices_sent": lambda c: len(c.during("invoices", "issued_on")),
    "invoiced": lambda c: money(sum(c.money("invoices", "issued_on"), Decimal(0))),
    "average_check": lambda c: per(revenue(c), len(won(c))),
    "average_deal": lambda c: per(PLAIN["deals_amount"](c), len(won(c))),
    "costs": costs,
    "margin": margin,
    "response_time_median": lambda c: median_like(known(lead["response_seconds"] for lead in c.captured()), 0.5),
    "response_time_p90": lambda c: median_like(known(lead["response_seconds"] for lead in c.captured()), 0.9),
    "system_delay_median": lambda c: median_like(system_delays(c), 0.5),
    "system_delay_p90": lambda c: median_like(system_delays(c), 0.9),
    "human_delay_median": lambda c: median_like(human_delays(c), 0.5),
    "human_delay_p90": lambda c: median_like(human_delays(c), 0.9),
    "qualified": EVENTS["qualified"],
    "invoice_stage": EVENTS["invoice"],
    "target_graded_on": EVENTS["target"],
    "repeat_reached": lambda c: len(c.captured(lambda lead: lead["won_on"] and lead["sale_number"] > 1)),
    "visits_per_previous": lambda c: share(EVENTS["visits"](c), EVENTS["clicks"](c)),
    "leads_per_previous": lambda c: share(EVENTS["leads"](c), EVENTS["visits"](c)),
    "sale_conversion": lambda c: share(len(won(c)), EVENTS["processed"](c)),
    "cpl": lambda c: per(spend(c), len(c.captured())),
    "cptl": lambda c: per(spend(c), PLAIN["target_leads"](c)),
    "cost_per_sale": lambda c: per(spend(c), len(won(c))),
    "cac": lambda c: per(spend(c), PLAIN["new_clients_won"](c)),
    "drr": lambda c: share(spend(c), revenue(c)) if revenue(c) > 0 else None,
    "roas": lambda c: share(revenue(c), spend(c)),
    "profit_after_ads": profit,
    "romi": lambda c: share(profit(c), spend(c)),
}  # fmt: skip

_LACKS: dict[str, Callable[[Record], Any]] = {
    **{name: lambda lead, n=name: not lead[n] for name in ("product", "segment", "city", "campaign")},
    "need": lambda lead: not known([lead["has_need"], lead["need"]]),
    "budget": lambda lead: not known([lead["has_budget"], lead["budget"], lead["budget_ok"]]),
    "urgency": lambda lead: not known([lead["is_urgent"], lead["urgent"], lead["starts_within_days"]]),
    "next_step": lambda lead: is_open(lead) and lead["next_step_on"] is None,
}
for _field, _lacks in _LACKS.items():
    PLAIN[f"without_{_field}"] = lambda c, lacks=_lacks: len(c.captured(lacks))
    PLAIN[f"without_{_field}_share"] = lambda c, lacks=_lacks: share(len(c.captured(lacks)), len(c.captured()))


def open_leads(c: Case) -> int:
    return len(c.captured(is_open))


def is_open(lead: Record) -> bool:
    return not lead["won_on"] and not lead["lost_on"] and not lead["gone_back"]


def came_directly(c: Case) -> list[Record]:
    return c.captured(lambda lead: not lead["imported"])


def seconds_to_record(rows: list[Record], since: str) -> list[float]:
    return [int((row["recorded_at"] - row[since]).total_seconds()) for row in rows]


PLAIN |= {
    "open_leads": open_leads,
    "without_next_step_share": lambda c: share(PLAIN["without_next_step"](c), open_leads(c)),
    "never_contacted": lambda c: len(c.captured(lambda lead: lead["first_contact_at"] is None)),
    "never_contacted_share": lambda c: share(PLAIN["never_contacted"](c), len(c.captured())),
    "contacts_imported": lambda c: len([row for row in c.during("activities", "contacted_on") if row["imported"]]),
    "contact_record_time": lambda c: median_like(
        seconds_to_record(
            [row for row in c.during("activities", "contacted_on") if not row["imported"]], "contacted_at"
        ), 0.5,
    ),
    "door_leads": lambda c: len(came_directly(c)),
    "incomplete_leads": lambda c: len([lead for lead in came_directly(c) if lead["missing"]]),
    "incomplete_share": lambda c: share(PLAIN["incomplete_leads"](c), len(came_directly(c))),
    "lead_record_time": lambda c: median_like(seconds_to_record(came_directly(c), "captured_at"), 0.5),
}  # fmt: skip


def questions(c: Case, count: str) -> int:
    """Over the leads captured that somebody has worked on and whose version asks anything."""
    return sum(lead[count] for lead in c.captured(lambda lead: lead["questions_due"] and lead["processed_on"]))


PLAIN |= {
    "questions_due": lambda c: questions(c, "questions_due"),
    "questions_asked": lambda c: questions(c, "questions_asked"),
    "questions_known": lambda c: questions(c, "questions_known"),
    "questions_asked_share": lambda c: share(questions(c, "questions_asked"), questions(c, "questions_due")),
    "questions_known_share": lambda c: share(questions(c, "questions_known"), questions(c, "questions_asked")),
}


def reviewed(c: Case, keep: Callable[[Record], Any]) -> list[Record]:
    return [row for row in c.during("activities", "contacted_on") if row.get("script_due") is not None and keep(row)]


PLAIN |= {
    "calls_sampled": lambda c: len([row for row in c.during("activities", "contacted_on") if row["sampled_at"]]),
    "calls_reviewed": lambda c: len(reviewed(c, lambda row: row["script_due"])),
    "calls_unheard": lambda c: len(reviewed(c, lambda row: not row["script_due"])),
    "script_due": lambda c: sum(row["script_due"] for row in reviewed(c, lambda row: True)),
    "script_kept": lambda c: sum(row["script_kept"] for row in reviewed(c, lambda row: row["script_due"])),
    "script_adherence": lambda c: share(PLAIN["script_kept"](c), PLAIN["script_due"](c)),
}


def judged(c: Case, *verdicts: str) -> list[Record]:
    return [row for row in c.during("returns", "returned_on") if row["audit_verdict"] in verdicts]


def weight(rows: list[Record]) -> float:
    return float(sum(1 / row["audit_chance"] for row in rows))


PLAIN |= {
    "returns_given": lambda c: len(c.during("returns", "returned_on")),
    "returns_audited": lambda c: len(judged(c, "target", "non_target")),
    "returns_unclear": lambda c: len(judged(c, "unknown")),
    "returns_judged_for": lambda c: weight(judged(c, "target", "non_target")),
    "returns_false_for": lambda c: weight(judged(c, "target")),
    "false_returns": lambda c: share(weight(judged(c, "target")), weight(judged(c, "target", "non_target"))),
}


def lost(c: Case, keep: Callable[[Record], Any]) -> int:
    return len([lead for lead in c.during("leads", "lost_on") if keep(lead)])


PLAIN |= {
    "won_reviewed": lambda c: len([lead for lead in won(c) if lead["win_reviewed_at"]]),
    "won_unreviewed": lambda c: len([lead for lead in won(c) if not lead["win_reviewed_at"]]),
    "won_reviewed_share": lambda c: share(PLAIN["won_reviewed"](c), len(won(c))),
    "lost_with_reason": lambda c: lost(c, lambda lead: lead["refusal"] or lead["lost_reason"]),
    "lost_without_reason": lambda c: lost(c, lambda lead: not (lead["refusal"] or lead["lost_reason"])),
    "lost_with_reason_share": lambda c: share(PLAIN["lost_with_reason"](c), lost(c, lambda lead: True)),
    "lost_to_competitor": lambda c: lost(c, lambda lead: lead["competitor_id"]),
    "lost_to_competitor_share": lambda c: share(PLAIN["lost_to_competitor"](c), lost(c, lambda lead: True)),
}

for _name, _seconds in {"15m": 900, "1h": 3600, "24h": 86400}.items():
    PLAIN[f"answered_within_{_name}"] = lambda c, s=_seconds: answered(c, s)
    PLAIN[f"due_within_{_name}"] = lambda c, s=_seconds: due(c, s)
    PLAIN[f"waiting_within_{_name}"] = lambda c, s=_seconds: waiting(c, s)
    PLAIN[f"response_within_{_name}"] = lambda c, s=_seconds: share(answered(c, s), due(c, s))

for _letter in "ABCDE":
    PLAIN[f"leads_grade_{_letter.lower()}"] = lambda c, g=_letter: len(c.captured(lambda lead: lead["grade"] == g))

for _before, _step in pairwise(_STEPS):
    PLAIN[f"{_step}_per_previous"] = lambda c, a=_before, b=_step: share(EVENTS[b](c), EVENTS[a](c))
    PLAIN[f"{_step}_reached"] = lambda c, s=_step: len(c.captured(_REACHED[s]))
    PLAIN[f"{_step}_cohort"] = lambda c, s=_step: matured(c, s, "leads")
    PLAIN[f"{_step}_cohort_step"] = lambda c, a=_before, s=_step: matured(c, s, a)
    PLAIN[f"{_step}_days"] = lambda c, a=_before, s=_step: days_between(c, a, s)


def launched(c: Case, keep: Callable[[Record], Any] = lambda row: True) -> int:
    return len([row for row in c.during("launches", "launched_on") if keep(row)])


def read_times(c: Case) -> list[float]:
    """Of those at work when the notice was given, who has read it."""
    given = [row for row in c.during("launch_readings", "given_on") if row["on_shift"] and row["read_at"]]
    return [int((row["read_at"] - row["given_at"]).total_seconds()) for row in given]


PLAIN |= {
    "launches_started": launched,
    "launches_untold": lambda c: launched(
        c, lambda row: row["announced_at"] is None or row["announced_at"] >= row["launched_at"]
    ),
    "launches_judged": lambda c: launched(c, lambda row: row["in_time"] is not None),
    "launches_in_time": lambda c: launched(c, lambda row: row["in_time"]),
    "launches_in_time_share": lambda c: share(PLAIN["launches_in_time"](c), PLAIN["launches_judged"](c)),
    "notice_read_time": lambda c: median_like(read_times(c), 0.5),
    "launch_incidents": lambda c: len(c.during("launch_incidents", "learned_on")),
}


def used(c: Case, way: str, keep: Callable[[Record], Any] = lambda row: True) -> int:
    return len([row for row in c.during("material_uses", "used_on") if row["way"] == way and keep(row)])


PLAIN |= {
    "materials_shown": lambda c: used(c, "shown"),
    "materials_sent": lambda c: used(c, "sent"),
    "materials_opened": lambda c: used(c, "sent", lambda row: row["opened_at"]),
    "materials_opened_share": lambda c: share(PLAIN["materials_opened"](c), PLAIN["materials_sent"](c)),
}
