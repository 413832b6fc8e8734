"""The judge of each version: what it makes of a lead, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tandem.agreement.rules import VERSION_ZERO


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement with its receipt: the answers to the three questions of the portrait. None: it cannot be told."""

    grade: str | None = None
    target: bool | None = None
    mql: bool | None = None
    sql_lead: bool | None = None
    has_need: bool | None = None
    has_budget: bool | None = None
    is_urgent: bool | None = None


NOTHING = Verdict()


class JudgeWithReceipt(Protocol):
    """Judges a lead and says why."""

    #: The fields of the clause catalogue it reads.
    reads: frozenset[str]

    def verdict(self, row: Mapping[str, object]) -> Verdict:
        """The verdict on a lead of which ``row`` is known."""
        ...


class BeforeTheAgreement:
    """Version 0: takes over the grade another system gave, where it is one of A to E."""

    reads = frozenset({"quality"})

    def __init__(self) -> None:
        self._verdicts = {grade.key: Verdict(grade.key, grade.target) for grade in VERSION_ZERO.grades}

    def verdict(self, row: Mapping[str, object]) -> Verdict:
        """What the grade of the other system says, if it is a grade."""
        quality = row.get("quality")
        return self._verdicts.get(quality, NOTHING) if isinstance(quality, str) else NOTHING


_VERSION_ZERO = BeforeTheAgreement()


def judge_of(version: int) -> JudgeWithReceipt:
    """The judge of a version by its number."""
    assert version == 0
    return _VERSION_ZERO
