"""What can happen in the diagnosis."""

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
    "MondayLetterMailed",
    "MondayLetterWritten",
    "WatchAnswered",
    "WatchFired",
    "WatchPaused",
    "WatchResumed",
    "WatchWritten",
]
