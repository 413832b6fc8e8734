"""Mailboxes that cannot be read, among what must not be overlooked."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.intake.queries import failing_mailboxes
from tandem.measures.attention import Attention, Line, page
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role

#: Marketing gives the addresses out, the others answer for the data.
_MAILBOXES = frozenset({Role.OWNER, Role.MARKETING_HEAD, Role.ANALYST, Role.ADMIN})


def _mailboxes(person: Person, _reading: Reading) -> list[Line]:
    if Role(person.role) not in _MAILBOXES:
        return []
    said = _("The mailbox of “%(source)s” cannot be read: its letters do not come in.")
    return [Line(said % {"source": each.source}, page("data_health")) for each in failing_mailboxes()]


MAILBOXES = Attention(20, _mailboxes)
