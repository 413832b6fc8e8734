"""What can happen to the weekly letter. Its words stay in the table; the journal keeps figures and times."""

from __future__ import annotations

from datetime import date, datetime

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LetterWritten(Fact, frozen=True):
    """Tandem wrote the letter on the quality of a week's leads, with the figures as they stood."""

    subject = "letter"
    icon = "envelope"
    sentence = Text(ru="Написано письмо о качестве лидов", en="The letter on the quality of leads was written")

    #: Its Monday.
    week: date
    send_by: datetime
    #: As ``figures.packed`` writes them: JSON, numbers and keys only.
    figures: str


class LetterSent(Fact, frozen=True):
    """It was completed with a request and the result expected, and sent."""

    subject = "letter"
    icon = "paper-airplane"
    sentence = Text(ru="Письмо о качестве лидов отправлено", en="The letter on the quality of leads was sent")

    sender_id: int
    #: None where the agreement promises no answer.
    answer_due_at: datetime | None


class LetterMailed(Fact, frozen=True):
    """It went out by e-mail as well."""

    subject = "letter"
    icon = "at-symbol"
    sentence = Text(ru="Письмо ушло по почте, получателей: {receivers}", en="Mailed to {receivers}")

    receivers: int


class LetterAnswered(Fact, frozen=True):
    """The receiver answered; ``in_time`` is None where no time was promised."""

    subject = "letter"
    icon = "chat-bubble-left-right"
    sentence = Text(ru="На письмо о качестве лидов ответили", en="The letter on the quality of leads was answered")

    answered_by: int
    in_time: bool | None
