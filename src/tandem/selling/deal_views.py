"""The board and the list of deals, and moving a deal on the board."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.access.actions import note_look
from tandem.access.rules import page_of_search
from tandem.agreement.rules import LOST, WON
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.measures.asked import Asked, asked
from tandem.people.models import Person
from tandem.selling import moving
from tandem.selling.deal_board import PAGE, SHOWN, board_of, deals_of, every_card
from tandem.selling.deal_choices import choices_of
from tandem.selling.deal_filters import DealFilters, read_deal_filters
from tandem.selling.deal_selection import SORTS
from tandem.selling.deal_words import forms, not_known, rows_of_file, why, worth_of
from tandem.selling.lead_list import Reader
from tandem.selling.models import Deal
from tandem.selling.whose_lead import moves
from tandem.ui.addresses import whole_number
from tandem.ui.pieces import Column, Empty, Tab
from tandem.ui.way_back import way_back

_SORTS = frozenset(SORTS)


@require_GET
def deals(request: HttpRequest) -> HttpResponse:
    """The open deals by stage."""
    return render(request, "selling/deals.html", _board(request))


@require_POST
def deal_move(request: HttpRequest) -> HttpResponse:
    """Move one deal: ``move`` names it, the stage it was seen on and the stage it goes to, parted by colons.

    With HTMX the board comes back; without, the page it was asked from. Where a review is due, its form comes.
    """
    lead_id, seen, goal = _move_of(request)
    person = _person(request)
    if goal in (WON, LOST) and _may_try(lead_id, person):
        return _to(request, reverse("lead_outcome", args=[lead_id, goal]))
    try:
        moving.move(lead_id=lead_id, stage=goal, by=person, now=timezone.now(), seen=seen)
    except Lead.DoesNotExist:
        messages.error(request, _("There is no such deal any more."))
    except moving.MovedMeanwhile as refusal:
        # Sent again after the line broke: what was wanted is done.
        if not _stands_there(lead_id, goal):
            messages.error(request, refusal.text.in_language(_language()))
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    if getattr(request, "htmx", False):
        return render(request, "selling/deals.html#board", _board(request, told=True))
    return redirect(way_back(request) if request.POST.get("next") else "deals")


@require_GET
def deal_list(request: HttpRequest) -> HttpResponse:
    """The open deals as a list."""
    page, filters, person = _asked(request)
    number = request.GET.get("page", "1")
    found = deals_of(
        page.reading, filters, person=person, now=timezone.now(), today=timezone.localdate(),
        number=min(whole_number(number, otherwise=1), 10**9),
    )  # fmt: skip
    _note(request, filters, {card.row.client_id for card in found.cards}, found.total.deals)
    pages = Paginator(range(found.total.deals), PAGE)
    context = {
        "found": found, "cards": found.cards, "page": pages.page(found.number), "columns": _head(person),
        "sort": filters.sort, "empty": _nothing(filters), "exports": page.exports("deals_file"),
        "receipts": _receipts(found.cards, page.language),
        **_common(page, filters, person, found.total, found.chances, cut=found.cut, current="list"),
    }  # fmt: skip
    return render(request, "selling/deals_list.html", context)


@require_GET
def deals_file(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a file."""
    page, filters, person = _asked(request)
    contacts = Reader.of(person).contacts
    cards = list(every_card(page.reading, filters, person=person, now=timezone.now(), today=timezone.localdate()))
    if contacts:
        note_look(person_id=person.pk, page="leads_export", at=timezone.now(), found=len(cards))
    rows = rows_of_file(cards, page.language, contacts=contacts)
    return page.file(rows, form, name="deals", title=_("Deals"), forms=forms(contacts=contacts))


def tabs(current: str, person: Person) -> list[Tab]:
    """The pages of deals."""
    pages = (("board", "deals", _("Board")), ("list", "deal_list", _("List")), ("handoffs", "handoffs", _("Hand-offs")),
             ("prices", "list_prices", _("Price list")))  # fmt: skip
    return [Tab(title, reverse(name), key == current) for key, name, title in pages]


