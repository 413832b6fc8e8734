"""Tables of the diagnosis."""

from tandem.diagnosis.monday_models import MondayLetter
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.watch_models import ConditionalWatch, WatchFiring

__all__ = ["AudienceWarning", "AudienceWatch", "ConditionalWatch", "MondayLetter", "WatchFiring"]
