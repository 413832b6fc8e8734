"""Verbs of consent: publishing a text, and taking a consent back. Forgetting stands in ``forgetting``."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from tandem.imports.turns import one_at_a_time
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.privacy.consent_texts import TextUnfit, publish
from tandem.privacy.facts import ConsentWithdrawn
from tandem.privacy.forgetting import NoSuchClient, forget, forget_clients
from tandem.privacy.identities import every_card
from tandem.privacy.lead_steps import take_back
from tandem.privacy.models import LeadConsent
from tandem.privacy.rules import Purpose

__all__ = ["NoSuchClient", "TextUnfit", "forget", "forget_clients", "publish", "withdraw_consent"]


def withdraw_consent(*, lead_id: int, purpose: Purpose, by: Person, now: datetime) -> int:
    """Note that the client of a lead took a consent back, for all leads of theirs; return for how many it stood.

    Whoever calls answers for the right to see the lead: the page asks before.
    """
    with transaction.atomic():
        one_at_a_time()
        cards = every_card(list(Lead.objects.filter(pk=lead_id).values_list("client_id", flat=True)))
        standing = LeadConsent.objects.select_related("lead").filter(
            lead__client__in=cards, **{f"{purpose}__isnull": False}
        )
        told: dict[int | None, list[Happening]] = defaultdict(list)
        for consent in standing.order_by("pk"):
            take_back(consent, purpose, now)
            consent.save()
            fact = ConsentWithdrawn(
                purpose=purpose, processing=consent.processing_id, advertising=consent.advertising_id
            )
            lead = consent.lead
            told[lead.batch_id].append(Happening(fact, lead.pk, now, lead.pk, lead.version))
        for batch_id, happenings in told.items():
            # As part of the import that brought the lead, with which it disappears.
            record(happenings, recording=Recording(at=now, source="person", actor_id=by.pk, batch_id=batch_id))
    return sum(map(len, told.values()))
