"""A department that is too full, among what must not be overlooked."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.agreement.queries import in_force
from tandem.basics.numbers import format_day
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.workload.crisis import crisis_on
from tandem.workload.queries import warned
from tandem.workload.saying import sentence_of


def _workload(person: Person, reading: Reading) -> list[Line]:
    """A department that is too full, or about to be, for whoever can do something about it."""
    if Role(person.role) is not Role.SALES_HEAD:
        return []
    found = warned(reading, in_force().document, now=dt.datetime.now(dt.UTC))
    return [] if found is None else [Line(sentence_of(found, get_language() or "ru"), page("workload"))]


def _crisis(person: Person, _reading: Reading) -> list[Line]:
    """A crisis that holds, for those whose hours it is about."""
    crisis = crisis_on(timezone.localdate()) if Role(person.role).department is Department.SALES else None
    if crisis is None:
        return []
    said = _("Crisis until %(until)s: leads first, chores wait. %(why)s") % {
        "until": format_day(crisis.until, timezone.localdate(), get_language() or "ru"), "why": crisis.why,
    }  # fmt: skip
    return [Line(said, page("workload" if person.role == Role.SALES_HEAD else "day"))]


CRISIS = Attention(5, _crisis)
WORKLOAD = Attention(100, _workload)