def _board(request: HttpRequest, *, told: bool = False) -> dict[str, Any]:
    """What the board shows; after a move it is read with the filters of the page it was made on."""
    page, filters, person = _asked(request)
    board = board_of(page.reading, filters, person=person, now=timezone.now(), today=timezone.localdate())
    cards = [card for column in board.columns for card in column.cards]
    _note(request, filters, {card.row.client_id for card in cards}, board.total.deals)
    currency, language = settings.CURRENCY, page.language
    return {
        "board": board,
        "columns": [(column, worth_of(column.total, currency, language), "/deals/list/" +
                     filters.with_stage(column.key).address()) for column in board.columns],
        "receipts": _receipts(cards, language),
        "told": told,
        "most": SHOWN,
        "empty": _nothing(filters),
        **_common(page, filters, person, board.total, board.chances, cut=board.cut, current="board"),
    }  # fmt: skip


def _common(
    page: Asked, filters: DealFilters, person: Person, total: Any, chances: Any, *, cut: bool, current: str
) -> dict[str, Any]:
    query = filters.address()
    shown = tabs(current, person)
    # The board and the list are two looks at the same deals.
    shown[:2] = [Tab(each.title, each.url + query, each.current) for each in shown[:2]]
    return {
        **page.context(), "tabs": shown, "filters": filters, "total": total, "cut": cut,
        "worth": worth_of(total, settings.CURRENCY, page.language), "unknown": not_known(chances, page.language),
        "choices": choices_of(page.reading, filters, person), "contacts": Reader.of(person).contacts,
        "sellers": page.seller_id is None, "today": timezone.localdate(),
    }  # fmt: skip


def _receipts(cards: Any, language: str) -> dict[int, str]:
    """Why each chance is what it is, by the lead; the same deals of history give the same words."""
    known: dict[tuple[str, int], str] = {}
    found: dict[int, str] = {}
    for card in cards:
        if card.chance is not None:
            key = (card.chance.stage, card.chance.step)
            if key not in known:
                known[key] = why(card.chance, card.row.stage, language)
            found[card.row.lead_id] = known[key]
    return found


def _head(person: Person) -> list[Column]:
    return [
        Column(_("Client") if Reader.of(person).contacts else _("Deal")),
        Column(_("Amount"), numeric=True, sort="amount"),
        Column(_("Stage"), sort="stage"),
        Column(_("Days here"), numeric=True, sort="stood", hint=_("days on the stage")),
        Column(_("Chance"), numeric=True, hint=_("to be won, by deals like it")),
        Column(_("Worth"), numeric=True, hint=_("amount times chance")),
        Column(_("Product"), sort="product"),
        Column(_("Seller"), sort="seller"),
        Column(_("Expected close"), sort="expected"),
        Column(_("Next step"), sort="due"),
    ]


def _asked(request: HttpRequest) -> tuple[Asked, DealFilters, Person]:
    page = asked(request)
    query = request.GET if request.method == "GET" else request.POST
    return page, read_deal_filters(query, today=timezone.localdate(), sorts=_SORTS), _person(request)


def _note(request: HttpRequest, filters: DealFilters, client_ids: set[int], found: int) -> None:
    person = _person(request)
    if filters.search and Reader.of(person).contacts:
        page = page_of_search(filters.search)
        note_look(person_id=person.pk, page=page, at=timezone.now(), client_ids=client_ids, found=found)


def _nothing(filters: DealFilters) -> Empty:
    if filters.any:
        return Empty(_("No open deal fits these filters."), _("Show all deals"), reverse("deals"))
    return Empty(_("No deal is open. A lead becomes one as soon as it comes in."), _("All leads"), reverse("leads"))


def _move_of(request: HttpRequest) -> tuple[int, str, str]:
    lead_id, _colon, rest = request.POST.get("move", "").partition(":")
    seen, _colon, goal = rest.partition(":")
    return whole_number(lead_id), seen, goal


def _may_try(lead_id: int, person: Person) -> bool:
    """Whether the review's form would open for this person."""
    leads = Lead.objects.filter(pk=lead_id)
    if (seller_id := Reader.of(person).seller_id) is not None:
        leads = leads.filter(assignment__seller=seller_id)
    lead = leads.first()
    return lead is not None and moves(lead, person)


def _stands_there(lead_id: int, stage: str) -> bool:
    return Deal.objects.filter(pk=lead_id, stage=stage).exists()


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
