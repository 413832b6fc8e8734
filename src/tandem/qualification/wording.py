"""What is known of need, budget and urgency, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.basics.text import Text
from tandem.qualification.models import Qualification


def answers_in_words(judged: Qualification) -> list[Text]:
    """The answers a judgement rests on: need, budget, urgency."""
    return [words[getattr(judged, name)] for name, words in _ANSWERS.items()]


_ANSWERS: Mapping[str, Mapping[bool | None, Text]] = {
    "has_need": {
        True: Text(ru="потребность есть", en="has the need"),
        False: Text(ru="потребности нет", en="has no need"),
        None: Text(ru="потребность неизвестна", en="need not known"),
    },
    "has_budget": {
        True: Text(ru="бюджет есть", en="can pay"),
        False: Text(ru="бюджета нет", en="cannot pay"),
        None: Text(ru="бюджет неизвестен", en="budget not known"),
    },
    "is_urgent": {
        True: Text(ru="срочно", en="urgent"),
        False: Text(ru="не срочно", en="not urgent"),
        None: Text(ru="срочность неизвестна", en="urgency not known"),
    },
}
