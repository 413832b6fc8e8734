"""What several verbs of the agreement refuse by."""

from __future__ import annotations

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text


class NotYours(Refusal):
    """The role may read the agreement and not do this."""

    def __init__(self, what: Text) -> None:
        super().__init__(
            Text(
                ru=f"{what.ru} Это делают другие роли: попросите руководителя отдела или администратора.",
                en=f"{what.en} Other roles do this: ask the head of your department or the administrator.",
            )
        )


class NoDraft(Refusal):
    """There is no draft to work on."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                ru="Черновика регламента нет: его отозвали или уже подписали. Начните новый.",
                en="There is no draft of the agreement: it was withdrawn or has been signed. Begin a new one.",
            )
        )


class DraftExists(Refusal):
    """One draft at a time."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                ru="Черновик уже есть, а двух сразу не бывает: правьте его или сначала отзовите.",
                en="There is a draft already, and there is only one at a time: edit it, or withdraw it first.",
            )
        )


class ClosedPeriod(Refusal):
    """A closed month never changes."""


class NotAfterPrevious(Refusal):
    """Versions come in force one after the other."""
