"""What can happen to the Monday letter. Its words stay in the table."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class MondayLetterWritten(Fact, frozen=True):
    """Tandem wrote to somebody why the money of the last weeks moved."""

    subject = "monday_letter"
    icon = "envelope"
    sentence = Text(ru="Написано письмо понедельника", en="The Monday letter was written")

    #: The Monday of the week it tells of.
    week: date
    person_id: int


class MondayLetterMailed(Fact, frozen=True):
    """It went out by e-mail."""

    subject = "monday_letter"
    icon = "at-symbol"
    sentence = Text(ru="Письмо понедельника ушло по почте", en="The Monday letter was mailed")

    person_id: int
