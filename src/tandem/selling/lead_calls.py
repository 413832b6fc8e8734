"""The contacts with the clients of a list of leads: what a figure about calls rests on, one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.basics.text import Text
from tandem.measures.export_files import Content
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.selling.facts import ContactMade
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_list import Reader, scope_of
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead, conditions

#: Contacts shown, the newest; the page says how many there are, and how many a file holds.
SHOWN = 100
MOST_IN_FILE = 20_000


@dataclass(frozen=True, slots=True)
class LeadCall:
    """A contact: with whom, by whom, how it went, and how long after the request; ``first`` is the first answer."""

    row: LeadRow
    seller: str
    at: dt.datetime
    words: Text
    after: dt.timedelta
    first: bool


@dataclass(frozen=True, slots=True)
class LeadCalls:
    """Those shown, how many there are of how many leads, and how many leads of the list have none."""

    lines: tuple[LeadCall, ...]
    total: int
    leads: int
    without: int


def calls_of(filters: LeadFilters, *, reader: Reader, limit: int = SHOWN) -> LeadCalls:
    """The contacts by a person that count for the leads a list holds, as far as the reader may see them.

    The newest ``limit`` of them are told one by one. One that names no lead counts for the client's newest by then.
    """
    reading = store.read()
    scope, _ = scope_of(filters, reader)
    statement, where = conditions(reading, filters, scope)
    contacts = (
        f"WITH chosen AS (SELECT t.lead_id, t.client_id, t.captured_at, t.first_contact_at FROM leads t WHERE {where}) "
        "SELECT c.lead_id, a.activity_id, a.contacted_at, a.activity_kind, a.direction, a.answered, a.duration, "
        "a.seller_id, c.captured_at, a.contacted_at = date_trunc('minute', c.first_contact_at) "
        "OR a.contacted_at = c.first_contact_at AS is_first FROM chosen c "
        "JOIN activities a ON a.client_id = c.client_id AND NOT a.automatic AND (a.lead_id = c.lead_id OR ("
        "a.lead_id IS NULL AND a.contacted_at >= date_trunc('minute', c.captured_at) AND NOT EXISTS (SELECT 1 FROM "
        "leads n WHERE n.client_id = c.client_id AND (n.captured_at, n.lead_id) > (c.captured_at, c.lead_id) "
        "AND date_trunc('minute', n.captured_at) <= a.contacted_at)))"
    )
    counted = f"SELECT count(*), count(DISTINCT lead_id) FROM ({contacts})"
    ((total, called),) = reading.rows(counted, statement.used_in(counted))
    listed = f"SELECT * FROM ({contacts}) ORDER BY contacted_at DESC, activity_id DESC LIMIT {limit:d}"
    found = reading.rows(listed, statement.used_in(listed))
    every = f"SELECT count(*) FROM leads t WHERE {where}"
    ((leads,),) = reading.rows(every, statement.used_in(every))
    ids = sorted({row[0] for row in found})
    rows = {each.lead_id: each for each in rows_of([_selected(pk) for pk in ids], contacts=reader.contacts)}
    names = dict(Person.objects.filter(pk__in={row[7] for row in found if row[7]}).values_list("pk", "name"))
    return LeadCalls(tuple(_lines(found, rows, names)), int(total), int(leads), int(leads - called))


def rows_of_file(found: LeadCalls, *, contacts: bool) -> Iterator[list[Content]]:
    """The contacts as the rows of a file; ``contacts``: whether its reader may read names."""
    zone, language = ZoneInfo(settings.TIME_ZONE), get_language() or "en"
    yield [
        _("Lead"), *([_("Client")] if contacts else []), _("When"), _("Contact"), _("Seller"),
        _("After the request, min"), _("First answer"), _("Source"), _("Campaign"),
    ]  # fmt: skip
    for each in found.lines:
        yield [
            each.row.lead_id, *([each.row.client_name] if contacts else []),
            f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}", each.words.in_language(language), each.seller,
            round(each.after.total_seconds() / 60, 1), _("yes") if each.first else "", each.row.source,
            each.row.campaign,
        ]  # fmt: skip


def forms_of_file(*, contacts: bool) -> list[str]:
    """The number formats of the columns of such a file."""
    return ["0", *([""] if contacts else []), "", "", "", "0.0", "", "", ""]


def _lines(found: Sequence[tuple[Any, ...]], rows: dict[int, LeadRow], names: dict[int, str]) -> list[LeadCall]:
    lines = []
    for lead_id, _pk, at, kind, direction, answered, duration, seller_id, captured_at, is_first in found:
        if lead_id not in rows:
            continue
        said = ContactMade(
            client_id=None, seller_id=seller_id, activity_kind=kind or "call", direction=direction or None,
            answered=answered, duration=duration,
        )  # fmt: skip
        lines.append(
            LeadCall(
                rows[lead_id], names.get(seller_id, ""), at.replace(tzinfo=dt.UTC), said.told(),
                max(at - captured_at, dt.timedelta(0)), bool(is_first),
            )
        )  # fmt: skip
    return lines


def _selected(lead_id: int) -> SelectedLead:
    return SelectedLead(lead_id, None, True, None)
