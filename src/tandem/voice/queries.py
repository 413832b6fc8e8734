"""What rooms above ask about the voice of the buyer, and what its forms offer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.voice import answers, codes
from tandem.voice.models import Competitor, LossReview, WinReview

#: The newest leads whose sources and offers a seller chooses from.
_RECENT = 2000
_MOST_OFFERED = 15
_MOST_COMPETITORS = 200


def sources_known() -> tuple[str, ...]:
    """The sources of recent leads, the commonest first."""
    return _commonest("source")


def offers_known() -> tuple[str, ...]:
    """The offers of recent leads, the commonest first."""
    return _commonest("offer")


def competitor_names() -> tuple[str, ...]:
    """Competitors that were ever named."""
    return tuple(Competitor.objects.order_by("-pk").values_list("name", flat=True)[:_MOST_COMPETITORS])


def _commonest(column: str) -> tuple[str, ...]:
    newest = Lead.objects.order_by("-captured_at", "-pk").values_list(column, flat=True)[:_RECENT]
    return tuple(name for name, _ in Counter(filter(None, newest)).most_common(_MOST_OFFERED))


@dataclass(frozen=True, slots=True)
class WinSaid:
    """Why a lead bought, in words; empty where nothing was said."""

    at: datetime
    course: Text | None
    attracted: tuple[str, ...]
    source: Text | str
    #: Whether the client names another source than we recorded.
    other_source: bool
    offer: Text | str
    ideal: str
    words: str


@dataclass(frozen=True, slots=True)
class LossSaid:
    """Why a lead refused, in words; empty where nothing was said."""

    at: datetime
    reason: str
    competitor: str
    competitor_price: Decimal | None
    words: str


def win_of(lead: Lead) -> WinSaid | None:
    """The review of a win, if there is one."""
    review = WinReview.objects.filter(pk=lead.pk).first()
    if review is None:
        return None
    titles = codes.titles("attractions")
    return WinSaid(
        at=review.reviewed_at,
        course=answers.COURSES.get(review.course),
        attracted=tuple(titles.get(key, key) for key in filter(None, review.attracted.split(","))),
        source=answers.SOURCES_BESIDE.get(review.source_said, review.source_said),
        other_source=bool(review.source_said) and review.source_said != lead.source,
        offer=answers.OFFERS_BESIDE.get(review.offer_said, review.offer_said),
        ideal=review.ideal,
        words=review.words,
    )


def loss_of(lead: Lead) -> LossSaid | None:
    """The review of a loss, if there is one."""
    review = LossReview.objects.filter(pk=lead.pk).select_related("competitor").first()
    if review is None:
        return None
    return LossSaid(
        at=review.reviewed_at,
        reason=codes.titles("refusals").get(review.code, review.code),
        competitor=review.competitor.name if review.competitor else "",
        competitor_price=review.competitor_price,
        words=review.words,
    )
