"""For every cause found: when it could have been known, was known, seen and acted upon, and what delay cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone

from tandem.basics.intervals import Estimate, wilson
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.diagnosis import watch_conditions
from tandem.diagnosis.claims_entering import figures_of
from tandem.diagnosis.claims_models import Claim, ClaimAnswer
from tandem.diagnosis.claims_promise import late_leads
from tandem.diagnosis.claims_reading import PRICE
from tandem.diagnosis.claims_words import TITLES
from tandem.diagnosis.rules.audience import LEVEL, Speaks, weigh
from tandem.diagnosis.rules.claims import Kind, Verdict
from tandem.diagnosis.rules.latency import Change, KnownOn, Saved, change, first_crossing, first_day, saved
from tandem.diagnosis.warning_models import AudienceWarning
from tandem.diagnosis.warning_reading import leads_of, plan_of, spent_since, wait_for_labels
from tandem.diagnosis.watch_models import ConditionalWatch, WatchFiring
from tandem.measures.horizon import horizon
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.voice.counts import code_sql

#: The newest causes of each kind that are told of.
_MOST = 30


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. Each of the days is None where nothing is recorded; ``saved`` where no money can be tied to it."""

    title: Text
    what: Text
    url: str
    could: date | None
    known: datetime
    seen: datetime | None
    acted: datetime | None
    change: Change | None
    saved: Saved | None
    currency: str


_WRONG = Text(ru="Не те люди", en="Wrong people")
_CONDITION = Text(ru="Своё условие", en="A condition")
_CLAIM = Text(ru="Утверждение", en="A claim")


def causes(reading: Reading, person: Person) -> list[Cause]:
    """Warnings, conditions that came true and claims that held, the newest first."""
    found = [*_warnings(reading), *_firings(reading), *_claims(reading, person)]
    return sorted(found, key=lambda each: each.known, reverse=True)


def _warnings(reading: Reading) -> Iterator[Cause]:
    raised = AudienceWarning.objects.select_related("watch").order_by("-raised_at", "-pk")
    for each in raised[:_MOST]:
        could = _once(reading, ("could be known", each.pk), partial(_crossing, each, reading))
        name = str(each.watch)
        yield Cause(
            Text(ru=name, en=name), _WRONG, reverse("audience_warning", args=[each.watch_id]), could, each.raised_at,
            each.seen_at, each.answered_at, _since_answer(each, reading), _saved(each, could, reading), each.currency,
        )  # fmt: skip


def _crossing(warning: AudienceWarning, reading: Reading) -> date | None:
    """The first day at whose end the evidence of the labels and payments there were then sufficed for this campaign.

    Of the first week by whose end it did; None where it sufficed only among all campaigns, on the day of the warning.
    """
    watch, until = warning.watch, _day(warning.raised_at)
    leads, plan = leads_of(watch, reading, wait=wait_for_labels(reading)), plan_of(watch)
    days = [watch.since + timedelta(days=at) for at in range(max((until - watch.since).days, 0))]

    def evidence(day: date) -> float:
        return weigh(leads, plan, now=float((day - watch.since).days + 1)).total

    # Weeks first and then the days of one: each look weighs all leads of the campaign.
    bound = math.log(1 / LEVEL)
    week = first_crossing([*days[6::7], *days[-1:]], evidence, bound)
    return None if week is None else first_crossing([day for day in days if (week - day).days < 7], evidence, bound)


_SHARE = """
SELECT count(*) FILTER (target), count(*) FILTER (target IS NOT NULL) FROM leads
WHERE campaign = $campaign AND captured_on BETWEEN $first AND $last AND ($creative = '' OR creative = $creative)
"""


def _share(warning: AudienceWarning, first: date, last: date, reading: Reading) -> Estimate:
    where = {"campaign": warning.watch.campaign, "creative": warning.watch.creative, "first": first, "last": last}
    ((target, judged),) = reading.rows(_SHARE, where)
    return wilson(target, judged)


def _since_answer(warning: AudienceWarning, reading: Reading) -> Change:
    """The share of target leads since marketing answered against that from the change to the answer."""
    until = horizon(reading).until
    acted = until if warning.answered_at is None else _day(warning.answered_at)
    before = _share(warning, warning.changed_on, acted, reading)
    if warning.answered_at is None:
        return change(before, None)
    return change(before, _share(warning, acted + timedelta(days=1), until, reading))


def _saved(warning: AudienceWarning, could: date | None, reading: Reading) -> Saved | None:
    """What was spent a day since the change, times the part beyond plan, until somebody acted, or until now."""
    until = horizon(reading).until
    spent = spent_since(warning.watch, warning.changed_on, reading)
    days = (until - warning.changed_on).days + 1
    if could is None or spent is None or days < 1:
        return None
    acted = until if warning.answered_at is None else min(_day(warning.answered_at), until)
    gap, low, high = (_for_nothing(warning, share) for share in (warning.share, warning.high, warning.low))
    return saved(spent_a_day=float(spent) / days, gap=gap, low=low, high=high, could=could, acted=acted)


