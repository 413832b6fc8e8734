"""A seller lets a deadline wait for a reason the agreement names, and goes on before its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from tandem.agreement.document import Pause
from tandem.agreement.queries import version
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.clock_rules import minutes_between
from tandem.handover.clock_watch import resumed_as
from tandem.handover.clocks import hours_of_clock, promise_of, title_of
from tandem.handover.facts import ClockPaused
from tandem.handover.models import Assignment, Clock
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role


class NotTheirClock(Refusal):
    """Only the lead's seller, or the head of sales, lets a deadline wait."""


class NotAReasonToWait(Refusal):
    """The agreement knows no such reason for this promise."""


class WaitsTooLong(Refusal):
    """Longer than the agreement allows, or until a moment that has passed."""


class CannotWait(Refusal):
    """The deadline has passed, or what was promised is done, or it waits already."""


class DoesNotWait(Refusal):
    """The deadline runs."""


def reasons_to_wait(clock: Clock) -> tuple[Pause, ...]:
    """For which reasons a clock may be paused, as its version says."""
    promise = promise_of(clock.promise, clock.version)
    pauses = version(clock.version).document.pauses
    return tuple(each for each in pauses if promise is not None and each.stops(promise))


def pause_clock(*, clock_id: int, reason: str, until: datetime, by: Person, now: datetime) -> Clock:
    """Let a deadline wait until a moment: it moves on by the working time between, and goes on by itself then.

    Refuses by ``NotTheirClock``, ``NotAReasonToWait``, ``WaitsTooLong`` and ``CannotWait``.
    """
    with _locked(clock_id, by) as (clock, seller_id):
        if clock.stopped_at is not None or clock.broken or clock.due_at <= now or clock.paused_until is not None:
            raise CannotWait(
                Text(
                    ru="Срок уже вышел, выполнен или стоит: остановить можно только тот, что идёт.",
                    en="The deadline has passed, is kept, or waits already: only one that runs can wait.",
                )
            )
        agreed = next((each for each in reasons_to_wait(clock) if each.key == reason), None)
        if agreed is None:
            raise NotAReasonToWait(
                Text(
                    ru="Такой причины остановить этот срок в регламенте нет. Выберите одну из списка.",
                    en="The agreement has no such reason for this deadline to wait. Choose one of the list.",
                )
            )
        hours = hours_of_clock(clock, seller_id)
        waits = minutes_between(now, until, hours) if until > now else 0.0
        left = agreed.most - clock.waited
        if until <= now or waits > left:
            raise WaitsTooLong(
                Text(
                    ru=f"«{agreed.title}»: этот срок может стоять ещё {max(left, 0):.0f} мин рабочего времени. "
                    "Укажите время попозже, чем сейчас, и не дальше этого.",
                    en=f"“{agreed.title}”: this deadline may wait for {max(left, 0):.0f} more minutes of working time. "
                    "Give a time later than now and no later than that.",
                )
            )
        clock.moves = clock.moves.shifted(hours, now, until)
        clock.paused_at, clock.paused_until, clock.pause = now, until, reason
        clock.waited += waits
        clock.look_on()
        fact = ClockPaused(
            title=title_of(clock.promise, clock.version), reason=reason, words=agreed.title, until=until,
            waited=clock.waited, due_at=clock.due_at, remind_at=clock.remind_at, tell_at=clock.tell_at,
            pass_on_at=clock.pass_on_at, next_at=clock.look_at,
        )  # fmt: skip
        return _saved(clock, fact, by, now)


def resume_clock(*, clock_id: int, by: Person, now: datetime) -> Clock:
    """Let a deadline go on before its pause ends: the rest of the pause is taken back.

    Refuses by ``NotTheirClock`` and ``DoesNotWait``.
    """
    with _locked(clock_id, by) as (clock, seller_id):
        until = clock.paused_until
        if clock.stopped_at is not None or until is None or until <= now:
            raise DoesNotWait(Text(ru="Срок не стоит: он уже идёт.", en="The deadline does not wait: it runs."))
        hours = hours_of_clock(clock, seller_id)
        clock.moves = clock.moves.shifted(hours, until, now)
        clock.waited = max(clock.waited - minutes_between(now, until, hours), 0.0)
        clock.paused_at = clock.paused_until = None
        clock.pause = ""
        clock.look_on()
        return _saved(clock, resumed_as(clock, title_of(clock.promise, clock.version)), by, now)


@contextmanager
def _locked(clock_id: int, by: Person) -> Iterator[tuple[Clock, int | None]]:
    """The clock and who has its lead, in one transaction: the lead's row first, as whoever gives it to another does."""
    with transaction.atomic():
        lead_id = Clock.objects.values_list("lead_id", flat=True).get(pk=clock_id)
        Lead.objects.select_for_update().get(pk=lead_id)
        clock = Clock.objects.select_for_update().get(pk=clock_id)
        seller_id = Assignment.objects.filter(pk=lead_id).values_list("seller_id", flat=True).first()
        if by.role != Role.SALES_HEAD and seller_id != by.pk:
            raise NotTheirClock(
                Text(
                    ru="Срок останавливает менеджер, у которого лид, или РОП.",
                    en="A deadline is let wait by the seller who has the lead, or the head of sales.",
                )
            )
        yield clock, seller_id


def _saved(clock: Clock, fact: Fact, by: Person, now: datetime) -> Clock:
    clock.save()
    record(
        [Happening(fact, clock.pk, now, clock.lead_id, clock.version)],
        recording=Recording(at=now, source="pages", actor_id=by.pk),
    )
    return clock
