"""What a client sees who follows the link: the material, and nothing of the company's own pages.

Looking at the page is no opening: messengers and mail programs fetch every link to preview it. A button is.
"""

from __future__ import annotations

from time import monotonic

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tandem.intake.pace import Pace
from tandem.materials.actions import note_opening
from tandem.materials.links import use_behind
from tandem.materials.models import MaterialUse
from tandem.materials.rules import Way
from tandem.materials.views import as_download

#: Requests a minute from one address, and for one link: a person needs three.
A_MINUTE = 30
_PACE = Pace()

#: As the whole house, but the button may lead to where the material lies.
_POLICY: dict[str, list[str] | str] = {
    "default-src": [CSP.SELF], "img-src": [CSP.SELF, "data:"], "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF, "https:", "http:"], "base-uri": [CSP.NONE], "object-src": [CSP.NONE],
}  # fmt: skip


@login_not_required
@never_cache
@csp_override(_POLICY)
@require_safe
def material_link(request: HttpRequest, key: str) -> HttpResponse:
    """What it is, and a button to open it."""
    if (wait := _too_fast(request, key)) is not None:
        return wait
    use = _use(key)
    over = use.material.archived_at is not None or not use.material.for_clients
    return render(request, "materials/link.html", {"use": use, "key": key, "over": over}, status=410 if over else 200)


# Whoever may press the button is whoever has the link; nothing is done in a signed-in person's name.
@csrf_exempt
@login_not_required
@never_cache
@csp_override(_POLICY)
@require_POST
def material_opening(request: HttpRequest, key: str) -> HttpResponse:
    """Note that it was opened, and give it."""
    if (wait := _too_fast(request, key)) is not None:
        return wait
    use = _use(key)
    if use.material.archived_at is not None or not use.material.for_clients:
        return HttpResponseRedirect(request.path.removesuffix("opening/"))
    note_opening(use_id=use.pk, now=timezone.now())
    file = getattr(use.material, "file", None)
    if use.material.link:
        return HttpResponseRedirect(use.material.link)
    if file is not None:
        return as_download(file)
    return render(request, "materials/link.html", {"use": use, "key": key, "opened": True})


def _too_fast(request: HttpRequest, key: str) -> HttpResponse | None:
    now = monotonic()
    waits = [
        _PACE.wait(who, a_minute=A_MINUTE, now=now) for who in (f"from {request.META.get('REMOTE_ADDR')}", f"to {key}")
    ]
    if not any(waits):
        return None
    response = render(request, "materials/link.html", {"wait": max(waits)}, status=429)
    response.headers["Retry-After"] = str(max(waits))
    return response


def _use(key: str) -> MaterialUse:
    use_id = use_behind(key)
    uses = MaterialUse.objects.select_related("material", "material__file")
    use = None if use_id is None else uses.filter(pk=use_id, way=Way.SENT).first()
    if use is None:
        raise Http404
    return use
