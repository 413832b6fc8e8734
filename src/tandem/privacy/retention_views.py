"""How long what is kept, and what a rule would take away before it is switched on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tandem.intake.models import Lead
from tandem.people.views import reader
from tandem.privacy.forgetting import remaining
from tandem.privacy.forms import RetentionForm
from tandem.privacy.pages import answering_only, tabs_for
from tandem.privacy.retention import ClientRetention, Counted, Standing, UnfitTerm, set_rule, standing_of, standings

#: So many clients are shown of those a rule would forget.
SHOWN = 50


@require_GET
@never_cache
@answering_only
def retention(request: HttpRequest) -> HttpResponse:
    """Every rule with its term, and how much is due under it now."""
    now = timezone.now()
    context = {
        "tabs": tabs_for(request, "retention"),
        "rules": [(each, _unit(each), each.rule.due(before=each.before(now))) for each in standings()],
        "remains": remaining(),
    }
    return render(request, "privacy/retention.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@answering_only
def retention_rule(request: HttpRequest, key: str) -> HttpResponse:
    """What a rule would take away with a term (``?term=``), and the switch."""
    standing = standing_of(key)
    if standing is None:
        raise Http404
    form = RetentionForm(request.POST or None, initial={"term": _tried(request, standing), "on": standing.on})
    if request.method == "POST" and form.is_valid():
        term, on = form.cleaned_data["term"], form.cleaned_data["on"]
        try:
            set_rule(key=key, on=on, term=term, by=reader(request), now=timezone.now())
        except UnfitTerm as refusal:
            form.add_error("term", refusal.text.in_language(get_language() or ""))
        else:
            messages.success(request, _("The rule is switched on.") if on else _("The rule is switched off."))
            return redirect("retention")
    return render(request, "privacy/retention_rule.html", _dry_run(request, standing, form))


def _dry_run(request: HttpRequest, standing: Standing, form: RetentionForm) -> dict[str, Any]:
    rule, term = standing.rule, _tried(request, standing)
    before = timezone.now() - rule.counted.span(term)
    clients = rule.clients(before=before, limit=SHOWN) if isinstance(rule, ClientRetention) else []
    leads = Lead.objects.filter(client__in=clients).order_by("captured_at")
    newest = {lead.client_id: lead for lead in leads}
    return {
        "tabs": tabs_for(request, "retention"),
        "standing": standing,
        "unit": _unit(standing),
        "term": term,
        "before": before,
        "form": form,
        "due": rule.due(before=before),
        "shown": SHOWN,
        "clients": [(client_id, newest[client_id]) for client_id in clients],
    }


def _tried(request: HttpRequest, standing: Standing) -> int:
    text = request.GET.get("term", "")
    tried = int(text[:4]) if text.isascii() and text.isdigit() else standing.term
    return max(standing.rule.least, tried)


def _unit(standing: Standing) -> str:
    return _("days") if standing.rule.counted is Counted.DAYS else _("months")
