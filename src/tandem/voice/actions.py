"""Keeping what buyers say. The caller has seen to it that the lead is won or lost, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tandem.agreement.document import BuyerCode
from tandem.basics.names import folded
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.voice import answers, codes
from tandem.voice.answers import LossAnswers, UnknownCode, WinAnswers
from tandem.voice.facts import LossReviewed, WinReviewed
from tandem.voice.models import Competitor, LossReview, WinReview


def keep_win(*, lead: Lead, said: WinAnswers, by: Person, now: datetime) -> WinReview:
    """Keep why a lead was won; said again, it takes the place of what stood there.

    Refuses by ``UnknownCode`` and ``TooLong``. In the caller's transaction or one of its own.
    """
    asked = codes.asked()
    _require_course(said.course)
    attracted = codes.joined([answers.known(each, asked.attractions).key for each in said.attracted])
    ideal, words = answers.text(said.ideal), answers.text(said.words)
    source = _required(said.source_said, answers.SOURCES_BESIDE, "source")
    offer = _required(said.offer_said, answers.OFFERS_BESIDE, "offer")
    with transaction.atomic():
        review, _ = WinReview.objects.update_or_create(
            lead=lead,
            defaults={
                "reviewed_at": now, "reviewed_by": by, "course": said.course, "attracted": attracted,
                "source_said": source, "offer_said": offer, "version": asked.version,
                "ideal": ideal, "words": words, "folded": folded(f"{ideal} {words}"),
            },
        )  # fmt: skip
        fact = WinReviewed(
            reviewer_id=by.pk, course=said.course, attracted=attracted or None, source_said=source or None,
            offer_said=offer or None, worded=bool(ideal or words), codes_version=asked.version,
        )  # fmt: skip
        _tell(fact, lead, by, now)
    return review


def keep_loss(*, lead: Lead, said: LossAnswers, by: Person, now: datetime) -> tuple[LossReview, BuyerCode]:
    """Keep why a lead was lost; said again, it takes the place of what stood there. Returns the code with its title.

    Refuses by ``UnknownCode``, ``TooLong``, ``NotACompany`` and ``NoPrice``. In the caller's transaction or its own.
    """
    asked = codes.asked()
    code = answers.known(said.code, asked.refusals)
    words, price = answers.text(said.words), answers.price(said.competitor_price)
    name = answers.company(said.competitor)
    with transaction.atomic():
        competitor = competitor_named(name)
        review, _ = LossReview.objects.update_or_create(
            lead=lead,
            defaults={
                "reviewed_at": now, "reviewed_by": by, "code": code.key, "competitor": competitor,
                "competitor_price": price, "version": asked.version, "words": words, "folded": folded(words),
            },
        )  # fmt: skip
        fact = LossReviewed(
            reviewer_id=by.pk, code=code.key, competitor_id=competitor.pk if competitor else None,
            competitor_price=price, worded=bool(words), codes_version=asked.version,
        )  # fmt: skip
        _tell(fact, lead, by, now)
    return review, code


def competitor_named(name: str) -> Competitor | None:
    """The competitor of that name, in whatever spelling; noted when it is new. None for an empty name."""
    key = folded(name)[:100]
    if not key:
        return None
    competitor, _ = Competitor.objects.get_or_create(folded=key, defaults={"name": name})
    return competitor


def _require_course(course: str) -> None:
    if course not in answers.COURSES:
        ru, en = (", ".join(getattr(each, language) for each in answers.COURSES.values()) for language in ("ru", "en"))
        raise UnknownCode(Text(ru=f"Отметьте, как прошла сделка: {ru}.", en=f"Say how the deal went: {en}."))


def _required(value: str, beside: Mapping[str, Text], column: str) -> str:
    """A source or an offer that some lead names: nothing that the journal may not hold."""
    if not value or value in beside or Lead.objects.filter(**{column: value}).exists():
        return value
    raise UnknownCode(
        Text(
            ru="Такого источника или оффера нет ни у одного лида: выберите из списка.",
            en="No lead has such a source or offer: choose from the list.",
        )
    )


def _tell(fact: Fact, lead: Lead, by: Person, now: datetime) -> None:
    recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
    record([Happening(fact, lead.pk, now, lead.pk)], recording=recording)
