"""What can happen when we listen to buyers. What they said in their own words stays with the review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class WinReviewed(Fact, frozen=True):
    """It was written down why a client bought."""

    subject = "lead"
    icon = "hand-thumb-up"
    sentence = Text(ru="Записано, почему купили", en="Why they bought is written down")

    reviewer_id: int | None
    course: str | None
    #: Keys of the agreement's list, parted by commas.
    attracted: str | None
    source_said: str | None
    offer_said: str | None
    #: Whether anything was said in words, which stay with the review.
    worded: bool
    codes_version: int


class LossReviewed(Fact, frozen=True):
    """It was written down why a client refused, and to whom we lost them."""

    subject = "lead"
    icon = "hand-thumb-down"
    sentence = Text(ru="Записано, почему отказались", en="Why they refused is written down")

    reviewer_id: int | None
    code: str | None
    competitor_id: int | None
    competitor_price: Decimal | None
    worded: bool
    codes_version: int


class ChangeMade(Fact, frozen=True):
    """Something is done differently because of what buyers say."""

    subject = "change"
    icon = "arrow-path"
    sentence = Text(ru="Поменяли по словам покупателей", en="Changed because of what buyers say")

    codes: str
    place: str
    since: date
    product: str | None
    segment: str | None


class ChangeEnded(Fact, frozen=True):
    """It is not done so any more."""

    subject = "change"
    icon = "stop-circle"
    sentence = Text(ru="Вернули как было", en="Put back as it was")

    until: date
