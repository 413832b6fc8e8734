"""What the store says of the leads of clocks: was the promise kept, does it concern them, is anything left to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from tandem.agreement.agreed import fields_of_versions
from tandem.agreement.clause_catalogue import announced
from tandem.agreement.document import DutyPromise
from tandem.agreement.duties import column_of, condition
from tandem.handover.clocks import promise_of
from tandem.handover.models import Clock, LeadReturn
from tandem.measures.store import Reading
from tandem.measures.tables import shape


@dataclass(frozen=True, slots=True)
class Told:
    """What the store says of a clock's lead."""

    #: When the promise was kept.
    end: datetime | None = None
    #: Whether the promise concerns the lead at all; None: not known yet.
    concerned: bool | None = None
    #: Whether the lead was won or lost, or went back to marketing: nobody is to be driven on about it.
    closed: bool = False


def told_of(clocks: Iterable[Clock], reading: Reading) -> Mapping[int, Told]:
    """By clock; one whose version does not know the promise any more is left out."""
    clocks = list(clocks)
    groups: dict[tuple[str, int], list[Clock]] = defaultdict(list)
    for clock in clocks:
        groups[clock.promise, clock.version].append(clock)
    returned = _returned({clock.lead_id for clock in clocks if clock.tell_at or clock.pass_on_at or clock.remind_at})
    told: dict[int, Told] = {}
    for (key, number), members in groups.items():
        promise = promise_of(key, number)
        if promise is None or promise.duty is None:
            continue
        found = {lead_id: rest for lead_id, *rest in reading.rows(_sql(promise.duty, members))}
        for clock in members:
            end, concerned, closed = found.get(clock.lead_id, (None, None, False))
            # The store keeps instants of UTC without saying so.
            ended = end.replace(tzinfo=UTC) if end is not None else None
            told[clock.pk] = Told(ended, concerned, bool(closed) or clock.lead_id in returned)
    return told


def _returned(lead_ids: Iterable[int]) -> set[int]:
    """The leads that lie with marketing: on their way back, or taken back."""
    ids = list(lead_ids)
    if not ids:
        return set()
    returns = LeadReturn.objects.filter(Q(accepted=None) | Q(accepted=True), lead__in=ids)
    return set(returns.values_list("lead_id", flat=True))


def _sql(duty: DutyPromise, clocks: Sequence[Clock]) -> str:
    until = column_of(announced("leads")[duty.until])
    concerns = condition(duty.of, "leads", fields_of_versions()) if duty.of else "true"
    # Won and lost are a higher room's to tell.
    known = shape().columns_of("leads")
    closed = " OR ".join(f"{name} IS NOT NULL" for name in ("won_on", "lost_on") if name in known) or "false"
    leads = ", ".join(str(each.lead_id) for each in clocks)
    return f"SELECT lead_id, CAST({until} AS TIMESTAMP), {concerns}, {closed} FROM leads WHERE lead_id IN ({leads})"
