"""Letters that wait, among what must not be overlooked."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.basics.numbers import format_period
from tandem.basics.periods import Period
from tandem.dialogue.queries import letters_for
from tandem.dialogue.rules import State
from tandem.measures.attention import Attention, Line
from tandem.measures.store import Reading
from tandem.people.models import Person


def _letters(person: Person, _reading: Reading) -> list[Line]:
    """Weekly letters that wait for the reader, and the silence of the other side."""
    now, language, found = timezone.now(), get_language() or "ru", []
    for each in letters_for(person, now):
        week = format_period(Period.week(each.letter.week), language)
        said = _LETTERS[each.state, each.own, each.overdue]() % {"week": week}
        found.append(Line(said, reverse("letter", args=[f"{each.letter.week:%Y-%m-%d}"])))
    return found


#: By whose turn it is, whether it is the reader's, whether its time is over; one in time is told to nobody else.
_LETTERS = {
    (State.TO_SEND, True, False): lambda: _("The letter on leads of %(week)s waits: add a request and send it."),
    (State.TO_SEND, True, True): lambda: _("The letter on leads of %(week)s is late: add a request and send it."),
    (State.TO_SEND, False, True): lambda: _("Sales has not sent the letter on leads of %(week)s in time."),
    (State.TO_ANSWER, True, False): lambda: _("The letter on leads of %(week)s waits for your answer."),
    (State.TO_ANSWER, True, True): lambda: _("Your answer to the letter on leads of %(week)s is late."),
    (State.TO_ANSWER, False, True): lambda: _("Marketing has not answered the letter on leads of %(week)s in time."),
}


LETTERS = Attention(110, _letters)
