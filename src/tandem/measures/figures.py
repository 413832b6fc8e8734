"""A measure and its value as the figure of a page: everything a reader may ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tandem.basics.periods import Period
from tandem.measures.behind import has_leads
from tandem.measures.catalogue import Measure
from tandem.measures.questions import Member
from tandem.measures.values import Value
from tandem.measures.wording import Speech
from tandem.ui.pieces import Change, Figure, Words

_NOTHING = Value(None)


@dataclass(frozen=True, slots=True)
class Figures:
    """Makes figures of one page: its language, its period, its freshness, the agreement in force."""

    speech: Speech
    period: Period
    as_of: datetime
    version: Words = ""
    #: What the agreement says of measures, by their keys.
    agreed: Mapping[str, Words] = field(default_factory=dict)
    #: Whether figures lead to their leads.
    opens: bool = True

    def figure(
        self,
        measure: Measure,
        value: Value,
        *,
        before: Value | None = None,
        where: Mapping[str, Member] | None = None,
        trend: Sequence[float | None] = (),
    ) -> Figure:
        """The figure with its definition, owner, sureness and the way to its leads."""
        shown = self.speech.figure(measure, value.value) if value.value is not None else ""
        interval = self.speech.interval(measure, value)
        return Figure(
            key=measure.key,
            title=measure.name,
            value=shown,
            change=self.change(measure, value, before) if before else None,
            trend=trend,
            definition=measure.definition,
            agreed=self.agreed.get(measure.key, ""),
            owner=measure.owner or "",
            version=self.version,
            n=self.speech.cases(value),
            interval=f"{shown} ({interval})" if interval else "",
            as_of=self.moment,
            leads_url=leads_url(measure, self.period, where or {}) if self.opens else "",
            more_url=measure_url(measure),
            missing=self.speech.reason(value),
        )

    def about(self, measure: Measure, value: Value = _NOTHING, where: Mapping[str, Member] | None = None) -> Figure:
        """What stands behind the head of a column."""
        return self.figure(measure, value, where=where)

    def change(self, measure: Measure, now: Value, before: Value) -> Change | None:
        """How the figure moved against the comparison."""
        moved, better = self.speech.change(measure, now, before)
        if not moved:
            return None
        return Change(moved, "", "same" if better is None else "better" if better else "worse")

    @property
    def moment(self) -> str:
        """The freshness as a time of day, with the day when that is not today."""
        here = timezone.localtime(self.as_of)
        return f"{here:%H:%M:%S}"


def measure_url(measure: Measure) -> str:
    """The page of a measure."""
    return reverse("measure", args=[measure.key])


def leads_url(measure: Measure, period: Period, where: Mapping[str, Member]) -> str:
    """The list of leads behind a figure; empty where the figure rests on rows that name no lead."""
    if not has_leads(measure):
        return ""
    try:
        address = reverse("leads")
    except NoReverseMatch:
        return ""
    query = {"measure": measure.key, "from": period.start.isoformat(), "to": period.end.isoformat()}
    query |= {key: "-" if member is None else str(member) for key, member in where.items()}
    return f"{address}?{urlencode(query)}"
