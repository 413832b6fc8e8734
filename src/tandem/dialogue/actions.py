"""Writing, sending and answering the weekly letter; each one transaction with its fact."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tandem.agreement import queries as agreement
from tandem.basics.numbers import told_moment
from tandem.basics.periods import Period
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.dialogue.facts import LetterAnswered, LetterSent, LetterWritten
from tandem.dialogue.figures import anything_to_say, contents_of, packed
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import answer_due, receivers, schedule_of, senders, week_to_write
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role


class NotTheSender(Refusal):
    """The agreement lets somebody else complete and send the letter."""


class NotTheReceiver(Refusal):
    """The agreement lets somebody else answer."""


class Incomplete(Refusal):
    """A letter has a request and the result expected, an answer has words."""


class WrongTurn(Refusal):
    """It was sent or answered already, or there is nothing to answer yet."""


def write_due(*, now: datetime) -> QualityLetter | None:
    """Write the letter of the newest whole week once its time has come; None where it is there, or nothing to say."""
    agreed = agreement.in_force(timezone.localdate(now))
    monday, send_by = week_to_write(now, schedule_of(agreed.document), _zone())
    week = Period.week(monday)
    if QualityLetter.objects.filter(week=monday).exists():
        return None
    reading = store.read()
    if not anything_to_say(reading, week):
        return None
    figures = packed(contents_of(week, reading))
    with transaction.atomic():
        one_at_a_time()
        letter, is_new = QualityLetter.objects.get_or_create(
            week=monday,
            defaults={"written_at": now, "version": agreed.version, "figures": figures, "send_by": send_by},
        )
        if not is_new:
            return None
        _record(LetterWritten(week=monday, send_by=send_by, figures=figures), letter, now, source="job")
    return letter


def send(*, letter_id: int, request: str, expected: str, by: Person, now: datetime) -> QualityLetter:
    """Complete the letter and send it; it goes out by e-mail too, where Tandem may send any.

    Refuses by ``NotTheSender``, ``WrongTurn`` and ``Incomplete``, which names what is missing.
    """
    with transaction.atomic():
        letter = QualityLetter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        document = agreement.version(letter.version).document
        if Role(by.role) not in senders(document):
            raise NotTheSender(
                Text(
                    ru="Письмо дополняет и отправляет тот, кого назвал регламент, а если никто не назван — РОП.",
                    en="The letter is completed and sent by whom the agreement names; by the head of sales otherwise.",
                )
            )
        if letter.sent_at is not None:
            by_whom = _done_by(letter.sent_by, letter.sent_at, now)
            raise WrongTurn(Text(ru=f"Письмо уже отправлено: {by_whom.ru}.", en=f"Sent already: {by_whom.en}."))
        _require_whole(request, expected)
        letter.request, letter.expected = request.strip(), expected.strip()
        letter.sent_at, letter.sent_by = now, by
        letter.answer_due_at = answer_due(document, now, company_zone=_zone())
        letter.save(update_fields=["request", "expected", "sent_at", "sent_by", "answer_due_at"])
        _record(LetterSent(sender_id=by.pk, answer_due_at=letter.answer_due_at), letter, now, by=by)
        _mail_later(letter.pk)
    return letter


def answer(*, letter_id: int, words: str, by: Person, now: datetime) -> QualityLetter:
    """Answer the letter. Refuses by ``NotTheReceiver``, ``WrongTurn`` and ``Incomplete``."""
    with transaction.atomic():
        letter = QualityLetter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        if Role(by.role) not in receivers(agreement.version(letter.version).document):
            raise NotTheReceiver(
                Text(
                    ru="На письмо отвечает тот, кого назвал регламент, а без него — руководитель маркетинга.",
                    en="The letter is answered by whom the agreement names; by the head of marketing otherwise.",
                )
            )
        if letter.sent_at is None:
            raise WrongTurn(
                Text(
                    ru="Отвечать пока не на что: продажи ещё не отправили письмо.",
                    en="There is nothing to answer yet: sales has not sent the letter.",
                )
            )
        if letter.answered_at is not None:
            by_whom = _done_by(letter.answered_by, letter.answered_at, now)
            raise WrongTurn(
                Text(ru=f"На письмо уже ответили: {by_whom.ru}.", en=f"It has its answer already: {by_whom.en}.")
            )
        if not words.strip():
            raise Incomplete(
                Text(ru="Напишите ответ: пустой ответ — это молчание.", en="Write the answer: an empty one is silence.")
            )
        letter.answer, letter.answered_at, letter.answered_by = words.strip(), now, by
        letter.answered_in_time = None if letter.answer_due_at is None else now <= letter.answer_due_at
        letter.save(update_fields=["answer", "answered_at", "answered_by", "answered_in_time"])
        _record(LetterAnswered(answered_by=by.pk, in_time=letter.answered_in_time), letter, now, by=by)
    return letter


def _require_whole(request: str, expected: str) -> None:
    missing = [words for words, said in ((_REQUEST, request), (_EXPECTED, expected)) if not said.strip()]
    if missing:
        ru, en = (", ".join(getattr(each, language) for each in missing) for language in ("ru", "en"))
        raise Incomplete(
            Text(
                ru=f"Письмо не закончено, в нём нет: {ru}. Без этого ответить на него нечем.",
                en=f"The letter is not complete. It lacks: {en}. Nobody could answer it.",
            )
        )


def _done_by(person: Person | None, at: datetime, now: datetime) -> Text:
    """Who was quicker, and when."""
    when, name = told_moment(at, now, _zone()), f"{person}, " if person is not None else ""
    return Text(ru=f"{name}{when.ru}", en=f"{name}{when.en}")


_REQUEST = Text(ru="запрос", en="the request")
_EXPECTED = Text(ru="ожидаемый результат", en="the result expected")


def _record(
    fact: Fact, letter: QualityLetter, now: datetime, *, by: Person | None = None, source: str = "pages"
) -> None:
    record(
        [Happening(fact, letter.pk, now)],
        recording=Recording(at=now, source=source, actor_id=by.pk if by is not None else None, version=letter.version),
    )


def _mail_later(letter_id: int) -> None:
    # A job lives above what it calls.
    from tandem.dialogue.jobs import mail_letter

    if settings.SENDS_MAIL:
        transaction.on_commit(lambda: mail_letter.enqueue(letter_id), robust=True)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
