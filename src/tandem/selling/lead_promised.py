"""What a client was promised before asking, and what they said beside the fields of their lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from tandem.basics.text import Text
from tandem.campaigns.known_names import Meant
from tandem.campaigns.queries import OfferPromised, promised_later
from tandem.intake.models import Lead
from tandem.journal.together import Later
from tandem.measures.dimensions import DIMENSIONS
from tandem.qualification.answer_texts import PREFIX


@dataclass(frozen=True, slots=True)
class Promised:
    """Something the client saw before asking; ``url`` when it is a page."""

    title: Text
    value: str
    url: str = ""


def promised_to(lead: Lead) -> list[Promised]:
    """What the client saw before asking, the offer first; only what is known."""
    names = (
        "offer",
        "campaign",
        "ad_group",
        "creative",
        "landing_page",
        "source",
        "channel",
        "product",
        "segment",
        "city",
    )
    return [
        # An address comes from an export: only one that a browser opens as a page becomes a link.
        Promised(DIMENSIONS[name].name, value, value if value.startswith(("https://", "http://")) else "")
        for name in names
        if (value := getattr(lead, name))
    ]


def offers_to(lead: Lead, campaign: Meant, now: dt.datetime) -> list[OfferPromised]:
    """The offers written down that the client was promised on the day of the lead, of the campaign that it means."""
    return offers_later(lead, lambda: campaign, now)()


def offers_later(lead: Lead, campaign: Later[Meant], now: dt.datetime) -> Later[list[OfferPromised]]:
    """The same, with what is asked first asked along with other questions."""
    return promised_later(
        campaign=campaign,
        creative=lead.creative,
        offer=lead.offer,
        day=timezone.localdate(lead.captured_at),
        today=timezone.localdate(now),
    )


def answers_with(lead: Lead) -> list[tuple[str, str]]:
    """What came with the lead beside its fields: free text."""
    return _answers(lead.answers)


def _answers(answers: Mapping[str, object]) -> list[tuple[str, str]]:
    """What came with the lead beside its fields; answers to the agreement's questions stand with the questions."""
    return [
        (question, str(answer))
        for question, answer in answers.items()
        if answer not in ("", None) and not question.casefold().startswith(PREFIX)
    ]
