"""The page where names of campaigns are mended, and its file."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.attribution import names_page
from tandem.attribution.tabs import tabs
from tandem.basics.refusals import Refusal
from tandem.campaigns import names_actions
from tandem.measures.asked import asked, require, role_of
from tandem.measures.page_tables import no_data
from tandem.measures.store import store
from tandem.people.models import Person

#: A year: a campaign's name is mended for all time, and the few that matter show in a year.
_PERIOD = "last 365 days"


@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """Which names of campaigns do not meet the spend."""
    role = role_of(request)
    require(role.sees_money_spent)
    page = asked(request, default=_PERIOD)
    page.shows("spend")
    context = {
        "room_tabs": tabs("campaign_names"),
        "found": names_page.look(page),
        "mends": role.reports_spend,
        "kept": [(name, value) for name in ("period", "from", "to", "all") if (value := request.GET.get(name, ""))],
        "all_url": page.address({"all": "1"}),
        "empty": no_data(page.role),
        "exports": page.exports("campaign_names_file"),
    }
    return render(request, "attribution/names.html", {**page.context(), **context})


@require_GET
def names_file(request: HttpRequest, form: str) -> HttpResponse:
    """All names as a file."""
    require(role_of(request).sees_money_spent)
    page = asked(request, default=_PERIOD)
    return page.file(
        names_page.file_rows(page), form, name="campaign-names", title=_("Names of campaigns"),
        forms=names_page.FORMS, labels=3,
    )  # fmt: skip


@require_POST
def mending(request: HttpRequest) -> HttpResponse:
    """Let a name count as a campaign, or stand for itself again."""
    by = _mender(request)
    said = request.POST.get("said", "")
    try:
        if request.POST.get("undo"):
            names_actions.restore(said=said, by=by, now=timezone.now())
            messages.success(request, _("“%(name)s” counts by itself again.") % {"name": said})
        else:
            # A button of a suggestion comes before the field that may stand empty beside it.
            campaign = request.POST.get("guess", "") or request.POST.get("campaign", "")
            mended = names_actions.mend(said=said, campaign=campaign, by=by, now=timezone.now())
            messages.success(
                request,
                _("“%(name)s” counts as “%(campaign)s” in every figure now; closed months keep theirs in the recount.")
                % {"name": said, "campaign": mended.campaign},
            )
    except Refusal as refused:
        messages.error(request, refused.text.in_language(get_language() or "ru"))
    return _back(request)


@require_POST
def matching(request: HttpRequest) -> HttpResponse:
    """Match by rule now what the job would match within ten minutes."""
    _mender(request)
    matched = names_actions.match_by_rules(store.read(), now=timezone.now())
    messages.success(
        request,
        ngettext("%(n)s name was matched by rule.", "%(n)s names were matched by rule.", matched) % {"n": matched},
    )
    return _back(request)


def _mender(request: HttpRequest) -> Person:
    if not role_of(request).reports_spend:
        raise PermissionDenied
    assert isinstance(request.user, Person)
    return request.user


def _back(request: HttpRequest) -> HttpResponse:
    """To the page with the days it showed."""
    kept = {name: value for name in ("period", "from", "to", "all") if (value := request.POST.get(f"asked_{name}", ""))}
    return redirect(reverse("campaign_names") + (f"?{urlencode(kept)}" if kept else ""))
