"""What the ledger of losses reads: the leads of a month with what was done for them, what was spent, what hours took.

What a lead is worth stands in `handover.lead_worth`, what is late in the ledger of promises, what hours take in
`workload`; what was spent beyond plan is counted as the early warnings count it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from tandem.agreement.document import Document
from tandem.basics.effective_cases import effective_cases
from tandem.basics.intervals import LEVEL, Estimate, normal_quantile
from tandem.basics.periods import Period
from tandem.basics.shrinkage import beta_binomial_shrinkage
from tandem.diagnosis.claims_promise import contact_promise, late_leads
from tandem.diagnosis.rules.decomposition_leads import counted, wait_steps
from tandem.diagnosis.rules.decomposition_speed import Speed, fit_speed
from tandem.diagnosis.rules.losses import Campaigns, Hours, Known, Leads
from tandem.diagnosis.warning_models import AudienceWatch
from tandem.diagnosis.warning_reading import agreed_shares
from tandem.handover.lead_worth import DAYS, Worth, worth
from tandem.measures.currencies import currencies
from tandem.measures.horizon import horizon
from tandem.measures.keeping import kept
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.workload.cost_rules import ENOUGH
from tandem.workload.costs import costs
from tandem.workload.moments import INTERRUPTED
from tandem.workload.queries import WEEKS, Standing, standing

#: Hours in which a lead is to be contacted where nothing is agreed, and after which one that nobody took is lost.
DAY_HOURS = 24.0
#: The age at which what became of a lead is known, for what waiting does.
RIPE_DAYS = 45

_LEADS = """
WITH given AS (
    SELECT lead_id, CAST(sum(greatest(list_price - deal_price, 0) * quantity) AS DOUBLE) AS given FROM deal_lines
    WHERE list_price > 0 AND deal_price IS NOT NULL AND quantity > 0 GROUP BY lead_id
)
SELECT t.lead_id, coalesce(t.grade, '') AS grade, coalesce(t.product, '') AS product,
    coalesce(t.response_seconds, date_diff('second', t.captured_at, $as_of)) / 3600.0 AS waited,
    t.first_contact_at IS NOT NULL AS contacted, t.won_on IS NOT NULL AS won,
    coalesce(NOT t.target, false) AS non_target,
    t.processed_on IS NULL AND t.won_on IS NULL AND t.lost_on IS NULL
        AND date_diff('second', t.captured_at, $as_of) > $day * 3600 AS untaken,
    coalesce(g.given, 0) AS given
FROM leads t LEFT JOIN given g ON g.lead_id = t.lead_id
WHERE t.captured_on BETWEEN $first AND $last ORDER BY t.lead_id
"""
_CAMPAIGNS = """
SELECT s.campaign, s.spent, coalesce(l.target, 0), coalesce(l.judged, 0) FROM (
    SELECT campaign, CAST(sum(spend) AS DOUBLE) AS spent FROM spend
    WHERE campaign <> '' AND spent_on BETWEEN $first AND $last AND currency IN ('', $currency) GROUP BY 1
) s LEFT JOIN (
    SELECT campaign, count(*) FILTER (target) AS target, count(*) FILTER (target IS NOT NULL) AS judged FROM leads
    WHERE captured_on BETWEEN $first AND $last GROUP BY 1
) l ON l.campaign = s.campaign WHERE s.spent > 0 ORDER BY 1
"""
_SPEED = """
SELECT dense_rank() OVER (ORDER BY coalesce(campaign, ''), coalesce(target, false), target IS NULL) - 1 AS stratum,
    response_seconds / 3600.0 AS waited, coalesce(won_on, first_paid_on) IS NOT NULL AS sold FROM leads
