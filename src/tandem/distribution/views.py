"""The page of the distribution, and what the head of sales decides there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement import titles
from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.distribution import standing
from tandem.distribution.forms import RosterForm
from tandem.handover import roster
from tandem.handover.dealing import Dealt
from tandem.handover.leaving import HandedOver, hand_over
from tandem.handover.models import RosterEntry
from tandem.intake.models import Lead
from tandem.measures.asked import asked
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.people.views import reader
from tandem.selling.lead_list import Reader
from tandem.ui.way_back import way_back


@require_GET
def distribution(request: HttpRequest) -> HttpResponse:
    """Who is there and how loaded, what nobody has, whose clients are watched."""
    person, page = dealer(request), asked(request)
    document, today, contacts = in_force().document, timezone.localdate(), Reader.of(person).contacts
    watched, watched_total = standing.watched(page.reading, today=today, contacts=contacts)
    context = {
        "deals": bool(document.distribution.calendar),
        "sellers": standing.sellers(document, now=timezone.now(), today=today),
        "outside": standing.outside(),
        "held": standing.held(contacts=contacts, now=timezone.now()),
        "left": standing.left_behind(page.reading),
        "without": len(standing.without_seller(page.reading)),
        "watched": watched,
        "watched_more": watched_total - len(watched),
        "choices": roster.whom_to_give(person),
    }
    return render(request, "distribution/distribution.html", {**page.context(), **context})


@require_POST
def giving_out(request: HttpRequest) -> HttpResponse:
    """Give out all open leads that nobody has, at once."""
    person = dealer(request)
    leads = standing.without_seller(store.read())
    return done(
        request,
        lambda: roster.distribute(lead_ids=leads, by=person, now=timezone.now()),
        _said_of_dealt,
    )


@require_POST
def assignment(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Give one lead to a seller by hand."""
    person = dealer(request)
    if not Lead.objects.filter(pk=lead_id).exists():
        raise Http404
    seller_id = _number(request.POST.get("seller", ""))
    return done(
        request,
        lambda: roster.assign(lead_id=lead_id, seller_id=seller_id, by=person, now=timezone.now()),
        lambda result: _("Given: their deadlines run from now on."),
    )


@require_http_methods(["GET", "POST"])
def roster_entry(request: HttpRequest, seller_id: int) -> HttpResponse:
    """A seller's part in the distribution."""
    person, seller = dealer(request), _seller(seller_id)
    entry = RosterEntry.objects.filter(pk=seller_id).prefetch_related("specialties").first()
    document = in_force().document
    form = RosterForm(request.POST or None, document=document, entry=entry)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            roster.set_roster(
                seller_id=seller.pk, since=form.cleaned_data["since"], share=form.cleaned_data["share"],
                until=form.cleaned_data["until"], specialties=form.specialties(), by=person, now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            refused = refusal.text.in_language(get_language() or "en")
        else:
            messages.success(request, _("Written down: the next lead is dealt by it."))
            return redirect("distribution")
    own = standing.own_of(store.read(), seller.pk)
    context = {"seller": seller, "entry": entry, "form": form, "refused": refused, "own": len(own)}
    return render(request, "distribution/seller.html", context)


@require_POST
def leaving(request: HttpRequest, seller_id: int) -> HttpResponse:
    """Give all that a seller has to the others."""
    person, seller = dealer(request), get_object_or_404(Person, pk=seller_id)
    leads = standing.own_of(store.read(), seller.pk)
    return done(
        request,
        lambda: hand_over(seller_id=seller.pk, lead_ids=leads, by=person, now=timezone.now()),
        _said_of_handed_over,
    )


def done[T](request: HttpRequest, verb: Callable[[], T], said: Callable[[T], str]) -> HttpResponse:
    """Do a verb, say what came of it, and go back where the reader was."""
    try:
        result = verb()
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    else:
        messages.success(request, said(result))
    return redirect(way_back(request))


def _said_of_dealt(dealt: Dealt) -> str:
    given = ngettext("%(number)d lead given out.", "%(number)d leads given out.", dealt.given) % {"number": dealt.given}
    if not dealt.held:
        return given
    held = ngettext("%(number)d fits nobody.", "%(number)d fit nobody.", dealt.held) % {"number": dealt.held}
    return f"{given} {held}"


def _said_of_handed_over(handed: HandedOver) -> str:
    given = ngettext("%(number)d lead given out.", "%(number)d leads given out.", handed.given)
    given %= {"number": handed.given}
    if not handed.unfit:
        return given
    language = get_language() or "en"
    by_reason: dict[str, list[int]] = {}
    for lead_id, why in handed.unfit.items():
        by_reason.setdefault(why.in_language(language), []).append(lead_id)
    named = "; ".join(f"{_numbers(ids)}: {why}" for why, ids in by_reason.items())
    role = in_force().document.distribution.catch_all or Role.SALES_HEAD
    held = ngettext(
        "%(number)d fits none of the others and waits for a person to decide (%(who)s). %(named)s.",
        "%(number)d fit none of the others and wait for a person to decide (%(who)s). %(named)s.",
        len(handed.unfit),
    )
    who = titles.role(role).in_language(language)
    return f"{given} {held % {'number': len(handed.unfit), 'who': who, 'named': named}}"


def _numbers(ids: Sequence[int]) -> str:
    """The first numbers of leads; the page lists all of them."""
    return ", ".join(f"№ {pk}" for pk in ids[:_NAMED]) + (" …" if len(ids) > _NAMED else "")


#: Leads named in a message.
_NAMED = 5


def dealer(request: HttpRequest) -> Person:
    """The reader, who must be one of those that decide about leads."""
    person = reader(request)
    if Role(person.role) not in roster.DEALERS:
        raise PermissionDenied
    return person


def _seller(seller_id: int) -> Person:
    found = Person.objects.filter(pk=seller_id, role=Role.SELLER).first()
    if found is None:
        raise Http404
    return found


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() and len(str(text)) < 18 else 0
