"""Who waits for a seller, and in which order: the queue as it stands now, each place with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import numpy as np

from tandem.agreement.document import ASK, Fading
from tandem.agreement.queries import in_force
from tandem.agreement.rules import Agreement
from tandem.handover.lead_worth import Worth, worth
from tandem.measures.statements import Statement
from tandem.measures.store import Reading
from tandem.selling.lead_list import Reader
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead, untouched
from tandem.selling.queue_rules import Floats, Waiting, cost_of_waiting, index_of, order_of

#: Leads shown; whoever has got through them asks for the next.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A lead in its place, and why it stands there; what is not known is None.

    ``chance`` is that of buying if answered at once: the lead's own by the scorecard (``own``), or that of its grade.
    ``check`` is what a sale brings, ``cost`` the money that the next hour of waiting costs, ``index`` the same for
    each of the seller's ``minutes``. ``drawn`` is the share of leads put at a random place when this one is among
    them.
    """

    lead_id: int
    #: What a list shows of it; None until somebody asks for it.
    row: LeadRow | None
    number: int
    hours: float
    chance: float | None
    own: bool
    check: float | None
    minutes: int | None
    cost: float | None
    index: float | None
    drawn: float | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The first places and how many wait in all; ``cost`` is what the next hour of waiting costs altogether.

    ``agreed`` is whether the version in force says what waiting costs; without it the order is grade, then wait.
    """

    places: tuple[Place, ...]
    total: int
    cost: float
    agreed: bool
    worth: Worth
    agreement: Agreement


def queue_of(reading: Reading, *, reader: Reader, now: dt.datetime, limit: int = SHOWN) -> Queue:
    """The leads nobody has done anything with, of the seller or of everybody, the first to be called first."""
    agreement, history = in_force(), worth(reading)
    found = waiting_leads(reading, seller_id=reader.seller_id)
    ordered, cost = places_of(found, agreement, history, now)
    selected = [SelectedLead(each.lead_id, None, True, None) for each in ordered[:limit]]
    rows = {row.lead_id: row for row in rows_of(selected, contacts=reader.contacts)}
    places = tuple(replace(each, row=rows[each.lead_id]) for each in ordered[:limit] if each.lead_id in rows)
    return Queue(places, len(found), cost, bool(agreement.document.queue.fading), history, agreement)


def places_of(
    found: Sequence[WaitingLead], agreement: Agreement, history: Worth, now: dt.datetime
) -> tuple[list[Place], float]:
    """Leads that wait in the order in which they are to be called, still without their rows, and what the next hour
    of waiting costs altogether."""
    waiting = _columns(found, agreement, history, now)
    cost, index = cost_of_waiting(waiting), index_of(waiting)
    places = [
        Place(
            lead_id=found[at].lead_id,
            row=None,
            number=number,
            hours=float(waiting.hours[at]),
            chance=_known(waiting.chance, at),
            own=found[at].chance is not None,
            check=_known(waiting.value, at),
            minutes=None if (minutes := _known(waiting.minutes, at)) is None else int(minutes),
            cost=_known(cost, at),
            index=_known(index, at),
            drawn=found[at].share,
        )
        for number, at in enumerate(order_of(waiting, grade_first=agreement.document.queue.grade_first), start=1)
    ]
    return places, float(np.nansum(cost))


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """What the order of a queue asks of a lead; ``captured_at`` is naive UTC, as the store keeps it."""

    lead_id: int
    grade: str | None
    product: str | None
    captured_at: dt.datetime
    chance: float | None
    place: float | None
    share: float | None


def waiting_leads(reading: Reading, *, seller_id: int | None) -> list[WaitingLead]:
    """Leads nobody has done anything with: a seller's, or everybody's."""
    statement = Statement()
    own = f" AND t.seller_id = {statement.value(seller_id)}" if seller_id is not None else ""
    sql = (
        "SELECT t.lead_id, t.grade, nullif(t.product, ''), t.captured_at, t.score_chance, t.queue_place, t.queue_share "
        f"FROM leads t WHERE ({untouched()}) AND t.won_on IS NULL AND t.lost_on IS NULL{own} "
        # What sales gave back waits for nobody's call, unless it was ruled one to sell to.
        "AND NOT EXISTS (SELECT 1 FROM returns r WHERE r.lead_id = t.lead_id AND coalesce(r.accepted, true)) "
        "ORDER BY t.lead_id"
    )
    return [WaitingLead(*row) for row in reading.rows(sql, statement.used_in(sql))]


def _columns(found: Sequence[WaitingLead], agreement: Agreement, history: Worth, now: dt.datetime) -> Waiting:
    fading = {each.grade: each for each in agreement.document.queue.fading}
    ranks = {grade.key: at for at, grade in enumerate(agreement.grades)}
    # The store keeps instants of UTC without saying so.
    naive = now.astimezone(dt.UTC).replace(tzinfo=None)
    told = [fading.get(lead.grade or ASK, _NOTHING_SAID) for lead in found]
    return Waiting(
        chance=_floats([history.chance_of(lead.grade) if lead.chance is None else lead.chance for lead in found]),
        value=_floats([history.check_of(lead.product) for lead in found]),
        hours=_floats([max((naive - lead.captured_at).total_seconds() / 3600, 0.0) for lead in found]),
        minutes=_floats([each.minutes or None for each in told]),
        half_life=_floats([each.half_life or None for each in told]),
        lasting=_floats([each.lasting for each in told]),
        # A lead that nobody has graded may be any: after those known to be good, before those known to be none.
        rank=np.array([ranks.get(lead.grade or "", _middle(agreement)) for lead in found], dtype=np.int64),
        place=_floats([lead.place for lead in found]),
    )


_NOTHING_SAID = Fading()


def _middle(agreement: Agreement) -> int:
    return sum(grade.target is not False for grade in agreement.grades)


def _floats(values: Sequence[Any]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _known(values: Floats, at: int) -> float | None:
    value = float(values[at])
    return None if isnan(value) else value
