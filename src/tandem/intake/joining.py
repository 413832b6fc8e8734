"""A client who comes back while a lead of theirs is open brings no new lead: every call would be one otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from tandem.basics.discovery import modules_named
from tandem.clients.importing import claim_of
from tandem.clients.queries import known_clients, whole_of
from tandem.imports.writing import Chunk
from tandem.intake.doors import Arriving
from tandem.intake.facts import ClientCalling
from tandem.intake.queries import leads_of_wholes


def join(arriving: Mapping[int, Arriving], chunk: Chunk) -> None:
    """Let those new leads of a chunk that ask for it stand for the newest open lead of their client.

    ``arriving`` by line holds the record of every new lead. What joined leaves ``chunk.new`` with its subject, and
    what only joins and found nothing leaves it without one.
    """
    asking = [each for each in chunk.new if arriving[each.line].joins]
    claims = [claim_of(each, chunk, seen_at=arriving[each.line].received_at) for each in asking]
    clients = known_clients(claims, chunk=chunk)
    # A client may be known under several cards; the open lead may be that of another one.
    whole = whole_of({client_id for client_id in clients if client_id is not None})
    leads = leads_of_wholes(set(whole.values()))
    open_ones = still_open({lead.lead_id for each in leads.values() for lead in each})
    joined = {}
    for each, client_id in zip(asking, clients, strict=True):
        record = arriving[each.line]
        since = record.received_at - timedelta(days=record.joins)
        for lead in leads.get(whole.get(client_id or 0, 0), ()):
            if lead.lead_id in open_ones and lead.captured_at >= since:
                each.subject_id = joined[each.key] = lead.lead_id
                chunk.note(each, "joined", "", lead_id=lead.lead_id)
                if record.rings:
                    at = min(each.values.get("created_at", record.received_at), record.received_at)
                    chunk.tell(ClientCalling(), lead.lead_id, at, lead_id=lead.lead_id)
                break
    chunk.new[:] = [each for each in chunk.new if not each.subject_id and not arriving[each.line].only_joins]
    if chunk.system:
        chunk.remember("lead", joined)


def still_open(lead_ids: Collection[int]) -> set[int]:
    """Those leads that no room above knows to be closed."""
    closed: set[int] = set()
    for module in modules_named("closed_leads"):
        closed |= module.closed_leads(lead_ids)
    return set(lead_ids) - closed
