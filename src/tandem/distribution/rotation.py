"""Whom to propose for another seller: open clients whom theirs has not turned to for as long as agreed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tandem.basics.text import Text
from tandem.handover.dealing import ROTATION
from tandem.handover.dealing_words import why_words
from tandem.handover.models import Assignment, LeadReturn
from tandem.handover.pool import zone
from tandem.handover.reckoning import in_money
from tandem.handover.rotating import Rotation
from tandem.measures.store import Reading
from tandem.people.models import Person
from tandem.selling.lead_rows import LeadRow, rows_of
from tandem.selling.lead_selection import SelectedLead
from tandem.selling.models import NextStep

#: Clients proposed at once: as many as somebody can look through before they confirm.
SHOWN = 50
#: Days for which what was confirmed is watched.
WATCHED = 30

#: What a person does towards a client, by the store.
_TOWARDS = "(a.direction = 'out' OR a.activity_kind = 'meeting') AND NOT a.automatic"


@dataclass(frozen=True, slots=True)
class Idle:
    """An open lead left alone: since the last time its seller turned to the client, or got it."""

    lead_id: int
    since: datetime


def idle(reading: Reading, *, days: int, now: datetime) -> list[Idle]:
    """Open leads left alone for so many days, those left last first: of them most can still be won.

    Of a client only the newest lead. Without those with a step that is still to come, and those that went back to
    marketing.
    """
    until = (now.astimezone(UTC) - timedelta(days=days)).replace(tzinfo=None)
    sql = (
        "SELECT l.lead_id, greatest(max(l.assigned_at), max(a.contacted_at)) AS since FROM leads l "
        f"LEFT JOIN activities a ON a.own_client_id = l.own_client_id AND {_TOWARDS} "
        "WHERE l.seller_id IS NOT NULL AND l.won_on IS NULL AND l.lost_on IS NULL AND NOT EXISTS (SELECT 1 FROM leads "
        "n WHERE n.own_client_id = l.own_client_id AND (n.captured_at, n.lead_id) > (l.captured_at, l.lead_id)) "
        f"GROUP BY 1 HAVING since <= TIMESTAMP '{until}' ORDER BY since DESC, 1 DESC"
    )
    found = [Idle(pk, since.replace(tzinfo=UTC)) for pk, since in reading.rows(sql)]
    today = now.astimezone(zone()).date()
    planned = set(NextStep.objects.filter(due_on__gte=today).values_list("pk", flat=True))
    back = set(LeadReturn.objects.exclude(accepted=False).values_list("lead", flat=True))
    return [each for each in found if each.lead_id not in planned and each.lead_id not in back]


@dataclass(frozen=True, slots=True)
class Line:
    """A proposed move, as a head reads it."""

    row: LeadRow
    giver: str
    taker: str
    since: datetime
    days: int
    why: Text
    minutes: float
    #: Money expected of it with the taker; None where history tells nothing yet.
    value: float | None


def lines(rotation: Rotation, left: Sequence[Idle], *, now: datetime, contacts: bool) -> list[Line]:
    """The moves of a proposal, the most valuable first."""
    moves, since = rotation.moves, {each.lead_id: each.since for each in left}
    names = _names({one for each in moves for one in (each.from_id, each.to_id)})
    rows = _rows([each.lead_id for each in moves], contacts=contacts)
    money = in_money()
    found = [
        Line(
            rows[each.lead_id], names[each.from_id], names[each.to_id], since[each.lead_id],
            (now - since[each.lead_id]).days, why_words(each.why), each.minutes, each.value if money else None,
        )
        for each in moves
        if each.lead_id in rows and each.lead_id in since
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-(each.value or 0.0), each.row.lead_id))


@dataclass(frozen=True, slots=True)
class Watched:
    """A client who was given to another seller lately, and whether that one has turned to them since."""

    row: LeadRow
    given_at: datetime
    called_at: datetime | None


def rotated(reading: Reading, *, now: datetime, contacts: bool) -> tuple[list[Watched], int, int]:
    """What was confirmed lately, those nobody has called first; how many in all, and how many of them nobody has."""
    given = dict(
        Assignment.objects.filter(dealing__occasion=ROTATION, assigned_at__gte=now - timedelta(days=WATCHED))
        .order_by("pk").values_list("pk", "assigned_at")
    )  # fmt: skip
    if not given:
        return [], 0, 0
    ids = ", ".join(map(str, given))
    sql = (
        f"SELECT l.lead_id, max(a.contacted_at) FROM leads l LEFT JOIN activities a ON {_TOWARDS} AND "
        f"a.own_client_id = l.own_client_id AND a.contacted_at >= l.assigned_at WHERE l.lead_id IN ({ids}) GROUP BY 1"
    )
    called = {pk: at.replace(tzinfo=UTC) if at else None for pk, at in reading.rows(sql)}
    order = sorted(given, key=lambda pk: (called.get(pk) is not None, given[pk], pk))
    rows = _rows(order[:SHOWN], contacts=contacts)
    shown = [Watched(rows[pk], given[pk], called.get(pk)) for pk in order[:SHOWN] if pk in rows]
    return shown, len(given), sum(1 for pk in given if called.get(pk) is None)


def _names(ids: Collection[int]) -> dict[int, str]:
    return {each.pk: str(each) for each in Person.objects.filter(pk__in=ids)}


def _rows(lead_ids: Sequence[int], *, contacts: bool) -> dict[int, LeadRow]:
    selected = [SelectedLead(pk, None, True, None) for pk in lead_ids]
    return {row.lead_id: row for row in rows_of(selected, contacts=contacts)}
