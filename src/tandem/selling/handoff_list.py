"""Which deals wait to be handed off, and which have been: for the head of sales, and each seller's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from tandem.measures.export_files import Content
from tandem.people.models import Person
from tandem.selling.deal_page import ShownHandoff, shown
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead
from tandem.selling.models import Handoff

#: Lines of the page; a file holds more.
MOST = 100
MOST_IN_FILE = 20_000


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """A checklist with its deal; ``days`` it has waited, or waited before it was handed off."""

    shown: ShownHandoff
    row: LeadRow
    days: int

    @property
    def done(self) -> int:
        """How many lines are ticked."""
        return sum(each.tick is not None for each in self.shown.items)


@dataclass(frozen=True, slots=True)
class HandoffList:
    """The lines shown, and how many there are of each state."""

    lines: list[HandoffLine]
    waiting: int
    handed: int


def handoff_list(person: Person, *, handed: bool, now: datetime, limit: int = MOST) -> HandoffList:
    """Those that wait, the longest first; or those handed off, the newest first."""
    reader, rows = Reader.of(person), _seen_by(person)
    found = rows.filter(handed_at__isnull=not handed).order_by("-handed_at" if handed else "opened_at", "pk")
    shown_rows = list(found.select_related("handed_by").prefetch_related("ticks__ticked_by")[:limit])
    leads = {
        row.lead_id: row
        for row in rows_of(
            [SelectedLead(each.lead_id, None, False, None) for each in shown_rows], contacts=reader.contacts
        )
    }
    return HandoffList(
        lines=[
            HandoffLine(shown(each), leads[each.lead_id], max(((each.handed_at or now) - each.opened_at).days, 0))
            for each in shown_rows
            if each.lead_id in leads
        ],
        waiting=rows.filter(handed_at=None).count(),
        handed=rows.exclude(handed_at=None).count(),
    )


def waiting_handoffs(person: Person) -> tuple[int, datetime | None]:
    """How many checklists that the person sees wait, and since when the first of them does; None: none waits."""
    found = _seen_by(person).filter(handed_at=None).aggregate(count=Count("pk"), since=Min("opened_at"))
    return found["count"], found["since"]


def _seen_by(person: Person) -> QuerySet[Handoff]:
    seller_id = Reader.of(person).seller_id
    return Handoff.objects.all() if seller_id is None else Handoff.objects.filter(lead__assignment__seller=seller_id)


def rows_of_file(lines: Iterable[HandoffLine], *, contacts: bool) -> Iterator[list[Content]]:
    """The list as the rows of a file."""
    zone = ZoneInfo(settings.TIME_ZONE)

    def at(instant: datetime | None) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""

    yield [
        _("Deal"), *([_("Client")] if contacts else []), _("Checklist"), _("To whom"), _("Seller"), _("Amount"),
        _("Opened"), _("Handed off"), _("By whom"), _("Done"), _("Missing"), _("Days"),
    ]  # fmt: skip
    for line in lines:
        handoff = line.shown.handoff
        yield [
            str(line.row.lead_id), *([line.row.client_name] if contacts else []), line.shown.title, line.shown.to,
            line.row.seller, line.row.amount, at(handoff.opened_at), at(handoff.handed_at),
            str(handoff.handed_by or ""), line.done, "; ".join(each.title for each in line.shown.lacks), line.days,
        ]  # fmt: skip
