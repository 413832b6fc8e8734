"""What changed for a seller while the day's screen stood open: leads that came or went, and deadlines about to pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from tandem.handover.facts import LeadAssigned
from tandem.handover.models import Assignment
from tandem.journal import queries as journal
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.selling.clock_list import Pressure
from tandem.selling.day import RunningClock, running_clocks
from tandem.selling.day_calls import Called, Ringing, called_since, given_back_since, ringing_since

#: Facts looked through; behind more of them the screen is best asked for anew.
MOST_FACTS = 5_000
#: Leads of a screen whose fate is looked after.
MOST_WATCHED = 50


@dataclass(frozen=True, slots=True)
class News:
    """What is to be said above the screen; ``many``: so much has happened that the screen is stale as a whole."""

    position: int
    came: tuple[int, ...]
    #: The lead and who has it now.
    gone: tuple[tuple[int, str], ...]
    soon: tuple[tuple[int, RunningClock], ...]
    many: bool
    #: What telephony told of own leads, and those that a ruling brought back.
    called: tuple[Called, ...] = ()
    back: tuple[int, ...] = ()
    #: Own clients who are on the line.
    ringing: tuple[Ringing, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.gone or self.soon or self.many or self.called or self.back or self.ringing)


def news_for(person: Person, *, after: int, watched: Collection[int], now: dt.datetime) -> News:
    """News since a position of the journal; ``watched`` are the leads on the screen. All statements are bounded."""
    position = journal.position()
    if position - after > MOST_FACTS:
        return News(position, (), (), (), many=True)
    holder = Assignment.objects.filter(pk=OuterRef("subject_id"))
    given = FactRow.objects.filter(position__gt=after, kind=LeadAssigned.kind).annotate(
        seller_id=Subquery(holder.values("seller_id")), seller=Subquery(holder.values("seller__name"))
    )
    # By the subject, which of such a fact is the lead.
    rows = dict.fromkeys(given.order_by("position").values_list("subject_id", "seller_id", "seller"))
    clocks = running_clocks(watched, now=now)
    return News(
        position=position,
        came=tuple(each for each, seller_id, _ in rows if seller_id == person.pk and each not in watched),
        gone=tuple((each, name or "") for each, seller_id, name in rows if each in watched and seller_id != person.pk),
        soon=tuple((each, clock) for each, clock in clocks.items() if clock.pressure is Pressure.SOON),
        many=False,
        called=called_since(person, after=after, now=now),
        back=given_back_since(person, after=after),
        ringing=ringing_since(person, after=after, now=now),
    )
