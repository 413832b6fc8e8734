"""Tables of the diagnosis."""

from tandem.diagnosis.claims_models import Claim, ClaimAnswer
from tandem.diagnosis.monday_models import MondayLetter
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.watch_models import ConditionalWatch, WatchFiring

__all__ = [
    "AudienceWarning",
    "AudienceWatch",
    "Claim",
    "ClaimAnswer",
    "ConditionalWatch",
    "MondayLetter",
    "WatchFiring",
]
