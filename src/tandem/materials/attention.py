"""Materials that their owner should have looked at by now, among what must not be overlooked."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import ngettext

from tandem.materials.queries import overdue_of
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.ui.templatetags.ui import number


def _overdue(person: Person, _reading: Reading) -> list[Line]:
    """Materials of the person's own that are to be reviewed."""
    if not (n := overdue_of(person, today=timezone.localdate())):
        return []
    sentence = ngettext(
        "%(n)s material of yours is to be reviewed: is it still right?",
        "%(n)s materials of yours are to be reviewed: are they still right?",
        n,
    )
    return [Line(sentence % {"n": number(n)}, page("material_list"))]


OVERDUE = Attention(160, _overdue)
