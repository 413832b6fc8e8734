"""One lead as its page shows it: who asks, what was promised, and everything that happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from tandem.agreement.queries import version
from tandem.agreement.rules import NEW, Agreement, Grade
from tandem.basics.text import Text
from tandem.campaigns.known_names import meant_by
from tandem.campaigns.queries import notice_on
from tandem.clients.models import Client
from tandem.clients.queries import Face, faces_of
from tandem.imports.models import Import, KnownRecord
from tandem.imports.recipe_loading import title_in
from tandem.intake.models import Lead
from tandem.intake.way_in import ways_of
from tandem.materials.queries import for_lead
from tandem.measures.store import store
from tandem.privacy.queries import consents_of, forgotten_at
from tandem.qualification.models import Qualification
from tandem.qualification.wording import answers_in_words
from tandem.scoring.queries import explained
from tandem.selling.clearance_page import lines
from tandem.selling.clearances import matters_of
from tandem.selling.lead_card_shape import Clock, LeadCard, MergedCard, Origin, OtherLead
from tandem.selling.lead_journey import Window, journey
from tandem.selling.lead_journey_words import Happened
from tandem.selling.lead_list import Reader
from tandem.selling.lead_promised import answers_with, offers_to, promised_to


def card_of(lead_id: int, *, reader: Reader) -> LeadCard | None:
    """The card of a lead; None when there is no such lead for this reader."""
    leads = Lead.objects.select_related(
        "client", "qualification", "answers_known", "deal", "assignment__seller", "next_step"
    )
    if reader.seller_id is not None:
        leads = leads.filter(assignment__seller=reader.seller_id)
    lead = leads.filter(pk=lead_id).first()
    if lead is None:
        return None
    # The lead is shown as it is counted: by the stages and grades of its own version.
    agreement = version(lead.version)
    deal, qualification = getattr(lead, "deal", None), getattr(lead, "qualification", None)
    assignment = getattr(lead, "assignment", None)
    face = faces_of([lead.client_id])[lead.client_id]
    siblings = list(
        Lead.objects.filter(client__in=face.cards).exclude(pk=lead_id).order_by("-captured_at", "-pk").values_list(
            "pk", "captured_at", "product", "campaign", "deal__stage", "assignment__seller__name", "assignment__seller"
        )
    )  # fmt: skip
    seen = [row for row in siblings if reader.seller_id is None or row[6] == reader.seller_id]
    found, cut = journey(
        lead, cards=face.cards, window=window_of(lead, [row[1] for row in siblings]), notes=reader.contacts
    )
    ways = face.ways if reader.contacts else ()
    campaign = meant_by(lead.campaign)
    stage_key = deal.stage if deal else NEW
    stage = agreement.stage(stage_key)
    clock, paid, as_of = _outcome(lead)
    return LeadCard(
        lead=lead,
        client_name=face.name if reader.contacts else "",
        merged=_merged(face, lead, named=reader.contacts),
        phones=_ways(ways, "phone"),
        emails=_ways(ways, "email"),
        inns=_ways(ways, "inn"),
        grade=_grade(agreement, qualification.grade if qualification else ""),
        statuses=_statuses(qualification),
        why=_why(lead, qualification),
        score=explained(lead.pk),
        seller=assignment.seller.name if assignment else "",
        stage=stage,
        stage_key=stage_key,
        stage_at=deal.stage_at if deal and deal.dated else None,
        lost_reason=deal.lost_reason if deal else "",
        amount=deal.amount if deal else None,
        paid=paid,
        clock=clock,
        journey=found,
        journey_cut=cut,
        others=[_other(agreement, row) for row in seen],
        others_hidden=len(siblings) - len(seen),
        matters=lines(
            matters_of(lead, stage=stage_key, stage_at=deal.stage_at if deal and deal.dated else None), reader.role
        ),
        promised=promised_to(lead),
        offers=offers_to(lead, campaign, as_of),
        notice=notice_on(campaign, at=lead.captured_at),
        materials=for_lead(lead.pk, stage=stage_key),
        # Free text that anybody may have typed a phone into.
        answers=answers_with(lead) if reader.contacts else [],
        next_step=getattr(lead, "next_step", None),
        is_open=not (stage and stage.closed),
        origin=_origin(lead),
        ways_in=ways_of(lead),
        agreement=agreement.title,
        as_of=as_of,
        consents=consents_of(lead.pk),
        forgotten_at=forgotten_at(lead.client_id),
    )


def blind_journey(lead: Lead, *, until: dt.datetime, notes: bool) -> tuple[list[Happened], int]:
    """What a client did and what was talked about a lead until an instant, and nobody's judgement of it."""
    face = faces_of([lead.client_id])[lead.client_id]
    others = Lead.objects.filter(client__in=face.cards).exclude(pk=lead.pk).values_list("captured_at", flat=True)
    window = window_of(lead, list(others))
    end = until if window.end is None else min(until, window.end)
    return journey(lead, cards=face.cards, window=Window(window.start, end), notes=notes, blind=True)


