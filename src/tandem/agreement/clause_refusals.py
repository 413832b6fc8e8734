"""How clauses of an agreement are refused: which one, where in it, and why."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.expressions import ExpressionError
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the document: its path as in YAML (``returns.no_money.clause``) and what people call it."""

    path: str
    words: Text


class ClauseRefused(Refusal):
    """A clause cannot run. ``reason`` says why, ``error`` where in its text, unless it is no matter of the text."""

    def __init__(self, place: Place, reason: Text, error: ExpressionError | None = None) -> None:
        self.place = place
        self.reason = reason
        self.error = error
        said = error.placed if error is not None else reason
        super().__init__(
            Text(
                ru=f"{place.words.ru}: {said.ru[:1].lower()}{said.ru[1:]}",
                en=f"{place.words.en}: {said.en[:1].lower()}{said.en[1:]}",
            )
        )


class NoSuchReason(Refusal):
    """The version knows no such reason of return."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            Text(
                ru=f"Причины возврата «{reason[:60]}» в регламенте нет: выберите одну из списка.",
                en=f"The agreement has no reason of return “{reason[:60]}”: choose one of its list.",
            )
        )
