"""The chances of leads, for lists, queues and cards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tandem.agreement.queries import in_force, version
from tandem.basics.text import Text
from tandem.scoring.cards import Reason
from tandem.scoring.models import Score
from tandem.scoring.trainings import alarm
from tandem.scoring.wording import alarm_words, reason_words


@dataclass(frozen=True, slots=True)
class Chance:
    """The points of a lead and its chance to buy, between 0 and 1, under the card of a version."""

    points: int
    chance: float
    version: int


def chances(lead_ids: Collection[int]) -> Mapping[int, Chance]:
    """The chances of leads by id; a lead whose version has no card is absent."""
    rows = Score.objects.filter(pk__in=list(lead_ids))
    return {
        lead_id: Chance(points, chance, number)
        for lead_id, points, chance, number in rows.values_list("lead_id", "points", "chance", "version")
        if points is not None and chance is not None
    }


def has_card() -> bool:
    """Whether the version in force scores leads."""
    return bool(in_force().document.scorecard.terms)


def warning() -> Text | None:
    """Why the chances of the card in force cannot be relied on now; None where nothing is known against them."""
    moved = alarm()
    return alarm_words(moved) if moved is not None else None


@dataclass(frozen=True, slots=True)
class Explained:
    """A lead's chance and why, in words, the strongest reason first; ``average`` are the average lead's points."""

    chance: Chance
    average: int
    reasons: tuple[Text, ...]


def explained(lead_id: int) -> Explained | None:
    """Why a lead has its points; None where it has none."""
    found = Score.objects.filter(pk=lead_id, points__isnull=False).first()
    if found is None or found.points is None or found.chance is None:
        return None
    card = version(found.version).document.scorecard
    terms = {term.key: term for term in card.terms}
    reasons = tuple(
        reason_words(Reason(field, terms[field].bins[at], terms[field].bins[at].points), terms[field])
        for field, at in found.reasons
    )
    return Explained(Chance(found.points, found.chance, found.version), card.average, reasons)