def whole_journey(lead: Lead, *, notes: bool) -> tuple[list[Happened], int]:
    """Everything that happened to a lead."""
    face = faces_of([lead.client_id])[lead.client_id]
    others = Lead.objects.filter(client__in=face.cards).exclude(pk=lead.pk).values_list("captured_at", flat=True)
    return journey(lead, cards=face.cards, window=window_of(lead, list(others)), notes=notes)


def _merged(face: Face, lead: Lead, *, named: bool) -> list[MergedCard]:
    cards = Client.objects.filter(pk__in=face.cards[1:]).order_by("pk") if len(face.cards) > 1 else ()
    return [MergedCard(each.pk, each.name if named else "", each.pk == lead.client_id) for each in cards]


def _outcome(lead: Lead) -> tuple[Clock, Decimal | None, dt.datetime]:
    """What follows from contacts and payments, as the figures count it."""
    reading = store.read()
    rows = reading.rows(
        "SELECT first_contact_at, response_seconds, processed_on IS NULL AND won_on IS NULL AND lost_on IS NULL, "
        "paid_amount FROM leads WHERE lead_id = $lead",
        {"lead": lead.pk},
    )
    first, seconds, waiting, paid = rows[0] if rows else (None, None, False, None)
    reported = lead.reported_response
    clock = Clock(
        first_contact_at=first.replace(tzinfo=dt.UTC) if first else None,
        response=None if seconds is None else dt.timedelta(seconds=seconds),
        waits_since=lead.captured_at if waiting else None,
        reported=None if reported is None else dt.timedelta(seconds=reported),
    )
    return clock, paid, reading.freshness.as_of


def window_of(lead: Lead, others: list[dt.datetime]) -> Window:
    """The time in which what names no lead belongs to this one: until the client's next request."""
    before = [at for at in others if at <= lead.captured_at]
    after = [at for at in others if at > lead.captured_at]
    # A call that led to the first request came before it.
    return Window(lead.captured_at.replace(second=0, microsecond=0) if before else None, min(after, default=None))


def _grade(agreement: Agreement, key: str) -> Grade | None:
    if not key:
        return None
    known = next((grade for grade in agreement.grades if grade.key == key), None)
    return known or Grade(key, Text(ru=key, en=key), target=False)


def _statuses(qualification: Qualification | None) -> list[Text]:
    if qualification is None:
        return []
    return [
        words[value]
        for words, value in ((_TARGET, qualification.target), (_MQL, qualification.mql), (_SQL, qualification.sql_lead))
        if value in words
    ]


_TARGET: Mapping[bool | None, Text] = {
    True: Text(ru="целевой лид", en="a target lead"),
    False: Text(ru="нецелевой лид", en="not a target lead"),
}
_MQL: Mapping[bool | None, Text] = {True: Text(ru="MQL", en="MQL")}
_SQL: Mapping[bool | None, Text] = {True: Text(ru="SQL", en="SQL")}


def _why(lead: Lead, qualification: Qualification | None) -> list[Text]:
    """The answers the judgement rests on; before the agreement, the grade that another system gave."""
    if lead.version == 0:
        quality = lead.answers_known.quality if hasattr(lead, "answers_known") else ""
        return [Text(ru=f"оценка из другой системы: {quality}", en=f"graded elsewhere: {quality}")] if quality else []
    return answers_in_words(qualification or Qualification())


def _ways(ways: Sequence[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    return tuple(value for type_, value in ways if type_ == wanted)


def _other(agreement: Agreement, row: tuple[object, ...]) -> OtherLead:
    lead_id, captured_at, product, campaign, stage_key, seller, _ = row
    assert isinstance(lead_id, int)
    assert isinstance(captured_at, dt.datetime)
    stage = agreement.stage(str(stage_key or NEW))
    return OtherLead(
        lead_id,
        captured_at,
        str(product or campaign or ""),
        stage.title if stage else str(stage_key),
        str(seller or ""),
    )


def _origin(lead: Lead) -> Origin | None:
    run = Import.objects.filter(pk=lead.batch_id).first() if lead.batch_id else None
    if run is None:
        return None
    known = KnownRecord.objects.filter(kind="lead", subject_id=lead.pk, system=run.system).first()
    return Origin(run.pk, title_in(run.recipe_text, run.recipe), run.started_at, known.key if known else "")
