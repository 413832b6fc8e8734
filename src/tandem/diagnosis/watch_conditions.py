"""Writing, trying, pausing and answering watches over measures, and the job that looks whether one came true."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.expressions import ExpressionError
from tandem.basics.periods import Grain, Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.rules.watch_clauses import Watched, came_true, row_of, watched
from tandem.diagnosis.watch_facts import WatchAnswered, WatchFired, WatchPaused, WatchResumed, WatchWritten
from tandem.diagnosis.watch_models import ConditionalWatch, WatchFiring
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.measures.catalogue import catalogue
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading, store
from tandem.measures.values import Number
from tandem.people.models import Person
from tandem.people.rules import Role

WRITERS = frozenset({Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.ANALYST})
ASKED = (Role.OWNER, Role.SALES_HEAD, Role.MARKETING_HEAD, Role.MARKETER)
GRAINS = {"day": Grain.DAY, "week": Grain.WEEK}
#: How many pieces of the past a condition is tried on.
TRIED = {"day": 60, "week": 26}


class CannotRun(Refusal):
    """The condition cannot be read, or reads what is no measure."""


class SaysTooLittle(Refusal):
    """A watch needs a title, a question and somebody to ask."""


class NotTheWriter(Refusal):
    """Others write watches."""


class NotAsked(Refusal):
    """The question is for somebody else, or has been answered."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the past: whether the condition was true in it, and the numbers it read."""

    period: Period
    true: bool | None
    figures: dict[str, float | None]


def compiled(clause: str) -> Watched:
    """The condition ready to run; refuses by `CannotRun`, which says where it went wrong and what was meant."""
    try:
        return watched(clause, catalogue())
    except ExpressionError as error:
        raise CannotRun(error.placed) from None


def tried(clause: str, every: str, reading: Reading) -> list[Piece]:
    """What the condition would have said of the newest whole days or weeks, the newest first."""
    found, grain = compiled(clause), GRAINS[every]
    # The last day of the data may not be over yet.
    last = Period.of(grain, horizon(reading).until).start - timedelta(days=1)
    pieces = _back_from(last, grain, TRIED[every] + 1)
    whole = Period(pieces[0].start, pieces[-1].end)
    said = answer(Question(found.measures, whole, grain=grain), reading)
    values = [
        {key: _number(value.value) for key, value in said.at((), piece).values.items() if key in found.measures}
        for piece in pieces
    ]
    rows = [row_of(now, before) for before, now in itertools.pairwise(values)]
    read = [{name: row[name] for name in sorted(found.condition.columns)} for row in rows]
    answers = came_true(found, values)
    return [Piece(*each) for each in zip(pieces[1:], answers, read, strict=True)][::-1]


def write(
    *, title: str, clause: str, every: str, question: str, asked: str, by: Person, now: datetime
) -> ConditionalWatch:
    """Put a condition under watch. Refuses by ``NotTheWriter``, ``SaysTooLittle`` and ``CannotRun``."""
    if Role(by.role) not in WRITERS:
        raise NotTheWriter(
            Text(
                ru="Условия записывают собственник, руководители отделов и аналитик.",
                en="Watches are written by the owner, the heads and the analyst.",
            )
        )
    if not title.strip() or not question.strip() or every not in GRAINS or asked not in set(ASKED):
        raise SaysTooLittle(
            Text(
                ru="Нужны название, вопрос и тот, кому его задать.",
                en="A title, a question and somebody to ask are needed.",
            )
        )
    compiled(clause)
    with transaction.atomic():
        watch = ConditionalWatch.objects.create(
            title=title.strip()[:200], clause=clause.strip(), every=every, question=question.strip(), asked=asked,
            written_at=now, written_by=by,
        )  # fmt: skip
        _record(WatchWritten(person_id=by.pk, every=every, asked=asked), watch.pk, now, by)
    return watch


def pause(*, watch_id: int, by: Person, now: datetime) -> None:
    """Pause a watch, or let a paused one go on. Refuses by ``NotTheWriter``."""
    if Role(by.role) not in WRITERS:
        raise NotTheWriter(Text(ru="Останавливает тот, кто записывает.", en="Who writes watches pauses them."))
    with transaction.atomic():
        watch = ConditionalWatch.objects.select_for_update(of=("self",)).get(pk=watch_id)
        fact = WatchPaused(person_id=by.pk) if watch.paused_at is None else WatchResumed(person_id=by.pk)
        watch.paused_at = now if watch.paused_at is None else None
        watch.save(update_fields=["paused_at"])
        _record(fact, watch.pk, now, by)


def look(*, now: datetime) -> int:
    """Raise an item for each watch that came true in the newest whole day or week; returns how many."""
    reading = store.read()
    if reading.freshness.behind:
        return 0
    raised = 0
    for watch in ConditionalWatch.objects.filter(paused_at__isnull=True).order_by("pk"):
        try:
            newest = tried(watch.clause, watch.every, reading)[0]
        except CannotRun:
            # A measure it reads is no more; the page says so.
            continue
        if newest.true:
            raised += _fire(watch, newest, now)
    return raised


def respond(*, firing_id: int, words: str, by: Person, now: datetime) -> WatchFiring:
    """Answer what a watch asked. Refuses by ``NotAsked`` and ``SaysTooLittle``."""
    with transaction.atomic():
        firing = WatchFiring.objects.select_for_update(of=("self",)).select_related("watch").get(pk=firing_id)
        if firing.answered_at is not None or by.role != firing.watch.asked:
            raise NotAsked(
                Text(
                    ru="Вопрос задан другому, или на него уже ответили.",
                    en="The question is for somebody else, or has its answer.",
                )
            )
        if not words.strip():
            raise SaysTooLittle(Text(ru="Напишите ответ: пустой ничего не скажет.", en="Write the answer."))
        firing.answer, firing.answered_at, firing.answered_by = words.strip(), now, by
        firing.save(update_fields=["answer", "answered_at", "answered_by"])
        _record(WatchAnswered(person_id=by.pk), firing.pk, now, by)
    return firing


def waiting_for(role: str) -> list[WatchFiring]:
    """Questions that wait for the answer of a role, the newest first."""
    asked = WatchFiring.objects.filter(answered_at__isnull=True, watch__asked=role).select_related("watch")
    return list(asked.order_by("-fired_at", "-pk"))


def _fire(watch: ConditionalWatch, newest: Piece, now: datetime) -> bool:
    with transaction.atomic():
        one_at_a_time()
        # One question at a time; and what was answered is not asked again of the same days.
        known = watch.firings.filter(answered_at__isnull=True) | watch.firings.filter(begins_on=newest.period.start)
        if known.exists():
            return False
        figures = json.dumps(newest.figures, sort_keys=True)
        firing = WatchFiring.objects.create(
            watch=watch, begins_on=newest.period.start, fired_at=now, figures=figures
        )  # fmt: skip
        fact = WatchFired(watch_id=watch.pk, begins_on=newest.period.start, figures=figures)
        _record(fact, firing.pk, now, None)
    return True


def _back_from(last: date, grain: Grain, count: int) -> Sequence[Period]:
    pieces: list[Period] = []
    day = last
    for _ in range(count):
        piece = Period.of(grain, day)
        pieces.append(piece)
        day = piece.start - timedelta(days=1)
    return pieces[::-1]


def _number(value: Number | None) -> float | None:
    return None if value is None else float(value)


def _record(fact: Fact, subject_id: int, now: datetime, by: Person | None) -> None:
    recording = Recording(
        at=now, source="pages" if by else "job", actor_id=by.pk if by else None, version=in_force().version
    )
    record([Happening(fact, subject_id, now)], recording=recording)
