"""The common queue for a free seller: which lead of a colleague is next, and taking it.

Which goes first is what the order of the queue says over all who wait; which of them may be taken is the rule's to say
(``handover.sharing_rules``). The offer tells how long the lead waits and what that costs, and nothing of the client:
before it is taken it is a colleague's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.dealing_words import bar_words
from tandem.handover.lead_worth import worth
from tandem.handover.models import Assignment
from tandem.handover.sharing import NoLongerWaits, sharing_of, take_from_another
from tandem.imports.turns import one_at_a_time
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.off_load import still_waits
from tandem.selling.queue import Place, places_of, waiting_leads

#: First places that are looked through for one that may be taken.
_LOOKED_AT = 200


class NobodyToTake(Refusal):
    """No lead of a colleague comes before the seller's own."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page offers: the place that is ``next``, None where nothing is, and how many more may be taken.

    ``bar`` says why they may take nothing at all; None: they may.
    """

    next: Place | None
    waiting: int
    bar: Text | None


def offer_to(person: Person, reading: Reading, *, now: datetime) -> Offer | None:
    """The next of the common queue for a seller; None where the agreement has none, or they do not sell."""
    if not in_force().document.distribution.common or Role(person.role) is not Role.SELLER:
        return None
    sharing = sharing_of(person.pk, now=now)
    if sharing.bar is not None:
        return Offer(None, 0, bar_words(sharing.bar.value))
    found = list(_takeable(person, reading, now=now))
    return Offer(found[0] if found else None, len(found), None)


def take_next(person: Person, reading: Reading, *, now: datetime) -> tuple[int, int]:
    """Take the first that may be taken; the lead, and who had it. Refuses by ``NobodyToTake`` and the rule's words."""
    with transaction.atomic():
        one_at_a_time()
        offer = offer_to(person, reading, now=now)
        if offer is not None and offer.bar is not None:
            raise NobodyToTake(offer.bar)
        for place in _takeable(person, reading, now=now) if offer is not None else ():
            # The store may not have read yet what a colleague has just done.
            if not still_waits(place.lead_id):
                continue
            try:
                return place.lead_id, take_from_another(lead_id=place.lead_id, by=person, now=now)
            except NoLongerWaits:
                continue
    raise NobodyToTake(
        Text(
            ru="В общей очереди сейчас нет лида, который идёт раньше ваших.",
            en="No lead of the common queue comes before your own just now.",
        )
    )


def _takeable(person: Person, reading: Reading, *, now: datetime) -> Iterator[Place]:
    """Leads of colleagues that come before any of the seller's own and that they may take, the first first."""
    everybody = waiting_leads(reading, seller_id=None)
    places, _ = places_of(everybody, in_force(), worth(reading), now)
    first = [each.lead_id for each in places[:_LOOKED_AT]]
    own = set(Assignment.objects.filter(seller=person, pk__in=first).values_list("pk", flat=True))
    before = list(takewhile(lambda each: each.lead_id not in own, places[:_LOOKED_AT]))
    may = sharing_of(person.pk, now=now).takeable([each.lead_id for each in before])
    yield from (each for each in before if each.lead_id in may)
