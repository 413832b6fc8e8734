"""Giving leads to sellers: one decision for all that come together, written down with its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, groupby

from django.db import transaction

from tandem.agreement.queries import in_force, version
from tandem.handover.asking import askings
from tandem.handover.clocks import Moments, Tell, into, start
from tandem.handover.dealing_receipts import Kept, written
from tandem.handover.dealing_rules import Asking, Candidate, Given, Presence, Why, deal
from tandem.handover.facts import LeadAssigned, LeadHeld, LeadOffLoad
from tandem.handover.loads import WAITS, Changes
from tandem.handover.lots import draw_seed
from tandem.handover.models import Assignment, Clock, Dealing, Held
from tandem.handover.pool import candidates, terms_of
from tandem.handover.spreading_rules import spread
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.pipelining import pipelined
from tandem.journal.rows import check_references, insert_rows, next_ids, rows_with, update_rows
from tandem.people.presence import Asked

ARRIVAL, WAITING, BULK, PASSED_ON, BY_HAND, COMMON = "arrival", "waiting", "bulk", "passed_on", "by_hand", "common"
ROTATION = "rotation"
#: So many leads or more that come together are spread at once; fewer are dealt one after the other.
AT_ONCE = 50
#: More are decided on in parts, one after the other.
_MOST = 10_000
#: Days whose shifts weigh what somebody is given at once.
WEEK = 7


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a decision came to: how many leads were given, and how many to nobody."""

    given: int = 0
    held: int = 0
    #: What is expected to come true of them, and how much fairness costs of it; None where they went one by one.
    value: float | None = None
    lost_to_fairness: float | None = None
    dealing_id: int | None = None


def distributes(number: int) -> bool:
    """Whether a version says how leads are dealt out."""
    return bool(version(number).document.distribution.calendar)


def deal_arrived(
    lead_ids: Sequence[int], number: int, *, now: datetime, tell: Tell, asked: Asked
) -> Mapping[int, Given]:
    """Deal leads that have just come in, inside the transaction that brings them; their clocks start after it.

    As long as nobody takes part nothing is dealt, and nobody is alarmed. ``asked`` is told everybody's hours.
    """
    document = version(number).document
    pool = candidates(document, now=now, asked=asked)
    if not pool:
        return {}
    leads = askings(lead_ids, document)
    seed = draw_seed()
    given = deal(leads, pool, terms_of(document.distribution), seed=seed)
    _write(_Decision(ARRIVAL, number, seed, pool, leads, given, at_once=False), {}, now=now, tell=tell)
    return {each.lead_id: each for each in given}


def deal_waiting(*, now: datetime) -> Dealt:
    """Give the leads that are held to whoever has come meanwhile; those that still fit nobody stay as they are."""
    if not Held.objects.exists():
        return Dealt()
    with transaction.atomic():
        one_at_a_time()
        held = list(Held.objects.order_by("lead__version", "pk").values_list("lead__version", "pk"))
        return _in_bulk(held, WAITING, now=now, recording=Recording(at=now, source="clock"), only_here=True)


def deal_in_bulk(lead_ids: Sequence[int], *, occasion: str, recording: Recording, not_to: int | None = None) -> Dealt:
    """Give leads to the sellers at once, wherever they are now; whoever is off shift takes part, the absent do not.

    Inside the caller's transaction. Leads of a version that distributes nothing go by the terms of the newest one.
    """
    one_at_a_time()
    rows = sorted(rows_with(Lead, ("version", "id"), field="id", among=list(lead_ids)))
    return _in_bulk(
        [(number, pk) for number, pk in rows], occasion, now=recording.at, recording=recording, not_to=not_to
    )


def pass_on(lead_id: int, *, away_from: int, now: datetime) -> int | None:
    """Give a lead that its seller has not answered to another who is there; return whom, or None.

    None also where somebody else was faster: it is no longer with that seller.
    """
    with transaction.atomic():
        one_at_a_time()
        stood = Assignment.objects.filter(pk=lead_id, seller=away_from).values_list("lead__version").first()
        if stood is None:
            return None
        recording = Recording(at=now, source="clock")
        leads = [(stood[0], lead_id)]
        if not _in_bulk(leads, PASSED_ON, now=now, recording=recording, only_here=True, not_to=away_from).given:
            return None
        return Assignment.objects.values_list("seller", flat=True).get(pk=lead_id)


