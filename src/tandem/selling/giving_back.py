"""A seller gives a lead back to marketing: whoever bought was one to sell to, whatever is said of them afterwards."""

from __future__ import annotations

from datetime import datetime

from tandem.agreement.rules import WON
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.actions import return_lead
from tandem.handover.models import LeadReturn
from tandem.intake.models import Lead
from tandem.people.models import Person
from tandem.selling.models import Deal


class SoldAlready(Refusal):
    """The client bought: such a lead is no marketing's mistake."""


def is_won(lead: Lead) -> bool:
    """Whether the client bought; asks for nothing where the lead was read with its deal."""
    deal: Deal | None = getattr(lead, "deal", None)
    return deal is not None and deal.stage == WON


def give_back(*, lead_id: int, reason: str, comment: str, by: Person, now: datetime) -> LeadReturn:
    """Give a lead back. Refuses by ``SoldAlready``, and by whatever ``return_lead`` refuses."""
    if is_won(Lead.objects.select_related("deal").get(pk=lead_id)):
        raise SoldAlready(
            Text(
                ru="Клиент купил, значит лид целевой: вернуть его нельзя. Если продажу записали по ошибке, сначала "
                "откройте лид снова.",
                en="The client bought, so it was one to sell to and stays. If it was closed by mistake, open it again "
                "first.",
            )
        )
    return return_lead(lead_id=lead_id, reason=reason, comment=comment, by=by, now=now)
