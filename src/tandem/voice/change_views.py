"""The log of changes: reading it, adding to it, putting something back."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.measures.asked import asked, role_of
from tandem.people.models import Person
from tandem.voice import changes_page, changing, page
from tandem.voice.models import Change


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """What we changed because of what buyers say, and what was counted before and after."""
    seen = asked(request)
    blocks = changes_page.blocks(seen)
    context = {
        "tabs": page.tabs("voice_changes", seen),
        "blocks": blocks,
        "cut": changes_page.MOST if len(blocks) == changes_page.MOST else 0,
        "notes": changing.notes_changes(seen.role),
        "today": timezone.localdate(),
        "exports": seen.exports("voice_changes_file"),
        "own": seen.seller_id is not None,
    }
    return render(request, "voice/changes.html", {**seen.context(), **context})


@require_GET
def changes_file(request: HttpRequest, form: str) -> HttpResponse:
    """The whole log as a file."""
    seen = asked(request)
    return seen.file(
        changes_page.change_rows(seen), form, name="changes", title=_("What we changed"),
        forms=changes_page.CHANGE_FORMS, labels=2,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_change(request: HttpRequest) -> HttpResponse:
    """Note what is done differently."""
    if not changing.notes_changes(role_of(request)):
        raise PermissionDenied
    today = timezone.localdate()
    sent = request.POST if request.method == "POST" else None
    form = changes_page.ChangeForm(sent, today=today, language=_language())
    if sent is not None and form.is_valid():
        said = form.cleaned_data
        try:
            changing.note_change(
                chosen=said["codes"], place=said["place"], words=said["words"], since=said["since"],
                product=said["product"], segment=said["segment"], by=_person(request), today=today,
                now=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.text.in_language(_language()))
        else:
            messages.success(request, _("Noted. The figures before and after appear here by themselves."))
            return redirect("voice_changes")
    return render(request, "voice/change_form.html", {"form": form})


@require_POST
def change_end(request: HttpRequest, change_id: int) -> HttpResponse:
    """It is done as before again."""
    if not Change.objects.filter(pk=change_id).exists():
        raise Http404
    today = timezone.localdate()
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = today
    try:
        changing.end_change(change_id=change_id, until=until, by=_person(request), today=today, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.text.in_language(_language()))
    return redirect("voice_changes")


def _language() -> str:
    return get_language() or "en"


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
