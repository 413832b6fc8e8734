"""A proposed card into the draft of the agreement, from where it goes the way of every clause: compared and signed."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tandem.agreement import queries
from tandem.agreement.drafting import open_draft, require_editor
from tandem.agreement.drafting_items import put_whole
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person
from tandem.scoring.models import Training
from tandem.scoring.trainings import proposal_of


class NothingToAdopt(Refusal):
    """The training has no card that ranks leads better than chance."""


def adopt(*, training_id: int, by: Person, now: datetime) -> None:
    """Put the proposed card into the draft, and begin one where there is none.

    What the draft says in words, and which points must rise or fall, stays.
    Refuses by ``NotYours``, ``NothingToAdopt``.
    """
    require_editor(by)
    training = Training.objects.filter(pk=training_id).first()
    proposal = proposal_of(training) if training is not None else None
    if proposal is None or proposal.card is None or not proposal.is_worth_it:
        raise NothingToAdopt(
            Text(
                ru="Предлагать нечего: обучение не нашло карты, которая различает лидов лучше случая.",
                en="There is nothing to propose: the training found no card that ranks leads better than chance.",
            )
        )
    draft = queries.draft() or open_draft(by=by, now=now)
    written = queries.document_of(draft).scorecard
    card = msgspec.structs.replace(proposal.card, words=written.words, rises=written.rises, falls=written.falls)
    put_whole(by=by, now=now, section="scorecard", part=card)
