"""Moving a lead from its card: the buttons of the next stages, and the short review at won and lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.agreement.queries import version
from tandem.agreement.rules import LOST, NEW, WON, Stage
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.selling import closed_by_mistake, moving
from tandem.selling.lead_list import Reader
from tandem.selling.models import Deal
from tandem.selling.moving_rules import next_stages
from tandem.selling.whose_lead import moves
from tandem.ui.number_fields import NumberField
from tandem.voice.forms import LossForm, WinForm
from tandem.voice.queries import LossSaid, WinSaid, loss_of, win_of


@dataclass(frozen=True, slots=True)
class Moves:
    """Where this reader may move the lead, and what was said when it ended. ``here`` is the stage the page shows."""

    here: str
    plain: tuple[Stage, ...]
    won: Stage | None
    lost: Stage | None
    win: WinSaid | None
    loss: LossSaid | None
    #: It is closed, and this reader may say why or say it better: ``won`` or ``lost``.
    reviews: str
    #: The stage to which a closing by mistake is taken back; None where it is not this reader's to take back.
    before: Text | str | None


def moves_of(lead: Lead, person: Person, *, here: str) -> Moves:
    """What the lead's card offers to a person."""
    own = moves(lead, person)
    possible = next_stages(version(lead.version), here) if own else ()
    by_key = {stage.key: stage for stage in possible}
    return Moves(
        here=here,
        plain=tuple(stage for stage in possible if stage.key not in (WON, LOST)),
        won=by_key.get(WON),
        lost=by_key.get(LOST),
        win=win_of(lead) if here == WON else None,
        loss=loss_of(lead) if here == LOST else None,
        reviews=here if own and here in (WON, LOST) else "",
        before=_before(lead, person),
    )


def _before(lead: Lead, person: Person) -> Text | str | None:
    if not closed_by_mistake.may_reopen(lead, person, now=timezone.now()):
        return None
    key = closed_by_mistake.stage_before(lead)
    found = version(lead.version).stage(key)
    return found.title if found else key


@require_POST
def stage(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Move a lead on; a stage that asks for a review leads to its form."""
    lead, _deal = _lead(request, lead_id)
    goal = request.POST.get("stage", "")
    if goal in (WON, LOST):
        return redirect("lead_outcome", lead_id=lead.pk, outcome=goal)
    _said(request, lambda: moving.move(
        lead_id=lead.pk, stage=goal, by=_person(request), now=timezone.now(), seen=request.POST.get("seen")
    ))  # fmt: skip
    return redirect("lead", lead_id=lead.pk)


@require_POST
def reopening(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Take a closing back; whoever closed it on the screen of the day goes on there."""
    lead, _deal = _lead(request, lead_id)
    _said(request, lambda: closed_by_mistake.reopen(lead_id=lead.pk, by=_person(request), now=timezone.now()))
    if request.POST.get("next") == "day":
        return redirect(f"{reverse('day')}?{urlencode({'lead': lead.pk})}")
    return redirect("lead", lead_id=lead.pk)


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, lead_id: int, outcome: str) -> HttpResponse:
    """The short review with which a lead is won or lost, or that is written down afterwards."""
    if outcome not in (WON, LOST):
        raise Http404
    lead, deal = _lead(request, lead_id)
    here = deal.stage if deal else NEW
    sent = request.POST if request.method == "POST" else None
    form = WinForm(sent, lead=lead) if outcome == WON else LossForm(sent, lead=lead)
    closed = here == outcome
    if sent is None and not closed and (refusal := moving.refused_move(lead, here, outcome)):
        # Nobody should fill in a review that is then refused.
        messages.error(request, refusal.in_language(_language()))
        return redirect("lead", lead_id=lead.pk)
    if outcome == WON and not closed:
        # Only a deal that is being won has a sum to be settled.
        form.fields["amount"] = NumberField(
            required=False, max_digits=15, decimal_places=2, label=_("Amount of the deal"),
            initial=deal.amount if deal else None,
        )  # fmt: skip
    if sent is not None and form.is_valid():
        seen = sent.get("seen")
        amount = form.cleaned_data.pop("amount", None)
        try:
            _close(request, lead, outcome, form, amount, seen=seen, closed=closed)
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(_language()))
        else:
            messages.success(request, _("Written down. Marketing sees it without the client's contacts."))
            return redirect("lead", lead_id=lead.pk)
    context = {"form": form, "lead_id": lead.pk, "outcome": outcome, "closed": closed, "here": here,
               "title": _stage_title(lead, outcome)}  # fmt: skip
    template = "selling/outcome.html#form" if getattr(request, "htmx", False) else "selling/outcome.html"
    return render(request, template, context)


def _close(
    request: HttpRequest, lead: Lead, outcome: str, form: WinForm | LossForm, amount: Decimal | None, *,
    seen: str | None, closed: bool,
) -> None:  # fmt: skip
    person, now = _person(request), timezone.now()
    if closed:
        moving.review(lead_id=lead.pk, said=form.answers(), by=person, now=now)
    else:
        moving.move(lead_id=lead.pk, stage=outcome, by=person, now=now, seen=seen, amount=amount, said=form.answers())


def _stage_title(lead: Lead, key: str) -> Any:
    found = version(lead.version).stage(key)
    return found.title if found else key


def _lead(request: HttpRequest, lead_id: int) -> tuple[Lead, Deal | None]:
    """The lead, for those who see it and move it."""
    person = _person(request)
    leads = Lead.objects.select_related("deal").filter(pk=lead_id)
    if (seller_id := Reader.of(person).seller_id) is not None:
        leads = leads.filter(assignment__seller=seller_id)
    lead = leads.first()
    if lead is None:
        raise Http404
    if not moves(lead, person):
        raise PermissionDenied
    return lead, getattr(lead, "deal", None)


def _said(request: HttpRequest, verb: Callable[[], object]) -> None:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(_language()))


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
