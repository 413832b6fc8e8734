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
from tandem.handover.clock_rules import CONTACTED
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
    #: When it went back to marketing, where it lies there now, or for good.
    returned_at: datetime | None = None


def told_of(clocks: Iterable[Clock], reading: Reading) -> Mapping[int, Told]:
    """By clock; one whose version does not know the promise any more is left out."""
    clocks = list(clocks)
    groups: dict[tuple[str, int], list[Clock]] = defaultdict(list)
    for clock in clocks:
        groups[clock.promise, clock.version].append(clock)
    returned = _returned({clock.lead_id for clock in clocks})
    since_ruling = _contacts_since([each for each in clocks if each.renewed], reading)
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
            if clock.renewed and promise.duty.until == CONTACTED:
                ended = since_ruling.get(clock.lead_id)
            back = returned.get(clock.lead_id)
            told[clock.pk] = Told(ended, concerned, bool(closed) or back is not None, back)
    return told


def _returned(lead_ids: Iterable[int]) -> dict[int, datetime]:
    """The leads that lie with marketing, on their way back or taken back, and since when."""
    ids = list(lead_ids)
    if not ids:
        return {}
    returns = LeadReturn.objects.filter(Q(accepted=None) | Q(accepted=True), lead__in=ids)
    return dict(returns.order_by("returned_at").values_list("lead_id", "returned_at"))


def _contacts_since(renewed: Sequence[Clock], reading: Reading) -> dict[int, datetime]:
    """By lead the first contact by a person since the ruling that set its clock; contacts count by the minute."""
    # Contacts are a higher room's to tell.
    if not renewed or "activities" not in shape().tables:
        return {}
    began = ", ".join(
        f"({each.lead_id}, TIMESTAMP '{each.started_at.astimezone(UTC).replace(tzinfo=None)}')" for each in renewed
    )
    sql = (
        f"SELECT l.lead_id, greatest(min(a.contacted_at), any_value(s.began)) FROM (VALUES {began}) s(lead_id, began) "
        "JOIN leads l ON l.lead_id = s.lead_id JOIN activities a ON a.client_id = l.client_id "
        "WHERE NOT a.automatic AND (a.direction = 'out' OR a.activity_kind = 'meeting') "
        "AND (a.lead_id IS NULL OR a.lead_id = l.lead_id) AND a.contacted_at >= date_trunc('minute', s.began) "
        "GROUP BY l.lead_id"
    )
    return {lead_id: at.replace(tzinfo=UTC) for lead_id, at in reading.rows(sql)}


def _sql(duty: DutyPromise, clocks: Sequence[Clock]) -> str:
    until = column_of(announced("leads")[duty.until])
    concerns = condition(duty.of, "leads", fields_of_versions()) if duty.of else "true"
    # Won and lost are a higher room's to tell.
    known = shape().columns_of("leads")
    closed = " OR ".join(f"{name} IS NOT NULL" for name in ("won_on", "lost_on") if name in known) or "false"
    leads = ", ".join(str(each.lead_id) for each in clocks)
    return f"SELECT lead_id, CAST({until} AS TIMESTAMP), {concerns}, {closed} FROM leads WHERE lead_id IN ({leads})"
