"""Launches that sales was not told of, among what must not be overlooked."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import ngettext

from tandem.campaigns.launch_list import unsent_before, untold_since
from tandem.campaigns.rules import keeps_campaigns
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.templatetags.ui import number

_LOOKED_BACK = dt.timedelta(days=30)
_LOOKED_AHEAD = dt.timedelta(days=3)


def _launches(person: Person, _reading: Reading) -> list[Line]:
    """Starts of the last thirty days that sales was not told of, and drafts whose hour has come, for who answers."""
    if not keeps_campaigns(Role(person.role)):
        return []
    now = timezone.now()
    found = []
    if untold := untold_since(now - _LOOKED_BACK):
        sentence = ngettext(
            "%(n)s launch of the last thirty days started without a notice to sales.",
            "%(n)s launches of the last thirty days started without a notice to sales.",
            untold,
        )
        found.append(Line(sentence % {"n": number(untold)}, page("launches")))
    if unsent := unsent_before(now + _LOOKED_AHEAD):
        sentence = ngettext(
            "%(n)s launch is about to start, and its notice is not sent.",
            "%(n)s launches are about to start, and their notices are not sent.",
            unsent,
        )
        found.append(Line(sentence % {"n": number(unsent)}, page("launches")))
    return found


LAUNCHES = Attention(150, _launches)
