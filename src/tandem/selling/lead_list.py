"""The list of leads: one page of it, and what it can be narrowed by."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.basics.text import Text
from tandem.measures.dimensions import DIMENSIONS
from tandem.measures.store import Reading, store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.selling import lead_search
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import (
    Orders,
    Scope,
    all_matching,
    count_matching,
    leads_matching,
    members,
    newest_lead,
)

PAGE = 50
#: What the list offers to narrow by, in the order of the bar.
OFFERED = ("grade", "stage", "seller", "source", "campaign", "creative", "product", "segment")
#: More choices than this are no longer chosen from by eye.
MOST_CHOICES = 100
_EXPORT_STEP = 2000
#: Seconds after which choices are looked up again, if facts have come in.
_CHOICES_KEPT = 60


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks: which leads they may see, and whether names and phones are shown to them."""

    seller_id: int | None
    contacts: bool
    #: What the reader is in the company; an analyst, who decides nothing, unless somebody is named.
    role: Role = Role.ANALYST

    @classmethod
    def of(cls, person: Person) -> Reader:
        role = Role(person.role)
        return cls(None if role.sees_all_leads else person.pk, role.sees_contacts, role)


@dataclass(frozen=True, slots=True)
class LeadPage:
    """One page of the list. ``search_cut`` is the number of clients a too wide search was cut to, else 0."""

    rows: list[LeadRow]
    total: int
    number: int
    as_of: dt.datetime
    behind: int
    search_cut: int
    choices: dict[str, list[Any]]
    #: Whether there is a single lead that the reader may see.
    any_leads: bool
    seller_names: dict[int, str]
    #: The lead that came last, and the position of the journal this was read at.
    newest: int
    position: int


@dataclass(frozen=True, slots=True)
class News:
    """Matching leads that came after one: the newest of them, how many match in all, and the very last lead."""

    rows: list[LeadRow]
    total: int
    newest: int
    position: int


