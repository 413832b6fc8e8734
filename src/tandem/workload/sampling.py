"""Asking sellers by lot what they are doing just now, and taking their answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction

from tandem.agreement.document import Chore, Document
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.workload.facts import MomentAnswered, MomentAsked
from tandem.workload.models import Moment
from tandem.workload.queries import calendars, sellers_of
from tandem.workload.sampling_rules import EXPIRES, Drawn, draw, due


class Doing(StrEnum):
    """What a seller may be doing."""

    LEAD = "lead"
    WAITING = "waiting"
    CHORE = "chore"
    INTERRUPTED = "interrupted"

    @property
    def words(self) -> Text:
        """As the question offers it."""
        return _WORDS[self]


_WORDS = {
    Doing.LEAD: Text(ru="Занимаюсь лидом", en="With a lead"),
    Doing.WAITING: Text(ru="Жду, работы нет", en="Waiting, nothing to do"),
    Doing.CHORE: Text(ru="Непрофильная работа", en="Work that is no selling"),
    Doing.INTERRUPTED: Text(ru="Отвлекли «на пять минут»", en="Interrupted “for five minutes”"),
}


class NotAsked(Refusal):
    """Only whoever was asked answers, and only while the question is open."""


class NoSuchAnswer(Refusal):
    """The answer is none of those offered."""


def ask_due(document: Document, *, now: datetime) -> int:
    """Ask everybody whose moment has come; returns how many. Nobody is asked twice for a moment, or off their shift."""
    if not document.chores:
        return 0
    sellers = [each for each, _share in sellers_of(document, today=_day(now)) if each.has_account]
    return len(ask(sellers, document, now=now))


def open_question(person: Person, document: Document, *, now: datetime) -> Moment | None:
    """The question that waits for a person's answer; asked here and now if its moment has come since the last look."""
    if not document.chores or Role(person.role) is not Role.SELLER:
        return None
    newest = Moment.objects.filter(person=person, asked_at__gt=now - EXPIRES, asked_at__lte=now).first()
    if newest is None:
        if not any(each.pk == person.pk for each, _share in sellers_of(document, today=_day(now))):
            return None
        newest = next(iter(ask([person], document, now=now)), None)
    return None if newest is None or newest.answered_at is not None else newest


def answer(*, moment_id: int, doing: str, chore: str, by: Person, document: Document, now: datetime) -> Moment:
    """Take an answer. Refuses by ``NotAsked`` and ``NoSuchAnswer``."""
    with transaction.atomic():
        moment = Moment.objects.select_for_update().filter(pk=moment_id, person=by).first()
        if moment is None or moment.answered_at is not None or now >= moment.asked_at + EXPIRES:
            raise NotAsked(
                Text(
                    ru="Этот вопрос уже закрыт: отвечают в течение двадцати минут. Так и останется, без ответа.",
                    en="That question is closed: it is answered within twenty minutes. It stays unanswered.",
                )
            )
        keys = {each.key for each in document.chores}
        if doing not in set(Doing) or (doing == Doing.CHORE and chore not in keys):
            raise NoSuchAnswer(Text(ru="Выберите один из ответов.", en="Choose one of the answers."))
        moment.answer, moment.chore = doing, chore if doing == Doing.CHORE else ""
        moment.answered_at = now
        moment.save(update_fields=["answer", "chore", "answered_at"])
        fact = MomentAnswered(answer=moment.answer, chore=moment.chore)
        record([Happening(fact, moment.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
    return moment


def justified(chore: Chore, *, on: datetime) -> bool:
    """Whether somebody agreed that sellers do it, and it still holds."""
    return bool(chore.agreed_by) and (chore.until is None or chore.until >= _day(on))


def ask(people: Iterable[Person], document: Document, *, now: datetime) -> list[Moment]:
    """Ask those of the people whose moment it is now and who were not asked yet."""
    people, today = list(people), _day(now)
    found: list[tuple[Person, Drawn]] = []
    for pk, calendar in calendars(people, document).items():
        spans = calendar.spans(today, today)
        person = next(each for each in people if each.pk == pk)
        found += [(person, each) for each in due(draw(settings.SECRET_KEY, pk, today, spans), now)]
    if not found:
        return []
    try:
        with transaction.atomic():
            one_at_a_time()
            asked = set(
                Moment.objects.filter(day=today, person__in=[each.pk for each, _drawn in found]).values_list(
                    "person_id", "number"
                )
            )
            rows = [
                Moment.objects.create(
                    person=person, day=today, number=each.number, asked_at=each.at, chance=each.chance
                )
                for person, each in found
                if (person.pk, each.number) not in asked
            ]
            if rows:
                record(
                    [
                        Happening(
                            MomentAsked(person_id=row.person_id, number=row.number, chance=row.chance),
                            row.pk,
                            row.asked_at,
                        )
                        for row in rows
                    ],
                    recording=Recording(at=now, source="job"),
                )
    except IntegrityError:
        # Another process asked at the same instant: the question is there.
        return []
    return rows


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
