"""What buyers say: one name for one thing, or the departments count past each other."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import BuyerCode, Document
from tandem.agreement.field_names import section_label
from tandem.basics.names import folded

_SECTIONS = ("attractions", "refusals")


@check
def buyer_code_called_like_another(document: Document, known: Known) -> Found:
    """A text that stands for two codes could be counted under either."""
    for section in _SECTIONS:
        first: dict[str, BuyerCode] = {}
        for code in getattr(document, section):
            for field, name in _names(code):
                other = first.setdefault(folded(name), code)
                if other is not code:
                    label = section_label(section)
                    yield serious(
                        section, code.key, field,
                        f"{label.ru}: «{name}» называет и «{other.title}», и «{code.title}». Оставьте одному из них.",
                        f"{label.en}: “{name}” names both “{other.title}” and “{code.title}”. Leave it to one of them.",
                    )  # fmt: skip


@check
def buyers_not_asked(document: Document, known: Known) -> Found:
    """Without a list the built-in one is offered: nobody has agreed on it."""
    for section in _SECTIONS:
        if not getattr(document, section):
            label = section_label(section)
            yield warning(
                section, "", "title",
                f"Раздел «{label.ru}» пуст: менеджеры увидят встроенный список, о котором отделы не договаривались.",
                f"The section “{label.en}” is empty: sellers see a built-in list that nobody has agreed on.",
            )  # fmt: skip


def _names(code: BuyerCode) -> Iterator[tuple[str, str]]:
    if code.title.strip():
        yield "title", code.title
    for alias in code.aliases:
        if folded(alias):
            yield "aliases", alias
