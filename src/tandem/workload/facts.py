"""What can happen when it is sampled what sellers are doing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class MomentAsked(Fact, frozen=True):
    """By lot a seller was asked what they are doing just now; ``chance`` is that of each minute of that part of the
    shift to be the one."""

    subject = "moment"
    icon = "clock"
    sentence = Text(ru="По жребию спросили, чем занят менеджер", en="Asked by lot what the seller is doing")

    person_id: int
    number: int
    chance: float


class MomentAnswered(Fact, frozen=True):
    """What the seller was doing at that moment; ``chore`` is a key of the agreement where it was one of its works."""

    subject = "moment"
    icon = "check-circle"
    sentence = Text(ru="Менеджер ответил, чем занят", en="The seller said what they were doing")

    answer: str
    chore: str


class CrisisDeclared(Fact, frozen=True):
    """For a time an hour of selling is worth more than what is expected of it, and agreed chores wait."""

    subject = "crisis"
    icon = "fire"
    sentence = Text(ru="Объявлен режим кризиса: час × {factor}", en="A crisis is declared: × {factor}")

    since: date
    until: date
    factor: Decimal


class CrisisEnded(Fact, frozen=True):
    """The crisis was called off before its last day."""

    subject = "crisis"
    icon = "check-circle"
    sentence = Text(ru="Режим кризиса отменён", en="Crisis called off")