def page_of(filters: LeadFilters, *, reader: Reader, number: int) -> LeadPage:
    """The page of that number; beyond the end, the last one."""
    names = dict(Person.objects.filter(role=Role.SELLER).order_by("name", "pk").values_list("pk", "name"))
    reading = store.read()
    scope, cut = scope_of(filters, reader)
    orders = _orders(list(names))
    number = max(1, number)
    found = leads_matching(reading, filters, scope=scope, orders=orders, offset=(number - 1) * PAGE, limit=PAGE)
    if not found.leads and number > 1:
        number = max(1, (found.total - 1) // PAGE + 1)
        found = leads_matching(reading, filters, scope=scope, orders=orders, offset=(number - 1) * PAGE, limit=PAGE)
    choices = _choices(reading, filters, reader)
    unnamed = {member for member in choices.get("seller", ()) if member is not None} - names.keys()
    # Somebody who sold once may have another role now.
    names |= dict(Person.objects.filter(pk__in=unnamed).values_list("pk", "name")) if unnamed else {}
    return LeadPage(
        rows=rows_of(found.leads, contacts=reader.contacts),
        total=found.total,
        number=number,
        as_of=reading.freshness.as_of,
        behind=reading.freshness.behind,
        search_cut=lead_search.MOST_CLIENTS if cut else 0,
        choices=choices,
        any_leads=bool(found.total) or any(choices.values()),
        seller_names=names,
        newest=newest_lead(reading),
        position=reading.freshness.position,
    )


def news_of(filters: LeadFilters, *, reader: Reader, after: int, seen: int, limit: int) -> News | None:
    """What came after the lead ``after``; None when nothing matching came after ``seen``, which is shown already."""
    reading = store.read()
    newest = newest_lead(reading)
    if newest <= seen:
        return None
    scope, _ = scope_of(filters, reader)
    if not count_matching(reading, filters, scope=replace(scope, after=seen)):
        return None
    orders = _orders([])
    found = leads_matching(reading, filters, scope=replace(scope, after=after), orders=orders, offset=0, limit=limit)
    rows = rows_of(found.leads, contacts=reader.contacts)
    return News(rows, found.total, newest, reading.freshness.position)


def first_of(filters: LeadFilters, *, reader: Reader, limit: int, offset: int = 0) -> tuple[list[LeadRow], int]:
    """The first lines of a list after ``offset`` of them, and how many match in all."""
    scope, _ = scope_of(filters, reader)
    found = leads_matching(store.read(), filters, scope=scope, orders=_orders([]), offset=offset, limit=limit)
    return rows_of(found.leads, contacts=reader.contacts), found.total


def count_of(filters: LeadFilters, *, reader: Reader) -> int:
    """How many leads match: what an export is going to hold."""
    scope, _ = scope_of(filters, reader)
    return leads_matching(store.read(), filters, scope=scope, orders=_orders([]), offset=0, limit=0).total


def every_row(filters: LeadFilters, *, reader: Reader) -> Iterator[LeadRow]:
    """All matching leads in their order, read in steps so that a million fit in little memory."""
    sellers = list(Person.objects.filter(role=Role.SELLER).order_by("name", "pk").values_list("pk", flat=True))
    scope, _ = scope_of(filters, reader)
    selected = all_matching(store.read(), filters, scope=scope, orders=_orders(sellers))
    for start in range(0, len(selected), _EXPORT_STEP):
        yield from rows_of(selected[start : start + _EXPORT_STEP], contacts=reader.contacts)


def label_of(key: str, member: Any, seller_names: dict[int, str], agreement: Agreement) -> Text | str:
    """A member of a dimension as people call it."""
    if member is None:
        return DIMENSIONS[key].unknown
    if key == "seller":
        return seller_names.get(member, f"№ {member}")
    if key == "stage":
        stage = agreement.stage(member)
        return stage.title if stage else str(member)
    if key == "grade":
        return next((grade.title for grade in agreement.grades if grade.key == member), str(member))
    return str(member)


def scope_of(filters: LeadFilters, reader: Reader) -> tuple[Scope, bool]:
    """What the reader may see of what was searched for, and whether a too wide search was cut."""
    if not filters.search:
        return Scope(reader.seller_id), False
    hits = lead_search.hits(filters.search, seller_id=reader.seller_id, contacts=reader.contacts)
    return Scope(reader.seller_id, hits.client_ids, hits.lead_ids), hits.cut


def _orders(sellers: list[int]) -> Orders:
    agreement = in_force()
    return Orders(sellers, [stage.key for stage in agreement.stages], [grade.key for grade in agreement.grades])


def _choices(reading: Reading, filters: LeadFilters, reader: Reader) -> dict[str, list[Any]]:
    """Members to choose from: those of the agreement in its order, the others by how frequent they are."""
    asked = [key for key in OFFERED if key != "stage" and not (key == "seller" and reader.seller_id is not None)]
    found = {key: list(each) for key, each in _members(reading, asked, reader).items() if any(each)}
    agreement = in_force()
    if found.get("grade"):
        order = [grade.key for grade in agreement.grades]
        found["grade"].sort(key=lambda grade: (grade is None, order.index(grade) if grade in order else 99))
    if found:
        found["stage"] = [stage.key for stage in agreement.stages]
    for key, wanted in filters.where.items():
        if key in found:
            found[key] += [member for member in wanted if member not in found[key]]
    return {key: found[key] for key in OFFERED if found.get(key)}


def _members(reading: Reading, asked: list[str], reader: Reader) -> dict[str, list[Any]]:
    """Members of every dimension: a scan of all leads, so that those of a minute ago do as well."""
    place, now = ("choices", reader.seller_id), time.monotonic()
    position = reading.freshness.position
    known = reading.kept.get(place)
    if known is None or (known[0] != position and now - known[1] > _CHOICES_KEPT):
        known = (position, now, members(reading, asked, seller_id=reader.seller_id, limit=MOST_CHOICES))
        reading.kept[place] = known
    found: dict[str, list[Any]] = known[2]
    return found