def _in_bulk(
    leads: Iterable[tuple[int, int]], occasion: str, *, now: datetime, recording: Recording, only_here: bool = False,
    not_to: int | None = None,
) -> Dealt:  # fmt: skip
    happened: list[Happening] = []
    versions = {pk: number for number, pk in leads}
    # Those of a version that distributes nothing, from before the agreement for one, go by the terms in force.
    terms = {number: number if distributes(number) else in_force().version for number in {*versions.values()}}
    leads = sorted((terms[number], pk) for pk, number in versions.items())
    rows = rows_with(Lead, ("id", "batch_id", "captured_at"), field="id", among=[pk for _, pk in leads])
    came = {pk: captured_at for pk, _, captured_at in rows}
    # Undoing the import that brought a lead takes this decision about it back too.
    brought = {pk: batch_id for pk, batch_id, _ in rows}
    tell = into(happened, brought)
    # PostgreSQL writes what is decided while the deadlines are worked out, and looks references up behind that.
    with pipelined():
        results = [
            _of_version(
                number, list(part), occasion, now=now, tell=tell, brought=brought, came=came, only_here=only_here,
                not_to=not_to,
            )
            for number, group in groupby(leads, key=lambda each: each[0])
            for part in batched((pk for _, pk in group), _MOST, strict=False)
        ]  # fmt: skip
        check_references()
        # What is told of a lead is counted under its own version, by whatever terms it was dealt.
        happened = [
            each._replace(version=versions[each.subject_id]) if each.fact.subject == LeadAssigned.subject else each
            for each in happened
        ]
        if happened:
            record(happened, recording=recording)
    values = [each.value for each in results if each.value is not None]
    return Dealt(
        given=sum(each.given for each in results),
        held=sum(each.held for each in results),
        value=sum(values) if values else None,
        lost_to_fairness=sum(each.lost_to_fairness or 0.0 for each in results) if values else None,
        dealing_id=next((each.dealing_id for each in results if each.dealing_id is not None), None),
    )


def _of_version(
    number: int, lead_ids: list[int], occasion: str, *, now: datetime, tell: Tell, brought: Mapping[int, int | None],
    came: Mapping[int, datetime], only_here: bool, not_to: int | None,
) -> Dealt:  # fmt: skip
    document = version(number).document
    at_once = occasion == BULK or len(lead_ids) >= AT_ONCE
    pool = candidates(document, now=now, days=WEEK if at_once else 1)
    if only_here:
        pool = tuple(each for each in pool if each.presence is Presence.HERE)
    if not pool:
        return Dealt(held=len(lead_ids))
    leads = askings(lead_ids, document, not_to=not_to, anew=True)
    seed, terms = draw_seed(), terms_of(document.distribution)
    value = lost = None
    if at_once:
        found = spread(leads, pool, terms, seed=seed)
        given, value, lost = found.given, found.value, found.lost_to_fairness
    else:
        given = deal(leads, pool, terms, seed=seed)
    pairs = [(lead, to) for lead, to in zip(leads, given, strict=True) if to.seller_id is not None]
    if not pairs:
        return Dealt(held=len(leads))
    decision = _Decision(
        occasion, number, seed, pool, [each for each, _ in pairs], [each for _, each in pairs], at_once=at_once
    )
    # All that is asked is asked before anything is written: an answer waits for what was written before it.
    ids = [lead.lead_id for lead, _ in pairs]
    before = Assignment.objects.in_bulk([pk for (pk,) in rows_with(Assignment, ("lead",), field="lead", among=ids)])
    clocked = {pk for (pk,) in rows_with(Clock, ("lead",), field="lead", among=ids)}
    dealing_id = _write(decision, before, now=now, tell=tell)
    start(
        [
            Moments(pk, number, came[pk], fresh=pk not in clocked, handed=(now, to.seller_id), batch_id=brought.get(pk))
            for pk, (_, to) in zip(ids, pairs, strict=True)
            if to.seller_id is not None
        ],
        tell=tell,
    )
    return Dealt(len(pairs), len(leads) - len(pairs), value, lost, dealing_id)


@dataclass(frozen=True, slots=True)
class _Decision:
    occasion: str
    version: int
    seed: int
    pool: Sequence[Candidate]
    leads: Sequence[Asking]
    given: Sequence[Given]
    at_once: bool


