"""Backtests as people ask for them: asked on a page, run by a job, watched, cancelled, kept with their result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from tandem.agreement import backtesting, queries
from tandem.agreement.backtest_result import Result
from tandem.agreement.backtesting import Cancelled
from tandem.agreement.held import held_in
from tandem.agreement.models import Backtest, Version
from tandem.agreement.refusals import NotYours
from tandem.agreement.rules import EDITORS
from tandem.agreement.yaml_text import digest
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role

type Now = Callable[[], datetime]


_UNFORESEEN = Text(
    ru="Проверка не удалась из-за ошибки в программе. Подробности в журнале ошибок; попробуйте ещё раз.",
    en="The backtest failed for an error in the program. The log has the details; try again.",
)


class NothingToTry(Refusal):
    """The period ends before it begins, or lies in the future."""


def ask(*, version: Version, first: date, last: date, by: Person, now: datetime) -> Backtest:
    """Ask for a backtest of a draft or a signed version; a job runs it. Refuses by ``NotYours``, ``NothingToTry``."""
    if Role(by.role) not in EDITORS:
        raise NotYours(
            Text(
                ru="Проверяет версии на прошлом тот, кто пишет регламент.",
                en="Versions are tried on the past by those who write the agreement.",
            )
        )
    if last < first:
        raise NothingToTry(
            Text(
                ru="Период кончается раньше, чем начинается: поменяйте даты местами.",
                en="The period ends before it begins: swap the dates.",
            )
        )
    if first > timezone.localtime(now).date():
        raise NothingToTry(
            Text(
                ru="Этих дней ещё не было: выберите прошедший период.",
                en="These days have not been yet: choose a past period.",
            )
        )
    return Backtest.objects.create(
        version=version, digest=digest(queries.document_of(version)), first_day=first, last_day=last, asked_by=by,
        asked_at=now,
    )  # fmt: skip


def is_changed(backtest: Backtest) -> bool:
    """Whether the draft that was tried reads otherwise by now; a signed version never does."""
    if backtest.version.number is not None:
        return False
    return backtest.digest != digest(queries.document_of(backtest.version))


def cancel(*, backtest_id: int, now: datetime) -> None:
    """The backtest is no longer wanted; the job notices between two steps. One that has ended stays as it is."""
    Backtest.objects.filter(pk=backtest_id, finished_at__isnull=True, cancelled_at__isnull=True, failure="").update(
        cancelled_at=now
    )


def run(*, backtest_id: int, now: Now) -> None:
    """Run a backtest to its end; safe to run again after a kill, and without effect once it has ended."""
    asked = Backtest.objects.select_related("version").get(pk=backtest_id)
    if asked.finished_at or asked.cancelled_at or asked.failure:
        return
    document = queries.document_of(asked.version)
    Backtest.objects.filter(pk=backtest_id).update(started_at=now(), done=0, digest=digest(document))
    period = Period(asked.first_day, asked.last_day)
    try:
        result = backtesting.backtest(
            document,
            queries.judge_for(document),
            period,
            store.read(),
            against=held_in(period),
            progress=_noting(backtest_id),
        )
    except Cancelled:
        return
    except Refusal as refused:
        _failed(backtest_id, refused.text, now())
        return
    except Exception:
        _failed(backtest_id, _UNFORESEEN, now())
        raise
    with transaction.atomic():
        # Cancelled in the last moment stays cancelled.
        Backtest.objects.filter(pk=backtest_id, cancelled_at__isnull=True).update(
            result=msgspec.to_builtins(result), finished_at=now()
        )


def result_of(backtest: Backtest) -> Result | None:
    """What a backtest found; None while it has not finished."""
    return None if backtest.result is None else msgspec.convert(backtest.result, Result)


def failure_of(backtest: Backtest) -> Text | None:
    """Why a backtest found nothing; None where it did not fail."""
    return msgspec.json.decode(backtest.failure, type=Text) if backtest.failure else None


def _failed(backtest_id: int, why: Text, now: datetime) -> None:
    failure = msgspec.json.encode(why).decode()
    Backtest.objects.filter(pk=backtest_id).update(failure=failure, finished_at=now)


def _noting(backtest_id: int) -> backtesting.Progress:
    """Keeps the progress for the page, and stops between two steps once nobody wants the result any more."""

    def note(done: int, of: int) -> None:
        Backtest.objects.filter(pk=backtest_id).update(done=done, steps=of)
        if _is_cancelled(backtest_id):
            raise Cancelled

    return note


def _is_cancelled(backtest_id: int) -> bool:
    return Backtest.objects.filter(pk=backtest_id, cancelled_at__isnull=False).exists()
