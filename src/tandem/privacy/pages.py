"""What the pages of this room share: who may open them, and the tabs between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tandem.basics.text import Text
from tandem.people.rules import Role
from tandem.people.views import reader
from tandem.ui.pieces import Tab

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]

_TABS = (
    ("consent_texts", Text(ru="Тексты согласий", en="Consent texts")),
    ("retention", Text(ru="Сроки хранения", en="Retention")),
    ("looks", Text(ru="Кто кого смотрел", en="Who looked at whom")),
    ("forgotten_clients", Text(ru="Удалённые", en="Erased")),
)


def answering_only[**P](view: View[P]) -> View[P]:
    """A view for those who answer for personal data; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Role(reader(request).role).answers_for_personal_data:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def writers_only[**P](view: View[P]) -> View[P]:
    """A view for those who put consent texts in force."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not Role(reader(request).role).writes_consent_texts:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def tabs_for(request: HttpRequest, current: str) -> list[Tab]:
    """The pages of this room that the reader may open."""
    answers = Role(reader(request).role).answers_for_personal_data
    return [
        Tab(title, reverse(name), current=name == current)
        for name, title in _TABS
        if answers or name == "consent_texts"
    ]
