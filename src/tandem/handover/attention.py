"""Leads that fit no seller, and those that colleagues took over, among what must not be overlooked."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from tandem.agreement.queries import in_force
from tandem.handover.roster import DEALERS, held_leads
from tandem.handover.sharing import taken_away
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number

_LATELY = timedelta(days=1)


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


def _taken(person: Person, _reading: Reading) -> list[Line]:
    """What colleagues took from the seller's queue within a day: who looks for such a lead need not wonder."""
    if Role(person.role) is not Role.SELLER or not in_force().document.distribution.common:
        return []
    taken = taken_away(person.pk, since=timezone.now() - _LATELY)
    if not taken:
        return []
    names = Person.objects.filter(pk__in=set(taken.values())).order_by("name").values_list("name", flat=True)
    sentence = ngettext(
        "%(n)s lead that waited with you was taken from the common queue: %(names)s.",
        "%(n)s leads that waited with you were taken from the common queue: %(names)s.",
        len(taken),
    )
    return [Line(sentence % {"n": number(len(taken)), "names": ", ".join(names)})]


HELD = Attention(40, _held)
TAKEN = Attention(45, _taken)
