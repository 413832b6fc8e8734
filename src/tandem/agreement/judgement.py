"""How a version judges one lead, and all leads at once: one set of clauses, two executions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a version says of a lead. None everywhere means: it cannot be told from what is known."""

    grade: str | None = None
    target: bool | None = None
    mql: bool | None = None
    sql_lead: bool | None = None
    #: The receipt of the grade: the answers to the three questions of the portrait.
    has_need: bool | None = None
    has_budget: bool | None = None
    is_urgent: bool | None = None


class Judge(Protocol):
    """The compiled clauses of one version."""

    @property
    def reads(self) -> frozenset[str]:
        """The announced fields a judgement reads; a row that lacks one is judged as if it were NULL."""
        ...

    @property
    def return_reads(self) -> frozenset[str]:
        """The announced fields a return is checked by, those of the judgement among them."""
        ...

    def judge(self, row: Mapping[str, object]) -> Judgement:
        """Judge one lead from the values of its fields."""
        ...

    def may_return(self, reason: str, row: Mapping[str, object]) -> bool | None:
        """Whether sales may give the lead back for the reason of that key; None: it cannot be told."""
        ...

    @property
    def decision_reads(self) -> frozenset[str]:
        """The announced fields the decision rules read, those of the judgement among them."""
        ...

    def decisions(self, row: Mapping[str, object]) -> Mapping[str, bool | None]:
        """Which decision rules concern the lead, by their keys; None: it cannot be told."""
        ...

    def columns(self) -> Mapping[str, str]:
        """DuckDB SQL over the columns of the store's ``leads``, by the names of `Judgement`'s fields."""
        ...
