"""The points of the map: what can be seen of a journey, in its order, and who answers for what follows."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.agreement.rules import Agreement, Stage
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.people.rules import Department

NEW, WORK, WON, LOST = "new", "in_work", "won", "lost"
MEETING = "meeting"
#: Stages by which something is offered: whoever is met is met before them.
_OFFERED = ("proposal", "invoice")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the map, who answers for what happens to a lead from here on, and the moment it was reached (SQL)."""

    key: str
    title: Text
    owner: Department
    at: str


def points_of(agreement: Agreement, *, meetings: bool = False) -> tuple[Point, ...]:
    """The points in their order; stages by which a lead is only new or lost are none.

    With ``meetings`` there is a point for the first one, before the stages by which something is offered. It belongs to
    whoever answers for the stage before it.
    """
    stages = {stage.key: stage for stage in agreement.stages}
    new, work = (stages[key].owner if key in stages else Department.SALES for key in (NEW, WORK))
    before = (
        Point("visit", Text(ru="Визит", en="Visit"), Department.MARKETING, "v.at"),
        Point("lead", Text(ru="Заявка", en="Lead"), new, "l.captured_at"),
        Point("contact", Text(ru="Контакт", en="Contact"), work, f"least(l.first_contact_at, l.reached['{WORK}'])"),
    )
    open_ = [stage for stage in agreement.stages if stage.key not in (NEW, WORK, WON, LOST) and not stage.closed]
    between = [_of_stage(stage) for stage in open_]
    if meetings:
        at = next((at for at, stage in enumerate(open_) if stage.key in _OFFERED), len(open_))
        owner = open_[at - 1].owner if at else work
        between.insert(at, Point(MEETING, Text(ru="Встреча", en="Meeting"), owner, "l.first_meeting_at"))
    sells = stages[WON].owner if WON in stages else Department.SALES
    after = (
        Point("won", stages[WON].title if WON in stages else Text(ru="Продажа", en="Won"), sells, "l.won_at"),
        Point("paid", Text(ru="Оплата", en="Payment"), sells, _PAID),
        Point("repeat", Text(ru="Повторная продажа", en="Repeat sale"), sells, "r.next_at"),
    )
    return (*before, *between, *after)


def records_meetings(reading: Reading) -> bool:
    """Whether any meeting with a client of a lead was ever written down: else the map has no point for it."""
    return bool(reading.rows("SELECT 1 FROM leads WHERE first_meeting_at IS NOT NULL LIMIT 1"))


#: Payments know their day only: on the day of the sale they follow it at once, else they came at an hour that is of
#: that day wherever the company is.
_PAID = (
    "CASE WHEN l.first_paid_on = l.won_on THEN l.won_at ELSE CAST(l.first_paid_on AS TIMESTAMP) + INTERVAL 10 HOUR END"
)


def _of_stage(stage: Stage) -> Point:
    return Point(stage.key, stage.title, stage.owner, f"l.reached[{quoted(stage.key)}]")


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
