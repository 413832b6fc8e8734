"""The few pages of the frame itself: style sheet, light or dark, keys, specimen."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from tandem.ui import specimen
from tandem.ui.stylesheet import fingerprint, sheet
from tandem.ui.theme import COOKIE, THEMES
from tandem.ui.way_back import way_back

_YEAR = 365 * 24 * 3600


@login_not_required
@require_GET
def style_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The joined style sheet; only the current digest may be kept."""
    response = HttpResponse(sheet(), content_type="text/css; charset=utf-8")
    kept = digest == fingerprint() and not settings.DEBUG
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if kept else "no-cache"
    return response


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says; kept in a cookie, back to the page the reader was on."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(way_back(request))
    if theme in THEMES:
        response.set_cookie(COOKIE, theme, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Which keys do what."""
    return render(request, "ui/keys.html")


@require_GET
def specimen_page(request: HttpRequest) -> HttpResponse:
    """Every component with made-up values, for those who build pages."""
    if not settings.DEBUG and getattr(request.user, "role", "") != "admin":
        raise Http404
    return render(request, "ui/specimen.html", specimen.context())
