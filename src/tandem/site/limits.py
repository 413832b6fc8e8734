"""How much a request may carry, said before any of it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

#: Bytes; far more than any form but an upload of exports holds.
FORM_BYTES = 10 * 1024**2


def small_bodies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse large bodies wherever nothing large is expected.

    Looking for the CSRF token reads a body whole, and files in it go to the disk, before anybody asks who sent
    them. The page that takes exports looks at the sender first and has a limit of its own.
    """

    def limited(request: HttpRequest) -> HttpResponse:
        stated = str(request.META.get("CONTENT_LENGTH") or "0")
        if request.path != reverse("import_drafts") and (not stated.isdecimal() or int(stated[:18]) > FORM_BYTES):
            # The rest of the body will not be read.
            return HttpResponse(status=413, headers={"Connection": "close"})
        return get_response(request)

    return limited
