"""The screen of a seller's day: one lead or the list, its outcomes, and what changed meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.agreement.agreed import asked_once
from tandem.basics.numbers import format_money
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients.queries import Face, faces_later
from tandem.intake.models import Lead
from tandem.journal import queries as journal
from tandem.journal.together import together
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.day import SHOWN, Day, DayLead, Kind, day_of
from tandem.selling.day_card import DayCard, day_card
from tandem.selling.day_deeds import CLOSING, DEEDS, Doing, do, times_of
from tandem.selling.day_news import MOST_WATCHED, News, news_for
from tandem.selling.queue_page import NOT_GRADED, why
from tandem.selling.recording_once import recorded_once
from tandem.ui.addresses import whole_number
from tandem.voice.answers import COURSES

#: Who sells.
ROLES = frozenset({Role.SELLER, Role.SALES_HEAD})
_VIEW, _YEAR = "tandem_day", 365 * 24 * 3600
#: Leads named after the one before the eyes.
_NEXT = 3


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Which lead now, and why; ``?view=list`` shows them all and is remembered."""
    person, now = _seller(request), timezone.now()
    chosen = request.GET.get("view", "")
    with asked_once(), together():
        context = _screen(request, person, now, lead_id=whole_number(request.GET.get("lead", "")))
    template = "selling/day.html#day" if getattr(request, "htmx", False) else "selling/day.html"
    response = render(request, template, context)
    if chosen in ("one", "list"):
        response.set_cookie(_VIEW, chosen, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@require_POST
def day_deed(request: HttpRequest, lead_id: int, deed: str) -> HttpResponse:
    """Record an outcome, once however often it is sent, and answer with the next lead."""
    person, now, known = _seller(request), timezone.now(), DEEDS.get(deed)
    if known is None or not Lead.objects.filter(pk=lead_id).exists():
        raise Http404
    doing = Doing(lead_id, request.POST, person, now)
    refused = ""
    try:
        once = recorded_once(request.POST.get("token", ""), lambda: do(known, doing), by=person, now=now)
        said = _in_words(known.said) if once else _("This was recorded already.")
    except Refusal as refusal:
        said = refused = _in_words(refusal.text)
    # Whoever came second is shown the next one, not what another has taken.
    stays = lead_id if known.stays or refused else 0
    if refused and deed == "take":
        stays = 0
    if not getattr(request, "htmx", False):
        (messages.error if refused else messages.success)(request, said)
        return redirect(f"{reverse('day')}?{urlencode({'lead': stays})}" if stays else "day")
    with asked_once(), together():
        context = _screen(request, person, now, lead_id=stays)
    closed = lead_id if deed in CLOSING and not refused else 0
    response = render(request, "selling/day.html#day", {**context, "said": said, "refused": refused, "closed": closed})
    # By these the page knows whether what it kept in case the connection failed may go.
    response["X-Tandem-Recorded"] = "no" if refused else "yes"
    return response


@require_GET
def day_news(request: HttpRequest) -> HttpResponse:
    """What changed for the seller since the screen was read; 204 when nothing did."""
    person = _seller(request)
    watched = [
        found for each in request.GET.get("leads", "").split(",")[:MOST_WATCHED] if (found := whole_number(each))
    ]
    after = whole_number(request.GET.get("after", ""))
    news = news_for(person, after=after, watched=watched, now=timezone.now())
    if not news and "shown" not in request.GET:
        return HttpResponse(status=204)
    return render(request, "selling/parts/day_news.html", {"news": news, "news_url": _news_url(after, watched, news)})


def _screen(request: HttpRequest, person: Person, now: dt.datetime, *, lead_id: int) -> dict[str, object]:
    view = request.GET.get("view") or request.COOKIES.get(_VIEW, "one")
    one = bool(lead_id) or view != "list"
    # Before anything is read: what happens meanwhile is news.
    before = journal.position_later()
    found = day_of(person, now=now, shown=0 if one else SHOWN)
    position = before()
    context: dict[str, object] = {
        "day": found,
        "one": one,
        "now": now,
        "today": timezone.localdate(now),
        "not_graded": NOT_GRADED,
        "news_url": _news_url(position, [each.lead.lead_id for each in found.now[:MOST_WATCHED]], None),
        "position": position,
    }
    if not one:
        return context | {"lines": [(each, _reason(each, found)) for each in found.now[:SHOWN]],
                          "more": len(found.now) - SHOWN}  # fmt: skip
    wanted = [lead_id, *(each.lead.lead_id for each in found.now[:1])]
    faces = faces_later({each.lead.client_id for each in (*found.now[: _NEXT + 1], found.lead(lead_id)) if each})
    cards = (day_card(each, person=person, today=found.agreement, now=now, faces=faces) for each in wanted if each)
    card = next((each for each in cards if each is not None), None)
    if card is None:
        return context
    note_look(person_id=person.pk, page="lead", at=now, lead_id=card.lead.pk, client_ids=[card.lead.client_id])
    return context | _one(card, found, faces(), now)


def _one(card: DayCard, found: Day, faces: Mapping[int, Face], now: dt.datetime) -> dict[str, object]:
    current = found.lead(card.lead.pk)
    times, language = times_of(now, found.agreement.document), get_language() or "en"
    cost = current.place.cost if current is not None and current.kind is Kind.WAITS else None
    return {
        "card": card,
        "current": current,
        "reason": _reason(current, found) if current is not None else (),
        "worth": format_money(cost, found.worth.currency, language) if cost else "",
        "next": [
            (each.lead, faces[each.lead.client_id].name if each.lead.client_id in faces else "")
            for each in found.now[: _NEXT + 1]
            if each.lead.lead_id != card.lead.pk
        ][:_NEXT],
        "behind": max(0, len(found.now) - 1),
        "again": times.again(card.tries + (card.known_call is None)),
        "morning": times.next_morning(),
        "courses": COURSES,
        "call": card.call,
        "refused": "",
        "back": reverse("day") + f"?lead={card.lead.pk}",
    }


def _reason(each: DayLead, found: Day) -> tuple[str, ...]:
    return tuple(why(each.place, found.worth, get_language() or "en"))


def _news_url(after: int, watched: list[int], news: News | None) -> str:
    asked = {"after": str(after), "leads": ",".join(map(str, watched))}
    return f"{reverse('day_news')}?{urlencode(asked | ({'shown': '1'} if news else {}))}"


def _seller(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    if Role(request.user.role) not in ROLES:
        raise PermissionDenied
    return request.user


def _in_words(text: Text) -> str:
    return text.in_language(get_language() or "en")
