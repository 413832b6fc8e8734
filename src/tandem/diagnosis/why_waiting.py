"""What is said of waiting where the data do not tell when a request reached its seller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tandem.basics.numbers import format_number
from tandem.basics.text import Text
from tandem.diagnosis.rules.decomposition_factors import ANSWER, HANDOVER
from tandem.diagnosis.rules.wait_floor import wait_floor
from tandem.diagnosis.why_reading import Read
from tandem.diagnosis.why_words import BARS, BarWords
from tandem.people.rules import Department


def floor_of(found: Read) -> float:
    """Hours by which even the quickest answers moved; 0 where hand-overs are told, or nothing moved."""
    if found.handover_told:
        return 0.0
    history = found.history
    return wait_floor(*(history.answered[span.holds(history.day)] for span in (found.before, found.after)))


def owners_beside(owners: Mapping[str, Department], floor: float) -> dict[str, Department]:
    """A wait that even the quickest answers share is not the sellers' alone."""
    return {key: side for key, side in owners.items() if key != ANSWER or not floor}


def untimed(found: Read) -> frozenset[str]:
    """The bars of which nothing can be said as nobody tells when requests were handed over."""
    return frozenset() if found.handover_told else frozenset({HANDOVER})


def wait_words(floor: float, language: str) -> BarWords:
    """How the bar of the wait is told where the quickest answers moved."""
    hours = format_number(abs(floor), language, 1)
    return replace(
        BARS[ANSWER],
        name=Text(ru="Ожидание ответа", en="Wait for an answer"),
        less=Text(
            ru=f"клиенты дольше ждут ответа, даже самые быстрые ответы стали на {hours} ч позже: похоже, заявки "
            "задерживаются ещё до менеджера",
            en=f"clients wait longer, even the quickest answers came {hours} h later: requests seem to be held up "
            "before a seller sees them",
        ),
        more=Text(
            ru=f"клиенты ждут ответа меньше, даже самые быстрые ответы стали на {hours} ч раньше: похоже, заявки "
            "скорее доходят до менеджера",
            en=f"clients wait less, even the quickest answers came {hours} h sooner: requests seem to reach a seller "
            "earlier",
        ),
        ask=Text(
            ru="Когда заявка попадает к менеджеру и где она задерживается: форма, интеграция, распределение?",
            en="When does a request reach a seller, and where is it held up: form, integration, distribution?",
        ),
    )
