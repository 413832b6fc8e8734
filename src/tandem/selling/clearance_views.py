"""The page of deals to be cleared, its files, and the button that clears one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.watched import watched_tabs
from tandem.basics.refusals import Refusal
from tandem.intake.models import Lead
from tandem.measures.asked import asked
from tandem.people.models import Person
from tandem.selling import clearance_page
from tandem.selling.clearance_counts import matters, standings
from tandem.selling.clearances import Matter, rules_in_words
from tandem.selling.clearing import clear
from tandem.selling.lead_list import Reader
from tandem.ui.way_back import way_back


@require_GET
def decisions(request: HttpRequest) -> HttpResponse:
    """Which deals somebody else must have a word in, and how they stand."""
    page = asked(request)
    found = standings(page.reading, seller_id=page.seller_id)
    chosen = clearance_page.chosen_of(found, page)
    shown: tuple[Matter, ...] = ()
    if chosen is not None:
        shown = matters(
            page.reading, chosen[0].line, state=chosen[1], seller_id=page.seller_id, limit=clearance_page.MOST
        )
    total = chosen[0].count(chosen[1]) if chosen else 0
    context = {
        "tabs": watched_tabs("decisions"),
        "blocks": clearance_page.blocks(found, chosen, page),
        "rule": chosen[0].line.rule if chosen else None,
        "lines": clearance_page.lines(shown, page.role),
        "sellers": page.role.sees_operating_report,
        "cut": len(shown) if total > len(shown) else 0,
        "in_words": rules_in_words(),
        "exports": page.exports("decisions_file"),
        "own": page.seller_id is not None,
    }
    return render(request, "selling/decisions.html", {**page.context(), **context})


@require_GET
def decisions_file(request: HttpRequest, form: str) -> HttpResponse:
    """All leads of the rule and the state that the page shows."""
    page = asked(request)
    chosen = clearance_page.chosen_of(standings(page.reading, seller_id=page.seller_id), page)
    if chosen is None:
        raise Http404
    found = matters(page.reading, chosen[0].line, state=chosen[1], seller_id=page.seller_id, limit=None)
    rows = clearance_page.file_rows(found, page)
    return page.file(rows, form, name="decisions", title=_("Clearances"), forms=[""] * len(rows[0]))


@require_POST
def clearances(request: HttpRequest, lead_id: int, rule: str) -> HttpResponse:
    """Clear a deal under a rule."""
    assert isinstance(request.user, Person)
    reader = Reader.of(request.user)
    leads = Lead.objects.filter(pk=lead_id)
    if reader.seller_id is not None:
        leads = leads.filter(assignment__seller=reader.seller_id)
    if not leads.exists():
        raise Http404
    try:
        clear(lead_id=lead_id, rule=rule, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    else:
        messages.success(request, _("Cleared: it is in the journal with your name."))
    return redirect(way_back(request))
