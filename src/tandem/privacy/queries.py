"""What forms and cards ask about consents and forgotten clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tandem.basics.text import Text
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.privacy.consent_texts import current_text
from tandem.privacy.models import ForgottenClient, LeadConsent
from tandem.privacy.rules import Purpose

__all__ = ["ConsentShown", "LeadAgreed", "Purpose", "consents_of", "current_consent", "forgotten_at", "forgotten_later"]


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """What a form shows beside its box. A lead hands ``version`` back as ``consent_version``."""

    text: str
    version: str
    digest: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class LeadAgreed:
    """One consent of a lead: when it was given, under which text, and when it was taken back."""

    purpose: Purpose
    given_at: datetime | None
    withdrawn_at: datetime | None
    #: The version's name and number here; empty and None when taken back.
    version: str
    title: Text
    text_id: int | None
    has_text: bool
    source: str


def current_consent(purpose: Purpose | str, language: str) -> ConsentShown | None:
    """The text in force for a purpose (``processing`` or ``advertising``) in a language (``ru``, ``en``).

    None while nobody has published one: a form must not ask for consent to nothing.
    """
    found = current_text(Purpose(purpose), language[:2])
    if found is None:
        return None
    return ConsentShown(found.text, found.version, found.digest, found.published_at)


def consents_of(lead_id: int) -> list[LeadAgreed]:
    """What the person agreed to with a lead, taken back or not; empty when nothing was ever said."""
    row = LeadConsent.objects.select_related("processing", "advertising").filter(pk=lead_id).first()
    if row is None:
        return []
    found = []
    for purpose in Purpose:
        given_at, text = getattr(row, f"{purpose}_at"), getattr(row, purpose)
        if given_at is not None:
            found.append(
                LeadAgreed(
                    purpose,
                    given_at,
                    getattr(row, f"{purpose}_withdrawn_at"),
                    text.version if text else "",
                    text.title if text else Text(ru="", en=""),
                    text.pk if text else None,
                    bool(text and text.text),
                    row.source,
                )
            )
    return found


def forgotten_at(client_id: int) -> datetime | None:
    """When the client's personal data was erased; None when it was not."""
    return forgotten_later(client_id)()


def forgotten_later(client_id: int) -> Later[datetime | None]:
    """The same, asked along with other questions."""
    rows = _forgotten_at.later(client_id)
    return lambda: next(iter(rows()), None)


@prepared
def _forgotten_at(client_id: int) -> QuerySet[ForgottenClient, datetime]:
    return ForgottenClient.objects.filter(pk=client_id).values_list("forgotten_at", flat=True)
