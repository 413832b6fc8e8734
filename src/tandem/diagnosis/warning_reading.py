"""What the watch over audiences reads from the fact store: leads with labels and payments, their past, and spend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, cast

import numpy as np

from tandem.agreement.document import Document
from tandem.basics.periods import Period
from tandem.diagnosis.rules.audience import Leads, Plan
from tandem.diagnosis.rules.audience_baseline import Basis, Held, Past, others, own_past
from tandem.diagnosis.rules.audience_labels import waiting_days
from tandem.diagnosis.warning_models import AudienceWatch
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.keeping import kept
from tandem.measures.store import Reading
from tandem.portrait.history import counted
from tandem.portrait.outcomes import OUTCOMES

#: Campaigns are judged by the leads of so many days at the start, and held to what was before them.
WATCHED_DAYS = 120
#: What had no lead for so long is over.
LIVE_DAYS = 30
_PAST_DAYS = 365
#: Where labels carry the very moment of the lead (most imports), their leads count from this age on.
UNTIMED_WAIT = 7.0
#: Payments that a delay and a share can be taken from.
_PAYMENTS_ENOUGH = 20


class Unit(NamedTuple):
    """A campaign as a whole, or one creative of it."""

    campaign: str
    creative: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """The share of all leads that pay, and the mean delay in days."""

    share: float
    days: float


def newest_lead_day(reading: Reading, until: date) -> date:
    """The day of the newest lead up to a day, that day where there is none.

    An export ends with its newest lead, though its deals may have been closed for months after: what was live then is
    what was live at its end.
    """
    ((newest,),) = reading.rows("SELECT max(captured_on) FROM leads WHERE captured_on <= $until", {"until": until})
    return until if newest is None else cast(date, newest)


def live_units(reading: Reading, until: date) -> dict[Unit, date]:
    """Campaigns and creatives that leads still came from on a day, with the day of their first lead."""
    last = newest_lead_day(reading, until)
    found: dict[Unit, date] = {}
    for name in ("''", "creative"):
        rows = reading.rows(
            f"SELECT campaign, {name}, min(captured_on) FROM leads WHERE campaign <> '' AND {name} IS NOT NULL "
            "GROUP BY ALL HAVING max(captured_on) > $since ORDER BY 1, 2",
            {"since": last - timedelta(days=LIVE_DAYS)},
        )
        found |= {Unit(campaign, creative): first for campaign, creative, first in rows}
    return found


def agreed_shares(document: Document) -> tuple[dict[str, float], float | None]:
    """The shares of target leads that marketing promised: by campaign, and of all leads."""
    by_campaign: dict[str, float] = {}
    overall = None
    for promise in document.promises:
        figure = promise.figure
        if promise.side != "marketing" or figure is None or figure.measure != "target_share":
            continue
        share = float(figure.amount)
        if not 0 < share < 1 or figure.relation != "at least":
            continue
        if set(figure.where) == {"campaign"}:
            by_campaign |= dict.fromkeys(figure.where["campaign"], share)
        elif not figure.where:
            overall = share
    return by_campaign, overall


def held_to(units: Mapping[Unit, date], document: Document, reading: Reading, *, cut: date) -> dict[Unit, Held]:
    """The share of target leads each unit is held to; who is not among them cannot be watched yet.

    What was agreed for the campaign itself comes first, then its own past before ``cut``, then the share agreed for all
    leads, then what most other campaigns reach.
    """
    by_campaign, overall = agreed_shares(document)
    found: dict[Unit, Held] = {}
    for is_creative in (False, True):
        asked = [each for each in units if bool(each.creative) is is_creative]
        pasts = _pasts(reading, cut, is_creative=is_creative)
        own, new = own_past(pasts), others(pasts)
        for unit in asked:
            if unit.campaign in by_campaign:
                found[unit] = Held(by_campaign[unit.campaign], Basis.AGREED_FOR_IT, 0)
            elif unit in own:
                found[unit] = own[unit]
            elif overall is not None:
                found[unit] = Held(overall, Basis.AGREED, 0)
            elif new is not None:
                found[unit] = new
    return found


def paying_of(units: Mapping[Unit, date], reading: Reading, *, cut: date) -> dict[Unit, Paying]:
    """The share of leads that paid, of units with a mature past before ``cut``, or of most others; and how late."""
    first = cut - timedelta(days=_PAST_DAYS)
    period = Period(first, cut - timedelta(days=1))
    mature = counted(OUTCOMES["paid"], period, reading).mature
    if mature is None or mature.days is None:
        return {}
    last = min(cut - timedelta(days=1), horizon(reading).until - timedelta(days=mature.days))
    where = f"captured_on BETWEEN DATE '{first}' AND DATE '{last}'"
    ((payers, days),) = reading.rows(
        "SELECT count(*), avg(greatest(first_paid_on - captured_on, 0)) FROM leads "
        f"WHERE first_paid_on IS NOT NULL AND {where}"
    )
    if payers < _PAYMENTS_ENOUGH or not days:
        return {}
    found: dict[Unit, Paying] = {}
    for is_creative in (False, True):
        pasts = _counted(reading, where, "first_paid_on IS NOT NULL", "true", is_creative=is_creative)
        own, new = own_past(pasts), others(pasts)
        for unit in units:
            held = own.get(unit) or new
            if bool(unit.creative) is is_creative and held is not None:
                found[unit] = Paying(held.share, float(days))
    return found


def plan_of(watch: AudienceWatch) -> Plan:
    """What a watch holds its campaign to. Planned shares are of labels, as sellers give them."""
    proven = watch.basis == Basis.OWN_PAST
    if watch.paying is None or watch.believed_days is None:
        return Plan(watch.planned, proven=proven)
    return Plan(watch.planned, paying=watch.paying, believed_days=watch.believed_days, proven=proven)


def leads_of(watch: AudienceWatch, reading: Reading, *, wait: float, without: tuple[str, ...] = ()) -> Leads:
    """The leads of a watch; a label counts from the age of ``wait`` days of its lead on.

    ``without`` leaves the leads of these creatives out.
    """
    creative = " AND creative = $creative" if watch.creative else ""
    others = " AND (creative IS NULL OR NOT list_contains($without, creative))" if without else ""
    table = reading.columns(
        f"""
        SELECT captured_on - DATE '{watch.since}' AS captured,
            epoch(greatest(graded_at, captured_at)) / 86400 - epoch(DATE '{watch.since}') / 86400 AS labelled,
            epoch(captured_at) / 86400 - epoch(DATE '{watch.since}') / 86400 AS at,
            coalesce(target, false) AS target, target IS NOT NULL AS told,
            -- DuckDB's greatest passes over what is absent: who has not paid must not seem to have paid at once.
            CASE WHEN first_paid_on IS NULL THEN -1
                ELSE greatest(first_paid_on, captured_on) - DATE '{watch.since}' END AS paid
        FROM leads WHERE campaign = $campaign AND captured_on >= DATE '{watch.since}'{creative}{others}
        """,
        {"campaign": watch.campaign}
        | ({"creative": watch.creative} if watch.creative else {})
        | ({"without": list(without)} if without else {}),
    )
    column = {name: table.column(name).to_numpy() for name in table.column_names}
    labelled = np.where(column["told"].astype(bool), column["labelled"].astype(np.float64), np.nan)
    if wait:
        labelled = np.maximum(labelled, column["at"].astype(np.float64) + wait)
    return Leads(
        captured_on=column["captured"].astype(np.int64),
        labelled_at=np.maximum(labelled, column["captured"].astype(np.float64)),
        is_target=column["target"].astype(bool),
        paid_on=column["paid"].astype(np.int64),
    )


def wait_for_labels(reading: Reading) -> float:
    """How old a lead must be before its label counts, in days; see `waiting_days`."""
    return kept(reading, "wait for labels", lambda _earlier: _wait(reading))


def moment(watch: AudienceWatch, as_of: datetime) -> float:
    """A moment (naive UTC, as the store keeps it) in days from the watch's first."""
    return max(0.0, (as_of - datetime.combine(watch.since, datetime.min.time())) / timedelta(days=1))


