"""The ledger of losses of a month: each line in roubles with its interval, or why it cannot be told; and its leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import numpy as np

from tandem.agreement.queries import in_force
from tandem.basics.periods import Period
from tandem.diagnosis.losses_reading import Read, read
from tandem.diagnosis.rules.decomposition import to_coins
from tandem.diagnosis.rules.losses import OF_LEADS, Line, Losses, assigned, losses
from tandem.measures.keeping import kept
from tandem.measures.store import Reading

_KOPECK = Decimal("0.01")


class Untold(StrEnum):
    """Why a line cannot be told."""

    NO_SALES = "no_sales"
    NO_CONTACTS = "no_contacts"
    NO_FADING = "no_fading"
    NO_SPEND = "no_spend"
    NO_PLAN = "no_plan"
    NO_MINUTES = "no_minutes"
    NO_MOMENTS = "no_moments"
    NO_PRICES = "no_prices"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger: kopecks that add up to the total, or why there are none."""

    line: Line
    amount: Decimal
    low: float
    high: float
    leads: int
    untold: Untold | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A month. ``found`` is None where nobody knows what a sale brings. ``of`` are the leads of each line."""

    month: Period
    entries: tuple[Entry, ...]
    total: Decimal
    low: float
    high: float
    most: float
    currency: str
    promise: str
    found: Losses | None
    of: Mapping[Line, tuple[int, ...]]


def ledger(month: Period, reading: Reading) -> Ledger:
    """The ledger of a month as the data tells it now."""
    return kept(reading, ("losses", month), lambda _earlier: _ledger(month, reading))


def _ledger(month: Period, reading: Reading) -> Ledger:
    document = in_force(month.end).document
    told = read(month, reading, document)
    untold = _untold(told)
    if told.known is None or not told.ids.size:
        entries = tuple(Entry(line, Decimal(0), 0.0, 0.0, 0, untold.get(line, Untold.NO_SALES)) for line in Line)
        return Ledger(month, entries, Decimal(0), 0.0, 0.0, 0.0, told.currency, told.promise, None, {})
    found = losses(told.leads, told.known, campaigns=told.campaigns, hours=told.hours)
    total = Decimal(str(found.total.amount)).quantize(_KOPECK)
    coins = to_coins([found.lines[line].amount for line in Line], total)
    entries = tuple(
        Entry(line, coin, each.low, each.high, each.leads, untold.get(line))
        for (line, coin), each in zip(zip(Line, coins, strict=True), (found.lines[at] for at in Line), strict=True)
    )
    of = assigned(told.leads)
    leads = {line: tuple(int(each) for each in told.ids[np.flatnonzero(of == at)]) for at, line in enumerate(OF_LEADS)}
    whole = found.total
    return Ledger(month, entries, total, whole.low, whole.high, found.most, told.currency, told.promise, found, leads)


def _untold(told: Read) -> dict[Line, Untold]:
    """Lines that cannot be computed by this data, and why; a nought would look like good news."""
    found: dict[Line, Untold] = {}
    if not told.contacts:
        found[Line.LATE] = Untold.NO_CONTACTS
    elif told.known is not None and told.known.speed is None:
        found[Line.LATE] = Untold.NO_FADING
    if not told.spend:
        found[Line.AUDIENCE] = Untold.NO_SPEND
    elif told.campaigns is None:
        found[Line.AUDIENCE] = Untold.NO_PLAN
    if told.hours is None:
        found |= dict.fromkeys((Line.CHORES, Line.INTERRUPTIONS, Line.OVERLOAD), Untold.NO_MINUTES)
    elif not told.moments:
        found |= dict.fromkeys((Line.CHORES, Line.INTERRUPTIONS), Untold.NO_MOMENTS)
    if not told.prices:
        found[Line.DISCOUNT] = Untold.NO_PRICES
    return found


@dataclass(frozen=True, slots=True)
class LostLead:
    """A lead of a line."""

    lead_id: int
    captured_at: datetime
    campaign: str
    seller_id: int | None
    grade: str
    response_seconds: float | None


_LEADS = """
SELECT lead_id, captured_at, coalesce(campaign, ''), seller_id, coalesce(grade, ''), response_seconds FROM leads
WHERE lead_id IN (SELECT unnest($ids::BIGINT[])) AND ($seller = 0 OR seller_id = $seller)
ORDER BY captured_at DESC, lead_id DESC LIMIT $most
"""


def leads_of(found: Ledger, line: Line, reading: Reading, *, seller_id: int | None, most: int) -> list[LostLead]:
    """The leads of a line that the reader may see, the newest first."""
    ids = list(found.of.get(line, ()))
    if not ids:
        return []
    rows = reading.rows(_LEADS, {"ids": ids, "seller": seller_id or 0, "most": most})
    return [LostLead(*row) for row in rows]
