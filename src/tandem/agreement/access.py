"""Who may do what on the pages of the agreement, and the tabs between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from tandem.agreement import queries
from tandem.agreement.rules import CLOSERS, EDITORS
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.pieces import Tab


def reader(request: HttpRequest) -> Person:
    """Who reads the page: behind the sign-in always a person."""
    assert isinstance(request.user, Person)
    return request.user


def edits(person: Person) -> bool:
    """Whether a person writes the draft."""
    return Role(person.role) in EDITORS


def closes(person: Person) -> bool:
    """Whether a person closes months."""
    return Role(person.role) in CLOSERS


def editors_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for those who write the draft; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not edits(reader(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


_TABS = (
    ("agreement", Text(ru="Регламент", en="Agreement"), False),
    ("agreement_draft", Text(ru="Черновик", en="Draft"), True),
    ("agreement_comparison", Text(ru="Что изменилось", en="What changed"), False),
    ("agreement_backtests", Text(ru="Проверка на прошлом", en="Backtests"), True),
    ("agreement_recount", Text(ru="Пересчёт", en="Recount"), False),
    ("agreement_acknowledgements", Text(ru="Кто прочёл", en="Who has read it"), False),
    ("agreement_months", Text(ru="Закрытые месяцы", en="Closed months"), False),
)


def tabs(person: Person, current: str) -> list[Tab]:
    """The pages of the agreement that a person may open."""
    draft = queries.draft()
    shown = [each for each in _TABS if not each[2] or edits(person)]
    return [
        Tab(title, reverse(name), current=name == current, count="1" if draft and name == "agreement_draft" else "")
        for name, title, _ in shown
    ]
