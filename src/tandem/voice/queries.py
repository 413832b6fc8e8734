"""What rooms above ask about the voice of the buyer, and what its forms offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tandem.basics.intervals import Estimate
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member
from tandem.measures.store import Reading, store
from tandem.voice import answers, codes
from tandem.voice.counts import OTHER_WORDS, Said, Scope, heard_by
from tandem.voice.models import Competitor, LossReview, WinReview
from tandem.voice.rules import share

#: The newest leads whose sources and offers a seller chooses from.
_RECENT = 2000
_MOST_OFFERED = 15
_MOST_COMPETITORS = 200


@dataclass(frozen=True, slots=True)
class Word:
    """One code as the agreement calls it, how many said it, and its share of those who said anything."""

    key: str
    title: str
    count: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Words:
    """What the leads of one member say most; ``bought`` and ``refused`` are those who said anything."""

    bought: int
    attracted: tuple[Word, ...]
    refused: int
    refusals: tuple[Word, ...]


def words_by(
    dimension: str,
    *,
    period: Period | None = None,
    reading: Reading | None = None,
    seller_id: int | None = None,
    top: int = 3,
) -> Mapping[Member, Words]:
    """What is said by the leads of each campaign, creative, product …: the commonest codes with their n.

    ``dimension`` is a key of ``measures.dimensions``; the member of leads without one is None. Leads count by the day
    they were won or lost; without a period all of them do. ``seller_id`` limits to the leads of one seller. Refuses by
    ``UnknownDimension``.
    """
    reading = reading or store.read()
    period = period or Period(date(1970, 1, 1), horizon(reading).until)
    bought, refused = codes.titles("attractions"), codes.titles("refusals")
    return {
        member: Words(
            bought=each.won.said,
            attracted=_words(each.won, bought, top),
            refused=each.lost.said,
            refusals=_words(each.lost, refused, top),
        )
        for member, each in heard_by(dimension, Scope(period, seller_id=seller_id), reading).items()
    }


def _words(said: Said, titles: Mapping[str, str], top: int) -> tuple[Word, ...]:
    named = [(key, count) for key, count in said.top() if key != OTHER_WORDS]
    return tuple(Word(key, titles.get(key, key), count, share(count, said.said)) for key, count in named[:top])


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
