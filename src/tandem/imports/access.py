"""Who may bring data in: imports show personal data of every lead, so the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from tandem.imports.models import Import
from tandem.people.models import Person
from tandem.people.rules import Role

IMPORTERS = frozenset(role.value for role in Role if role.imports_data)


def importers_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view for the roles that import data; the others get the page that says so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = reader(request)
        if not Role(person.role).imports_data:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def shows_rows_of(request: HttpRequest, run: Import) -> bool:
    """Whether values of an import's rows, which are personal, may be shown to the reader."""
    person = reader(request)
    return Role(person.role).reads_imported_rows or run.started_by_id == person.pk


def reader(request: HttpRequest) -> Person:
    """Who reads the page: behind the sign-in always a person."""
    assert isinstance(request.user, Person)
    return request.user
