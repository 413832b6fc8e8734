"""What can happen in the diagnosis."""

from tandem.diagnosis.claims_facts import ClaimAnswered, ClaimEntered, ClaimWithdrawn
from tandem.diagnosis.monday_facts import MondayLetterMailed, MondayLetterWritten
from tandem.diagnosis.warning_facts import (
    AudienceWarned,
    AudienceWarningAnswered,
    AudienceWarningSeen,
    AudienceWatchClosed,
    AudienceWatchOpened,
)
from tandem.diagnosis.watch_facts import WatchAnswered, WatchFired, WatchPaused, WatchResumed, WatchWritten

__all__ = [
    "AudienceWarned",
    "AudienceWarningAnswered",
    "AudienceWarningSeen",
    "AudienceWatchClosed",
    "AudienceWatchOpened",
    "ClaimAnswered",
    "ClaimEntered",
    "ClaimWithdrawn",
    "MondayLetterMailed",
    "MondayLetterWritten",
    "WatchAnswered",
    "WatchFired",
    "WatchPaused",
    "WatchResumed",
    "WatchWritten",
]
