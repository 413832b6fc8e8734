"""The page of data health, a refused request, and its replay."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake import data_health
from tandem.intake.masking import masked_body, masked_query
from tandem.intake.models import Arrival, RefusedRequest
from tandem.intake.replaying import AT_ONCE, is_replayable, replay, replay_alike
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.addresses import address_of, whole_number

#: Who mends the data, and who besides needs to know that a source fails.
MENDERS = frozenset({Role.OWNER, Role.ADMIN, Role.ANALYST})
READERS = MENDERS | {Role.MARKETING_HEAD}
_PAGE = 50


def _for[**P](roles: frozenset[Role]) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:  # fmt: skip
    def guard(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if _role(request) not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@require_GET
@_for(READERS)
def health(request: HttpRequest) -> HttpResponse:
    """What waits, how long records take, what was refused."""
    source_id, status = _number(request, "source"), _number(request, "status")
    pages = Paginator(data_health.refused(source_id=source_id, status=status), _PAGE)
    context = {
        "health": data_health.data_health(folder=settings.HOME / "spool", now=timezone.now()),
        "page": pages.get_page(request.GET.get("page")),
        "narrowed": source_id is not None or status is not None,
        "opens": _role(request) in MENDERS,
        "keep_days": settings.KEEP_REFUSED_DAYS,
        "at_once": AT_ONCE,
    }
    return render(request, "intake/health.html", context)


@require_GET
@_for(MENDERS)
def refused_request(request: HttpRequest, refused_id: int) -> HttpResponse:
    """One refused request with its values masked."""
    row = get_object_or_404(RefusedRequest.objects.select_related("source"), pk=refused_id)
    context = {
        "row": row,
        "reason": Text(ru=row.reason_ru, en=row.reason_en),
        "query": masked_query(row.query) if row.query else "",
        "body": masked_body(bytes(row.body), row.content_type),
        "cut": row.size > len(row.body),
        "replayable": is_replayable(row),
    }
    return render(request, "intake/refused.html", context)


@require_POST
@_for(MENDERS)
def replaying(request: HttpRequest, refused_id: int) -> HttpResponse:
    """Read it again and take in what it says."""
    get_object_or_404(RefusedRequest, pk=refused_id)
    try:
        taken = replay(refused_id, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(get_language() or "en"))
        return redirect("refused_request", refused_id=refused_id)
    # A request of telephony or a chat may tell of a contact alone, whose number is no lead's.
    leads = Arrival.objects.filter(pk__in=[each.id for each in taken], kind="lead").order_by("taken_at", "pk")
    first = leads.values_list("subject_id", flat=True).first()
    if first is None:
        messages.success(request, _("Replayed: what it tells is taken in."))
    else:
        said = _("Replayed: the lead was here already.") if taken[0].again else _("Replayed: the lead is taken in.")
        messages.success(request, format_html('{} <a href="{}">№ {}</a>', said, address_of("lead", first), first))
    return redirect("refused_request", refused_id=refused_id)


@require_POST
@_for(MENDERS)
def replaying_alike(request: HttpRequest) -> HttpResponse:
    """Read all of one source and reason again, and take in what they say."""
    source_id, status = (_posted(request, name) for name in ("source", "status"))
    done = replay_alike(source_id=source_id, status=status, reason=request.POST.get("reason", ""), now=timezone.now())
    if done.taken:
        said = ngettext(
            "%(n)s request was replayed: its lead is here.",
            "%(n)s requests were replayed: their leads are here.",
            done.taken,
        )
        messages.success(request, said % {"n": done.taken})
    if done.why is not None:
        said = ngettext(
            "%(n)s request is refused again: %(why)s", "%(n)s requests are refused again: %(why)s", done.refused
        )
        messages.error(request, said % {"n": done.refused, "why": done.why.in_language(get_language() or "en")})
    if not done.taken and not done.refused:
        messages.success(request, _("All of them were replayed already."))
    return redirect("data_health")


def _posted(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""))


def _number(request: HttpRequest, name: str) -> int | None:
    return whole_number(request.GET.get(name, ""), otherwise=None)


def _role(request: HttpRequest) -> Role:
    assert isinstance(request.user, Person)
    return Role(request.user.role)
