"""Making a decision again from its receipt: the same rule, the same sellers as they stood, the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tandem.handover.dealing_receipts import Kept, read
from tandem.handover.dealing_rules import Asking, Candidate, Given, Why, deal, fits
from tandem.handover.models import Assignment, Dealing
from tandem.handover.sharing_rules import taken
from tandem.handover.spreading_rules import spread
from tandem.journal.models import FactRow


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision about one lead, as it was made and as it comes out again."""

    dealing_id: int
    at: datetime
    occasion: str
    version: int
    seed: int
    lead: Asking
    was: Given
    again: Given
    candidates: tuple[Candidate, ...]

    @property
    def same(self) -> bool:
        """Whether it came out the same."""
        return (self.was.seller_id, self.was.why) == (self.again.seller_id, self.again.why)


def replayed(dealing: Dealing) -> tuple[Replayed, ...]:
    """Every lead of a decision, dealt again."""
    kept = read(dealing.receipt)
    again = _again(kept, dealing.seed)
    return tuple(
        Replayed(
            dealing.pk, dealing.at, dealing.occasion, dealing.version, dealing.seed, lead, was, again[lead.lead_id],
            kept.candidates,
        )
        for lead, was in zip(kept.leads, kept.given, strict=True)
    )  # fmt: skip


def _again(kept: Kept, seed: int) -> Mapping[int, Given]:
    chosen = {each.lead_id: each for each in kept.given if each.why is Why.BY_HAND}
    wanted = {each.lead_id: each.seller_id for each in kept.given if each.why is Why.COMMON}
    chosen |= {each.lead_id: _taken(each, wanted[each.lead_id], kept) for each in kept.leads if each.lead_id in wanted}
    rest = [each for each in kept.leads if each.lead_id not in chosen]
    if kept.at_once:
        found = spread(rest, kept.candidates, kept.terms, seed=seed).given
    else:
        found = deal(rest, kept.candidates, kept.terms, seed=seed)
    return chosen | {each.lead_id: each for each in found}


def _taken(lead: Asking, taker: int | None, kept: Kept) -> Given:
    """Whether the one who took a lead from the common queue might have it."""
    if taker is None or lead.not_to is None:
        return Given(lead.lead_id, None, Why.NOBODY)
    found = taken(lead, kept.candidates, kept.terms, taker=taker, giver=lead.not_to)
    return Given(lead.lead_id, None if found.bar else taker, found.why)


def decisions_of(lead_id: int) -> Iterator[Replayed]:
    """All decisions about a lead that still have their receipt, the newest first."""
    ids: set[int] = set()
    for fact in FactRow.objects.filter(kind__in=("lead_assigned", "lead_held"), subject_id=lead_id):
        ids.add(getattr(fact.fact, "dealing_id", None) or 0)
    stands = Assignment.objects.filter(pk=lead_id).values_list("dealing", flat=True).first()
    ids.add(stands or 0)
    for dealing in Dealing.objects.filter(pk__in=ids - {0}).order_by("-at", "-pk"):
        yield from (each for each in replayed(dealing) if each.lead.lead_id == lead_id)


def decisions_between(since: datetime, until: datetime) -> QuerySet[Dealing]:
    """Decisions of a time, the oldest first."""
    return Dealing.objects.filter(at__gte=since, at__lt=until).order_by("at", "pk")


def could_have(candidate: Candidate, lead: Asking) -> bool:
    """Whether a seller is for such a lead at all."""
    return fits(candidate.skills, lead.needs) and candidate.seller_id != lead.not_to
