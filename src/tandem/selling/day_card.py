"""One lead as a seller needs it before and in a talk: what was promised, what to say, what to ask, what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from tandem.agreement.document import BuyerCode, Play, ReturnReason
from tandem.agreement.queries import version
from tandem.agreement.rules import NEW, WON, Agreement, Stage
from tandem.basics.numbers import format_moment
from tandem.basics.text import Text
from tandem.campaigns.known_names import meant_later
from tandem.campaigns.models import Launch
from tandem.campaigns.queries import OfferPromised, notice_later
from tandem.clients.queries import Face, faces_of
from tandem.intake.models import Lead, Touch
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.materials.queries import ForLead, for_lead_later
from tandem.people.models import Person
from tandem.privacy.queries import forgotten_later
from tandem.selling.attracted import Attracted, attracted_like
from tandem.selling.calls_by_hand import KnownCall, call_known_later
from tandem.selling.day_deeds import tries_later
from tandem.selling.first_sentence_rules import KnownBefore, first_sentence
from tandem.selling.in_the_call import Call, call_later
from tandem.selling.lead_card import window_of
from tandem.selling.lead_journey import journey
from tandem.selling.lead_journey_words import Happened
from tandem.selling.lead_list import Reader
from tandem.selling.lead_promised import Promised, answers_with, offers_later, promised_to
from tandem.selling.models import NextStep
from tandem.selling.moving_rules import next_stages
from tandem.selling.offer_rules import offer_until
from tandem.selling.return_list import reasons_later
from tandem.voice import codes

#: So much of the past is read at a glance; the lead's own page has it whole.
PAGES, HISTORY, EARLIER = 4, 6, 4


#: Another lead of the client: number, when, product, stage, amount, seller by number and name, version.
type Sibling = tuple[int, dt.datetime, str, str | None, Decimal | None, int | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier request of the client; ``colleague`` where another seller has it."""

    lead_id: int
    captured_at: dt.datetime
    product: str
    stage: Text | str
    won: bool
    amount: Decimal | None
    colleague: str


@dataclass(frozen=True, slots=True)
class DayCard:
    """Everything on the one-lead view. What the reader may not see, and what nobody knows, is empty."""

    lead: Lead
    name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    forgotten_at: dt.datetime | None
    stage: Text | str
    stage_key: str
    amount: Decimal | None
    promised: tuple[Promised, ...]
    #: The last day of the offer, as its own words say, and whether it is over.
    offer_until: dt.date | None
    offer_over: bool
    #: What marketing told sales of the campaign, and the offers written down that fit the lead.
    notice: Launch | None
    offers: tuple[OfferPromised, ...]
    #: What there is to show and to send, and what was.
    materials: ForLead
    pages: tuple[Touch, ...]
    pages_more: int
    history: tuple[Happened, ...]
    answers: tuple[tuple[str, str], ...]
    call: Call
    attracted: Attracted | None
    earlier: tuple[Earlier, ...]
    earlier_hidden: int
    next_step: NextStep | None
    plays: tuple[Play, ...]
    first_sentence: str
    #: What telephony knows already, and is not asked.
    known_call: KnownCall | None
    #: How often the client was called in vain since the lead came in.
    tries: int
    moves: tuple[Stage, ...]
    wins: bool
    loses: bool
    attractions: tuple[BuyerCode, ...]
    refusals: tuple[BuyerCode, ...]
    returns: Sequence[ReturnReason]
    language: str


