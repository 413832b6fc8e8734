"""Two versions word by word."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from tandem.agreement import queries
from tandem.agreement.access import reader, tabs
from tandem.agreement.comparison import compare
from tandem.agreement.document import Document
from tandem.agreement.rules import zero_document
from tandem.basics.text import Text

#: How the draft is named in an address; version 0 is ``0``.
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the texts that are compared."""

    key: str
    title: Text


@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """Any two versions; without a choice the newest and the one before."""
    person = reader(request)
    sides = _sides()
    known = [side.key for side in sides]
    after = _asked(request, "b", known, known[0])
    before = _asked(request, "a", known, _before(after, known))
    return render(
        request,
        "agreement/comparison.html",
        {
            "tabs": tabs(person, "agreement_comparison"),
            "sides": sides,
            "before": before,
            "after": after,
            "comparison": compare(_document(before), _document(after)),
        },
    )


@require_GET
def draft_comparison(request: HttpRequest) -> HttpResponse:
    """The draft beside the version in force."""
    if queries.draft() is None:
        raise Http404
    newest = queries.versions()[0].number
    return redirect(f"{reverse('agreement_comparison')}?a={newest}&b={DRAFT}")


def _sides() -> list[Side]:
    draft = [Side(DRAFT, Text(ru="Черновик", en="Draft"))] if queries.draft() else []
    return [*draft, *(Side(str(line.number), line.title) for line in queries.versions())]


def _asked(request: HttpRequest, name: str, known: list[str], otherwise: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else otherwise


def _before(after: str, known: list[str]) -> str:
    at = known.index(after)
    return known[min(at + 1, len(known) - 1)]


def _document(key: str) -> Document:
    if key == DRAFT:
        draft = queries.draft()
        return queries.document_of(draft) if draft else Document()
    number = int(key)
    return queries.version(number).document if number else zero_document(get_language() or "ru")
