"""Steps of the life cycle: found in the store once an hour, and made the next step of whoever has the client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.document import Care
from tandem.agreement.duties import column_of, condition
from tandem.agreement.queries import in_force
from tandem.distribution.facts import CareCame
from tandem.distribution.models import CareTaken
from tandem.handover.dealing import BULK, deal_in_bulk
from tandem.handover.models import Assignment, RosterEntry
from tandem.handover.pool import zone
from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.selling.models import NextStep
from tandem.selling.next_steps import plan_step

#: Candidates looked at for one that may come: most of the rest has come already, or has a next step.
_LOOKED_AT = 20
_LONGEST = 200


def take_care(*, reading: Reading, now: datetime) -> int:
    """Let the steps of the version in force come that are due, each as many a day as agreed; return how many came."""
    if reading.freshness.behind:
        # What was done a moment ago may be what makes a step needless.
        return 0
    agreement = in_force()
    return sum(
        _come(lead_id, care, agreement.version, now=now)
        for care in agreement.document.lifecycle
        for lead_id in _due(care, reading, now)
    )


def _due(care: Care, reading: Reading, now: datetime) -> Iterator[int]:
    """Leads to which the step may come today, the freshest first; never more than are left of today's number."""
    midnight = now.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    left = care.most - CareTaken.objects.filter(care=care.key, at__gte=midnight).count()
    if left <= 0 or care.since not in announced():
        return
    for lead_id, since in reading.rows(_sql(care, now, limit=care.most * _LOOKED_AT)):
        if left == 0:
            return
        last = CareTaken.objects.filter(lead=lead_id, care=care.key).values_list("at", flat=True).first()
        if last is not None and _has_come(care, last, since.replace(tzinfo=UTC), now):
            continue
        if NextStep.objects.filter(pk=lead_id).exists():
            continue
        left -= 1
        yield lead_id


def _has_come(care: Care, last: datetime, began: datetime, now: datetime) -> bool:
    """Whether a step that last came then has come for this moment, and is not due again."""
    return last >= began and (not care.every or last > now - timedelta(days=care.every))


def _sql(care: Care, now: datetime, *, limit: int) -> str:
    since = f"CAST({column_of(announced()[care.since])} AS TIMESTAMP)"
    until = (now.astimezone(UTC) - timedelta(days=care.days)).replace(tzinfo=None)
    # Of a client only the newest lead: whoever came again is no sleeping client.
    return (
        f"SELECT lead_id, {since} AS began FROM leads t WHERE {condition(care.clause, 'leads', fields_of_versions())} "
        f"AND {since} <= TIMESTAMP '{until}' AND NOT EXISTS (SELECT 1 FROM leads n WHERE n.own_client_id = "
        f"t.own_client_id AND (n.captured_at, n.lead_id) > (t.captured_at, t.lead_id)) "
        f"ORDER BY began DESC, lead_id DESC LIMIT {limit}"
    )


def _come(lead_id: int, care: Care, version: int, *, now: datetime) -> bool:
    """The step comes to a lead; False where nobody can be given it."""
    batch_id = Lead.objects.values_list("batch_id", flat=True).get(pk=lead_id)
    recording = Recording(at=now, source="clock", version=version, batch_id=batch_id)
    with transaction.atomic():
        one_at_a_time()
        seller = _seller_of(lead_id)
        if care.anew or seller is None:
            deal_in_bulk([lead_id], occasion=BULK, recording=recording)
            seller = _seller_of(lead_id)
        if seller is None:
            return False
        today = now.astimezone(zone()).date()
        words = f"{care.title}. {care.words}" if care.title else care.words
        plan_step(
            lead_id=lead_id, what=words[:_LONGEST], due_on=today, by=seller, today=today, now=now, batch_id=batch_id
        )
        row, fresh = CareTaken.objects.get_or_create(lead_id=lead_id, care=care.key, defaults={"at": now})
        if not fresh:
            CareTaken.objects.filter(pk=row.pk).update(at=now, times=F("times") + 1)
            row.refresh_from_db()
        fact = CareCame(care=care.key, title=care.title or care.key, times=row.times)
        record([Happening(fact, lead_id, now, lead_id, version)], recording=recording)
    return True


def _seller_of(lead_id: int) -> Person | None:
    """Who has the lead and still takes part, where anybody does."""
    stood = Assignment.objects.filter(pk=lead_id).select_related("seller").first()
    if stood is None:
        return None
    entry = RosterEntry.objects.filter(pk=stood.seller_id).first()
    gone = entry is not None and entry.until is not None
    return None if gone else stood.seller
