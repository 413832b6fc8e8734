"""The texts under which people leave their data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.people.views import reader
from tandem.privacy.consent_texts import TextUnfit, publish
from tandem.privacy.forms import ConsentTextForm
from tandem.privacy.models import ConsentText
from tandem.privacy.pages import tabs_for, writers_only
from tandem.privacy.rules import Purpose


@require_http_methods(["GET", "POST"])
@writers_only
def consent_texts(request: HttpRequest) -> HttpResponse:
    """What stands in force, every version there was, and a form for the next one."""
    form = ConsentTextForm(request.POST or None, initial=_began(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            text = publish(
                purpose=Purpose(said["purpose"]),
                language=said["language"],
                text=said["text"],
                by=reader(request),
                now=timezone.now(),
            )
        except TextUnfit as refusal:
            form.add_error("text", refusal.text.in_language(get_language() or ""))
        else:
            messages.success(request, _("Version %(version)s is in force.") % {"version": text.version})
            return redirect("consent_texts")
    texts = ConsentText.objects.filter(number__isnull=False).select_related("published_by")
    newest: dict[tuple[str, str], ConsentText] = {}
    for text in texts.order_by("purpose", "language", "-number"):
        newest.setdefault((text.purpose, text.language), text)
    context = {
        "tabs": tabs_for(request, "consent_texts"),
        "form": form,
        "in_force": [(Purpose(text.purpose).words, text) for text in newest.values()],
        "earlier": [(Purpose(text.purpose).words, text) for text in texts if text not in newest.values()],
        "foreign": ConsentText.objects.filter(number=None).exclude(text="").count(),
    }
    return render(request, "privacy/consent_texts.html", context)


@require_GET
def consent_text(request: HttpRequest, text_id: int) -> HttpResponse:
    """One version, word for word; whoever sees a lead may read what its client agreed to."""
    text = get_object_or_404(ConsentText.objects.select_related("published_by"), pk=text_id)
    return render(request, "privacy/consent_text.html", {"text": text, "purpose": Purpose(text.purpose).words})


def _began(request: HttpRequest) -> dict[str, str]:
    """A new version begins as the one it follows."""
    purpose, language = request.GET.get("purpose", "processing"), request.GET.get("language", get_language() or "ru")
    texts = ConsentText.objects.filter(purpose=purpose, language=language[:2], number__isnull=False)
    newest = texts.order_by("-number").first()
    return {"purpose": purpose, "language": language[:2], "text": newest.text if newest else ""}
