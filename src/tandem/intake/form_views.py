"""Forms as visitors see them; what they send is taken by the gate and its door, not here."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from tandem.intake import hosted_form
from tandem.intake.hosted_form import HostedForm, Said
from tandem.intake.models import Source
from tandem.intake.sources_open import opened
from tandem.intake.touching import OF_VISIT, page_of

#: Seconds: a mended script reaches the company's sites within the hour.
_SCRIPT_KEPT = 3600


@login_not_required
@never_cache
@require_safe
def form(request: HttpRequest, key: str) -> HttpResponse:
    """A form for whoever has its address. The parameters of the visit go along without scripts, too."""
    shown = _form(key)
    visit = {name: request.GET.get(name, "")[:500] for name in OF_VISIT & request.GET.keys()}
    came_from = page_of(request.headers.get("referer", ""))
    inside = came_from.startswith(f"{request.scheme}://{request.get_host()}/")
    # What frames the form is the company's own page, and no site that the visitor came from.
    if came_from and not inside and request.headers.get("sec-fetch-dest") != "iframe":
        visit["referrer"] = came_from
    return _answer(shown, hosted_form.page(shown, said=Said(visit), now=timezone.now()))


@login_not_required
@require_safe
def thanks(request: HttpRequest, key: str) -> HttpResponse:
    """Where a browser is sent once the request is kept."""
    shown = _form(key)
    return _answer(shown, hosted_form.thanks_page(shown))


@login_not_required
@require_GET
def touches_script(request: HttpRequest) -> HttpResponse:
    """The script that tells how a visitor came, at an address that never changes."""
    text, tag = _script()
    if request.headers.get("if-none-match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(
        text,
        content_type="text/javascript; charset=utf-8",
        headers={
            "ETag": tag,
            "Cache-Control": f"public, max-age={_SCRIPT_KEPT}",
            # Pages of other origins are what it is made for.
            "Cross-Origin-Resource-Policy": "cross-origin",
        },
    )


@functools.cache
def _script() -> tuple[bytes, str]:
    written = files("tandem.intake").joinpath("static", "intake", "touches.js").read_bytes()
    # Indentation and remarks are for those who read the file here.
    lines = (line.strip() for line in written.splitlines())
    text = b"\n".join(line for line in lines if line and not line.startswith(b"//"))
    return text, f'"{hashlib.sha256(text).hexdigest()[:16]}"'


def _form(key: str) -> HostedForm:
    row = Source.objects.filter(key=key, door="form", is_open=True).first()
    if row is None:
        raise Http404
    return hosted_form.form_of(opened(row), get_language() or "")


def _answer(shown: HostedForm, text: str) -> HttpResponse:
    response = HttpResponse(text, headers={"Content-Security-Policy": hosted_form.policy(shown)})
    # The policy names who may frame the page; the older header knows only all or none.
    response.xframe_options_exempt = True
    return response
