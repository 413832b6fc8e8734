"""Refusing a packet nobody could answer, where its source wants that."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.intake.doors import OpenSource, Reading, RequestRefused
from tandem.intake.rules import missing_of

NOBODY_TO_ANSWER = Text(
    ru="В заявке нет ни телефона, ни почты: ответить на неё нельзя. Добавьте phone или email.",
    en="The lead has neither phone nor e-mail, so nobody can answer it. Add phone or email.",
)


def refuse_incomplete(reading: Reading, source: OpenSource) -> None:
    """Refuse by ``RequestRefused`` when the source refuses incomplete leads and one of these is; others are marked."""
    if not source.refuses_incomplete:
        return
    for each in reading.arriving:
        filled = {name for name, cell in each.cells.items() if cell not in (None, "")} | set(source.defaults)
        # Who tells of one record several times need not repeat what is known of it.
        if each.kind == "lead" and not each.record and "contact" in missing_of(filled):
            raise RequestRefused(422, NOBODY_TO_ANSWER)
