"""How a version judges one lead, and all leads at once: one set of clauses, two executions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a version says of a lead. None everywhere means: it cannot be told from what is known."""

    grade: str | None
    target: bool | None
    mql: bool | None
    sql_lead: bool | None


class Judge(Protocol):
    """The compiled clauses of one version."""

    #: The announced fields it reads; a row that lacks one is judged as if it were NULL.
    reads: frozenset[str]

    def judge(self, row: Mapping[str, object]) -> Judgement:
        """Judge one lead from the values of its fields."""
        ...

    def columns(self) -> Mapping[str, str]:
        """DuckDB SQL of ``grade``, ``target``, ``mql``, ``sql_lead`` over the columns of the store's ``leads``."""
        ...