def day_card(
    lead_id: int,
    *,
    person: Person,
    today: Agreement,
    now: dt.datetime,
    faces: Later[Mapping[int, Face]] = dict[int, Face],
) -> DayCard | None:
    """The card of a lead for one who sells; None when there is no such lead for them.

    ``today`` is the version in force; ``faces`` are those of clients that the caller looks up anyway.
    """
    reader = Reader.of(person)
    found = _lead(lead_id) if reader.seller_id is None else _lead_of(lead_id, reader.seller_id)
    lead = next(iter(found), None)
    if lead is None:
        return None
    agreement = version(lead.version)
    deal = getattr(lead, "deal", None)
    stage_key = deal.stage if deal else NEW
    stage = agreement.stage(stage_key)
    face = faces().get(lead.client_id) or faces_of([lead.client_id])[lead.client_id]
    visits, forgotten, meant = _visits.later(lead.pk), forgotten_later(lead.client_id), meant_later(lead.campaign)
    offers, materials = offers_later(lead, meant, now), for_lead_later(lead.pk, stage=stage_key)
    call, returns = call_later(lead, person), reasons_later(person, lead)
    known_call, tries = call_known_later(lead, cards=face.cards, now=now), tries_later(lead)
    # Sends what was put off so far along.
    siblings = _siblings(lead.pk, face.cards)
    earlier, hidden = _earlier(lead, siblings, agreement, reader)
    notice = notice_later(meant(), at=lead.captured_at)
    history, _ = journey(
        lead, cards=face.cards, window=window_of(lead, [row[1] for row in siblings]), notes=True, most=HISTORY,
        money=stage_key != NEW, counted=False,
    )  # fmt: skip
    touches = visits()
    possible = {each.key: each for each in next_stages(agreement, stage_key)}
    asked = codes.asked(today)
    until = offer_until(lead.offer, seen_on=timezone.localdate(lead.captured_at)) if lead.offer else None
    over = until is not None and until < timezone.localdate(now)
    written = today.document
    language = written.language if written.title else settings.LANGUAGE_CODE[:2]
    return DayCard(
        lead=lead,
        name=face.name,
        phones=tuple(value for type_, value in face.ways if type_ == "phone"),
        emails=tuple(value for type_, value in face.ways if type_ == "email"),
        forgotten_at=forgotten(),
        stage=stage.title if stage else stage_key,
        stage_key=stage_key,
        amount=deal.amount if deal else None,
        promised=tuple(promised_to(lead)),
        offer_until=until,
        offer_over=over,
        notice=notice(),
        offers=tuple(offers()),
        materials=materials(),
        pages=tuple(touches[:PAGES]),
        pages_more=max(0, len(touches) - PAGES),
        history=tuple(reversed(history[-HISTORY:])),
        answers=tuple(answers_with(lead)),
        call=call(),
        attracted=attracted_like(lead),
        earlier=earlier,
        earlier_hidden=hidden,
        next_step=getattr(lead, "next_step", None),
        plays=tuple(each for each in written.playbook if each.stage == stage_key),
        first_sentence=_first_sentence(lead, touches, siblings, language, now, over=over),
        known_call=known_call(),
        tries=tries(),
        moves=tuple(each for key, each in possible.items() if not each.closed),
        wins=WON in possible,
        loses="lost" in possible,
        attractions=asked.attractions,
        refusals=asked.refusals,
        returns=returns(),
        language=language,
    )


@prepared
def _lead(lead_id: int) -> QuerySet[Lead]:
    return Lead.objects.select_related("deal", "next_step", "client", "assignment").filter(pk=lead_id)


@prepared
def _lead_of(lead_id: int, seller: int) -> QuerySet[Lead]:
    return _lead.query(lead_id).filter(assignment__seller=seller)


@prepared
def _visits(lead_id: int) -> QuerySet[Touch]:
    return Touch.objects.filter(lead=lead_id).exclude(page="").order_by("-touched_at", "-pk")[: PAGES * 5]


@prepared
def _siblings(lead_id: int, cards: Collection[int]) -> QuerySet[Lead, Sibling]:
    rows = Lead.objects.filter(client__in=cards).exclude(pk=lead_id).order_by("-captured_at", "-pk")
    return rows.values_list(
        "pk", "captured_at", "product", "deal__stage", "deal__amount", "assignment__seller",
        "assignment__seller__name", "version",
    )  # fmt: skip


def _earlier(
    lead: Lead, siblings: Sequence[Sibling], agreement: Agreement, reader: Reader
) -> tuple[tuple[Earlier, ...], int]:
    """The client's other requests; a colleague's without its details, only that there is one."""
    found = []
    for lead_id, at, product, key, amount, seller_id, seller, number in siblings:
        own = reader.seller_id is None or seller_id == reader.seller_id
        stage = version(number).stage(key or NEW) or agreement.stage(key or NEW)
        found.append(
            Earlier(
                lead_id=lead_id if own else 0,
                captured_at=at,
                product=product,
                stage=stage.title if stage else key or NEW,
                won=key == WON,
                amount=amount if own else None,
                colleague="" if own else seller or "",
            )
        )
    return tuple(found[:EARLIER]), max(0, len(found) - EARLIER)


def _first_sentence(
    lead: Lead, touches: Sequence[Touch], siblings: Sequence[Sibling], language: str, now: dt.datetime, *, over: bool
) -> str:
    earlier = [row for row in siblings if row[1] <= lead.captured_at]
    known = KnownBefore(
        asked=format_moment(lead.captured_at, now, ZoneInfo(settings.TIME_ZONE), language),
        product=lead.product,
        offer=lead.offer,
        offer_over=over,
        pages=[each.page for each in touches] or ([lead.landing_page] if lead.landing_page else []),
        bought=any(row[3] == WON for row in earlier),
        asked_before=bool(earlier),
    )
    return first_sentence(known, language)
