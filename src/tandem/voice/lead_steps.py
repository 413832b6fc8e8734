"""The step that takes over what an export knows of why clients buy and refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from tandem.agreement.rules import LOST, WON
from tandem.basics.names import folded
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.imports.shapes import Field, FieldType
from tandem.imports.writing import Chunk
from tandem.intake.models import Lead
from tandem.intake.pipeline import Arrived, Step
from tandem.voice import answers, codes
from tandem.voice.actions import competitor_named
from tandem.voice.facts import LossReviewed, WinReviewed
from tandem.voice.models import Competitor, LossReview, WinReview


class Listening(Step):
    """Competitors, their prices, what attracted, and the buyers' words. The reason of a refusal stays with the deal."""

    order = 25
    fields: ClassVar[tuple[Field, ...]] = (
        Field("lost_to", FieldType.TEXT, Text(ru="Кого выбрали вместо нас", en="Whom they chose instead"),
              headers=("Конкурент", "Competitor", "Кого выбрали", "Lost to")),
        Field("lost_to_price", FieldType.MONEY, Text(ru="Цена конкурента", en="The competitor's price"),
              sign="positive", headers=("Цена конкурента", "Competitor price")),
        Field("refusal_words", FieldType.TEXT, Text(ru="Отказ словами клиента", en="The refusal in their words"),
              personal=True, headers=("Комментарий к отказу", "Отказ словами", "Loss comment")),
        Field("course", FieldType.CHOICE, Text(ru="Как прошла сделка", en="How the deal went"),
              choices=tuple(answers.COURSES), headers=("Как прошла сделка",)),
        Field("attracted", FieldType.TEXT, Text(ru="Чем привлекли", en="What attracted"),
              headers=("Чем привлекли", "Почему выбрали нас", "What attracted")),
        Field("source_said", FieldType.TEXT, Text(ru="Откуда узнали, со слов клиента", en="Heard of us, as they say"),
              max_length=200, headers=("Откуда узнали", "How did you hear about us")),
        Field("ideal", FieldType.TEXT, Text(ru="Идеальный продукт словами клиента", en="The ideal product"),
              personal=True, headers=("Идеальный продукт",)),
        Field("buyer_words", FieldType.TEXT, Text(ru="Отзыв покупателя", en="The buyer's words"),
              personal=True, headers=("Отзыв клиента", "Отзыв покупателя", "Customer review")),
    )  # fmt: skip

    def take(self, arrived: Sequence[Arrived], chunk: Chunk) -> None:
        """Keep a review of each lead whose record says anything of it, unless its stage says otherwise."""
        told = [each for each in arrived if any(each.incoming.values.get(name) for name in _NAMES)]
        if not told:
            return
        known = [each.lead_id for each in told if not each.is_new]
        wins = WinReview.objects.in_bulk(known) if known else {}
        losses = LossReview.objects.in_bulk(known) if known else {}
        listened = _Listened(chunk)
        for each in told:
            if each.incoming.text("stage") != LOST:
                listened.win(each, wins.get(each.lead_id))
            if each.incoming.text("stage") != WON:
                listened.loss(each, losses.get(each.lead_id))
        WinReview.objects.bulk_create(listened.wins)
        LossReview.objects.bulk_create(listened.losses)


