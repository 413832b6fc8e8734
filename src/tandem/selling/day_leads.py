"""The open leads of a seller as they stand now, from the state tables: which wait, and what is due when.

The pages of the day must not wait for the fact store after each outcome. What "nobody has done anything with it" means
is the store's own definition (``lead_outcomes``) said once more for a few leads; a test holds both against each other.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tandem.agreement.rules import LOST, NEW, WON, Agreement
from tandem.clients.queries import cards_of
from tandem.handover.models import Assignment, LeadReturn
from tandem.intake.models import Lead
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.selling.models import Activity, Deal, NextStep

#: Leads given to a seller longer ago than this are looked at when their next step is due, and not before.
RECENT = dt.timedelta(days=90)
#: So many of those that nobody has are offered.
MOST_FREE = 5

_FIELDS = (
    "pk", "client_id", "captured_at", "product", "qualification__grade", "score__chance", "queue_draw__place",
    "queue_draw__share", "deal__stage", "next_step__due_on", "next_step__due_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenLead:
    """A lead that is being sold to; what is not known is None."""

    lead_id: int
    client_id: int
    captured_at: dt.datetime
    product: str
    grade: str | None
    chance: float | None
    draw_place: float | None
    draw_share: float | None
    stage: str
    due_on: dt.date | None
    due_at: dt.datetime | None
    #: Nobody has done anything with it yet.
    waits: bool = False


def open_leads(seller_id: int, agreement: Agreement, *, now: dt.datetime) -> list[OpenLead]:
    """The open leads of a seller: those given of late, and older ones whose next step is due."""
    closed = _closed(agreement)
    looked_at = _looked_at(seller_id, now - RECENT, timezone.localdate(now), closed)
    found = [_open(row) for row in _standing_among(closed, looked_at)] if looked_at else []
    untouched = _untouched([each for each in found if each.stage == NEW])
    return [replace(each, waits=each.lead_id in untouched) for each in found]


def free_leads(agreement: Agreement, *, since: dt.datetime) -> Later[list[int]]:
    """Leads that no seller has, the newest first, at most ``MOST_FREE``."""
    return _newest_free.later(_closed(agreement), since)


def count_free(agreement: Agreement, *, since: dt.datetime) -> int:
    """How many leads that came since then no seller has."""
    return _free(_closed(agreement), since).count()


def _closed(agreement: Agreement) -> set[str]:
    return {WON, LOST, *(stage.key for stage in agreement.stages if stage.closed)}


# Two questions, for the one about nine tables would be planned by PostgreSQL again every time.
@prepared
def _looked_at(seller: int, since: dt.datetime, today: dt.date, closed: Collection[str]) -> QuerySet[Assignment, int]:
    own = Assignment.objects.filter(seller=seller).order_by().values("lead_id")
    # Most of what was given of late is closed by now, and need not be read to be left out.
    over = Deal.objects.filter(lead=OuterRef("lead"), stage__in=closed)
    # Begun with the seller's own, of whom there are thousands, and not with what is due in the whole company.
    due = NextStep.objects.filter(lead__in=own, due_on__lte=today).order_by().values("lead_id")
    return own.filter(~Exists(over), assigned_at__gte=since).values_list("lead_id", flat=True).union(due)


@prepared
def _standing_among(closed: Collection[str], leads: Collection[int]) -> QuerySet[Lead, tuple[Any, ...]]:
    return _standing(closed).filter(pk__in=leads).values_list(*_FIELDS)


@prepared
def _newest_free(closed: Collection[str], since: dt.datetime) -> QuerySet[Lead, int]:
    return _free(closed, since).order_by("-captured_at", "-pk").values_list("pk", flat=True)[:MOST_FREE]


def _free(closed: Collection[str], since: dt.datetime) -> QuerySet[Lead]:
    return _standing(closed).filter(assignment=None, captured_at__gte=since)


def _standing(closed: Collection[str]) -> QuerySet[Lead]:
    """Leads that are being sold to: not closed, and not given back unless that was ruled wrong."""
    back = LeadReturn.objects.filter(lead=OuterRef("pk")).exclude(accepted=False)
    return Lead.objects.filter(Q(deal=None) | ~Q(deal__stage__in=closed)).filter(~Exists(back)).order_by()


def _open(row: tuple[Any, ...]) -> OpenLead:
    said = dict(zip(_FIELDS, row, strict=True))
    return OpenLead(
        lead_id=said["pk"],
        client_id=said["client_id"],
        captured_at=said["captured_at"],
        product=said["product"],
        grade=said["qualification__grade"] or None,
        chance=said["score__chance"],
        draw_place=said["queue_draw__place"],
        draw_share=said["queue_draw__share"],
        stage=said["deal__stage"] or NEW,
        due_on=said["next_step__due_on"],
        due_at=said["next_step__due_at"],
    )


def _untouched(leads: Collection[OpenLead]) -> set[int]:
    """Of leads on the first stage those that nobody tried to reach."""
    if not leads:
        return set()
    cards = cards_of({each.client_id for each in leads})
    every = {card for group in cards.values() for card in group}
    of_leads = _reaching_of.later([each.lead_id for each in leads])
    unnamed, named = _times(_reaching_clients(every)), _times(of_leads())
    return {each.lead_id for each in leads if not _reached(each, named, unnamed, cards)}


@prepared
def _reaching_of(leads: Collection[int]) -> QuerySet[Activity, tuple[int | None, dt.datetime]]:
    return _reaching().filter(lead__in=leads).values_list("lead_id", "contacted_at")


@prepared
def _reaching_clients(clients: Collection[int]) -> QuerySet[Activity, tuple[int, dt.datetime]]:
    return _reaching().filter(client__in=clients, lead=None).values_list("client_id", "contacted_at")


def _reaching() -> QuerySet[Activity]:
    """What a machine sent is no contact."""
    return Activity.objects.filter(Q(direction="out") | Q(kind="meeting"), automatic=False).order_by()


def _reached(
    lead: OpenLead,
    named: Mapping[int, list[dt.datetime]],
    unnamed: Mapping[int, list[dt.datetime]],
    cards: Mapping[int, tuple[int, ...]],
) -> bool:
    """Whether a contact from the minute the lead came in counts for it: exports round times down to the minute."""
    since = lead.captured_at.replace(second=0, microsecond=0)
    times = [*named.get(lead.lead_id, ())]
    for card in cards.get(lead.client_id, (lead.client_id,)):
        times += unnamed.get(card, ())
    return any(at >= since for at in times)


def _times(rows: Iterable[tuple[Any, Any]]) -> Mapping[int, list[dt.datetime]]:
    found: dict[int, list[dt.datetime]] = defaultdict(list)
    for key, at in rows:
        if key is not None:
            found[key].append(at)
    return found
