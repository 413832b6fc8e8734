"""Tables of the diagnosis."""

from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch

__all__ = ["AudienceWarning", "AudienceWatch"]
