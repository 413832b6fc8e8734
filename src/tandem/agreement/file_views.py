"""The agreement as a YAML file: taken out, looked at, taken over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.agreement import actions, queries
from tandem.agreement.access import editors_only, reader, tabs
from tandem.agreement.comparison import compare
from tandem.agreement.models import Version
from tandem.agreement.refusals import NoDraft
from tandem.agreement.yaml_text import YamlRefused, from_yaml, to_yaml

_LARGEST_FILE = 2_000_000


@require_GET
@editors_only
def draft_yaml(request: HttpRequest) -> HttpResponse:
    """The draft as a YAML file."""
    return yaml_response(to_yaml(queries.document_of(_draft())), "agreement-draft.yaml")


@require_GET
def version_yaml(request: HttpRequest, number: int) -> HttpResponse:
    """A signed version as a YAML file."""
    try:
        document = queries.version(number).document if number else None
    except queries.UnknownVersion:
        document = None
    if document is None:
        raise Http404
    return yaml_response(to_yaml(document), f"agreement-{number}.yaml")


@require_http_methods(["GET", "POST"])
@editors_only
def file(request: HttpRequest) -> HttpResponse:
    """A YAML file is looked at beside the draft and then taken over, or begins one."""
    context: dict[str, Any] = {"tabs": tabs(reader(request), "agreement_draft"), "draft": queries.draft()}
    if request.method == "POST":
        text = _sent_text(request)
        try:
            document = from_yaml(text)
        except YamlRefused as refusal:
            return render(request, "agreement/file.html", context | {"refusal": refusal, "text": text})
        if "take" in request.POST:
            return _taken(request, document)
        found = context["draft"]
        before = queries.document_of(found) if found else queries.in_force().document
        context |= {"text": text, "comparison": compare(before, document), "looked": True}
    return render(request, "agreement/file.html", context)


def yaml_response(text: str, name: str) -> HttpResponse:
    """A YAML file to keep."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        text, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": disposition}
    )


def _taken(request: HttpRequest, document: Any) -> HttpResponse:
    words = {"by": reader(request), "now": timezone.now(), "document": document}
    try:
        actions.take_over(**words)
    except NoDraft:
        actions.open_draft(**words)
    messages.success(request, _("The file is the draft now."))
    return redirect("agreement_draft")


def _sent_text(request: HttpRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    content: bytes = sent.read(_LARGEST_FILE + 1)
    return content.decode("utf-8-sig", "replace")


def _draft() -> Version:
    found = queries.draft()
    if found is None:
        raise Http404
    return found
