"""Who keeps campaigns, who is told of launches, and where a launch stands. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from tandem.basics.text import Text
from tandem.people.rules import Department, Role

#: Who sells is told of launches; whoever leads them sells too.
TOLD = frozenset({Role.SELLER, Role.SALES_HEAD})
#: A notice without a last day is put before sellers for so long.
SHOWN_FOR = timedelta(days=30)


def keeps_campaigns(role: Role) -> bool:
    """Whether a role writes campaigns, offers and notices: marketing's people and the owner."""
    return role.department is Department.MARKETING or role is Role.OWNER


class LaunchState(StrEnum):
    """Where a launch stands on its way."""

    DRAFT = "draft"
    SENT = "sent"
    STARTED = "started"
    #: It started and sales had not been told.
    UNTOLD = "untold"
    DROPPED = "dropped"

    @property
    def words(self) -> Text:
        """The state as people say it."""
        return _STATES[self]


_STATES = {
    LaunchState.DRAFT: Text(ru="черновик", en="draft"),
    LaunchState.SENT: Text(ru="отправлена, ещё не запущено", en="sent, not started yet"),
    LaunchState.STARTED: Text(ru="запущено, продажи знали", en="started, sales knew"),
    LaunchState.UNTOLD: Text(ru="запущено без памятки", en="started without a notice"),
    LaunchState.DROPPED: Text(ru="черновик отменён", en="draft dropped"),
}


def was_told(announced_at: datetime | None, launched_at: datetime | None) -> bool:
    """Whether sales were told before clients saw it; a notice sent afterwards does not count."""
    return announced_at is not None and (launched_at is None or announced_at < launched_at)


def state_of(announced_at: datetime | None, launched_at: datetime | None, dropped_at: datetime | None) -> LaunchState:
    """Where a launch stands."""
    if launched_at is not None:
        return LaunchState.STARTED if was_told(announced_at, launched_at) else LaunchState.UNTOLD
    if dropped_at is not None:
        return LaunchState.DROPPED
    return LaunchState.DRAFT if announced_at is None else LaunchState.SENT


def is_live(*, announced_at: datetime, launched_at: datetime | None, ends_on: date | None, now: datetime) -> bool:
    """Whether a notice still has to come before the eyes of those who have not read it."""
    if ends_on is not None:
        return now.date() <= ends_on
    return now - max(announced_at, launched_at or announced_at) <= SHOWN_FOR
