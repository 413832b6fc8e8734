"""What rooms above ask of daily work."""

from __future__ import annotations

from tandem.selling.audit_page import audits_waiting
from tandem.selling.clearance_counts import News, news_for
from tandem.selling.clock_list import running
from tandem.selling.day import free_to_take
from tandem.selling.deal_board import board_of, deals_of
from tandem.selling.deal_content import as_rule, lines_of
from tandem.selling.deal_rules import sums
from tandem.selling.forgotten import missed_calls
from tandem.selling.handoff_list import handoff_list, waiting_handoffs
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_list import Reader, every_row, first_of
from tandem.selling.lead_rows import LeadRow
from tandem.selling.price_log import unanswered_by, unnoted
from tandem.selling.return_list import back_with, waiting_for
from tandem.selling.win_chance import history

__all__ = [
    "LeadFilters",
    "LeadRow",
    "News",
    "Reader",
    "as_rule",
    "audits_waiting",
    "back_with",
    "board_of",
    "deals_of",
    "every_row",
    "first_of",
    "free_to_take",
    "handoff_list",
    "history",
    "lines_of",
    "missed_calls",
    "news_for",
    "running",
    "sums",
    "unanswered_by",
    "unnoted",
    "waiting_for",
    "waiting_handoffs",
]
