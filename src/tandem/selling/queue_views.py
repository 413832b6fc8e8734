"""The page of the queue: whom to call first, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.basics.numbers import format_duration, format_money
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.asked import Asked, asked, require
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.scoring.queries import warning
from tandem.selling.common_queue import Offer, offer_to, take_next
from tandem.selling.day import free_to_take
from tandem.selling.lead_list import Reader
from tandem.selling.queue import SHOWN, Queue, queue_of
from tandem.selling.queue_page import FORMS, NOT_GRADED, grounds_of, lines_of, rows_of_file

#: Who works by the queue or answers for it.
ROLES = frozenset({Role.SELLER, Role.SALES_HEAD, Role.OWNER, Role.ANALYST, Role.ADMIN})
#: Leads in a file: whoever has more waiting has another problem than their order.
_MOST_IN_FILE = 5_000


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The leads that wait, in the order in which they are to be called."""
    page, found = _asked(request, limit=SHOWN)
    scored = any(place.own for place in found.places)
    context = {
        "queue": found,
        "lines": lines_of(found, page.language),
        "grounds": grounds_of(found, page.language),
        "cost": format_money(found.cost, found.worth.currency, page.language) if found.cost else "",
        "not_graded": NOT_GRADED,
        "scored": scored,
        "score_warning": warning() if scored else None,
        "sellers": page.seller_id is None,
        "more": found.total - len(found.places),
        "exports": page.exports("queue_file"),
        "free": free_to_take(now=timezone.now()) if page.role is Role.SELLER else 0,
        "offer": _offered(offer_to(_person(request), page.reading, now=timezone.now()), found, page.language),
    }
    return render(request, "selling/queue.html", {**page.context(), **context})


@require_GET
def queue_file(request: HttpRequest, form: str) -> HttpResponse:
    """The same as a file, with the numbers behind every place."""
    page, found = _asked(request, limit=_MOST_IN_FILE)
    rows = rows_of_file(found, page.language)
    return page.file(rows, form, name="queue", title=_("Queue"), forms=list(FORMS))


@require_POST
def queue_next(request: HttpRequest) -> HttpResponse:
    """Take the next of the common queue, and open it."""
    page, person = asked(request), _person(request)
    require(Role(person.role) is Role.SELLER)
    try:
        lead_id, had = take_next(person, page.reading, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(page.language))
        return redirect("queue")
    giver = Person.objects.get(pk=had)
    messages.success(request, _("The lead is yours now; %(giver)s had it.") % {"giver": giver})
    return redirect("lead", lead_id)


@dataclass(frozen=True, slots=True)
class Offered:
    """What the page says of the common queue."""

    waits: str
    cost: str
    more: int
    bar: Text | None


def _offered(offer: Offer | None, found: Queue, language: str) -> Offered | None:
    if offer is None:
        return None
    if offer.next is None:
        return Offered("", "", 0, offer.bar)
    waits = format_duration(timedelta(minutes=int(offer.next.hours * 60)), language)
    cost = "" if offer.next.cost is None else format_money(offer.next.cost, found.worth.currency, language)
    return Offered(waits, cost, offer.waiting - 1, None)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _asked(request: HttpRequest, *, limit: int) -> tuple[Asked, Queue]:
    page = asked(request)
    require(page.role in ROLES)
    return page, queue_of(page.reading, reader=Reader.of(_person(request)), now=timezone.now(), limit=limit)
