"""The one sentence that says how full the department is, on its page and on the first page of the head."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.basics.numbers import format_number, format_percent
from tandem.workload.load_rules import Fullness
from tandem.workload.queries import Standing
from tandem.workload.rules import NEAR_FULL


def sentence_of(found: Standing, language: str) -> str:
    """What is to be said first."""
    filled = found.worst
    if filled is None or filled.load.full is None:
        return ""
    full, limit = format_percent(filled.load.full, language, 0), format_percent(NEAR_FULL, language, 0)
    match filled.fullness:
        case Fullness.OVER:
            short = format_number(filled.load.demand - filled.load.capacity, language)
            said = _("More comes in than can be done: the load is %(full)s, and %(short)s minutes a day are missing.")
            return said % {"full": full, "short": short}
        case Fullness.NEAR:
            return _("The load is %(full)s, above %(limit)s: waits are growing. Act before quality falls.") % {
                "full": full, "limit": limit,
            }  # fmt: skip
        case Fullness.RISING:
            return _("The load is %(full)s and rising: in four weeks it would be above %(limit)s.") % {
                "full": full, "limit": limit,
            }  # fmt: skip
    return _("The load is %(full)s: there is room.") % {"full": full}
