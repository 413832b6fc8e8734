"""Why a lead went to its seller: every decision with the candidates as they stood, made again before one's eyes."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.basics.text import Text
from tandem.handover.dealing_rules import Candidate
from tandem.handover.dealing_words import OCCASIONS, PRESENCE, why_words
from tandem.handover.replaying import Replayed, could_have, decisions_of
from tandem.handover.roster import DEALERS
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.people.views import reader
from tandem.selling.lead_card import card_of
from tandem.selling.lead_list import Reader


@dataclass(frozen=True, slots=True)
class Stood:
    """A candidate as they stood when it was decided."""

    name: str
    presence: Text
    fits: bool
    chosen: bool
    candidate: Candidate

    @property
    def load(self) -> float:
        """Minutes that weighed on them."""
        return max(self.candidate.waiting, self.candidate.today)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision and, for whoever answers for it, the others who could have had the lead."""

    replayed: Replayed
    occasion: Text
    why: Text
    seller: str
    #: Whom it was taken away from.
    giver: str
    stood: tuple[Stood, ...]


@require_GET
def lead_receipts(request: HttpRequest, lead_id: int) -> HttpResponse:
    """All decisions about a lead; sellers read the reason, and not how their colleagues stood."""
    person = reader(request)
    if card_of(lead_id, reader=Reader.of(person)) is None:
        raise Http404
    everything = Role(person.role) in DEALERS or Role(person.role) in (Role.ANALYST, Role.MARKETING_HEAD)
    found = list(decisions_of(lead_id))
    named = {pk for each in found for pk in (each.was.seller_id, each.lead.not_to)} | {
        one.seller_id for each in found for one in each.candidates
    }
    names = {each.pk: str(each) for each in Person.objects.filter(pk__in=[pk for pk in named if pk is not None])}
    decisions = [_decision(each, names, everything=everything) for each in found]
    return render(request, "distribution/receipts.html", {"lead_id": lead_id, "decisions": decisions})


def _decision(each: Replayed, names: dict[int, str], *, everything: bool) -> Decision:
    stood = [
        Stood(
            names.get(one.seller_id, f"№ {one.seller_id}"), PRESENCE[one.presence], could_have(one, each.lead),
            one.seller_id == each.was.seller_id, one,
        )
        for one in each.candidates
    ]  # fmt: skip
    stood.sort(key=lambda one: (not one.chosen, not one.fits, one.candidate.presence.value != "here", one.name))
    return Decision(
        each, OCCASIONS[each.occasion], why_words(each.was.why.value),
        names.get(each.was.seller_id or 0, ""), names.get(each.lead.not_to or 0, ""),
        tuple(stood) if everything else (),
    )  # fmt: skip