def _write(decision: _Decision, before: Mapping[int, Assignment], *, now: datetime, tell: Tell) -> int:
    """Write who got what, the receipt, and the loads that follow; ``before`` are the assignments that stood."""
    (dealing_id,) = next_ids(Dealing, 1)
    document = version(decision.version).document
    if decision.occasion != ARRIVAL:
        held_before = rows_with(Held, ("lead",), field="lead", among=[lead.lead_id for lead in decision.leads])
        Held.objects.filter(pk__in=[pk for (pk,) in held_before]).delete()
    receipt = written(
        terms_of(document.distribution), decision.pool, decision.leads, decision.given, at_once=decision.at_once
    )
    insert_rows(
        Dealing,
        ("id", "at", "occasion", "version", "seed", "receipt"),
        [(dealing_id, now, decision.occasion, decision.version, decision.seed, receipt)],
    )
    changes, fresh, moved, held = Changes(now), [], [], []
    for lead, to in zip(decision.leads, decision.given, strict=True):
        if to.seller_id is None:
            held.append((lead.lead_id, now, to.why.value, dealing_id))
            tell(LeadHeld(why=to.why.value), lead.lead_id, now, lead_id=lead.lead_id, version=decision.version)
            continue
        minutes = round(lead.minutes)
        fact = LeadAssigned(
            seller_id=to.seller_id, why=to.why.value, minutes=minutes, value=lead.value, dealing_id=dealing_id,
            away_from=lead.not_to if decision.occasion in (COMMON, ROTATION) else None,
        )  # fmt: skip
        tell(fact, lead.lead_id, now, lead_id=lead.lead_id, version=decision.version)
        if (stood := before.get(lead.lead_id)) is not None:
            changes.taken_away(stood)
            moved.append((lead.lead_id, to.seller_id, now, dealing_id, minutes, lead.value, None))
        else:
            fresh.append((lead.lead_id, to.seller_id, now, dealing_id, minutes, lead.value))
        changes.given(to.seller_id, minutes=minutes, value=lead.value)
    insert_rows(Assignment, ("lead", "seller", "assigned_at", "dealing", "minutes", "value"), fresh)
    update_rows(Assignment, ("seller", "assigned_at", "dealing", "minutes", "value", "taken_at"), moved)
    insert_rows(Held, ("lead", "held_at", "why", "dealing"), held)
    changes.write()
    return dealing_id


def _start_clocks(lead_ids: Sequence[int], brought: Mapping[int, int | None], *, tell: Tell) -> None:
    rows = rows_with(Lead, ("id", "version", "captured_at"), field="id", among=list(lead_ids))
    start([Moments(pk, number, captured_at, batch_id=brought.get(pk)) for pk, number, captured_at in rows], tell=tell)


def off_load(lead_ids: Iterable[int], *, now: datetime) -> int:
    """The leads no longer wait for their seller: answered, closed or given back. Return how many did until now."""
    with transaction.atomic():
        waiting = Assignment.objects.select_for_update().filter(WAITS, pk__in=list(lead_ids))
        rows = list(waiting.order_by("pk").values_list("pk", "seller_id", "minutes", "lead__version", "lead__batch_id"))
        if not rows:
            return 0
        Assignment.objects.filter(pk__in=[pk for pk, *_ in rows]).update(taken_at=now)
        changes = Changes(now)
        for _, seller_id, minutes, *_ in rows:
            changes.answered(seller_id, minutes=minutes)
        changes.write()
        # A figure and no line of the lead's story.
        record(
            [Happening(LeadOffLoad(), pk, now, None, number, batch_id) for pk, _, _, number, batch_id in rows],
            recording=Recording(at=now, source="follower"),
        )
    return len(rows)


def hand_to(
    lead_id: int, *, seller_id: int, why: Why, occasion: str, recording: Recording, away_from: int | None = None
) -> None:
    """Give a lead to a seller somebody has chosen; inside the caller's transaction, which holds the lead.

    ``away_from`` is who had it, where the receipt is to say so.
    """
    number = Lead.objects.values_list("version", flat=True).get(pk=lead_id)
    document, now = version(number).document, recording.at
    happened: list[Happening] = []
    tell = into(happened)
    leads = askings([lead_id], document, not_to=away_from, anew=True)
    given = [Given(lead_id, seller_id, why)]
    decision = _Decision(occasion, number, 0, candidates(document, now=now), leads, given, at_once=False)
    _write(decision, {each.pk: each for each in Assignment.objects.filter(pk=lead_id)}, now=now, tell=tell)
    _start_clocks([lead_id], {}, tell=tell)
    record(happened, recording=recording)


def give_as_decided(kept: Kept, *, number: int, seed: int, occasion: str, recording: Recording) -> None:
    """Give leads out as somebody was shown before and has confirmed; the receipt is the one they were shown.

    Inside the caller's transaction, which holds the leads. By version ``number``; facts and deadlines are those of
    the version each lead is counted under.
    """
    ids, now = [each.lead_id for each in kept.leads], recording.at
    versions = dict(rows_with(Lead, ("id", "version"), field="id", among=ids))
    happened: list[Happening] = []
    decision = _Decision(occasion, number, seed, kept.candidates, kept.leads, kept.given, at_once=kept.at_once)
    _write(decision, Assignment.objects.in_bulk(ids), now=now, tell=into(happened))
    happened = [each._replace(version=versions[each.subject_id]) for each in happened]
    _start_clocks(ids, {}, tell=into(happened))
    record(happened, recording=recording)
