"""Noting what the company does differently because of what buyers say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.voice import answers, codes
from tandem.voice.answers import UnknownCode
from tandem.voice.facts import ChangeEnded, ChangeMade
from tandem.voice.models import Change


class NothingChanged(Refusal):
    """A change needs its words, and what buyers say that it answers to."""


class NotInThisOrder(Refusal):
    """The days of a change are in the future, or end before they begin."""


class NotTheirsToSay(Refusal):
    """Sellers and marketers say what they changed; who only looks on does not."""


#: Where something may be done differently, and who says so.
PLACES: Mapping[str, Text] = {
    "presentation": Text(ru="презентация и скрипт менеджеров", en="the sellers' presentation and script"),
    "ads": Text(ru="реклама и страницы", en="ads and landing pages"),
    "offer": Text(ru="оффер и цена", en="the offer and the price"),
    "product": Text(ru="товар и сервис", en="the product and the service"),
}


def note_change(
    *, chosen: Sequence[str], place: str, words: str, since: date, product: str = "", segment: str = "", by: Person,
    today: date, now: datetime,
) -> Change:  # fmt: skip
    """Note what is done differently because of what buyers say; ``chosen`` are codes as ``refusals.price``.

    Refuses by ``NotTheirsToSay``, ``NothingChanged``, ``UnknownCode``, ``TooLong`` and ``NotInThisOrder``.
    """
    _require_doer(by)
    words = answers.text(words)
    if not words or not chosen or place not in PLACES:
        raise NothingChanged(
            Text(
                ru="Выберите, что говорят покупатели, и напишите, что теперь делаете иначе.",
                en="Choose what buyers say, and write what you do differently now.",
            )
        )
    known = {f"{section}.{key}" for section in codes.SECTIONS for key in codes.titles(section)}
    if not set(chosen) <= known:
        raise UnknownCode(
            Text(
                ru="Такого кода в регламенте нет: выберите из списка.",
                en="There is no such code: choose from the list.",
            )
        )
    if since > today:
        raise NotInThisOrder(
            Text(
                ru="Этот день ещё не наступил: запишите, когда начнёте.",
                en="That day is to come: note it once you begin.",
            )
        )
    for column, value in (("product", product), ("segment", segment)):
        if value and not Lead.objects.filter(**{column: value}).exists():
            raise UnknownCode(
                Text(
                    ru="Такого продукта или сегмента нет ни у одного лида: выберите из списка.",
                    en="No lead has such a product or segment: choose from the list.",
                )
            )
    with transaction.atomic():
        change = Change.objects.create(
            codes=codes.joined(chosen), place=place, words=words, since=since, product=product, segment=segment,
            made_by=by, noted_at=now,
        )  # fmt: skip
        fact = ChangeMade(
            codes=change.codes, place=place, since=since, product=product or None, segment=segment or None
        )
        record([Happening(fact, change.pk, now)], recording=Recording(at=now, source="pages", actor_id=by.pk))
    return change


def end_change(*, change_id: int, until: date, by: Person, today: date, now: datetime) -> None:
    """Note that it is done as before again. Refuses by ``NotTheirsToSay`` and ``NotInThisOrder``."""
    _require_doer(by)
    with transaction.atomic():
        change = Change.objects.select_for_update().get(pk=change_id)
        if change.until is not None or not change.since <= until <= today:
            raise NotInThisOrder(
                Text(
                    ru="Вернуть как было можно один раз: с дня перемены и не позже сегодняшнего.",
                    en="It is put back once: on a day from its beginning until today.",
                )
            )
        change.until = until
        change.save(update_fields=["until"])
        record(
            [Happening(ChangeEnded(until=until), change.pk, now)],
            recording=Recording(at=now, source="pages", actor_id=by.pk),
        )


def notes_changes(role: Role) -> bool:
    """Whether somebody of a role does what may be done differently."""
    return role.department is not None or role is Role.OWNER


def _require_doer(by: Person) -> None:
    if not notes_changes(Role(by.role)):
        raise NotTheirsToSay(
            Text(
                ru="Что поменяли, записывают те, кто продаёт и рекламирует.",
                en="What was changed is noted by those who sell and advertise.",
            )
        )
