"""What is to be looked at before anybody says of a returned lead what it was: all on one screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.agreement.document import Evidence
from tandem.agreement.queries import version
from tandem.basics.text import Text
from tandem.handover.models import LeadReturn
from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling.in_the_call import Line, call_of
from tandem.selling.lead_card import blind_journey, whole_journey
from tandem.selling.lead_journey_words import Happened
from tandem.selling.lead_promised import Promised, answers_with, promised_to
from tandem.selling.models import Activity


@dataclass(frozen=True, slots=True)
class Record:
    """A lead as evidence: what the client saw, said and did, and what counts as evidence by its version."""

    captured_at: dt.datetime
    promised: Sequence[Promised]
    #: The questions of the agreement with their answers; no answer where nobody has asked.
    questions: Sequence[tuple[str, Text | str]]
    #: What came with the lead, in free text.
    answers: Sequence[tuple[str, str]]
    attempts: int
    talks: int
    #: Seconds of the longest talk; 0 where none has a length.
    longest: int
    journey: Sequence[Happened]
    cut: int
    counts: Sequence[Evidence]


def record_of(returned: LeadReturn, person: Person, *, blind: bool) -> Record:
    """The evidence about a returned lead; ``blind`` ends with the return and names no colleague nor any judgement."""
    lead = Lead.objects.select_related("client").get(pk=returned.lead_id)
    reads = Role(person.role).sees_contacts
    until = returned.returned_at
    found, cut = blind_journey(lead, until=until, notes=reads) if blind else whole_journey(lead, notes=reads)
    calls = _calls(lead, until)
    return Record(
        captured_at=lead.captured_at,
        promised=promised_to(lead),
        questions=[(line.title, _said(line)) for line in call_of(lead, person).lines],
        answers=answers_with(lead) if reads else (),
        attempts=len(calls),
        talks=sum(each.answered is not False and bool(each.duration) for each in calls),
        longest=max((each.duration or 0 for each in calls), default=0),
        journey=found,
        cut=cut,
        counts=version(returned.version).document.evidence,
    )


def _said(line: Line) -> Text | str:
    chosen = next((each.title for each in line.choices if each.chosen), None)
    return line.number_said if chosen is None else chosen


def _calls(lead: Lead, until: dt.datetime) -> list[Activity]:
    """Calls to and from the client, from the lead's beginning until it came back."""
    rows = Activity.objects.filter(client=lead.client_id, kind="call")
    return list(rows.filter(contacted_at__gte=lead.captured_at, contacted_at__lte=until))
