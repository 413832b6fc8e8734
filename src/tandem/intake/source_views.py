"""The pages of the sources: where leads may come in, and what each of them says by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.intake import source_actions as verbs
from tandem.intake.hosted_form import TRAP, form_of
from tandem.intake.models import Source
from tandem.intake.source_forms import (
    DoorSettingsForm,
    FormSettingsForm,
    NewSourceForm,
    QuestionForms,
    SourceForm,
    initial_of,
    initial_questions,
)
from tandem.intake.source_list import line_of, lines
from tandem.intake.sources_open import opened
from tandem.people.rules import Role
from tandem.people.views import reader

type _View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _for_openers[**P](view: _View[P]) -> _View[P]:
    """Nobody else gets as far as a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if Role(reader(request).role) not in verbs.OPENS_SOURCES:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_GET
@_for_openers
def sources(request: HttpRequest) -> HttpResponse:
    """All of them."""
    return render(request, "intake/sources.html", {"sources": lines(now=timezone.now())})


@require_http_methods(["GET", "POST"])
@never_cache
@_for_openers
def new_source(request: HttpRequest) -> HttpResponse:
    """Open one; the answer shows its secret, and nothing else ever does."""
    form = NewSourceForm(request.POST or None, initial={"door": request.GET.get("door", "form")})
    if form.is_valid():
        said = form.cleaned_data
        try:
            made, secret = verbs.open_source(
                by=reader(request),
                door=said["door"],
                name=said["name"],
                key=said["key"],
                defaults=form.defaults,
                settings=form.settings_over({}),
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("key" if isinstance(refusal, verbs.AddressTaken) else "name", _sentence(refusal))
        else:
            return _page(request, made, secret=secret) if secret else redirect("source", made.pk)
    return render(request, "intake/new_source.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
@_for_openers
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """One source: its address, what came in, and everything that can be said of it."""
    found = get_object_or_404(Source, pk=source_id)
    if request.method == "GET":
        return _page(request, found)
    form = _form_for(found)(request.POST)
    questions = QuestionForms(request.POST, prefix="q") if found.door == "form" else None
    if form.is_valid() and (questions is None or questions.is_valid()):
        settings = form.settings_over(found.settings)
        if questions is not None:
            settings["form"] = settings["form"] | {"questions": questions.questions}
        try:
            verbs.change_source(
                by=reader(request),
                source_id=source_id,
                name=form.cleaned_data["name"],
                defaults={**_others(found), **form.defaults},
                settings=settings,
                now=timezone.now(),
                **form.taking_in,
            )
        except Refusal as refusal:
            form.add_error("name", _sentence(refusal))
        else:
            messages.success(request, _("Saved. Visitors see it within a few seconds."))
            return redirect("source", source_id)
    return _page(request, found, form=form, questions=questions)


@require_POST
@never_cache
@_for_openers
def secret(request: HttpRequest, source_id: int) -> HttpResponse:
    """A new secret, shown on this answer and nowhere else."""
    try:
        changed, text = verbs.give_secret(by=reader(request), source_id=source_id, now=timezone.now())
    except Source.DoesNotExist:
        raise Http404 from None
    return _page(request, changed, secret=text)


@require_POST
@_for_openers
def closing(request: HttpRequest, source_id: int) -> HttpResponse:
    """Let nothing in any more."""
    return _opened(request, source_id, is_open=False)


@require_POST
@_for_openers
def opening(request: HttpRequest, source_id: int) -> HttpResponse:
    """Let leads in again."""
    return _opened(request, source_id, is_open=True)


def _opened(request: HttpRequest, source_id: int, *, is_open: bool) -> HttpResponse:
    try:
        verbs.set_open(by=reader(request), source_id=source_id, is_open=is_open, now=timezone.now())
    except Source.DoesNotExist:
        raise Http404 from None
    return redirect("source", source_id)


def _page(
    request: HttpRequest, found: Source, *, form: SourceForm | None = None, questions: object = None, secret: str = ""
) -> HttpResponse:
    is_form = found.door == "form"
    host = f"{request.scheme}://{request.get_host()}"
    context = {
        "source": line_of(found.pk, now=timezone.now()),
        "form": form or _form_for(found)(initial=initial_of(found)),
        "questions": (questions or QuestionForms(initial=initial_questions(found), prefix="q")) if is_form else None,
        "host": host,
        "secret": secret,
        "snippet": _snippet(found, host) if is_form else "",
        "sites": form_of(opened(found), "").sites if is_form else (),
    }
    return render(request, "intake/source.html", context)


def _snippet(found: Source, host: str) -> str:
    """The form as plain HTML for a page of one's own."""
    shown = form_of(opened(found), get_language() or "")
    context = {"form": shown, "host": host, "trap": TRAP}
    return "\n".join(line for line in render_to_string("intake/snippet.html", context).splitlines() if line.strip())


def _form_for(found: Source) -> type[SourceForm]:
    if found.door == "form":
        return FormSettingsForm
    return SourceForm if found.door == "manual" else DoorSettingsForm


def _others(found: Source) -> dict[str, str]:
    """What the source fills beside the fields of the page."""
    return {name: value for name, value in found.defaults.items() if name not in SourceForm.base_fields}


def _sentence(refusal: Refusal) -> str:
    return refusal.text.in_language(get_language() or "")
