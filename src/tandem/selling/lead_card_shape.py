"""What the page of a lead shows, as one value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.rules import Grade, Stage
from tandem.basics.text import Text
from tandem.campaigns.models import Launch
from tandem.campaigns.queries import OfferPromised
from tandem.intake.models import Lead
from tandem.intake.way_in import WaysIn
from tandem.materials.queries import ForLead
from tandem.privacy.queries import LeadAgreed
from tandem.scoring.queries import Explained
from tandem.selling.clearance_page import MatterLine
from tandem.selling.lead_journey_words import Happened
from tandem.selling.lead_promised import Promised
from tandem.selling.models import NextStep


@dataclass(frozen=True, slots=True)
class OtherLead:
    """Another request of the same client."""

    lead_id: int
    captured_at: dt.datetime
    title: str
    stage: Text | str
    seller: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The import that brought the lead, and its number in the system it came from."""

    import_id: int
    recipe: Text
    at: dt.datetime
    key: str


@dataclass(frozen=True, slots=True)
class MergedCard:
    """A card that was merged into this client; ``name`` is empty for those who may not read it."""

    client_id: int
    name: str
    #: Whether this lead came to that card.
    is_own: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """How long the client waited, or waits; ``reported`` is what the other system says of it."""

    first_contact_at: dt.datetime | None
    response: dt.timedelta | None
    waits_since: dt.datetime | None
    reported: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class LeadCard:
    """Everything on the page of a lead. What the reader may not see is empty."""

    lead: Lead
    client_name: str
    #: The cards merged into the one that stays; empty when the client has one card.
    merged: list[MergedCard]
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    inns: tuple[str, ...]
    grade: Grade | None
    #: What the agreement makes of it: target lead, MQL, SQL, said only where it can be told.
    statuses: list[Text]
    #: Why: the answers the judgement rests on.
    why: list[Text]
    #: The chance to buy, with the reasons; None where its version has no scorecard.
    score: Explained | None
    seller: str
    stage: Stage | None
    stage_key: str
    stage_at: dt.datetime | None
    lost_reason: str
    amount: Decimal | None
    paid: Decimal | None
    clock: Clock
    journey: list[Happened]
    journey_cut: int
    others: list[OtherLead]
    #: Leads of the same client that belong to colleagues and are not shown to the reader.
    others_hidden: int
    #: The decision rules that concern it.
    matters: list[MatterLine]
    promised: list[Promised]
    #: The offers written down that fit the lead, and what sales was told of its campaign.
    offers: list[OfferPromised]
    notice: Launch | None
    #: What there is to show and to send, and what was.
    materials: ForLead
    answers: list[tuple[str, str]]
    next_step: NextStep | None
    #: Whether the lead is still being sold to.
    is_open: bool
    origin: Origin | None
    ways_in: WaysIn
    agreement: Text
    as_of: dt.datetime
    consents: list[LeadAgreed]
    #: When the client's personal data was erased.
    forgotten_at: dt.datetime | None
