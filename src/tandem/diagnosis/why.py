"""Why revenue moved between two periods: reads the store, splits, looks for faults, judges, and finds since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.basics.periods import Period
from tandem.diagnosis.rules.change_date import ChangeDay
from tandem.diagnosis.rules.daily import since_when
from tandem.diagnosis.rules.decomposition import to_coins
from tandem.diagnosis.rules.decomposition_factors import TRAFFIC
from tandem.diagnosis.rules.decomposition_history import NEVER, Prepared, prepare
from tandem.diagnosis.rules.decomposition_split import split
from tandem.diagnosis.rules.faults import Fault, FaultKey, blocked, faults
from tandem.diagnosis.rules.verdict import Diagnosis, Verdict, judge
from tandem.diagnosis.rules.where import places_of, volumes
from tandem.diagnosis.why_asking import Where, day_of
from tandem.diagnosis.why_large import LargeSum
from tandem.diagnosis.why_owners import owners_of
from tandem.diagnosis.why_reading import FIRST_WEEKDAY, STAGES, Read, read
from tandem.diagnosis.why_seen import is_redefined, seen_of, told_clicks, unloaded_in
from tandem.diagnosis.why_waiting import floor_of, owners_beside, untimed
from tandem.diagnosis.why_where import Beside, beside, members_of
from tandem.funnel.queries import steps_unknown
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member, Question, answer
from tandem.measures.store import Reading
from tandem.people.rules import Department

#: A stage is told apart when so many more leads come to it than to the next.
_NARROWS = 1.1
#: The part of leads lost of whose steps nobody told, beyond which stages are not told apart.
_UNTOLD = 0.3


@dataclass(frozen=True, slots=True)
class Since:
    """The likeliest day of a change, and the first and last it may have been."""

    day: date
    low: date
    high: date


@dataclass(frozen=True, slots=True)
class Why:
    """The whole answer. ``amounts`` are the bars in coins, in their order: they make up ``revenue[1] − revenue[0]``.

    ``since`` is known by the keys of causes; ``version`` of the agreement, in force at the later period's end, says who
    owns what and the ``threshold``; ``channels`` gives the member at each of the split's places, None for all small
    ones together.
    """

    before: Period
    after: Period
    by: str
    where: Where
    revenue: tuple[Decimal, Decimal]
    revenue_measure: str
    currency: str
    amounts: Mapping[str, Decimal]
    diagnosis: Diagnosis | None
    faults: tuple[Fault, ...]
    since: Mapping[str, Since]
    seller_since: Mapping[int, Since]
    channels: tuple[Member, ...]
    sellers: tuple[int | None, ...]
    owners: Mapping[str, Department]
    threshold: float
    version: int
    until: date
    leads: tuple[int, int]
    lead_ids_huge: tuple[int, ...]
    #: The largest sums that leads of other days brought in either period, the largest first.
    large: tuple[LargeSum, ...] = ()
    #: Whether the data tell when requests reached their sellers; if not, by how many hours the quickest answers moved.
    handover_told: bool = True
    wait_floor: float = 0.0
    #: Tables of the store of which nothing was ever imported: ``payments``, ``activities``, ``spend``.
    unloaded: frozenset[str] = frozenset()
    #: What other dimensions than ``by`` tell of the causes.
    beside: Beside = field(default_factory=Beside)
    #: Whether the data hold the same days of a year ago, which alone tell a season.
    year_told: bool = True
    #: ``plan`` where the earlier revenue is the plan of the later period.
    against: str = "period"


def why(before: Period, after: Period, reading: Reading, *, by: str = "campaign", where: Where | None = None) -> Why:
    """Explain the difference in revenue between two periods, as far as the data go."""
    agreement = in_force(after.end)
    threshold = float(agreement.document.naming.effect)
    owners = owners_of(agreement)
    chosen = where or {}
    found = read(before, after, reading, by=by, where=chosen)
    revenue = _revenue(found.revenue, (before, after), reading, chosen)
    redefined = is_redefined(found)
    found = _told_stages(found, (before, after), reading)
    until = day_of(found.until)
    leads = _leads(found)
    if min(leads) == 0:
        gone = seen_of(found, None, (0.0, 0.0), leads, redefined, reading)
        empty = _without_leads(before, after, found, revenue, agreement, faults(gone), leads)
        return replace(empty, unloaded=unloaded_in(reading))
    found, clicks_missing = told_clicks(found)
    prepared = prepared_of(found, judged_alike=not redefined)
    parts = split(prepared.periods)
    seen = seen_of(found, prepared, parts.sales, leads, redefined, reading, parts.worth[1], clicks_missing)
    wrong = faults(seen)
    days = min(len(before), len(after))
    floor = floor_of(found)
    owners = owners_beside(owners, floor)
    diagnosis = judge(
        parts, owners=owners, days=days, threshold=threshold,
        blocked=blocked(wrong, tuple(bar.key for bar in parts.bars)) | untimed(found),
    )  # fmt: skip
    coins = to_coins([bar.amount for bar in parts.bars], revenue[1] - revenue[0])
    since, seller_since = _since(found, prepared, diagnosis)

    def again(dimension: str) -> tuple[Read, Prepared]:
        other = read(before, after, reading, by=dimension, where=chosen)
        kept = [STAGES.index(each) for each in found.stages]
        history = replace(other.history, reached_on=other.history.reached_on[kept])
        other = replace(other, history=history, stages=found.stages)
        return other, prepared_of(other, judged_alike=not redefined)

    return Why(
        before=before,
        after=after,
        by=by,
        where=chosen,
        revenue=revenue,
        revenue_measure=found.revenue,
        currency=found.currency,
        amounts={bar.key: coin for bar, coin in zip(parts.bars, coins, strict=True)},
        diagnosis=diagnosis,
        faults=wrong,
        since=since,
        seller_since=seller_since,
        channels=members_of(found, prepared),
        sellers=found.sellers,
        owners=owners,
        threshold=threshold,
        version=agreement.version,
        until=until,
        leads=leads,
        lead_ids_huge=tuple(int(each) for each in found.lead_ids[prepared.huge]),
        large=found.large,
        handover_told=found.handover_told,
        wait_floor=floor,
        unloaded=unloaded_in(reading),
        beside=beside(diagnosis, by, chosen, again),
        year_told=day_of(int(found.history.day.min())) <= before.year_ago().start,
    )


def usual_by(reading: Reading, after: Period) -> str:
    """Campaigns where most leads name one, else sources."""
    ((named, leads),) = reading.rows(
        "SELECT count(nullif(campaign, '')), count(*) FROM leads WHERE captured_on BETWEEN ? AND ?",
        [after.start, after.end],
    )
    return "campaign" if named * 2 >= leads else "source"


def compared(after: Period, against: str, reading: Reading) -> tuple[Period, Period]:
    """The earlier and the later period of a comparison with ``previous`` or ``year``; no longer than the data reach."""
    until = horizon(reading).until
    earlier = after.year_ago() if against.startswith("year") else after.previous()
    if after.start <= until < after.end:
        days = (until - after.start).days
        after = Period(after.start, until)
        earlier = Period(earlier.start, min(earlier.end, earlier.start + timedelta(days=days)))
    return earlier, after


def _revenue(key: str, periods: tuple[Period, Period], reading: Reading, where: Where) -> tuple[Decimal, Decimal]:
    first, second = (
        Decimal(answer(Question((key,), period, where=where), reading).total.values[key].value or 0)
        for period in periods
    )
    return first, second


def _leads(found: Read) -> tuple[int, int]:
    before, after = (int(span.holds(found.history.day).sum()) for span in (found.before, found.after))
    return before, after


def _told_stages(found: Read, periods: tuple[Period, Period], reading: Reading) -> Read:
    """Only the stages that the data tell apart from the next one."""
    history = found.history
    within = found.before.holds(history.day) | found.after.holds(history.day)
    counts = (history.reached_on[:, within] != NEVER).sum(axis=1)
    lost = max(int((history.lost_on[within] != NEVER).sum()), 1)
    untold = sum(steps_unknown(period, reading) for period in periods) / lost
    kept = [0]
    if untold <= _UNTOLD:
        kept += [
            at for at in range(1, len(STAGES) - 1)
            if counts[at] > counts[-1] * _NARROWS and counts[at] * _NARROWS < counts[kept[-1]]
        ]  # fmt: skip
    kept.append(len(STAGES) - 1)
    return replace(
        found, history=replace(history, reached_on=history.reached_on[kept]), stages=tuple(STAGES[at] for at in kept)
    )


def prepared_of(found: Read, *, judged_alike: bool) -> Prepared:
    """Both periods as the rules compare them."""
    return prepare(
        found.history,
        before=found.before,
        after=found.after,
        until=found.until,
        stages=found.stages,
        clicks=found.clicks,
        paid=found.paid,
        sellers=len(found.sellers),
        first_weekday=FIRST_WEEKDAY,
        judged_alike=judged_alike,
    )


def _since(found: Read, prepared: Prepared, diagnosis: Diagnosis) -> tuple[dict[str, Since], dict[int, Since]]:
    """Since when each cause: looked for from the earlier period's length before the later one on."""
    first = found.after.first - max(found.before.days, 28)
    last = min(found.after.last, found.until)
    since: dict[str, Since] = {}
    for each in diagnosis.judged:
        if each.verdict not in (Verdict.CAUSE, Verdict.LABELS_MOVED):
            continue
        named = each.channels
        if each.bar.key == TRAFFIC:
            named = places_of(volumes(diagnosis.split), diagnosis.split.limit).channels
        channels = [int(prepared.channels[at]) for at in named if at < len(prepared.channels)]
        day = since_when(
            each.bar.key, found.history, found.stages, first=first, last=last,
            channels=[] if -1 in channels else channels,
        )  # fmt: skip
        if day is not None:
            since[each.bar.key] = _dates(day)
    sellers: dict[int, Since] = {}
    for seller in diagnosis.sellers:
        day = since_when(found.stages[-1], found.history, ("", found.stages[-1]), first=first, last=last, seller=seller)
        if day is not None:
            sellers[seller] = _dates(day)
    return since, sellers


def _dates(day: ChangeDay) -> Since:
    return Since(day_of(day.day), day_of(day.low), day_of(day.high))


def _without_leads(
    before: Period, after: Period, found: Read, revenue: tuple[Decimal, Decimal], agreement: Agreement,
    wrong: tuple[Fault, ...], leads: tuple[int, int],
) -> Why:  # fmt: skip
    assert any(fault.key is FaultKey.NO_LEADS for fault in wrong)
    return Why(
        before=before, after=after, by=found.by, where={}, revenue=revenue, revenue_measure=found.revenue,
        currency=found.currency, amounts={}, diagnosis=None, faults=wrong, since={}, seller_since={}, channels=(),
        sellers=found.sellers, owners=owners_of(agreement), threshold=float(agreement.document.naming.effect),
        version=agreement.version, until=day_of(found.until), leads=leads, lead_ids_huge=(),
    )  # fmt: skip
