"""Launches: the list with what is unread, one notice on its way, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.campaigns import actions
from tandem.campaigns.launch_forms import NoticeForm, StartForm, as_written
from tandem.campaigns.launch_list import A_PAGE, launches_for, lines_of, readers_of, unnoted_starts
from tandem.campaigns.launch_promises import promise_of_notice
from tandem.campaigns.models import Campaign, Launch
from tandem.campaigns.rules import TOLD, LaunchState, keeps_campaigns
from tandem.campaigns.tabs import tabs
from tandem.measures.asked import require
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.way_back import way_back


@require_GET
def launches(request: HttpRequest) -> HttpResponse:
    """What starts and what has started, and who knows of it."""
    person, role = _reader(request)
    keeps = keeps_campaigns(role)
    page = Paginator(launches_for(role), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs("launches", role),
        "lines": lines_of(list(page.object_list), person_id=person.pk),
        "page": page,
        "keeps": keeps,
        "reads": role in TOLD,
        "unnoted": unnoted_starts(today=timezone.localdate()) if keeps else (),
        "promise": promise_of_notice(in_force().document),
    }
    return render(request, "campaigns/launches.html", context)


@require_GET
def launch(request: HttpRequest, launch_id: int) -> HttpResponse:
    """One notice: its words, who has read it, and what is next."""
    person, role = _reader(request)
    found = get_object_or_404(launches_for(role).select_related("offer", "of_campaign"), pk=launch_id)
    (line,) = lines_of([found], person_id=person.pk)
    context = {
        "tabs": tabs("launches", role),
        "line": line,
        "launch": found,
        "keeps": keeps_campaigns(role),
        "readers": readers_of(found) if role is not Role.SELLER and role.sees_operating_report else [],
        "is_draft": line.state is LaunchState.DRAFT,
        "is_unread": role in TOLD and found.announced_at is not None and not line.read_by_me,
        "start": StartForm(),
    }
    return render(request, "campaigns/launch.html", context)


@require_http_methods(["GET", "POST"])
def new_launch(request: HttpRequest) -> HttpResponse:
    """Write a notice."""
    person, role = _reader(request)
    require(keeps_campaigns(role))
    named = Campaign.objects.filter(pk=_number(request.GET.get("campaign", ""))).first()
    initial: dict[str, Any] = {"campaign": named.name, "audience": named.segment} if named else {}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        made = _done(form, lambda: actions.draft_launch(form.said(), by=person, now=timezone.now()))
        if made is not None:
            return redirect("launch", made.pk)
    return render(request, "campaigns/launch_form.html", {"form": form, "launch": None})


@require_http_methods(["GET", "POST"])
def launch_text(request: HttpRequest, launch_id: int) -> HttpResponse:
    """Put other words into a draft."""
    person, role = _reader(request)
    require(keeps_campaigns(role))
    draft = get_object_or_404(Launch, pk=launch_id)
    sent = request.POST if request.method == "POST" else None
    form = NoticeForm(sent, initial=as_written(draft), today=timezone.localdate())
    if sent is not None and form.is_valid():
        made = _done(
            form,
            lambda: actions.redraft_launch(form.said(), launch_id=launch_id, by=person, now=timezone.now()),
        )
        if made is not None:
            return redirect("launch", made.pk)
    return render(request, "campaigns/launch_form.html", {"form": form, "launch": draft})


@require_POST
def launch_sending(request: HttpRequest, launch_id: int) -> HttpResponse:
    """Tell everybody who sells."""
    return _step(request, launch_id, actions.send_notice, _("Sent. Sellers see it on top of their day."))


@require_POST
def launch_removal(request: HttpRequest, launch_id: int) -> HttpResponse:
    """Drop a draft."""
    return _step(request, launch_id, actions.drop_launch, _("The draft is dropped."))


@require_POST
def launch_acknowledgement(request: HttpRequest, launch_id: int) -> HttpResponse:
    """A seller has read it: back to where they were."""
    person, _role = _reader(request)
    if not Launch.objects.filter(pk=launch_id).exists():
        raise Http404
    try:
        actions.acknowledge_notice(launch_id=launch_id, by=person, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, _in_words(refusal))
    return redirect(way_back(request))


@require_POST
def launch_start(request: HttpRequest, launch_id: int) -> HttpResponse:
    """Clients see it: from now on, or since the moment given."""
    announced = get_object_or_404(Launch, pk=launch_id)
    return _start(request, announced)


@require_POST
def untold_start(request: HttpRequest) -> HttpResponse:
    """Note a start that no notice was written for."""
    return _start(request, None)


def _start(request: HttpRequest, announced: Launch | None) -> HttpResponse:
    person, role = _reader(request)
    require(keeps_campaigns(role))
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the moment as a date and a time."))
        return redirect(way_back(request))
    try:
        started = actions.launch(
            by=person, now=timezone.now(), announced=announced, campaign=form.cleaned_data["campaign"],
            at=form.cleaned_data["at"],
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, _in_words(refusal))
        return redirect(way_back(request))
    if started.announced_at is None:
        messages.warning(request, _("Noted: started without a notice. It is counted, and the owner sees it."))
    else:
        messages.success(request, _("Noted: started."))
    return redirect("launch", started.pk)


def _step(request: HttpRequest, launch_id: int, step: Callable[..., object], said: str) -> HttpResponse:
    person, role = _reader(request)
    require(keeps_campaigns(role))
    if not Launch.objects.filter(pk=launch_id).exists():
        raise Http404
    try:
        step(launch_id=launch_id, by=person, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, _in_words(refusal))
    else:
        messages.success(request, said)
    return redirect("launch", launch_id)


def _done(form: NoticeForm, do: Callable[[], Launch]) -> Launch | None:
    try:
        return do()
    except Refusal as refusal:
        form.add_error(None, _in_words(refusal))
        return None


def _reader(request: HttpRequest) -> tuple[Person, Role]:
    assert isinstance(request.user, Person)
    return request.user, Role(request.user.role)


def _in_words(refusal: Refusal) -> str:
    return refusal.text.in_language(get_language() or "en")


def _number(text: str) -> int:
    return int(text[:18]) if text.isascii() and text.isdigit() else 0
