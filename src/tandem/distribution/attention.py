"""Open leads of those who are not here any more, among what must not be overlooked."""

from __future__ import annotations

from django.utils.translation import ngettext

from tandem.distribution.standing import left_behind
from tandem.handover.roster import DEALERS
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number

#: So many names are said; the page has all.
_NAMED = 3


def _left(person: Person, reading: Reading) -> list[Line]:
    """For those who give leads out."""
    if Role(person.role) not in DEALERS:
        return []
    found = left_behind(reading)
    if not found:
        return []
    count = sum(each.leads for each in found)
    sentence = ngettext(
        "%(n)s open lead is with somebody who is not here any more (%(names)s): hand it over.",
        "%(n)s open leads are with people who are not here any more (%(names)s): hand them over.",
        count,
    )
    names = ", ".join(str(each.person) for each in found[:_NAMED]) + ("…" if len(found) > _NAMED else "")
    return [Line(sentence % {"n": number(count), "names": names}, page("distribution") + "#left")]


LEFT = Attention(42, _left)
