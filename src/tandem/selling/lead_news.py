"""New leads appear above a list that somebody reads, without moving what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from tandem.selling.lead_filters import DEFAULT_SORT, LeadFilters
from tandem.selling.lead_list import LeadPage, Reader, news_of
from tandem.selling.lead_rows import LeadRow

#: More than this is a batch, not news: the others wait behind a link.
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class NewLeads:
    """What stands above the list: ``rows`` to be read at once, ``more`` behind a link.

    ``seen`` is the last lead that was there before; rows after it are marked. ``url`` asks again.
    """

    url: str
    show_url: str
    position: int
    in_table: bool
    rows: Sequence[LeadRow] = field(default=())
    more: int = 0
    seen: int = 0


def none_yet(filters: LeadFilters, page: LeadPage) -> NewLeads:
    """Above a list just read."""
    return _made(filters, first=page.number == 1, in_table=bool(page.rows), after=page.newest, seen=page.newest,
                 position=page.position)  # fmt: skip


def since(
    filters: LeadFilters, *, reader: Reader, first: bool, in_table: bool, after: int, seen: int
) -> NewLeads | None:
    """What came meanwhile; None when nothing did.

    Lines themselves only above the first page in its usual order: anywhere else they would stand in a wrong place.
    """
    at_once = first and in_table and filters.sort == DEFAULT_SORT
    news = news_of(filters, reader=reader, after=after, seen=seen, limit=MOST_ROWS if at_once else 0)
    if news is None:
        return None
    return _made(
        filters, first=first, in_table=in_table, after=after, seen=news.newest, position=news.position,
        rows=news.rows, more=news.total - len(news.rows), shown=seen,
    )  # fmt: skip


def _made(
    filters: LeadFilters, *, first: bool, in_table: bool, after: int, seen: int, position: int,
    rows: Sequence[LeadRow] = (), more: int = 0, shown: int = 0,
) -> NewLeads:  # fmt: skip
    asked = [*filters.pairs(), ("after", str(after)), ("seen", str(seen))]
    asked += [("first", "1")] if first else []
    asked += [("line", "1")] if not in_table else []
    return NewLeads(
        url=f"{reverse('leads_news')}?{urlencode(asked)}",
        show_url=reverse("leads") + filters.address(),
        position=position,
        in_table=in_table,
        rows=rows,
        more=more,
        seen=shown or seen,
    )
