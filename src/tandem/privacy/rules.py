"""Consent as the law has it: for a purpose, under a text, at a moment; and when a record is of the time before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from tandem.basics.text import Text


class Purpose(StrEnum):
    """What a person agreed to."""

    PROCESSING = "processing"
    ADVERTISING = "advertising"

    @property
    def words(self) -> Text:
        """The purpose as it is called on pages."""
        return _PURPOSES[self]


_PURPOSES = {
    Purpose.PROCESSING: Text(ru="обработка персональных данных", en="processing of personal data"),
    Purpose.ADVERTISING: Text(ru="рекламные рассылки", en="advertising mails"),
}

_LABEL = re.compile(r"(processing|advertising)-(ru|en)-(\d{1,6})", re.ASCII)


def version_label(purpose: str, language: str, number: int) -> str:
    """How a form names the version it showed: ``processing-ru-3``."""
    return f"{purpose}-{language}-{number}"


def read_label(label: str) -> tuple[str, str, int] | None:
    """Purpose, language and number of a label of ours; None for somebody else's."""
    found = _LABEL.fullmatch(label.strip())
    return (found[1], found[2], int(found[3])) if found else None


def text_digest(text: str) -> str:
    """SHA-256 of a text; line ends and outer blanks do not count."""
    return hashlib.sha256("\n".join(text.strip().splitlines()).encode()).hexdigest()


def record_moment(values: Mapping[str, object], zone: ZoneInfo) -> datetime | None:
    """When what a record tells of happened, None when it does not say; a day counts from its beginning."""
    for name in ("created_at", "at", "paid_on", "issued_on", "shipped_on", "incurred_on"):
        value = values.get(name)
        if isinstance(value, datetime):
            return value
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=zone)
    return None
