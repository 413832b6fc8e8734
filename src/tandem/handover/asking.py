"""What a lead asks of whoever gets it: its minutes, its worth, its needs, and the seller its client knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from tandem.agreement.document import ASK, Document
from tandem.clients.queries import cards_of
from tandem.handover.dealing_rules import Asking
from tandem.handover.models import Assignment
from tandem.handover.reckoning import value_of
from tandem.intake.models import Lead
from tandem.journal.rows import rows_with
from tandem.qualification.models import Qualification
from tandem.qualification.queries import known_of
from tandem.scoring.models import Score


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
    leads = {row[0]: row for row in rows_with(Lead, ("id", "client", "product"), field="id", among=lead_ids)}
    grades = dict(rows_with(Qualification, ("lead", "grade"), field="lead", among=lead_ids))
    chances = dict(rows_with(Score, ("lead", "chance"), field="lead", among=lead_ids))
    specialties = document.distribution.specialties
    known = known_of(lead_ids, specialties) if specialties else {}
    own = _own(leads, anew=anew, before=known_before) if document.distribution.own_first else {}
    minutes = norms_of(document)
    return tuple(
        asks(
            lead_id,
            grade := grades.get(lead_id) or "",
            minutes=minutes,
            value=value_of("" if grade == ASK else grade, product, chance=chances.get(lead_id)),
            needs=known.get(lead_id, {}),
            own=own.get(client_id),
            not_to=not_to,
        )
        for lead_id, client_id, product in (leads[each] for each in sorted(leads))
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


def _own(leads: Mapping[int, tuple[int, int, str]], *, anew: bool, before: datetime | None) -> dict[int, int]:
    """By client the seller who had their latest other lead; cards that turned out to be one client count as one."""
    clients = {client_id for _, client_id, _ in leads.values()}
    of_card = {card: client for client, cards in cards_of(sorted(clients)).items() for card in cards}
    rows = rows_with(Lead, ("id", "client", "captured_at"), field="client", among=of_card.keys() | clients)
    client_of = {
        lead_id: client_id
        for lead_id, client_id, captured_at in rows
        if (lead_id not in leads or not anew) and (before is None or captured_at < before)
    }
    given = rows_with(Assignment, ("assigned_at", "lead", "seller"), field="lead", among=client_of.keys())
    return {of_card.get(client_of[lead_id], client_of[lead_id]): seller_id for _, lead_id, seller_id in sorted(given)}