@dataclass(slots=True)
class _Listened:
    """Reads the records of a chunk; new reviews are written together."""

    chunk: Chunk
    wins: list[WinReview] = field(default_factory=list)
    losses: list[LossReview] = field(default_factory=list)
    competitors: dict[str, Competitor | None] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)

    def win(self, each: Arrived, before: WinReview | None) -> None:
        """Why a client bought."""
        said = {name: each.incoming.text(name) for name in _OF_WINS if each.incoming.values.get(name)}
        if not said:
            return
        review = before or WinReview(lead_id=each.lead_id, reviewed_at=_when(each, self.chunk))
        stood = _state(review, _WIN_STATE)
        if "attracted" in said:
            review.attracted = codes.joined(codes.codes_in(said["attracted"], "attractions"))
        if "source_said" in said:
            review.source_said = self._source(said["source_said"])
        review.course = said.get("course", review.course)
        review.ideal = said.get("ideal", review.ideal)[: answers.LONGEST]
        review.words = said.get("buyer_words", review.words)[: answers.LONGEST]
        review.folded = folded(f"{review.ideal} {review.words}")
        if before is None or _state(review, _WIN_STATE) != stood:
            fact = WinReviewed(
                reviewer_id=review.reviewed_by_id, course=review.course or None, attracted=review.attracted or None,
                source_said=review.source_said or None, offer_said=review.offer_said or None,
                worded=review.worded, codes_version=review.version,
            )  # fmt: skip
            self.chunk.tell(fact, each.lead_id, review.reviewed_at, lead_id=each.lead_id, version=each.version)
        if before is None:
            self.wins.append(review)
        else:
            review.save()

    def loss(self, each: Arrived, before: LossReview | None) -> None:
        """Whom a client chose instead, and for how much."""
        said = {name: value for name in _OF_LOSSES if (value := each.incoming.values.get(name)) not in (None, "")}
        if not said:
            return
        review = before or LossReview(lead_id=each.lead_id, reviewed_at=_when(each, self.chunk))
        stood = _state(review, _LOSS_STATE)
        if "lost_to" in said:
            review.competitor = self._competitor(str(said["lost_to"]), each)
        if "lost_to_price" in said:
            review.competitor_price = said["lost_to_price"]
        review.words = str(said.get("refusal_words", review.words))[: answers.LONGEST]
        review.folded = folded(review.words)
        if before is None or _state(review, _LOSS_STATE) != stood:
            fact = LossReviewed(
                reviewer_id=review.reviewed_by_id, code=review.code or None, competitor_id=review.competitor_id,
                competitor_price=review.competitor_price, worded=review.worded, codes_version=review.version,
            )  # fmt: skip
            self.chunk.tell(fact, each.lead_id, review.reviewed_at, lead_id=each.lead_id, version=each.version)
        if before is None:
            self.losses.append(review)
        else:
            review.save()

    def _competitor(self, name: str, each: Arrived) -> Competitor | None:
        if name not in self.competitors:
            try:
                self.competitors[name] = competitor_named(answers.company(name))
            except Refusal as refused:
                self.chunk.warn(each.incoming, "competitor", refused.text, field="lost_to")
                return None
        return self.competitors[name]

    def _source(self, said: str) -> str:
        """A source as leads name it: the journal holds no words of a client."""
        if said not in self.sources:
            beside = {folded(words): key for key, text in _BESIDE for words in (text.ru, text.en)}
            known = beside.get(folded(said))
            if known is None:
                known = said if Lead.objects.filter(source=said).exists() else answers.OTHER
            self.sources[said] = known
        return self.sources[said]


_BESIDE = tuple(answers.SOURCES_BESIDE.items())
_OF_WINS = ("course", "attracted", "source_said", "ideal", "buyer_words")
_OF_LOSSES = ("lost_to", "lost_to_price", "refusal_words")
_NAMES = (*_OF_WINS, *_OF_LOSSES)
_WIN_STATE = ("course", "attracted", "source_said", "offer_said", "worded")
_LOSS_STATE = ("code", "competitor_id", "competitor_price", "worded")


def _state(review: WinReview | LossReview, names: Sequence[str]) -> tuple[Any, ...]:
    """What the journal tells of a review."""
    return tuple(getattr(review, name) for name in names)


def _when(each: Arrived, chunk: Chunk) -> datetime:
    """The day the deal ended, as far as the record says it."""
    values = each.incoming.values
    if isinstance(at := values.get("stage_at"), datetime):
        return at
    closed_on = values.get("closed_on")
    return max(chunk.midday(closed_on), each.captured_at) if closed_on else each.captured_at
