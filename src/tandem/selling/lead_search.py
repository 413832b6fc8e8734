"""Leads by what a person types: a name, a phone in any spelling, an e-mail, the number of a lead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from tandem.clients.models import Client
from tandem.clients.queries import clients_like
from tandem.handover.models import Assignment
from tandem.imports.models import Import, KnownRecord
from tandem.intake.models import Lead

#: A search for one letter must not carry half the clients into the next query.
MOST_CLIENTS = 1000
_NUMBER = re.compile(r"[№#]?\s*(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hits:
    """Clients and single leads that what was typed may mean, as far as the reader may see them.

    ``cut``: more clients match than were taken; the newest were.
    """

    client_ids: tuple[int, ...]
    lead_ids: tuple[int, ...]
    cut: bool = False


def hits(text: str, *, seller_id: int | None, contacts: bool, most: int | None = None) -> Hits:
    """What ``text`` finds; ``contacts`` says whether the reader may search by what is personal."""
    most = MOST_CLIENTS if most is None else most
    client_ids: list[int] = []
    if contacts and not text.startswith(("№", "#")):
        client_ids = clients_like(text, limit=most + 1, among=_visible_clients(seller_id))
    return Hits(tuple(client_ids[:most]), tuple(leads_numbered(text, seller_id=seller_id)), len(client_ids) > most)


def leads_numbered(text: str, *, seller_id: int | None) -> list[int]:
    """Leads with this number, here or in the system they came from."""
    number = _NUMBER.fullmatch(text)
    systems = list(Import.objects.order_by().values_list("system", flat=True).distinct())
    keys = {text, text.lstrip("№# ")}
    known = KnownRecord.objects.filter(kind="lead", system__in=systems, key__in=keys)
    found = set(known.values_list("subject_id", flat=True))
    if number:
        found.add(int(number[1]))
    leads = Lead.objects.filter(pk__in=found).order_by("-pk")
    if seller_id is not None:
        leads = leads.filter(assignment__seller=seller_id)
    return list(leads.values_list("pk", flat=True))


def _visible_clients(seller_id: int | None) -> QuerySet[Client] | None:
    if seller_id is None:
        return None
    own = Assignment.objects.filter(seller=seller_id).order_by()
    whole = own.values(whole=Coalesce("lead__client__counts_as_id", "lead__client_id"))
    # A client's other cards are the same client.
    return Client.objects.alias(own_whole=Coalesce("counts_as_id", "pk")).filter(own_whole__in=whole)
