"""The time study over the fact store: the minutes of leads by product, grade and seller, and who waited for whom.

A contact that names its lead counts for that one; of the others each counts for the newest lead its client had by
then, as everywhere in the house. A lead counts for the seller who has it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tandem.agreement.document import ASK, Document
from tandem.basics.periods import Period
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.workload.study_rules import NOTES_MINUTES, Minutes, Norm, norm_of_all, norms_by

#: A lead that is not closed is studied once it is so old that most of its work is done.
RIPE_DAYS = 30
#: Days of leads that the norm of planning rests on.
NORM_DAYS = 180
#: Seconds for which that norm is kept: it does not change within the hour, and asking costs a scan.
_KEPT = 3_600

_MINUTES = """
WITH studied AS (
    SELECT lead_id, client_id, seller_id, product, grade FROM leads
    WHERE captured_on BETWEEN $first AND $last
        AND (won_on IS NOT NULL OR lost_on IS NOT NULL OR captured_at < $ripe)
),
of_clients AS (
    SELECT lead_id, client_id, date_trunc('minute', captured_at) AS moment FROM leads
    WHERE client_id IN (SELECT client_id FROM studied)
),
unnamed AS (
    SELECT client_id, contacted_at, duration FROM activities
    WHERE lead_id IS NULL AND NOT automatic AND contacted_on >= $first AND client_id IN (SELECT client_id FROM studied)
),
work AS (
    SELECT lead_id, duration FROM activities WHERE NOT automatic AND lead_id IN (SELECT lead_id FROM studied)
    UNION ALL
    SELECT l.lead_id, a.duration
    FROM unnamed a ASOF JOIN of_clients l ON a.client_id = l.client_id AND a.contacted_at >= l.moment
),
per_lead AS (
    SELECT lead_id, count(*) AS contacts, count(duration) AS timed,
        coalesce(sum(duration), 0) / 60.0 + $notes * count(*) AS minutes
    FROM work GROUP BY lead_id
)
SELECT l.seller_id, coalesce(l.product, ''), coalesce(l.grade, ''),
    count(*) FILTER (w.lead_id IS NOT NULL), coalesce(sum(w.minutes), 0), coalesce(sum(w.minutes ** 2), 0),
    coalesce(sum(w.minutes ** 3), 0), coalesce(sum(w.contacts), 0)::BIGINT, coalesce(sum(w.timed), 0)::BIGINT,
    count(*)
FROM studied l LEFT JOIN per_lead w ON w.lead_id = l.lead_id
GROUP BY ALL
"""

type Group = tuple[int | None, str, str]
"""Seller, product, grade."""


@dataclass(frozen=True, slots=True)
class Study:
    """Groups of leads with their minutes. ``contacts`` had ``timed`` calls with a length among them."""

    groups: Mapping[Group, Minutes]
    contacts: int
    timed: int
    #: Leads that are closed or ripe, and those of them that nobody ever contacted: they have no minutes.
    leads: int
    untouched: int

    @property
    def all(self) -> Norm:
        """All leads together."""
        return norm_of_all(self.groups.values())

    @property
    def by_seller(self) -> dict[int | None, Norm]:
        """By the seller who has the lead."""
        return norms_by(self.groups, lambda group: group[0])

    @property
    def by_product(self) -> dict[str, Norm]:
        """By product; empty where none is known."""
        return norms_by(self.groups, lambda group: group[1])

    @property
    def by_grade(self) -> dict[str, Norm]:
        """By grade; empty where none is known."""
        return norms_by(self.groups, lambda group: group[2])


def study(
    reading: Reading, period: Period, document: Document, *, as_of: datetime, notes: float = NOTES_MINUTES
) -> Study:
    """Leads captured in the period; ``as_of`` is naive UTC, as the store keeps instants."""
    norms = {each.grade: each.minutes for each in document.queue.fading}
    parameters = {
        "notes": notes, "first": period.start, "last": period.end, "ripe": as_of - timedelta(days=RIPE_DAYS),
    }  # fmt: skip
    groups: dict[Group, Minutes] = {}
    contacts = timed = leads = untouched = 0
    for seller, product, grade, n, total, squares, cubes, of_contacts, of_timed, of_all in reading.rows(
        _MINUTES, parameters
    ):
        contacts, timed = contacts + of_contacts, timed + of_timed
        leads, untouched = leads + of_all, untouched + of_all - n
        if not n:
            continue
        norm = norms.get(grade or ASK)
        groups[seller, product, grade] = Minutes(
            n, float(total), float(squares), float(cubes), of_contacts,
            n if norm else 0, float(n * norm) if norm else 0.0,
        )  # fmt: skip
    return Study(groups, contacts, timed, leads, untouched)


def norm_to_plan_by(reading: Reading, document: Document) -> Study:
    """The study of the last half a year of the data; an hour old at most."""
    known, now = reading.kept.get("workload norm"), time.monotonic()
    if known is None or now - known[0] > _KEPT or known[1] is not document:
        reach = horizon(reading)
        period = Period(reach.until - timedelta(days=NORM_DAYS - 1), reach.until)
        known = (now, document, study(reading, period, document, as_of=reach.as_of))
        reading.kept["workload norm"] = known
    found: Study = known[2]
    return found


@dataclass(frozen=True, slots=True)
class Delays:
    """Of a seller's leads: median seconds until somebody had them, and from then until the first contact."""

    system: float | None
    human: float | None
    n_system: int
    n_human: int


def delays(reading: Reading, period: Period) -> dict[int, Delays]:
    """By seller, by the clock, nights included: the measures of the catalogue."""
    asked = Question(("system_delay_median", "human_delay_median"), period, by=("seller",))
    found = {}
    for row in answer(asked, reading).rows:
        (seller,) = row.members
        system, human = row.values["system_delay_median"], row.values["human_delay_median"]
        if seller is not None:
            found[int(seller)] = Delays(_seconds(system), _seconds(human), system.n or 0, human.n or 0)
    return found


def _seconds(value: Value) -> float | None:
    return None if value.value is None else float(value.value)
