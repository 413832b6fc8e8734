"""Situations nobody may ignore: one page that is read, not a book that is not."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, warning
from tandem.agreement.document import Document
from tandem.agreement.words import sentences

_LEAST, _MOST = 5, 10


@check
def situations_not_on_one_page(document: Document, known: Known) -> Found:
    """Trigger, reaction and deadline of one situation are read as one sentence at least, more if they hold more."""
    if not document.situations:
        yield warning(
            "situations", "", "key",
            "Нет списка ситуаций, которые нельзя игнорировать. Хватит одной страницы.",
            "There is no list of situations nobody may ignore. One page is enough.",
        )  # fmt: skip
        return
    count = sum(
        max(sentences(each.trigger) - 1, 0) + max(sentences(each.reaction), 1) + max(sentences(each.deadline) - 1, 0)
        for each in document.situations
    )
    if not _LEAST <= count <= _MOST:
        yield warning(
            "situations", "", "reaction",
            f"В списке того, что нельзя игнорировать, предложений {count}. Нужна одна страница, от {_LEAST} до "
            f"{_MOST}: короче не хватит, длиннее не запомнят.",
            f"The list of what nobody may ignore has {count} sentence(s). One page is wanted, {_LEAST} to {_MOST}: "
            "less is too little, more is not remembered.",
        )  # fmt: skip
