"""Leads are scored anew when another version counts them, and when what is known of them changes."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tandem.intake.facts import LeadCorrected, LeadRestamped
from tandem.intake.models import Lead
from tandem.journal import queries as journal
from tandem.journal.facts import BatchRetracted
from tandem.journal.followers import Follower, Through
from tandem.journal.models import FactRow
from tandem.qualification.facts import LeadAnswered, LeadGraded
from tandem.qualification.rejudging import REJUDGED
from tandem.scoring.rescoring import rescore

#: Leads in one transaction: others wait for the writer only briefly.
CHUNK_LEADS = 5_000
_KNOWN = frozenset({LeadAnswered.kind, LeadCorrected.kind})


class Rescoring(Follower):
    """Scores anew the leads that another version counts since it came in force or graded otherwise, and what was
    answered or corrected.

    What an import brings is scored by its step. Many leads are scored in one part.
    """

    name = "score anew"
    kinds = frozenset({LeadRestamped.kind, LeadGraded.kind, *_KNOWN})
    at_once = False

    def take(self, fact: FactRow, *, done: int, now: datetime) -> Through:
        """Score the leads of the next facts together."""
        newest = journal.position()
        by_version = Q(kind=LeadRestamped.kind) | Q(kind=LeadGraded.kind, source=REJUDGED)
        concerned = by_version | Q(kind__in=sorted(_KNOWN), batch_id=None)
        rows = list(
            FactRow.objects.filter(concerned, position__gte=fact.position, position__lte=newest)
            .order_by("position")
            .values_list("position", "subject_id")[:CHUNK_LEADS]
        )
        if rows:
            rescore(sorted({lead_id for _, lead_id in rows}), now=now)
        return Through(rows[-1][0] if len(rows) == CHUNK_LEADS else newest)


class RescoringUndone(Follower):
    """Walks through the leads that outlive an undone import: less is known of them now."""

    name = "score anew after an undo"
    kinds = frozenset({BatchRetracted.kind})

    def take(self, fact: FactRow, *, done: int, now: datetime) -> int | None:
        """Score the next leads; ``done`` is the id of the last one scored."""
        touched = FactRow.objects.filter(batch_id=fact.subject_id, subject="lead").order_by()
        leads = Lead.objects.filter(pk__gt=done, pk__in=touched.values("subject_id")).order_by("pk")
        lead_ids = list(leads.values_list("pk", flat=True)[:CHUNK_LEADS])
        if lead_ids:
            rescore(lead_ids, now=now)
        return lead_ids[-1] if len(lead_ids) == CHUNK_LEADS else None