def spent_since(watch: AudienceWatch, since: date, reading: Reading) -> Decimal | None:
    """What was spent on it since a day, in the currency counted; None where no spend is known."""
    creative = " AND creative = $creative" if watch.creative else ""
    ((spent,),) = reading.rows(
        "SELECT sum(spend) FROM spend WHERE campaign = $campaign AND spent_on >= $since "
        f"AND currency IN ('', $currency){creative}",
        {"campaign": watch.campaign, "since": since, "currency": currencies(reading).counted}
        | ({"creative": watch.creative} if watch.creative else {}),
    )
    return None if spent is None else Decimal(spent)


def _wait(reading: Reading) -> float:
    until = horizon(reading).until
    table = reading.columns(
        "SELECT epoch(greatest(graded_at, captured_at)) - epoch(captured_at) AS delay, target FROM leads "
        f"WHERE target IS NOT NULL AND captured_on BETWEEN DATE '{until - timedelta(days=_PAST_DAYS)}' "
        f"AND DATE '{until - timedelta(days=LIVE_DAYS)}'"
    )
    delays = table.column("delay").to_numpy().astype(np.float64) / 86400
    if delays.size and float(np.median(delays)) < 1 / 1440:
        return UNTIMED_WAIT
    return waiting_days(delays, table.column("target").to_numpy().astype(bool))


def _pasts(reading: Reading, cut: date, *, is_creative: bool) -> dict[Unit, Past]:
    where = f"captured_on >= DATE '{cut - timedelta(days=_PAST_DAYS)}' AND captured_on < DATE '{cut}'"
    return _counted(reading, where, "target", "target IS NOT NULL", is_creative=is_creative)


def _counted(reading: Reading, where: str, hit: str, case: str, *, is_creative: bool) -> dict[Unit, Past]:
    name = "creative" if is_creative else "''"
    rows = reading.rows(
        f"SELECT campaign, {name}, count(*) FILTER ({hit}), count(*) FILTER ({case}) FROM leads "
        f"WHERE campaign <> '' AND {name} IS NOT NULL AND {where} GROUP BY ALL ORDER BY 1, 2"
    )
    return {Unit(campaign, creative): Past(hits, cases) for campaign, creative, hits, cases in rows}
