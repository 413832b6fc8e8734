"""Leads that fit no seller, among what must not be overlooked."""

from __future__ import annotations

from django.utils.translation import ngettext

from tandem.agreement.queries import in_force
from tandem.handover.roster import DEALERS, held_leads
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number


def _held(person: Person, _reading: Reading) -> list[Line]:
    """Leads that fit no seller, for whoever the agreement names, and for those who give leads out."""
    role = Role(person.role)
    if role not in DEALERS and role.value != in_force().document.distribution.catch_all:
        return []
    count = sum(why == "nobody" for _lead, _since, why in held_leads())
    if not count:
        return []
    sentence = ngettext("%(n)s lead fits no seller.", "%(n)s leads fit no seller.", count)
    return [Line(sentence % {"n": number(count)}, page("distribution"))]


HELD = Attention(40, _held)
