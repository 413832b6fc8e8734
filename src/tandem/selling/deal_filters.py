"""Which open deals a reader asks for: read from an address, and written into one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import QueryDict

from tandem.basics.periods import Period
from tandem.selling.lead_filters import NOT_GIVEN, LeadFilters, read_filters

if TYPE_CHECKING:
    from tandem.measures.questions import Member

DEFAULT_SORT = "step"
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
#: What deals can be narrowed by, as dimensions of leads.
OFFERED = ("stage", "seller", "product")


@dataclass(frozen=True, slots=True)
class DealFilters:
    """What the board and the list can be narrowed by; ``month`` is that of the expected close, ``-`` for none said."""

    leads: LeadFilters
    month: str = ""
    sort: str = DEFAULT_SORT

    @property
    def search(self) -> str:
        """What was searched for."""
        return self.leads.search

    @property
    def any(self) -> bool:
        """Whether anything is left out."""
        return bool(self.leads.where or self.leads.search or self.month)

    @property
    def period(self) -> Period | None:
        """The month as days."""
        if not self.month or self.month == NOT_GIVEN:
            return None
        return Period.month(dt.date.fromisoformat(f"{self.month}-01"))

    def members(self, key: str) -> tuple[Member, ...]:
        """The wanted members of a dimension."""
        return self.leads.where.get(key, ())

    def with_stage(self, stage: str) -> DealFilters:
        """The same of one stage alone."""
        return replace(self, leads=replace(self.leads, where={**self.leads.where, "stage": (stage,)}))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The address that leads here again, as name and value."""
        if self.search:
            yield "search", self.search
        for key in OFFERED:
            for member in self.members(key):
                yield key, NOT_GIVEN if member is None else str(member)
        if self.month:
            yield "month", self.month
        if self.sort != DEFAULT_SORT:
            yield "sort", self.sort

    def address(self) -> str:
        """``?stage=…``, or an empty text."""
        query = QueryDict(mutable=True)
        for name, value in self.pairs():
            query.appendlist(name, value)
        return f"?{query.urlencode()}" if query else ""


def read_deal_filters(query: QueryDict, *, today: dt.date, sorts: frozenset[str]) -> DealFilters:
    """The filters of an address; what cannot be read is left out."""
    # A form sends what nobody chose as an empty text, and an empty member is none here.
    asked = QueryDict(mutable=True)
    for key in (*OFFERED, "search"):
        for value in query.getlist(key):
            if value:
                asked.appendlist(key, value)
    month, sort = query.get("month", ""), query.get("sort", "")
    return DealFilters(
        leads=read_filters(asked, today=today, sorts=frozenset()),
        month=month if month == NOT_GIVEN or _MONTH.fullmatch(month) else "",
        sort=sort if sort.removeprefix("-") in sorts else DEFAULT_SORT,
    )
