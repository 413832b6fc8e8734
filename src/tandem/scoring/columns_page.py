"""The columns that may be known only after the contact: the evidence in words, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from tandem.agreement.score_words import field_words
from tandem.basics.text import Text
from tandem.scoring.columns import judged_columns
from tandem.scoring.history import attribute_fields
from tandem.scoring.leakage import Mark, Suspect
from tandem.scoring.listing import Head, Line, Listing
from tandem.scoring.models import Column
from tandem.scoring.proposal import Proposal
from tandem.scoring.wording import evidence_words


class Decided(StrEnum):
    """Who decided of a column, and what."""

    BY_TIME = "by_time"
    LATE = "late"
    KNOWN = "known"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """A column, what speaks against it, and what was decided."""

    name: str
    words: Text
    evidence: tuple[Text, ...]
    decided: Decided
    by: str = ""
    at: datetime | None = None

    @property
    def takes_part(self) -> bool:
        """Whether trainings use it."""
        return self.decided is Decided.KNOWN

    @property
    def is_open(self) -> bool:
        """Whether a person may still say something of it: times are not argued with."""
        return self.decided is not Decided.BY_TIME


def columns(proposal: Proposal | None) -> list[ColumnShown]:
    """Those that wait for a word first, then those that time decided, then what people said."""
    said = {each.name: each for each in Column.objects.select_related("said_by")}
    suspects = {each.name: each for each in (proposal.suspects if proposal else ())}
    shown = [_column(name, suspects.get(name), said.get(name)) for name in dict.fromkeys([*suspects, *sorted(said)])]
    order = [Decided.NOBODY, Decided.BY_TIME, Decided.LATE, Decided.KNOWN]
    return sorted(shown, key=lambda each: order.index(each.decided))


def undecided(proposal: Proposal | None) -> int:
    """How many suspects wait for a person's word."""
    said = judged_columns()
    return sum(not each.is_proven and each.name not in said for each in (proposal.suspects if proposal else ()))


def others(shown: list[ColumnShown]) -> list[tuple[str, Text]]:
    """The attributes that nothing was said of, which a person may name all the same."""
    named = {each.name for each in shown}
    return [(each.name, field_words(each.name)) for each in attribute_fields() if each.name not in named]


def listing(shown: list[ColumnShown], language: str) -> Listing:
    """The same as a file."""
    lines = [
        Line(
            [
                each.words.in_language(language),
                "; ".join(piece.in_language(language) for piece in each.evidence),
                DECIDED[each.decided].in_language(language),
            ]
        )
        for each in shown
    ]
    return Listing(_("Columns known too late"), [Head(_("Column")), Head(_("Evidence")), Head(_("Decided"))], lines)


DECIDED = {
    Decided.BY_TIME: Text(ru="решило время записи: не участвует", en="decided by time of recording: left out"),
    Decided.LATE: Text(ru="известна только после касания: не участвует", en="known only after the contact: left out"),
    Decided.KNOWN: Text(ru="известна при заявке: участвует", en="known at capture: takes part"),
    Decided.NOBODY: Text(ru="ждёт решения: пока не участвует", en="waits for a word: left out until then"),
}


def _column(name: str, suspect: Suspect | None, said: Column | None) -> ColumnShown:
    evidence = suspect.evidence if suspect else ()
    # Where times were found they come first.
    ordered = sorted(evidence, key=lambda piece: piece.mark is not Mark.LATE)
    by = str(said.said_by) if said is not None and said.said_by else ""
    if suspect is not None and suspect.is_proven:
        decided = Decided.BY_TIME
    elif said is None:
        decided = Decided.NOBODY
    else:
        decided = Decided.LATE if said.late else Decided.KNOWN
    at = said.said_at if said is not None and decided is not Decided.BY_TIME else None
    words = tuple(evidence_words(piece) for piece in ordered)
    return ColumnShown(name, field_words(name), words, decided, by if at else "", at)
