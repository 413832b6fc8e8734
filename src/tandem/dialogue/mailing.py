"""The letter by e-mail: in the receiver's language, with figures, words and links, and no client's name."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tandem.agreement import queries as agreement
from tandem.basics.numbers import format_period
from tandem.dialogue.facts import LetterMailed
from tandem.dialogue.letter_page import shown_of
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import receivers
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person

#: A letter that could not be mailed for so long is not tried again: it has been on the page all the time.
_TRIES_FOR = timedelta(days=3)


def mail_waiting(*, now: datetime) -> int:
    """Mail every sent letter that has not gone out yet; returns how many went."""
    waiting = QualityLetter.objects.filter(sent_at__gte=now - _TRIES_FOR, mailed_at__isnull=True)
    return sum(mail(letter_id=pk, now=now) for pk in waiting.order_by("week").values_list("pk", flat=True))


def mail(*, letter_id: int, now: datetime) -> bool:
    """Mail one letter to whoever receives it; whether it went out.

    A process killed between the mail and its note mails it again: twice is better than never.
    """
    letter = QualityLetter.objects.select_related("sent_by").get(pk=letter_id)
    if not settings.SENDS_MAIL or letter.sent_at is None or letter.mailed_at is not None:
        return False
    people = list(
        Person.objects.filter(role__in=receivers(agreement.version(letter.version).document), is_active=True)
        .exclude(email="")
        .order_by("pk")
    )
    if not people:
        return _failed(letter, "Nobody who receives the letter has an e-mail address.")
    try:
        for person in people:
            _message(letter, person).send()
    except (OSError, smtplib.SMTPException) as error:
        return _failed(letter, f"{type(error).__name__}: {error}"[:500])
    with transaction.atomic():
        unsent = QualityLetter.objects.select_for_update(of=("self",)).filter(pk=letter_id, mailed_at__isnull=True)
        if unsent.first() is None:
            return False
        QualityLetter.objects.filter(pk=letter_id).update(mailed_at=now, mail_problem="")
        record(
            [Happening(LetterMailed(receivers=len(people)), letter_id, now)],
            recording=Recording(at=now, source="job", version=letter.version),
        )
    return True


def _failed(letter: QualityLetter, why: str) -> bool:
    QualityLetter.objects.filter(pk=letter.pk).update(mail_problem=why)
    return False


def _message(letter: QualityLetter, person: Person) -> EmailMessage:
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        shown = shown_of(letter, language=language, now=timezone.now())
        weeks = format_period(shown.contents.week, language)
        context = {
            "letter": letter,
            "shown": shown,
            "address": settings.ADDRESS,
            "url": settings.ADDRESS + reverse("letter", args=[f"{letter.week:%Y-%m-%d}"]) if settings.ADDRESS else "",
        }
        return EmailMessage(
            subject=_("Quality of leads, %(week)s") % {"week": weeks},
            body=render_to_string("dialogue/letter.txt", context),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[person.email],
        )
