"""What a backtest finds: plain data, kept as JSON with the backtest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from tandem.agreement.promise_states import Standing
from tandem.basics.text import Text


class LeadsOf(msgspec.Struct, frozen=True):
    """Which leads of a backtest: those of a class (``target`` …) that go one ``way``, or from one grade to another."""

    name: str = ""
    way: str = ""
    before: str | None = None
    after: str | None = None


class Change(msgspec.Struct, frozen=True):
    """Leads that go from one grade to another; None is "not graded". ``newest`` are a few of them."""

    before: str | None
    after: str | None
    leads: int
    newest: tuple[int, ...] = ()


class ClassChange(msgspec.Struct, frozen=True):
    """Leads of one class (``target``, ``mql``, ``sql_lead``) as agreed then, and under the draft."""

    name: str
    before: int
    after: int
    joined: int
    left: int
    #: Leads the draft cannot judge for lack of data.
    undecided: int
    newest_joined: tuple[int, ...] = ()
    newest_left: tuple[int, ...] = ()
    newest_undecided: tuple[int, ...] = ()


class CutLine(msgspec.Struct, frozen=True):
    """One campaign, source or seller: its leads, how many were target and would be, and how many cannot be judged."""

    member: str | int | None
    leads: int
    before: int
    after: int
    joined: int
    left: int
    undecided: int
    regraded: int


class PromiseLine(msgspec.Struct, frozen=True):
    """A promise in one piece of time: how it stood as agreed then, and how it would under the draft."""

    key: str
    title: str
    side: str
    start: str
    end: str
    #: None where the version in force then had no such promise.
    before: Standing | None
    after: Standing


class BonusLine(msgspec.Struct, frozen=True):
    """The bonus of a role, or of one person, in a month: as agreed then and under the draft; None: not computable."""

    role: str
    person: int | None
    month: str
    before: Decimal | None
    after: Decimal | None
    #: Why it is not computable.
    why_not_before: Text | None = None
    why_not_after: Text | None = None


class Missing(msgspec.Struct, frozen=True):
    """A field the draft reads and how many of the leads it cannot judge do not have it."""

    field: str
    leads: int


class Result(msgspec.Struct, frozen=True):
    """Everything a backtest found."""

    first_day: str
    last_day: str
    leads: int
    #: Leads whose grade or target status the draft cannot decide.
    unjudged: int
    missing: tuple[Missing, ...]
    grades: tuple[Change, ...]
    classes: tuple[ClassChange, ...]
    cuts: Mapping[str, tuple[CutLine, ...]]
    promises: tuple[PromiseLine, ...]
    bonus: tuple[BonusLine, ...] = ()
    #: The versions that promises and bonus are compared with, each for its own days; none where none was in force.
    versions: tuple[int, ...] = ()
