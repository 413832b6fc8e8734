"""What rooms above ask of daily work."""

from __future__ import annotations

from tandem.selling.audit_page import audits_waiting
from tandem.selling.clearance_counts import News, news_for
from tandem.selling.clock_list import running
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_list import Reader, every_row, first_of
from tandem.selling.lead_rows import LeadRow
from tandem.selling.price_log import unanswered_by, unnoted
from tandem.selling.return_list import waiting_for

__all__ = [
    "LeadFilters",
    "LeadRow",
    "News",
    "Reader",
    "audits_waiting",
    "every_row",
    "first_of",
    "news_for",
    "running",
    "unanswered_by",
    "unnoted",
    "waiting_for",
]