def _for_nothing(warning: AudienceWarning, share: float) -> float:
    """The part of the spend at stake at a share, of target leads or of those that pay; see ``audience_found``."""
    paying = warning.watch.paying
    if warning.speaks == Speaks.PAYMENTS and paying:
        return 1 - share / paying
    return warning.watch.planned - share


def _firings(reading: Reading) -> Iterator[Cause]:
    fired = WatchFiring.objects.select_related("watch").order_by("-fired_at", "-pk")[:_MOST]
    tried: dict[int, Mapping[date, bool | None]] = {}
    for each in fired:
        if each.watch_id not in tried:
            tried[each.watch_id] = _tried(each.watch, reading)
        title = each.watch.title
        yield Cause(
            Text(ru=title, en=title), _CONDITION, reverse("conditional_watch", args=[each.watch_id]),
            _first_true(each, tried[each.watch_id]), each.fired_at, None, each.answered_at, None, None, "",
        )  # fmt: skip


def _tried(watch: ConditionalWatch, reading: Reading) -> dict[date, bool | None]:
    try:
        pieces = watch_conditions.tried(watch.clause, watch.every, reading)
    except watch_conditions.CannotRun:
        return {}
    return {piece.period.start: piece.true for piece in pieces}


def _first_true(firing: WatchFiring, tried: Mapping[date, bool | None]) -> date:
    """The day after the first of the whole days or weeks in a row in which the condition was true already."""
    grain: Grain = watch_conditions.GRAINS[firing.watch.every]
    first = Period.of(grain, firing.begins_on)
    while tried.get((before := Period.of(grain, first.start - timedelta(days=1))).start):
        first = before
    return first.end + timedelta(days=1)


def _claims(reading: Reading, person: Person) -> Iterator[Cause]:
    seen = Claim.objects.seen_by(person).filter(withdrawn_at=None).exclude(kind=Kind.MORE)
    for claim in seen.prefetch_related("answers").order_by("-entered_at", "-pk")[:_MOST]:
        answers = sorted(claim.answers.all(), key=lambda answer: answer.number)
        if not answers or answers[-1].verdict != Verdict.HOLDS:
            continue
        first = next(each for each in answers if each.verdict == Verdict.HOLDS)
        could = _once(reading, ("claim known", first.pk), partial(_held_on, claim, first, reading))
        yield Cause(
            TITLES[claim.kind], _CLAIM, reverse("claim", args=[claim.pk]), could, first.answered_at, claim.entered_at,
            None, None, None, "",
        )  # fmt: skip


def _held_on(claim: Claim, answer: ClaimAnswer, reading: Reading) -> date | None:
    """The first day by which the same test held, of what was known on it."""
    figures = figures_of(answer)
    if figures.bar is None or figures.tested is None:
        return None
    return first_day(_known(claim, reading), figures.bar, level=figures.tested.level)


def _known(claim: Claim, reading: Reading) -> list[KnownOn]:
    """The cases of a claim by the day on which it became known that they are, or are not, bad."""
    statement = Statement()
    scope = (
        "($campaign = '' OR t.campaign = $campaign) AND ($seller = 0 OR t.seller_id = $seller) "
        "AND t.{day} BETWEEN $first AND $last"
    )
    statement.parameters |= {
        "campaign": claim.campaign, "seller": claim.seller_id or 0, "first": claim.first, "last": claim.last,
    }  # fmt: skip
    if claim.kind == Kind.JUNK:
        # Imports mostly say when a lead came and not when it was judged: then its label counts from some age on.
        wait = math.ceil(wait_for_labels(reading))
        sql = (
            f"SELECT greatest(t.captured_on + {wait}, t.graded_on), count(*) FILTER (NOT t.target), "
            f"count(*) FROM leads t WHERE t.target IS NOT NULL AND {scope.format(day='captured_on')} GROUP BY 1"
        )
    elif claim.kind == Kind.DEAR:
        code = code_sql(statement, reading)
        sql = (
            f"SELECT t.lost_on, count(*) FILTER ({code} = '{PRICE}'), count(*) FROM leads t "
            f"WHERE {code} IS NOT NULL AND {scope.format(day='lost_on')} GROUP BY 1"
        )
    else:
        late = late_leads(Period(claim.first, claim.last), reading, seller=claim.seller_id)
        if late is None:
            return []
        broken = statement.value(list(late.broken))
        decided = statement.value([*late.broken, *late.kept])
        sql = (
            f"SELECT t.captured_on + 1, count(*) FILTER (list_contains({broken}, t.lead_id)), count(*) FROM leads t "
            f"WHERE list_contains({decided}, t.lead_id) AND {scope.format(day='captured_on')} GROUP BY 1"
        )
    return [KnownOn(*row) for row in reading.rows(sql, statement.used_in(sql))]


def _once(reading: Reading, name: Hashable, work: Callable[[], date | None]) -> date | None:
    """What was known on a day that has passed: worked out once for as long as the process reads this base."""
    if name not in reading.kept:
        reading.kept[name] = work()
    found: date | None = reading.kept[name]
    return found


def _day(instant: datetime) -> date:
    return timezone.localtime(instant).date()