WHERE response_seconds IS NOT NULL AND captured_on BETWEEN $first AND $last AND coalesce(sale_number, 1) = 1
"""


@dataclass(frozen=True, slots=True)
class Read:
    """A month as the rules want it; ``ids`` stand in the order of ``leads``."""

    ids: np.ndarray[tuple[int], np.dtype[np.int64]]
    leads: Leads
    known: Known | None
    campaigns: Campaigns | None
    hours: Hours | None
    currency: str
    #: What is known at all: contacts, prices on the list, moments of the day.
    contacts: bool
    prices: bool
    moments: bool
    spend: bool
    #: The title of the promise that says what is late; empty where a day is taken.
    promise: str


def read(month: Period, reading: Reading, document: Document) -> Read:
    """The leads captured in a month, and all that tells what was lost by them."""
    there, valued = horizon(reading), worth(reading)
    table = reading.columns(
        _LEADS, {"first": month.start, "last": month.end, "as_of": there.as_of, "day": DAY_HOURS}
    )  # fmt: skip
    ids = table.column("lead_id").to_numpy().astype(np.int64)
    ((contacts, prices, spend),) = reading.rows(
        "SELECT EXISTS (SELECT 1 FROM leads WHERE first_contact_at IS NOT NULL), "
        "EXISTS (SELECT 1 FROM deal_lines WHERE list_price > 0 AND deal_price IS NOT NULL), "
        "EXISTS (SELECT 1 FROM spend WHERE spent_on BETWEEN $first AND $last AND spend > 0)",
        {"first": month.start, "last": month.end},
    )
    promise = contact_promise(month)
    full = standing(reading, document, today=month.end + timedelta(days=1))
    return Read(
        ids=ids,
        leads=_leads(table, ids, month, reading, valued, contacts=contacts),
        known=_known(reading, valued),
        campaigns=_campaigns(month, reading, document),
        hours=_hours(month, full, reading, document),
        currency=valued.currency or currencies(reading).counted,
        contacts=contacts,
        prices=prices,
        moments=full.answers.answered >= ENOUGH,
        spend=spend,
        promise=promise.title if promise else "",
    )


def _places(valued: Worth) -> dict[str, int]:
    """Where in the list of chances each grade stands; the first is of all leads."""
    return {grade: at for at, grade in enumerate(("", *sorted(each for each in valued.chances if each)))}


def _leads(
    table: pa.Table, ids: np.ndarray[tuple[int], np.dtype[np.int64]], month: Period, reading: Reading, valued: Worth, *,
    contacts: bool,
) -> Leads:  # fmt: skip
    column = {name: table.column(name).to_pylist() for name in ("grade", "product")}
    flag = {
        name: table.column(name).to_numpy().astype(bool) for name in ("contacted", "won", "non_target", "untaken")
    }  # fmt: skip
    places = _places(valued)
    waited = table.column("waited").to_numpy().astype(np.float64)
    late = late_leads(month, reading) if contacts else None
    if late is not None:
        promise = contact_promise(month)
        agreed = promise.duty.minutes / 60 if promise is not None and promise.duty is not None else DAY_HOURS
        is_late = np.isin(ids, np.array(late.broken, dtype=np.int64))
    else:
        agreed = DAY_HOURS
        is_late = waited > agreed if contacts else np.zeros(ids.size, dtype=bool)
    # A deadline of working hours may pass later than its minutes by the clock: late is late, by something at least.
    beyond = np.where(is_late, np.maximum(waited - agreed, 1 / 60), 0.0)
    return Leads(
        chance=np.array([places.get(each, 0) for each in column["grade"]], dtype=np.int64),
        check=np.array([valued.check_of(each or None) or 0.0 for each in column["product"]], dtype=np.float64),
        waited=beyond, won=flag["won"], non_target=flag["non_target"], untaken=flag["untaken"],
        given=table.column("given").to_numpy().astype(np.float64), agreed=agreed,
    )  # fmt: skip


def _known(reading: Reading, valued: Worth) -> Known | None:
    """None where too few sales tell what one brings."""
    if valued.check is None or valued.chance.value is None:
        return None
    chances = [valued.chance, *(valued.chances[each] for each in _places(valued) if each)]
    return Known(
        tuple(chances), tuple(effective_cases(each, LEVEL) for each in chances),
        waiting_costs(reading), _error_of_check(reading),
    )  # fmt: skip


def _error_of_check(reading: Reading) -> float:
    until = horizon(reading).until
    year = Period(until - timedelta(days=DAYS - 1), until)
    found = answer(Question(("average_check",), year), reading).total.values["average_check"]
    if not found.value or found.low is None or found.high is None or not np.isfinite(found.high - found.low):
        return 0.0
    return (found.high - found.low) / (2 * normal_quantile()) / float(found.value)


def waiting_costs(reading: Reading) -> Speed | None:
    """What waiting does, by the ripe leads of a year; campaign and judgement are held alike. None: too few sales."""
    return kept(reading, "waiting costs", lambda _earlier: _speed(reading))


def _speed(reading: Reading) -> Speed | None:
    until = horizon(reading).until
    days = {"first": until - timedelta(days=DAYS), "last": until - timedelta(days=RIPE_DAYS)}
    table = reading.columns(_SPEED, days)
    if not table.num_rows:
        return None
    stratum = table.column("stratum").to_numpy().astype(np.int64)
    steps = wait_steps(table.column("waited").to_numpy().astype(np.float64))
    sold = table.column("sold").to_numpy().astype(np.float64)
    size = int(stratum.max()) + 1
    leads, sales = (counted(stratum, steps, each, size).T for each in (np.ones(len(sold)), sold))
    return fit_speed(leads, sales)


def _campaigns(month: Period, reading: Reading, document: Document) -> Campaigns | None:
    """Campaigns with spend whose target share was agreed, or is watched; small ones are drawn towards all."""
    by_campaign, overall = agreed_shares(document)
    watches = AudienceWatch.objects.filter(creative="").order_by("opened_at")
    watched = dict(watches.values_list("campaign", "planned"))
    rows = [
        (money, share, target, judged)
        for name, money, target, judged in reading.rows(
            _CAMPAIGNS, {"first": month.start, "last": month.end, "currency": currencies(reading).counted}
        )
        if judged and (share := by_campaign.get(name, watched.get(name, overall))) is not None
    ]
    if not rows:
        return None
    shrunk = beta_binomial_shrinkage([row[2] for row in rows], [row[3] for row in rows])
    amounts, shares = (np.array([row[at] for row in rows], dtype=np.float64) for at in (0, 1))
    return Campaigns(amounts, shares, shrunk.units)


def _hours(month: Period, full: Standing, reading: Reading, document: Document) -> Hours | None:
    """The minutes of a month by its last four weeks; None where nobody knows how long a lead takes."""
    worst = full.worst
    if worst is None or not full.days:
        return None
    days = full.days * len(month) / (WEEKS * 7)
    told = costs(reading, document, full, now=reading.freshness.as_of)
    minutes = {each.taken.key: each.taken.minutes.value or 0.0 for each in told.losses} if full.sampled else {}
    lost = full.day.interruptions * (full.day.interruption_minutes + full.day.switching_minutes)
    measured = full.study.all.minutes
    agreed = Estimate(worst.minutes, worst.minutes, worst.minutes, 0)
    return Hours(
        missing=max(worst.load.demand - worst.load.capacity, 0.0) * days,
        chores=sum(value for key, value in minutes.items() if key != INTERRUPTED) * len(full.sellers) * days,
        interruptions=lost * len(full.sellers) * days if INTERRUPTED in minutes else 0.0,
        norm=measured if worst is full.real else agreed,
    )
