"""What can happen to a call that is reviewed."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class CallSampled(Fact, frozen=True):
    """A call was drawn for review by lot: one of ``drawn`` out of ``of`` of its seller in the week."""

    subject = "activity"
    icon = "funnel"
    sentence = Text(
        ru="Разговор выбран жребием для разбора: {drawn} из {of}", en="Drawn for review by lot: {drawn} of {of}"
    )

    week: date
    of: int
    drawn: int


class CallReviewed(Fact, frozen=True):
    """It was looked whether what was agreed was asked; ``due`` is 0 where the call could not be heard."""

    subject = "activity"
    icon = "clipboard-document-check"
    sentence = Text(ru="Разговор разобран: сделано {kept} из {due}", en="The call was reviewed: {kept} of {due} done")

    kept: int
    due: int
    #: Check → yes, no or na, as JSON.
    said: str
    reviewer_id: int
