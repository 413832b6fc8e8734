"""A crisis is declared for a time: an hour of selling is dearer then, and chores that somebody agreed to wait."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.workload.facts import CrisisDeclared, CrisisEnded
from tandem.workload.models import Crisis

#: Who may say that every hour counts.
DECLARERS = frozenset({Role.OWNER, Role.SALES_HEAD})
#: Characters of the reason, which sellers read on their first page.
_LONGEST_WHY = 200
#: A crisis without an end is how things are: so many days at most, then somebody decides anew.
LONGEST = timedelta(days=60)
_MOST = Decimal(9)


class NotADeclarer(Refusal):
    """A crisis is declared by the owner or the head of sales."""


class CrisisAlready(Refusal):
    """One holds already."""


class CrisisWithoutTerms(Refusal):
    """The last day, the factor or the reason is missing, or makes no sense."""


def crisis_on(day: date) -> Crisis | None:
    """The crisis that holds on a day."""
    return Crisis.objects.filter(ended_at=None, since__lte=day, until__gte=day).select_related("declared_by").first()


def declare(*, until: date | None, factor: Decimal | None, why: str, by: Person, now: datetime) -> Crisis:
    """Declare a crisis from today on. Refuses by ``NotADeclarer``, ``CrisisAlready`` and ``CrisisWithoutTerms``."""
    _require(by)
    today, why = _day(now), " ".join(why.replace("\0", "").split())
    in_time = until is not None and today <= until <= today + LONGEST
    if until is None or not in_time or factor is None or not 1 < factor <= _MOST or not 0 < len(why) <= _LONGEST_WHY:
        raise CrisisWithoutTerms(
            Text(
                ru=f"Укажите последний день (не дальше {LONGEST.days} дней), во сколько раз дороже час (больше 1, до "
                f"{_MOST}) и почему, не длиннее {_LONGEST_WHY} знаков.",
                en=f"Give the last day (within {LONGEST.days} days), by how much an hour is dearer (above 1, up to "
                f"{_MOST}), and why in {_LONGEST_WHY} characters at most.",
            )
        )
    with transaction.atomic():
        one_at_a_time()
        if crisis_on(today) is not None:
            raise CrisisAlready(
                Text(ru="Режим кризиса уже действует.", en="A crisis has been declared already and still holds.")
            )
        crisis = Crisis.objects.create(
            since=today, until=until, factor=factor.quantize(Decimal("0.1")), why=why, declared_by=by,
            declared_at=now,
        )  # fmt: skip
        _tell(CrisisDeclared(since=today, until=until, factor=crisis.factor), crisis, by, now)
    return crisis


def call_off(*, by: Person, now: datetime) -> None:
    """End the crisis that holds today; done twice it changes nothing. Refuses by ``NotADeclarer``."""
    _require(by)
    with transaction.atomic():
        one_at_a_time()
        crisis = crisis_on(_day(now))
        if crisis is not None:
            crisis.ended_at = now
            crisis.save(update_fields=["ended_at"])
            _tell(CrisisEnded(), crisis, by, now)


def _require(by: Person) -> None:
    if Role(by.role) not in DECLARERS:
        raise NotADeclarer(
            Text(
                ru="Режим кризиса объявляет и отменяет собственник или РОП.",
                en="A crisis is declared and called off by the owner or the head of sales.",
            )
        )


def _tell(fact: Fact, crisis: Crisis, by: Person, now: datetime) -> None:
    record([Happening(fact, crisis.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
