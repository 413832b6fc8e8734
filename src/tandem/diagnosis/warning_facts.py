"""What can happen to the watch over audiences. Words that people write stay in the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class AudienceWatchOpened(Fact, frozen=True):
    """A campaign, or a creative of one, was put under watch and is held to a share of target leads."""

    subject = "audience_watch"
    icon = "eye"
    sentence = Text(ru="Кампания «{campaign}» под наблюдением", en="Campaign “{campaign}” is under watch")

    campaign: str
    creative: str
    since: date
    planned: float
    basis: str
    basis_leads: int
    paying: float | None
    believed_days: float | None


class AudienceWatchClosed(Fact, frozen=True):
    """The watch ended: its warning was answered, or another share was agreed."""

    subject = "audience_watch"
    icon = "eye-slash"
    sentence = Text(ru="Наблюдение начато заново", en="The watch begins anew")


class AudienceWarned(Fact, frozen=True):
    """It became known that a campaign brings the wrong people; ``watch_id`` says which."""

    subject = "audience_warning"
    icon = "exclamation-triangle"
    sentence = Text(ru="Предупреждение: кампания приводит не тех", en="Warning: a campaign brings the wrong people")

    watch_id: int
    changed_on: date
    earliest: date
    latest: date
    chance: float
    speaks: str
    share: float
    low: float
    high: float
    labelled: int
    at_stake: Decimal | None
    currency: str


class AudienceWarningSeen(Fact, frozen=True):
    """Somebody whose matter it is has seen the warning."""

    subject = "audience_warning"
    icon = "eye"
    sentence = Text(ru="Предупреждение увидели", en="The warning was seen")

    person_id: int


class AudienceWarningAnswered(Fact, frozen=True):
    """Somebody said what was found out and done."""

    subject = "audience_warning"
    icon = "check-circle"
    sentence = Text(ru="На предупреждение ответили: {outcome}", en="The warning was answered: {outcome}")

    person_id: int
    outcome: str
