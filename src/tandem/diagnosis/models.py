"""Tables of the diagnosis."""

from tandem.diagnosis.claims_models import Claim, ClaimAnswer
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.watch_models import ConditionalWatch, WatchFiring

__all__ = ["AudienceWarning", "AudienceWatch", "Claim", "ClaimAnswer", "ConditionalWatch", "WatchFiring"]
