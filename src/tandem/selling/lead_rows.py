"""What a list shows of each lead: read from the state tables by ids, in a fixed number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from tandem.agreement.queries import version
from tandem.agreement.rules import NEW
from tandem.basics.text import Text
from tandem.campaigns.names_queries import campaign_of, counted_as_later
from tandem.clients.queries import faces_of
from tandem.intake.models import Lead
from tandem.journal.prepared import prepared
from tandem.selling.lead_selection import SelectedLead

_FIELDS = (
    "pk", "client_id", "client__kind", "captured_at", "source", "channel", "campaign", "creative",
    "offer", "product", "segment", "city", "qualification__grade", "qualification__target",
    "qualification__mql", "qualification__sql_lead", "version",
    "score__points", "score__chance", "assignment__seller__name", "deal__stage", "deal__amount", "deal__lost_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One line of the list. ``client_name``, ``phone`` and ``email`` are empty for those who may not read them."""

    lead_id: int
    client_id: int
    client_name: str
    captured_at: dt.datetime
    source: str
    channel: str
    campaign: str
    creative: str
    offer: str
    product: str
    segment: str
    city: str
    grade: str
    target: bool | None
    mql: bool | None
    sql_lead: bool | None
    #: The chance to buy, between 0 and 1; None where the version has no scorecard.
    chance: float | None
    points: int | None
    #: The version it is counted under.
    version: int
    counted_under: Text
    seller: str
    stage_key: str
    stage: Text | str
    lost_reason: str
    amount: Decimal | None
    paid: Decimal | None
    response: dt.timedelta | None
    #: Since when the client waits for anybody to do anything; None when somebody has.
    waits_since: dt.datetime | None
    phone: str = ""
    email: str = ""


def rows_of(selected: Sequence[SelectedLead], *, contacts: bool) -> list[LeadRow]:
    """The lines of the selected leads, in their order; a lead deleted meanwhile is left out."""
    mended = counted_as_later()
    found = {row[0]: row for row in _told_of([each.lead_id for each in selected])}
    faces = faces_of({row[1] for row in found.values()}) if contacts else {}
    agreements = {number: version(number) for number in {row[_FIELDS.index("version")] for row in found.values()}}
    counted = mended()
    rows = []
    for each in selected:
        if each.lead_id not in found:
            continue
        said = dict(zip(_FIELDS, found[each.lead_id], strict=True))
        stage_key = said["deal__stage"] or NEW
        stage = agreements[said["version"]].stage(stage_key)
        face = faces.get(said["client_id"])
        ways = face.ways if face else ()
        rows.append(
            LeadRow(
                lead_id=each.lead_id,
                client_id=said["client_id"],
                client_name=face.name if face else "",
                captured_at=said["captured_at"],
                **{name: said[name] for name in ("source", "channel", "creative", "offer", "product")},
                # As the list filters and counts it; the lead's card says what it came with.
                campaign=campaign_of(said["campaign"], counted),
                segment=said["segment"],
                city=said["city"],
                grade=said["qualification__grade"] or "",
                target=said["qualification__target"],
                mql=said["qualification__mql"],
                sql_lead=said["qualification__sql_lead"],
                chance=said["score__chance"],
                points=said["score__points"],
                version=said["version"],
                counted_under=agreements[said["version"]].title,
                seller=said["assignment__seller__name"] or "",
                stage_key=stage_key,
                stage=stage.title if stage else stage_key,
                lost_reason=said["deal__lost_reason"] or "",
                amount=said["deal__amount"],
                paid=each.paid,
                response=each.response,
                waits_since=said["captured_at"] if each.waiting else None,
                phone=_first(ways, "phone"),
                email=_first(ways, "email"),
            )
        )
    return rows


@prepared
def _told_of(leads: Collection[int]) -> QuerySet[Lead, tuple[Any, ...]]:
    return Lead.objects.filter(pk__in=leads).values_list(*_FIELDS)


def _first(ways: Sequence[tuple[str, str]], wanted: str) -> str:
    return next((value for type_, value in ways if type_ == wanted), "")
