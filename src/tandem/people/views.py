"""The reader's own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.people import actions
from tandem.people.forms import ProfileForm
from tandem.people.language import remember_language
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.way_back import way_back


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am here, and how the pages look for me."""
    person = reader(request)
    form = ProfileForm(request.POST or None, initial={"email": person.email})
    if form.is_valid():
        try:
            actions.change_profile(person=person, **form.cleaned_data)
        except actions.EmailTaken as refusal:
            form.add_error("email", refusal.text.in_language(get_language() or ""))
        else:
            messages.success(request, _("Saved."))
            return redirect("profile")
    return render(request, "people/profile.html", {"form": form, "role": Role(person.role).words})


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak this language from now on: on this device, and for a signed-in person on the next too."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(way_back(request))
    if language not in dict(settings.LANGUAGES):
        return response
    if isinstance(request.user, Person):
        actions.choose_language(person=request.user, language=language)
    remember_language(response, language)
    return response


def reader(request: HttpRequest) -> Person:
    """Who reads the page."""
    # Behind the sign-in nobody else gets here; this says so to the type checker too.
    assert isinstance(request.user, Person)
    return request.user
