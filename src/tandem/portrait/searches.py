"""Searches as people ask for them: asked on a page, run by a job, watched, cancelled, kept with their result."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.measures.store import Reading, store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.portrait.comparing import agreed_portraits, corners
from tandem.portrait.history import attributes_known, counted, read_history, usual_fields
from tandem.portrait.models import PortraitSearch
from tandem.portrait.outcomes import OUTCOMES, Outcome
from tandem.portrait.result import Result
from tandem.portrait.rules.finding import find

#: Who may have a portrait sought: all who see what campaigns cost, for whom it is made.
SEEKERS = frozenset(role for role in Role if role.sees_money_spent)

type Now = Callable[[], datetime]
type Progress = Callable[[float], None]

_UNFORESEEN = Text(
    ru="Поиск не удался из-за ошибки в программе. Подробности в журнале ошибок; попробуйте ещё раз.",
    en="The search failed for an error in the program. The log has the details; try again.",
)


class NotForYou(Refusal):
    """The role does not seek portraits."""


class NothingToSearch(Refusal):
    """The period ends before it begins, or lies in the future; or every field is left out."""


class Cancelled(Exception):
    """Nobody wants the result any more."""


def ask(
    *, outcome: str, first: date, last: date, left_out: Collection[str], by: Person, now: datetime
) -> PortraitSearch:
    """Ask for a search; a job runs it. Refuses by ``NotForYou`` and ``NothingToSearch``."""
    if Role(by.role) not in SEEKERS:
        raise NotForYou(
            Text(
                ru="Портрет ищут те, кто видит кампании: попросите руководителя отдела.",
                en="Portraits are sought by those who see campaigns: ask the head of your department.",
            )
        )
    if last < first:
        raise NothingToSearch(
            Text(
                ru="Период кончается раньше, чем начинается: поменяйте даты местами.",
                en="The period ends before it begins: swap the dates.",
            )
        )
    if first > timezone.localtime(now).date():
        raise NothingToSearch(
            Text(
                ru="Этих дней ещё не было: выберите прошедший период.",
                en="These days have not been yet: choose a past period.",
            )
        )
    known = attributes_known()
    if not set(known) - set(left_out):
        raise NothingToSearch(
            Text(
                ru="Все поля исключены: оставьте хотя бы одно, по которому искать.",
                en="Every field is left out: leave at least one to search by.",
            )
        )
    return PortraitSearch.objects.create(
        outcome=outcome if outcome in OUTCOMES else next(iter(OUTCOMES)),
        first_day=first,
        last_day=last,
        left_out=sorted(set(left_out) & set(known)),
        asked_by=by,
        asked_at=now,
    )


def cancel(*, search_id: int, now: datetime) -> None:
    """The result is no longer wanted; one that has ended stays as it is."""
    PortraitSearch.objects.filter(pk=search_id, finished_at__isnull=True, cancelled_at__isnull=True, failure="").update(
        cancelled_at=now
    )


def run(*, search_id: int, now: Now) -> None:
    """Run a search to its end; safe to run again after a kill, and without effect once it has ended."""
    asked = PortraitSearch.objects.get(pk=search_id)
    if not asked.going:
        return
    PortraitSearch.objects.filter(pk=search_id).update(started_at=now(), done=0)
    period = Period(asked.first_day, asked.last_day)
    try:
        result = seek(
            OUTCOMES[asked.outcome], period, store.read(), left_out=asked.left_out, progress=_noting(search_id)
        )
    except Cancelled:
        return
    except Refusal as refused:
        _failed(search_id, refused.text, now())
        return
    except Exception:
        _failed(search_id, _UNFORESEEN, now())
        raise
    with transaction.atomic():
        # Cancelled in the last moment stays cancelled.
        PortraitSearch.objects.filter(pk=search_id, cancelled_at__isnull=True).update(
            result=msgspec.to_builtins(result), finished_at=now(), done=100
        )


def seek(
    outcome: Outcome, period: Period, reading: Reading, *, left_out: Collection[str] | None = None,
    progress: Progress = lambda part: None,
) -> Result:  # fmt: skip
    """Who buys in the leads of a period, and the portraits in force on the same leads.

    Nothing is concluded from a verdict about verdicts. ``left_out`` are fields not to be used; None: the verdicts.
    """
    found = counted(outcome, period, reading)
    fields = attributes_known(verdicts=outcome.matures) if left_out is not None else usual_fields()
    known = {name: each for name, each in fields.items() if name not in (left_out or ())}
    progress(0.05)
    history = read_history(found, known, reading)
    progress(0.15)
    portrayal = find(history, lambda part: progress(0.15 + 0.75 * part))
    agreement = in_force()
    together = portrayal.together.text if portrayal.together else ""
    return Result(
        portrayal=portrayal,
        mature_days=found.mature.days if found.mature else None,
        followed_days=found.mature.followed if found.mature else None,
        young=found.young,
        unhandled=found.unhandled,
        untold=found.untold,
        sampled=found.sampled,
        version=agreement.version,
        agreed=agreed_portraits(agreement.document, found, reading),
        corners=corners(agreement.document, together, found, reading),
    )


def result_of(search: PortraitSearch) -> Result | None:
    """What a search found; None while it has not finished."""
    return None if search.result is None else msgspec.convert(search.result, Result)


def failure_of(search: PortraitSearch) -> Text | None:
    """Why a search found nothing; None where it did not fail."""
    return msgspec.json.decode(search.failure, type=Text) if search.failure else None


def _failed(search_id: int, why: Text, now: datetime) -> None:
    failure = msgspec.json.encode(why).decode()
    PortraitSearch.objects.filter(pk=search_id).update(failure=failure, finished_at=now)


def _noting(search_id: int) -> Progress:
    """Keeps the progress for the page, and stops between two steps once nobody wants the result any more."""

    def note(part: float) -> None:
        PortraitSearch.objects.filter(pk=search_id).update(done=round(100 * part))
        if PortraitSearch.objects.filter(pk=search_id, cancelled_at__isnull=False).exists():
            raise Cancelled

    return note
