"""What a whole agreement has: a section nobody filled, or a side of which nothing is said, is worth a question."""

from __future__ import annotations

from tandem.agreement.checks.found import SIDES, Found, Known, check, warning
from tandem.agreement.document import Document
from tandem.agreement.field_names import section_label

#: Sections whose absence has no check of its own.
_USUAL = ("preamble", "portraits", "calendars", "matrix", "decisions", "contacts", "exchanges", "cards")
_SIDE_RU = {"marketing": "маркетинге", "sales": "продажах"}


@check
def section_empty(document: Document, known: Known) -> Found:
    for section in _USUAL:
        if not getattr(document, section):
            label = section_label(section)
            yield warning(
                section, "", section,
                f"Раздел «{label.ru}» пуст.", f"The section “{label.en}” is empty.",
            )  # fmt: skip


@check
def side_without_expectations_or_criteria(document: Document, known: Known) -> Found:
    """Both sides are judged, and both say what they expect: otherwise one of them has only been given orders."""
    for section in ("expectations", "criteria"):
        sides = {item.side for item in getattr(document, section)}
        for side in SIDES:
            if side not in sides:
                label = section_label(section)
                yield warning(
                    section, "", "side",
                    f"Раздел «{label.ru}»: о {_SIDE_RU[side]} ничего не сказано.",
                    f"The section “{label.en}” says nothing of {side}.",
                )  # fmt: skip


@check
def situation_owner_on_one_side_only(document: Document, known: Known) -> Found:
    """A page on which only one department must react is the other's list of demands."""
    roles = {situation.who for situation in document.situations}
    if len(roles) == 1 and len(document.situations) > 1:
        (role,) = roles
        yield warning(
            "situations", "", "who",
            f"На всё, что нельзя игнорировать, отвечает одна роль: {role}. Так не бывает.",
            f"One role alone answers for all that may not be ignored: {role}. That is hardly so.",
        )  # fmt: skip
