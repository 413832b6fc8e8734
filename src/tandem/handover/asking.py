"""What a lead asks of whoever gets it: its minutes, its worth, its needs, and the seller its client knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection

from tandem.agreement.document import ASK, Document
from tandem.clients.queries import cards_of
from tandem.handover.dealing_rules import Asking
from tandem.handover.models import Assignment
from tandem.handover.reckoning import value_of
from tandem.intake.models import Lead
from tandem.journal.joined_rows import joined_rows
from tandem.qualification.models import Qualification
from tandem.qualification.queries import known_of
from tandem.scoring.models import Score

_LEAD, _ASSIGNMENT = Lead._meta.db_table, Assignment._meta.db_table
#: In plain SQL, because every group of leads asks.
_ASKING = (
    f"SELECT l.id, l.client_id, l.product, q.grade, s.chance FROM {_LEAD} l "
    f"LEFT JOIN {Qualification._meta.db_table} q ON q.lead_id = l.id "
    f"LEFT JOIN {Score._meta.db_table} s ON s.lead_id = l.id WHERE l.id {{among}} ORDER BY l.id"
)
#: The latest hand-over last.
_GIVEN = (
    f"SELECT l.client_id, l.id, a.seller_id FROM {_LEAD} l JOIN {_ASSIGNMENT} a ON a.lead_id = l.id "
    "WHERE l.client_id {among} %s ORDER BY a.assigned_at, l.id"
)


def askings(
    lead_ids: Collection[int],
    document: Document,
    *,
    not_to: int | None = None,
    anew: bool = False,
    known_before: datetime | None = None,
) -> tuple[Asking, ...]:
    """The leads as a deal sees them, in the order of their ids; a handful of statements, however many they are.

    ``not_to`` is a seller who must not get any of them. ``anew``: who has a lead now is no reason to keep it.
    ``known_before``: only who had the client before that moment is the seller they know.
    """
    rows = joined_rows(_ASKING, among=lead_ids)
    specialties = document.distribution.specialties
    known = _needs({lead_id: product for lead_id, _, product, *_ in rows}, specialties)
    clients = {lead_id: client_id for lead_id, client_id, *_ in rows}
    own = _own(clients, anew=anew, before=known_before) if document.distribution.own_first else {}
    minutes = norms_of(document)
    return tuple(
        asks(
            lead_id,
            grade or "",
            minutes=minutes,
            value=value_of("" if grade == ASK else grade or "", product, chance=chance),
            needs=known.get(lead_id, {}),
            own=own.get(client_id),
            not_to=not_to,
        )
        for lead_id, client_id, product, grade, chance in rows
    )


def asks(
    lead_id: int,
    grade: str,
    *,
    minutes: Mapping[str, int],
    value: float,
    needs: Mapping[str, object],
    own: int | None = None,
    not_to: int | None = None,
) -> Asking:
    """A lead as a deal sees it, from what is known of it; ``grade`` is empty where it cannot be told yet."""
    return Asking(
        lead_id=lead_id,
        minutes=float(minutes.get(grade or ASK, 0)),
        value=value,
        needs={name: str(value) for name, value in needs.items() if value not in (None, "")},
        own=own,
        not_to=not_to,
    )


def norms_of(document: Document) -> Mapping[str, int]:
    """The minutes of a seller that a lead of each grade takes."""
    return {each.grade: each.minutes for each in document.queue.fading}


def _needs(products: Mapping[int, str], specialties: Collection[str]) -> Mapping[int, Mapping[str, object]]:
    """By lead what it asks for of the fields that sellers specialise in."""
    if set(specialties) == {"product"}:
        # The usual one, which has been asked for already.
        return {lead_id: {"product": product} for lead_id, product in products.items()}
    return known_of(products.keys(), specialties) if specialties else {}


def _own(client_of: Mapping[int, int], *, anew: bool, before: datetime | None) -> dict[int, int]:
    """By client the seller who had their latest other lead; cards that turned out to be one client count as one."""
    clients = set(client_of.values())
    of_card = {card: client for client, cards in cards_of(sorted(clients)).items() for card in cards}
    since = () if before is None else (connection.ops.adapt_datetimefield_value(before),)
    statement = _GIVEN.replace("%s", "AND l.captured_at < %s" if since else "")
    return {
        of_card.get(card, card): seller_id
        for card, lead_id, seller_id in joined_rows(statement, among=of_card.keys() | clients, values=since)
        if lead_id not in client_of or not anew
    }
