"""Accounts: who is in, as what; for owners and administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.basics.refusals import Refusal
from tandem.people import accounts as verbs
from tandem.people.account_list import State
from tandem.people.account_list import account as account_of
from tandem.people.account_list import accounts as all_accounts
from tandem.people.actions import EmailTaken, UsernameTaken
from tandem.people.forms import InvitationForm, KnownInvitationForm, RoleForm
from tandem.people.models import Person
from tandem.people.one_time_links import one_time_path
from tandem.people.rules import NotForThisRole, Role
from tandem.people.views import reader

type _View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _for_administrators[**P](view: _View[P]) -> _View[P]:
    """Nobody else gets as far as a sentence; who no such person is, is a page that is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Role(reader(request).role).manages_accounts:
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except verbs.NoSuchPerson:
            raise Http404 from None

    return guarded


@require_http_methods(["GET", "POST"])
@never_cache
@_for_administrators
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody, and the form that lets somebody in; its answer shows the link to hand over."""
    by = reader(request)
    form = InvitationForm(request.POST or None, by=Role(by.role), initial={"role": Role.SELLER})
    if form.is_valid():
        said = form.cleaned_data
        try:
            person = verbs.invite(
                by=by, name=said["name"], role=Role(said["role"]), username=said["username"], email=said["email"]
            )
        except Refusal as refusal:
            form.add_error(_field_of(refusal), _sentence(refusal))
        else:
            return _link(request, person, invited=True)
    having, known = all_accounts()
    return render(request, "people/accounts.html", {"form": form, "accounts": having, "known": known})


@require_GET
@_for_administrators
def account(request: HttpRequest, person_id: int) -> HttpResponse:
    """One account and what can be done about it."""
    return _account_page(request, person_id)


@require_POST
@never_cache
@_for_administrators
def invitation(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let in somebody whom data names."""
    by = reader(request)
    form = KnownInvitationForm(request.POST, by=Role(by.role))
    if form.is_valid():
        said = form.cleaned_data
        try:
            person = verbs.invite_known(
                by=by, person_id=person_id, role=Role(said["role"]), username=said["username"], email=said["email"]
            )
        except (EmailTaken, UsernameTaken) as refusal:
            form.add_error(_field_of(refusal), _sentence(refusal))
        except (verbs.HasAccount, NotForThisRole) as refusal:
            return _back(request, person_id, refusal)
        else:
            return _link(request, person, invited=True)
    return _account_page(request, person_id, invitation=form)


@require_POST
@_for_administrators
def role(request: HttpRequest, person_id: int) -> HttpResponse:
    """Another role."""
    by = reader(request)
    form = RoleForm(request.POST, by=Role(by.role))
    if not form.is_valid():
        return _account_page(request, person_id, role_form=form)
    try:
        person = verbs.give_role(by=by, person_id=person_id, role=Role(form.cleaned_data["role"]))
    except _REFUSALS as refusal:
        return _back(request, person_id, refusal)
    messages.success(request, _("Saved."))
    if person.pk == by.pk and not Role(person.role).manages_accounts:
        return redirect("home")
    return redirect("account", person_id)


@require_POST
@_for_administrators
def blocking(request: HttpRequest, person_id: int) -> HttpResponse:
    """Shut the account."""
    try:
        person = verbs.block(by=reader(request), person_id=person_id, now=timezone.now())
    except _REFUSALS as refusal:
        return _back(request, person_id, refusal)
    messages.success(request, _("%(name)s may not sign in any more.") % {"name": person.name})
    return redirect("account", person_id)


@require_POST
@_for_administrators
def blocking_removal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open it again."""
    try:
        person = verbs.unblock(by=reader(request), person_id=person_id)
    except _REFUSALS as refusal:
        return _back(request, person_id, refusal)
    messages.success(request, _("%(name)s may sign in again.") % {"name": person.name})
    return redirect("account", person_id)


@require_POST
@never_cache
@_for_administrators
def password_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """A link to choose a new password; the old one stops working now."""
    try:
        person = verbs.reset_password(by=reader(request), person_id=person_id)
    except _REFUSALS as refusal:
        return _back(request, person_id, refusal)
    return _link(request, person, invited=False)


@require_POST
@_for_administrators
def two_step_removal(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take the second step away."""
    try:
        verbs.reset_two_step(by=reader(request), person_id=person_id)
    except _REFUSALS as refusal:
        return _back(request, person_id, refusal)
    messages.success(request, _("Two-step sign-in is off: they set it up anew on their profile page."))
    return redirect("account", person_id)


_REFUSALS = (NotForThisRole, verbs.HasNoAccount, verbs.OwnBlocking, verbs.LastAdministrator)


def _account_page(
    request: HttpRequest,
    person_id: int,
    *,
    role_form: RoleForm | None = None,
    invitation: KnownInvitationForm | None = None,
) -> HttpResponse:
    by, shown = reader(request), account_of(person_id)
    if shown is None:
        raise Http404
    given = Role(by.role)
    context = {
        "account": shown,
        "own": by.pk == person_id,
        "manageable": given.may_manage(shown.role),
        "known": shown.state is State.KNOWN,
        "blocked": shown.state is State.BLOCKED,
        "role_form": role_form or RoleForm(by=given, initial={"role": shown.role}),
        # The role is not taken from the data: an import may have written it.
        "invitation": invitation or KnownInvitationForm(by=given, initial={"role": Role.SELLER, "email": shown.email}),
    }
    return render(request, "people/account.html", context)


def _link(request: HttpRequest, person: Person, *, invited: bool) -> HttpResponse:
    """The link stands on this answer and nowhere else."""
    link = request.build_absolute_uri(one_time_path(person))
    context = {"person": person, "link": link, "invited": invited, "days": _days_of_links()}
    return render(request, "people/link.html", context)


def _back(request: HttpRequest, person_id: int, refusal: Refusal) -> HttpResponse:
    messages.error(request, _sentence(refusal))
    return redirect("account", person_id)


def _field_of(refusal: Refusal) -> str:
    if isinstance(refusal, EmailTaken):
        return "email"
    if isinstance(refusal, UsernameTaken):
        return "username"
    return "name"


def _sentence(refusal: Refusal) -> str:
    return refusal.text.in_language(get_language() or "")


def _days_of_links() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
