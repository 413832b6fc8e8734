"""What can happen to a lead's grade."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadGraded(Fact, frozen=True):
    """A lead got its grade, or another one."""

    subject = "lead"
    icon = "academic-cap"
    sentence = Text(ru="Категория лида: {grade}", en="Graded {grade}")

    grade: str
    target: bool
