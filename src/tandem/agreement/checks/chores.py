"""Work of sellers that is no selling: each has a name to choose, and what is agreed has somebody who agreed."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document


@check
def chore_without_title(document: Document, known: Known) -> Found:
    for each in document.chores:
        if not each.title.strip():
            yield serious(
                "chores", each.key, "title",
                f"Непрофильная работа «{each.key}» без названия: менеджеру нечего выбрать.",
                f"The work “{each.key}” has no title: a seller has nothing to choose.",
            )  # fmt: skip


@check
def chore_agreed_by_nobody(document: Document, known: Known) -> Found:
    for each in document.chores:
        if each.until is not None and not each.agreed_by:
            yield warning(
                "chores", each.key, "agreed_by",
                f"«{each.title}»: срок указан, а кто согласовал — нет. Пока это считается потерей.",
                f"“{each.title}”: it has a day until which it holds, but nobody who agreed. It counts as lost.",
            )  # fmt: skip
