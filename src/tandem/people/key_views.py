"""The page of one's own keys for programs."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tandem.people import api_keys
from tandem.people.forms import KeyForm
from tandem.people.models import ApiKey
from tandem.people.views import reader


@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """My keys, and a new one, whose text stands on the answer to this request and nowhere else."""
    person = reader(request)
    form, made, text = KeyForm(request.POST or None), None, ""
    if form.is_valid():
        try:
            made, text = api_keys.make_key(person=person, name=form.cleaned_data["name"], now=timezone.now())
        except (api_keys.KeyNeedsName, api_keys.TooManyKeys) as refusal:
            form.add_error("name", refusal.text.in_language(get_language() or ""))
        else:
            form = KeyForm()
    context = {"form": form, "made": made, "text": text, "keys": ApiKey.objects.filter(person=person)}
    return render(request, "people/keys.html", context)


@require_POST
def revocation(request: HttpRequest, key_id: int) -> HttpResponse:
    """Revoke a key of mine; somebody else's is none of mine."""
    try:
        key = api_keys.revoke_key(person=reader(request), key_id=key_id, now=timezone.now())
    except api_keys.NoSuchKey:
        raise Http404 from None
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    return redirect("api_keys")
