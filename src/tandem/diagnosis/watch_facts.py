"""What can happen to the watches that people write. Their words stay in the tables."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class WatchWritten(Fact, frozen=True):
    """Somebody wrote a condition to be watched."""

    subject = "conditional_watch"
    icon = "eye"
    sentence = Text(ru="Записано условие, за которым следим", en="A condition to watch was written")

    person_id: int
    every: str
    asked: str


class WatchPaused(Fact, frozen=True):
    """A watch was paused."""

    subject = "conditional_watch"
    icon = "pause"
    sentence = Text(ru="За условием больше не следим", en="The watch was paused")

    person_id: int


class WatchResumed(Fact, frozen=True):
    """A paused watch goes on."""

    subject = "conditional_watch"
    icon = "play"
    sentence = Text(ru="За условием снова следим", en="The watch goes on")

    person_id: int


class WatchFired(Fact, frozen=True):
    """The condition came true; ``figures`` are the numbers it read, as JSON."""

    subject = "watch_firing"
    icon = "bell-alert"
    sentence = Text(ru="Условие исполнилось, вопрос задан", en="The condition came true, the question is asked")

    watch_id: int
    begins_on: date
    figures: str


class WatchAnswered(Fact, frozen=True):
    """Who was asked has answered."""

    subject = "watch_firing"
    icon = "check-circle"
    sentence = Text(ru="На вопрос ответили", en="The question was answered")

    person_id: int
