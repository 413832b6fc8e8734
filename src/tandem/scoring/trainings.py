"""Trainings as people ask for them: asked on a page, run by a job, watched, cancelled, kept with their proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
from django.db import transaction

from tandem.agreement import queries
from tandem.agreement.document import Scorecard
from tandem.agreement.drafting import require_editor
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.sealing import sync
from tandem.measures.store import Reading, store
from tandem.people.models import Person
from tandem.scoring.columns import judged_columns
from tandem.scoring.drift import MOVED_FAR
from tandem.scoring.models import Training
from tandem.scoring.proposal import Drifted, Proposal
from tandem.scoring.proposing import propose

type Now = Callable[[], datetime]

_UNFORESEEN = Text(
    ru="Обучение не удалось из-за ошибки в программе. Подробности в журнале ошибок; попробуйте ещё раз.",
    en="The training failed for an error in the program. The log has the details; try again.",
)


class Cancelled(Exception):
    """The one who asked for the training no longer wants it."""


class TrainingAlready(Refusal):
    """A training is waiting or running."""


def ask(*, by: Person | None, now: datetime) -> Training:
    """Ask for a training; a job runs it. ``by`` is nobody where the machine asks.

    Refuses by ``NotYours`` and ``TrainingAlready``.
    """
    if by is not None:
        require_editor(by)
    with transaction.atomic():
        if going() is not None:
            raise TrainingAlready(
                Text(
                    ru="Обучение уже идёт: дождитесь его или отмените.",
                    en="A training is running already: wait for it or cancel it.",
                )
            )
        return Training.objects.create(asked_by=by, asked_at=now)


def going() -> Training | None:
    """The training that waits or runs."""
    return Training.objects.filter(finished_at=None, cancelled_at=None).defer("result").first()


def cancel(*, training_id: int, by: Person, now: datetime) -> None:
    """The training is no longer wanted; the job notices between two steps. Refuses by ``NotYours``."""
    require_editor(by)
    Training.objects.filter(pk=training_id, finished_at=None, cancelled_at=None).update(cancelled_at=now)


def run(*, training_id: int, now: Now) -> None:
    """Run a training to its end; safe to run again after a kill, and without effect once it has ended."""
    asked = Training.objects.get(pk=training_id)
    if asked.finished_at or asked.cancelled_at:
        return
    Training.objects.filter(pk=training_id).update(started_at=now(), done=0)
    standing = queries.in_force()
    try:
        proposal = propose(
            _whole(),
            said=judged_columns(),
            standing=standing.document.scorecard,
            version=standing.version,
            wanted=wanted(),
            progress=_noting(training_id),
        )
    except Cancelled:
        return
    except Exception:
        Training.objects.filter(pk=training_id).update(
            failure=msgspec.json.encode(_UNFORESEEN).decode(), finished_at=now()
        )
        raise
    # Cancelled in the last moment stays cancelled.
    Training.objects.filter(pk=training_id, cancelled_at=None).update(
        result=msgspec.to_builtins(proposal), finished_at=now()
    )


def _whole() -> Reading:
    """The store as far as the journal goes: a card of half a history would be another one."""
    reading = store.read()
    if reading.freshness.behind:
        sync()
        reading = store.read()
    return reading


def wanted() -> Scorecard:
    """What a training has to obey: the draft's wishes where one is written, else those of the version in force."""
    draft = queries.draft()
    return queries.document_of(draft).scorecard if draft is not None else queries.in_force().document.scorecard


def latest() -> Training | None:
    """The newest training that found something."""
    return Training.objects.filter(result__isnull=False).first()


def proposal_of(training: Training) -> Proposal | None:
    """What a training found; None while it has not finished."""
    return None if training.result is None else msgspec.convert(training.result, Proposal)


def failure_of(training: Training) -> Text | None:
    """Why a training found nothing; None where it did not fail."""
    return msgspec.json.decode(training.failure, type=Text) if training.failure else None


def alarm() -> Drifted | None:
    """What moved furthest from the leads the card in force was trained on, where that is too far to rely on it."""
    standing = queries.in_force()
    if not standing.document.scorecard.terms:
        return None
    newest = latest()
    found = proposal_of(newest) if newest is not None else None
    # A training before the card came in force looked at another card.
    looked = found.in_force if found is not None and found.version == standing.version else None
    far = [each for each in looked or () if each.index > MOVED_FAR]
    return max(far, key=lambda each: each.index, default=None)


def _noting(training_id: int) -> Callable[[int, int], None]:
    """Keeps the progress for the page, and stops between two steps once nobody wants the result any more."""

    def note(done: int, of: int) -> None:
        Training.objects.filter(pk=training_id).update(done=done, steps=of)
        if Training.objects.filter(pk=training_id, cancelled_at__isnull=False).exists():
            raise Cancelled

    return note
