"""The pages of the scorecard, and who reads them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tandem.basics.text import Text
from tandem.measures.asked import require, role_of
from tandem.people.rules import Role
from tandem.ui.pieces import Tab

#: Both departments dispute it; sellers read the reasons on their leads and the card in the agreement.
READERS = frozenset(role for role in Role if role.sees_all_leads)

_TABS = (
    ("scorecard", Text(ru="Предложение", en="Proposal")),
    ("scorecard_in_force", Text(ru="Карта в силе", en="In force")),
    ("scorecard_columns", Text(ru="Известно слишком поздно", en="Known too late")),
)


def tabs(current: str, *, undecided: int = 0) -> list[Tab]:
    """The pages of this room; ``undecided`` columns wait for a word."""
    return [
        Tab(
            title,
            reverse(name),
            current=name == current,
            count=str(undecided) if undecided and name == "scorecard_columns" else "",
        )
        for name, title in _TABS
    ]


def readers_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view for those who read the scorecard; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require(role_of(request) in READERS)
        return view(request, *args, **kwargs)

    return guarded
