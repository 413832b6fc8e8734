"""What can happen in the diagnosis."""

from tandem.diagnosis.warning_facts import (
    AudienceWarned,
    AudienceWarningAnswered,
    AudienceWarningSeen,
    AudienceWatchClosed,
    AudienceWatchOpened,
)

__all__ = [
    "AudienceWarned",
    "AudienceWarningAnswered",
    "AudienceWarningSeen",
    "AudienceWatchClosed",
    "AudienceWatchOpened",
]
