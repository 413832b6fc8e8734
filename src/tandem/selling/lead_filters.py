"""Which leads a reader asks for: read from an address, and written into one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from tandem.basics.periods import BadPeriod, Period, parse_period
from tandem.basics.text import Text
from tandem.measures.behind import has_leads
from tandem.measures.catalogue import catalogue
from tandem.measures.dimensions import DIMENSIONS

if TYPE_CHECKING:
    from tandem.measures.questions import Member

#: In an address: a lead that has no value.
NOT_GIVEN = "-"
TARGETS: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
STEPS = ("none", "due")
DEFAULT_SORT = "-captured"
#: More members than this in one filter are a mistake or an attack.
_MANY = 200


@dataclass(frozen=True, slots=True)
class LeadFilters:
    """Everything the list can be narrowed by, and its order.

    ``where`` maps a dimension's key to the wanted members, None among them for "not given". ``target`` holds
    the wanted answers to "is it a target lead?", None for "not known". ``period`` is that of capture, or of the
    figure when ``measure`` names one whose leads are wanted.
    """

    where: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    target: tuple[bool | None, ...] = ()
    #: The wanted answers to "is a portrait of the agreement in force true of it?".
    portrait: tuple[bool | None, ...] = ()
    period: Period | None = None
    #: The period as it stands in the address.
    period_text: str = ""
    #: Only leads that nobody has taken up.
    waiting: bool = False
    #: Only leads whose packet lacks what a seller needs.
    incomplete: bool = False
    #: Open leads by their next step: ``none`` has been settled, or one is ``due``, today or before.
    step: str = ""
    today: dt.date | None = None
    search: str = ""
    #: Key of the measure behind whose figure the leads stand.
    measure: str = ""
    sort: str = DEFAULT_SORT
    problem: Text | None = None

    @property
    def any(self) -> bool:
        """Whether the list is narrowed at all."""
        narrowed = (self.where, self.target, self.portrait, self.period, self.waiting, self.search, self.measure)
        return any(narrowed) or self.incomplete or bool(self.step)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The address that leads here again, as name and value; the same filters give the same pairs."""
        if self.measure:
            yield "measure", self.measure
        if self.search:
            yield "search", self.search
        if self.period_text:
            yield "period", self.period_text
        for key in DIMENSIONS:
            for member in self.where.get(key, ()):
                yield key, NOT_GIVEN if member is None else str(member)
        for name, answer in TARGETS.items():
            if answer in self.target:
                yield "target", name
        for name, answer in TARGETS.items():
            if answer in self.portrait:
                yield "portrait", name
        if self.waiting:
            yield "waiting", "1"
        if self.incomplete:
            yield "incomplete", "1"
        if self.step:
            yield "step", self.step
        if self.sort != DEFAULT_SORT:
            yield "sort", self.sort

    def address(self) -> str:
        """``?source=…&grade=A``, or an empty text."""
        query = QueryDict(mutable=True)
        for name, value in self.pairs():
            query.appendlist(name, value)
        return f"?{query.urlencode()}" if query else ""

    def without(self, name: str, value: Member | bool = None) -> LeadFilters:
        """The same without one filter, or without one member of it."""
        if name == "measure":
            return replace(self, measure="")
        if name == "search":
            return replace(self, search="")
        if name == "period":
            return replace(self, period=None, period_text="")
        if name == "waiting":
            return replace(self, waiting=False)
        if name == "incomplete":
            return replace(self, incomplete=False)
        if name == "step":
            return replace(self, step="")
        if name == "target":
            return replace(self, target=tuple(each for each in self.target if each is not value))
        if name == "portrait":
            return replace(self, portrait=tuple(each for each in self.portrait if each is not value))
        where = dict(self.where)
        if left := tuple(each for each in where.pop(name) if each != value):
            where[name] = left
        return replace(self, where=where)


def read_filters(query: QueryDict, *, today: dt.date, sorts: frozenset[str]) -> LeadFilters:
    """The filters of an address; what cannot be read is left out, a period with a word about it."""
    where = {key: members for key in DIMENSIONS if (members := tuple(_members(key, query.getlist(key))))}
    period, text, problem = _period(query, today)
    sort, counted = query.get("sort", ""), catalogue().get(query.get("measure", ""))
    return LeadFilters(
        where=where,
        target=tuple(TARGETS[name] for name in TARGETS if name in query.getlist("target")),
        portrait=tuple(TARGETS[name] for name in TARGETS if name in query.getlist("portrait")),
        period=period,
        period_text=text,
        waiting=query.get("waiting") == "1",
        incomplete=query.get("incomplete") == "1",
        step=step if (step := query.get("step", "")) in STEPS else "",
        today=today,
        search=query.get("search", "").replace("\0", "").strip()[:100],
        measure=counted.key if counted is not None and has_leads(counted) else "",
        sort=sort if sort.removeprefix("-") in sorts else DEFAULT_SORT,
        problem=problem,
    )


def _members(key: str, texts: list[str]) -> Iterator[Member]:
    for text in dict.fromkeys(texts[:_MANY]):
        if text == NOT_GIVEN:
            yield None
        elif key != "seller":
            if text:
                yield text
        elif text.isascii() and text.isdigit():
            yield int(text[:18])


def _period(query: QueryDict, today: dt.date) -> tuple[Period | None, str, Text | None]:
    first, last = query.get("from", ""), query.get("to", "")
    text = f"{first}..{last}" if first and last else query.get("period", "").strip()
    if not text:
        return None, "", None
    try:
        return parse_period(text, today), text, None
    except BadPeriod as refusal:
        return None, "", refusal.text
