"""The page of the rotation: what is proposed and why, and the head's word on it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.distribution.rotation import SHOWN, idle, lines, rotated
from tandem.distribution.views import dealer
from tandem.handover.rotating import carry_out, propose, proposed
from tandem.measures.asked import asked
from tandem.measures.store import store
from tandem.selling.lead_list import Reader


@require_GET
def rotation(request: HttpRequest) -> HttpResponse:
    """Clients left alone, and another seller for each; ``lead`` narrows it to those chosen."""
    person, page = dealer(request), asked(request)
    now, contacts = timezone.now(), Reader.of(person).contacts
    days = in_force().document.distribution.rotate_after
    left = idle(page.reading, days=days, now=now) if days else []
    chosen = _chosen(request.GET.getlist("lead"))
    looked_at = [each for each in left if not chosen or each.lead_id in chosen][:SHOWN]
    found = propose([each.lead_id for each in looked_at], now=now)
    moves = lines(found, looked_at, now=now, contacts=contacts) if found else []
    watched, watched_total, uncalled = rotated(page.reading, now=now, contacts=contacts)
    context = {
        "days": days,
        "total": len(left),
        "chosen": bool(chosen),
        "lines": moves,
        "unfit": len(looked_at) - len(moves),
        "minutes": sum(each.minutes for each in moves),
        "value": sum(each.value for each in moves if each.value is not None) if moves and moves[0].value else None,
        "proposal": found.signed() if found else "",
        "watched": watched,
        "watched_more": watched_total - len(watched),
        "uncalled": uncalled,
    }
    return render(request, "distribution/rotation.html", {**page.context(), **context})


@require_POST
def confirmed(request: HttpRequest) -> HttpResponse:
    """Give the clients over as shown; where fewer are ticked, show first what that changes."""
    person, now = dealer(request), timezone.now()
    ticked = _chosen(request.POST.getlist("lead"))
    try:
        found = proposed(request.POST.get("proposal", ""))
        shown = {each.lead_id for each in found.moves}
        if not ticked:
            messages.error(request, _("Nothing is ticked: tick the clients to be given over."))
        elif ticked != shown:
            messages.info(request, _("Shared out anew among those you ticked: look at it and confirm."))
            return _back(sorted(ticked & shown))
        elif touched := shown - {each.lead_id for each in idle(store.read(), days=_days(), now=now)}:
            messages.error(
                request,
                ngettext(
                    "%(n)d client is looked after again since. Nothing was given: look at the proposal once more.",
                    "%(n)d clients are looked after again since. Nothing was given: look at the proposal once more.",
                    len(touched),
                ) % {"n": len(touched)},
            )  # fmt: skip
            return _back(sorted(shown - touched))
        else:
            count = carry_out(found, by=person, now=now)
            messages.success(
                request,
                ngettext(
                    "%(n)d client given over: the deadlines run from now on.",
                    "%(n)d clients given over: the deadlines run from now on.",
                    count,
                ) % {"n": count},
            )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
    return redirect("rotation")


def _back(lead_ids: list[int]) -> HttpResponse:
    return redirect(f"{reverse('rotation')}?{urlencode({'lead': lead_ids}, doseq=True)}")


def _days() -> int:
    return in_force().document.distribution.rotate_after


def _chosen(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 18}
