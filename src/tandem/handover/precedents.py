"""The rulings on returns as precedents of the agreement."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from tandem.agreement.clause_catalogue import judged_fields
from tandem.agreement.precedents import Precedent, Precedents
from tandem.handover.models import Ruling
from tandem.handover.return_rules import unpacked


class Rulings(Precedents):
    """What was decided on disputed returns."""

    def standing(self) -> Sequence[Precedent]:
        """The rulings that nobody has set aside."""
        kinds = {name: each.kind for name, each in judged_fields().items()}
        rows = Ruling.objects.filter(set_aside_at=None).select_related("lead_return").order_by("-ruled_at")
        return [
            Precedent(
                lead_id=each.lead_return.lead_id,
                reason=each.lead_return.reason,
                stands=each.stands,
                words=each.words,
                ruled_on=timezone.localdate(each.ruled_at),
                known=unpacked(each.known, kinds),
            )
            for each in rows
        ]
