"""The search at the top of every page: clients, leads and campaigns at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from tandem.agreement.queries import in_force
from tandem.agreement.rules import NEW
from tandem.basics.names import folded
from tandem.basics.text import Text
from tandem.campaigns.names_queries import campaign_of, counted_as
from tandem.clients.queries import faces_of
from tandem.intake.models import Lead
from tandem.measures.store import store
from tandem.selling import lead_search
from tandem.selling.lead_list import Reader

#: So many are shown of each; the list of leads shows the rest.
_SHOWN = 20
_CAMPAIGNS = 10


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead in the results."""

    lead_id: int
    captured_at: dt.datetime
    about: str
    grade: str
    stage: Text | str
    seller: str


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client in the results, with the leads that the reader may see, the newest first."""

    client_id: int
    name: str
    city: str
    reached_by: tuple[str, ...]
    leads: list[FoundLead]


@dataclass(frozen=True, slots=True)
class FoundCampaign:
    """A campaign in the results and the address of its leads."""

    name: str
    leads: int
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """The results; ``more`` says that further clients match."""

    clients: list[FoundClient]
    leads: list[FoundLead]
    campaigns: list[FoundCampaign]
    more: bool = False

    @property
    def only_lead(self) -> int | None:
        """The one lead that was meant, when nothing else was found."""
        leads = [lead.lead_id for client in self.clients for lead in client.leads]
        leads += [lead.lead_id for lead in self.leads]
        return leads[0] if len(set(leads)) == 1 and not self.campaigns and not self.more else None


def find(text: str, *, reader: Reader) -> Found:
    """Everything that ``text`` may mean, as far as the reader may see it."""
    if not text:
        return Found([], [], [])
    hits = lead_search.hits(text, seller_id=reader.seller_id, contacts=reader.contacts, most=_SHOWN)
    return Found(
        clients=_clients(hits.client_ids, reader),
        leads=[lead for _, lead in _leads(reader, pk__in=hits.lead_ids)],
        campaigns=_campaigns(text, reader),
        more=hits.cut,
    )


def _clients(client_ids: tuple[int, ...], reader: Reader) -> list[FoundClient]:
    faces = faces_of(client_ids)
    by_card: dict[int, list[FoundLead]] = {}
    every = [each for face in faces.values() for each in face.cards]
    for client_id, lead in _leads(reader, client__in=every) if every else ():
        by_card.setdefault(client_id, []).append(lead)
    return [
        FoundClient(
            client_id=client_id,
            name=face.name or f"№ {client_id}",
            city=face.city,
            reached_by=tuple(value for _, value in face.ways),
            leads=sorted(
                (lead for each in face.cards for lead in by_card.get(each, ())),
                key=lambda lead: (lead.captured_at, lead.lead_id),
                reverse=True,
            ),
        )
        for client_id in client_ids
        if (face := faces.get(client_id))
    ]


def _leads(reader: Reader, **condition: object) -> list[tuple[int, FoundLead]]:
    """(client id, lead) of the leads that fit, the newest first."""
    rows = Lead.objects.filter(**condition)
    if reader.seller_id is not None:
        rows = rows.filter(assignment__seller=reader.seller_id)
    found = []
    agreement, counted = in_force(), counted_as()
    for pk, client_id, captured_at, product, campaign, grade, stage_key, seller in rows.values_list(
        "pk", "client_id", "captured_at", "product", "campaign", "qualification__grade", "deal__stage",
        "assignment__seller__name",
    ):  # fmt: skip
        stage = agreement.stage(stage_key or NEW)
        about = ", ".join(part for part in (product, campaign_of(campaign, counted)) if part)
        lead = FoundLead(pk, captured_at, about, grade or "", stage.title if stage else stage_key, seller or "")
        found.append((client_id, lead))
    return found


def _campaigns(text: str, reader: Reader) -> list[FoundCampaign]:
    """Campaigns by a part of their name, those with most leads first."""
    where, parameters = "nullif(campaign, '') IS NOT NULL", {}
    if reader.seller_id is not None:
        where, parameters = f"{where} AND seller_id = $seller", {"seller": reader.seller_id}
    rows = store.read().rows(
        f"SELECT campaign, count(*) AS n FROM leads WHERE {where} GROUP BY campaign ORDER BY n DESC, campaign",
        parameters,
    )
    words = folded(text).split()
    matching = [(name, n) for name, n in rows if all(word in folded(name) for word in words)]
    return [FoundCampaign(name, n, f"/leads/?{urlencode({'campaign': name})}") for name, n in matching[:_CAMPAIGNS]]
