"""What somebody who sells writes down about a lead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.selling.facts import NoteWritten
from tandem.selling.models import Note
from tandem.selling.whose_lead import require_own

LONGEST = 2_000


class NoteNeedsWords(Refusal):
    """An empty note, or one that nobody will read to its end."""


def write_note(*, lead_id: int, words: str, by: Person, now: datetime) -> Note:
    """Keep a note. Refuses by ``NotTheirLead`` and ``NoteNeedsWords``."""
    words = words.replace("\0", "").replace("\r\n", "\n").strip()
    if not words or len(words) > LONGEST:
        raise NoteNeedsWords(
            Text(ru=f"Напишите заметку, не длиннее {LONGEST} знаков.",
                 en=f"Write a note of at most {LONGEST} characters.")
        )  # fmt: skip
    with transaction.atomic():
        lead = Lead.objects.get(pk=lead_id)
        require_own(lead, by)
        note = Note.objects.create(lead=lead, written_by=by, written_at=now, words=words)
        recording = Recording(at=now, source="pages", actor_id=by.pk, version=lead.version)
        record([Happening(NoteWritten(), note.pk, now, lead.pk)], recording=recording)
    return note
