"""The distribution of a time in the past: as it was, by the version in force, and by the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tandem.agreement import queries as agreement_queries
from tandem.agreement.document import Document
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.distribution.what_if_rules import Outcome, PastLead, Worker, simulate
from tandem.handover.asking import askings
from tandem.handover.models import RosterEntry
from tandem.handover.pool import terms_of, usual_calendar, zone
from tandem.handover.reckoning import strengths
from tandem.intake.models import Lead
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.people import presence

#: More leads than these would keep the reader waiting.
MOST_LEADS = 20_000
_SEED = 1


@dataclass(frozen=True, slots=True)
class Was:
    """What a seller really had: leads, and the median minutes to the first contact."""

    leads: int
    response: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Leads of a time by seller: as it was, and by each rule; ``left_out`` are those beyond what is reckoned with."""

    was: Mapping[int, Was]
    rules: tuple[tuple[Text, Outcome], ...]
    leads: int
    left_out: int


def compared(period: Period, reading: Reading, *, draft: Document | None = None) -> Comparison:
    """Deal the leads of a time again under the version in force, and under a draft if there is one.

    With the roster, the specialties and the shifts of those days as they are written down today.
    """
    first, beyond = period.bounds_utc(zone())
    rows = list(
        Lead.objects.filter(captured_at__gte=first, captured_at__lt=beyond)
        .order_by("captured_at", "pk")
        .values_list("pk", "captured_at", "client_id")[: MOST_LEADS + 1]
    )
    total = Lead.objects.filter(captured_at__gte=first, captured_at__lt=beyond).count()
    rows = rows[:MOST_LEADS]
    agreement = agreement_queries.in_force()
    documents = [(agreement.title, agreement.document)]
    if draft is not None:
        documents.append((Text(ru="По черновику", en="By the draft"), draft))
    rules = [(title, _dealt(rows, document, first)) for title, document in documents]
    return Comparison(
        was=_was(period, reading),
        rules=tuple((title, outcome) for title, outcome in rules if outcome is not None),
        leads=total,
        left_out=total - len(rows),
    )


def _dealt(rows: list[tuple[int, datetime, int]], document: Document, first: datetime) -> Outcome | None:
    usual = usual_calendar(document)
    if usual is None:
        return None
    asked = {each.lead_id: each for each in askings([pk for pk, *_ in rows], document, anew=True, known_before=first)}
    leads = [PastLead(at, client_id, asked[pk]) for pk, at, client_id in rows if pk in asked]
    return simulate(
        leads, workers(document), terms_of(document.distribution), usual=usual,
        useful=float(document.distribution.useful), zone=zone(), seed=_SEED,
    )  # fmt: skip


def workers(document: Document) -> list[Worker]:
    """The roster as the simulation knows it."""
    usual = usual_calendar(document)
    entries = list(RosterEntry.objects.order_by("pk").prefetch_related("specialties"))
    if usual is None:
        return []
    calendars = presence.calendars_of([each.pk for each in entries], usual=usual)
    strong, fields = strengths(), set(document.distribution.specialties)
    found = []
    for entry in entries:
        skills: dict[str, set[str]] = {}
        for each in entry.specialties.all():
            if each.field in fields:
                skills.setdefault(each.field, set()).add(each.value.casefold())
        found.append(
            Worker(
                entry.pk, calendars[entry.pk], float(entry.share), strong.get(entry.pk, 1.0),
                {name: frozenset(values) for name, values in skills.items()},
            )
        )  # fmt: skip
    return found


def _was(period: Period, reading: Reading) -> dict[int, Was]:
    found = answer(Question(("leads", "response_time_median"), period, by=("seller",)), reading)
    was = {}
    for row in found.over_members:
        seller = row.members[0]
        response = row.values["response_time_median"].value
        if seller is not None:
            was[int(seller)] = Was(int(row.values["leads"].value or 0), None if response is None else float(response))
    return was


def draft() -> Document | None:
    """The draft, if there is one that deals leads out."""
    version = agreement_queries.draft()
    found = None if version is None else agreement_queries.document_of(version)
    return found if found is not None and found.distribution.calendar else None
