"""When a promise is kept, broken, or in danger: pure decisions."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from tandem.agreement.document import Relation


class Standing(StrEnum):
    """How a promise stands in one period."""

    KEPT = "kept"
    BROKEN = "broken"
    #: The period still runs, and at this pace the promise will be broken.
    DANGER = "danger"
    #: The period still runs, and nothing speaks against it.
    ON_TRACK = "on_track"
    #: Nothing has been recorded that could tell.
    NO_DATA = "no_data"


class RowState(StrEnum):
    """How one lead, return or launch stands to a duty."""

    KEPT = "kept"
    BROKEN = "broken"
    #: Not due yet, and less than a quarter of its time is left.
    DANGER = "danger"
    #: Not due yet.
    OPEN = "open"
    #: It would have been kept, had the machine handed it over at once: booked to neither side.
    SYSTEM = "system"
    #: What is recorded does not tell.
    UNKNOWN = "unknown"


def meets(value: Decimal, relation: Relation, amount: Decimal) -> bool:
    """Whether a value is at least, or at most, the amount."""
    return value >= amount if relation == "at least" else value <= amount


def figure_standing(
    value: Decimal | None, *, relation: Relation, amount: Decimal, elapsed: Decimal, grows: bool
) -> Standing:
    """How a promised figure stands.

    ``elapsed`` is the share of the period behind us, 0 to 1. ``grows`` says that the figure adds up over the period
    (leads, money), so that only a part of it can be expected yet; a share or a time is compared as it is.
    """
    if value is None:
        return Standing.NO_DATA
    if elapsed >= 1:
        return Standing.KEPT if meets(value, relation, amount) else Standing.BROKEN
    if grows and relation == "at most" and value > amount:
        return Standing.BROKEN
    if grows and relation == "at least" and value >= amount:
        return Standing.KEPT
    expected = amount * elapsed if grows else amount
    return Standing.ON_TRACK if meets(value, relation, expected) else Standing.DANGER


def duty_standing(*, kept: int, broken: int, open_rows: int, endangered: int, share: Decimal, over: bool) -> Standing:
    """How a duty stands in a period, from its rows: the share of kept among decided rows against the promised one.

    ``over`` says that the period has passed. While rows are open, the promise is broken only when the share cannot be
    reached any more even if all of them are kept.
    """
    decided = kept + broken
    every = decided + open_rows + endangered
    if every == 0:
        return Standing.NO_DATA
    if broken and share >= 1:
        return Standing.BROKEN  # of a promise without exceptions no later row can mend it
    if not open_rows and not endangered and over:
        return Standing.KEPT if Decimal(kept) >= share * decided else Standing.BROKEN
    at_best = Decimal(every - broken)
    if over and at_best < share * every:
        return Standing.BROKEN
    behind = decided > 0 and Decimal(kept) < share * decided
    return Standing.DANGER if behind or endangered else Standing.ON_TRACK
