"""What a training found: a proposed card, what it is worth, what was left out, what would change. Plain frozen data."""

from __future__ import annotations

from datetime import date

import msgspec

from tandem.agreement.document import Scorecard
from tandem.scoring.evaluation import Evaluation
from tandem.scoring.leakage import Suspect
from tandem.scoring.sufficiency import Shortage, Silent


class Struct(msgspec.Struct, frozen=True, kw_only=True):
    """The ground of every part."""


class Used(Struct, frozen=True):
    """Which leads it was trained on, and which not."""

    leads: int
    trained: int
    buyers: int
    young: int
    unhandled: int
    old: int
    mature_at: int | None
    since: date | None
    until: date | None


class GradeChance(Struct, frozen=True):
    """The chance inside a grade: promised (mean, lowest and highest tenth) and what came true.

    ``auc`` is how often a buyer stands above another lead of the same grade; None where too few of either are there.
    """

    grade: str | None
    leads: int
    buyers: int
    promised: float
    low: float
    high: float
    auc: float | None = None
    auc_low: float | None = None
    auc_high: float | None = None


class Moved(Struct, frozen=True):
    """An open lead that would stand elsewhere inside its grade: places from 1, of so many."""

    lead_id: int
    grade: str | None
    before: int
    after: int
    of: int
    chance: float


class Shift(Struct, frozen=True):
    """A campaign's or seller's open leads: by which share of their grade's queue they would rise, on average."""

    member: str | int | None
    leads: int
    rise: float


class Drifted(Struct, frozen=True):
    """How far an attribute moved between the first and the last part of the time; no name: the score itself."""

    name: str
    index: float


class Proposal(Struct, frozen=True):
    """What a training found. Without a card, ``missing`` says how much more is needed."""

    used: Used
    suspects: tuple[Suspect, ...]
    silent: dict[str, Silent]
    missing: Shortage | None = None
    card: Scorecard | None = None
    evaluation: Evaluation | None = None
    drift: tuple[Drifted, ...] = ()
    grades: tuple[GradeChance, ...] = ()
    moved: tuple[Moved, ...] = ()
    campaigns: tuple[Shift, ...] = ()
    sellers: tuple[Shift, ...] = ()
    #: How far leads of late are from those the card in force was trained on, and of which version that card is; None
    #: where no card is in force.
    in_force: tuple[Drifted, ...] | None = None
    version: int = 0

    @property
    def is_worth_it(self) -> bool:
        """Whether the card ranks leads better than chance would, beyond doubt."""
        return self.evaluation is not None and self.evaluation.auc_low > 0.5 and bool(self.card and self.card.terms)
