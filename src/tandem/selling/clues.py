"""What documents say of whom they belong to, kept beside them until it can be answered for good."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from tandem.clients.actions import Claim
from tandem.imports.writing import Chunk, Incoming
from tandem.journal.rows import insert_rows
from tandem.selling.matching import Document
from tandem.selling.models import Clue

#: As long as the table keeps it; what is longer can never have been recognised by.
_LONGEST = 254
_NEWEST = F("batch_id").desc(nulls_last=True)


@dataclass(slots=True)
class Clues:
    """The clues of one document: the import that brought them, and what they say, by sign."""

    batch_id: int | None
    system: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)

    def first(self, sign: str) -> str | None:
        """What it says under a sign, the first of several; None when it says nothing."""
        return next(iter(self.said.get(sign, ())), None)

    def claim(self, seen_at: datetime) -> Claim:
        """What it says of its client."""
        return Claim(
            seen_at=seen_at,
            key=self.first("client"),
            inn=self.first("inn"),
            phone=self.first("phone"),
            email=self.first("email"),
        )


def keep_clues(kind: str, documents: Sequence[tuple[Incoming, Document]], chunk: Chunk) -> None:
    """Keep what documents just taken in say, but for new ones that name a lead which is known and nothing else."""
    known = chunk.subjects("lead", (document.lead_key for _, document in documents))
    changed = {id(each) for each in chunk.changed}
    rows = [
        (kind, each.subject_id, chunk.system, sign, value, chunk.batch_id)
        for each, document in documents
        if id(each) in changed or document.numbers or document.lead_key not in known
        for sign, value in _said(each, document)
        if len(value) <= _LONGEST
    ]
    insert_rows(Clue, ("kind", "subject_id", "system", "sign", "value", "batch_id"), rows)


def clues_of(kind: str, ids: Collection[int]) -> dict[int, Clues]:
    """Document id → the clues of the newest import that brought it; those that have none are left out."""
    found: dict[int, Clues] = {}
    rows = Clue.objects.filter(kind=kind, subject_id__in=ids).order_by(_NEWEST, "pk")
    fields = ("subject_id", "batch_id", "system", "sign", "value")
    for subject_id, batch_id, system, sign, value in rows.values_list(*fields) if ids else ():
        clues = found.setdefault(subject_id, Clues(batch_id, system))
        if batch_id == clues.batch_id:
            clues.said.setdefault(sign, []).append(value)
    return found


def _said(each: Incoming, document: Document) -> list[tuple[str, str]]:
    said = [("key", each.key)]
    if document.lead_key:
        said.append(("lead", document.lead_key))
    if document.claim.key:
        said.append(("client", document.claim.key))
    said += document.claim.signs
    said += [("number", number) for number in document.numbers]
    if document.by_sum and document.amount > 0:
        said.append(("sum", sum_text(document.amount, document.currency)))
    return said


def sum_text(amount: Decimal, currency: str) -> str:
    """A sum as the clue ``sum`` has it: ``1000.00 RUB``."""
    return f"{amount:.2f} {currency}"
