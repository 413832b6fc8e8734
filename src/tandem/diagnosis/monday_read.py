"""The Monday letters of one person, to be read where they look anyway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tandem.diagnosis.monday_models import MondayLetter
from tandem.people.models import Person
from tandem.people.rules import Role

#: Two years of Mondays.
MOST = 104


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it was written."""

    letter_id: int
    week: date
    subject: str
    lines: tuple[str, ...]
    written_at: datetime
    mailed_at: datetime | None


def letters_of(person: Person, *, most: int = MOST) -> list[Letter]:
    """Their letters, the newest first; nobody reads another's."""
    if person.role != Role.OWNER:
        return []
    rows = MondayLetter.objects.filter(person=person).order_by("-week")[:most]
    return [
        Letter(each.pk, each.week, each.subject, tuple(each.lines.splitlines()), each.written_at, each.mailed_at)
        for each in rows
    ]


def latest_letter(person: Person) -> Letter | None:
    """The newest of their letters."""
    return next(iter(letters_of(person, most=1)), None)
