"""A department that is too full, among what must not be overlooked."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

from tandem.agreement.queries import in_force
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.workload.queries import warned
from tandem.workload.saying import sentence_of


def _workload(person: Person, reading: Reading) -> list[Line]:
    """A department that is too full, or about to be, for whoever can do something about it."""
    if Role(person.role) is not Role.SALES_HEAD:
        return []
    found = warned(reading, in_force().document, now=dt.datetime.now(dt.UTC))
    return [] if found is None else [Line(sentence_of(found, get_language() or "ru"), page("workload"))]


WORKLOAD = Attention(100, _workload)
