"""Hand-off checklists: at a stage that exists, with lines that can be told apart, none of them a mere wish."""

from __future__ import annotations

import re
from collections import Counter

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document, Handoff

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)


@check
def handoff_at_unknown_stage(document: Document, known: Known) -> Found:
    keys = {stage.key for stage in document.stages}
    for each in document.handoffs:
        if each.stage and each.stage not in keys:
            yield serious(
                "handoffs", each.key, "stage",
                f"«{_name(each)}»: этапа «{each.stage}» нет, чек-лист не откроется. Выберите этап из списка.",
                f"“{_name(each)}”: there is no stage “{each.stage}”, the checklist would never open. Choose another.",
            )  # fmt: skip


@check
def handoff_with_bad_items(document: Document, known: Known) -> Found:
    for each in document.handoffs:
        if not each.items:
            yield serious(
                "handoffs", each.key, "items",
                f"«{_name(each)}»: в чек-листе нет ни одного пункта.",
                f"“{_name(each)}”: the checklist has no line.",
            )  # fmt: skip
        for key, count in Counter(item.key for item in each.items).items():
            if count > 1:
                yield serious(
                    "handoffs", each.key, "items",
                    f"«{_name(each)}»: пункт с ключом «{key}» встречается не один раз ({count}).",
                    f"“{_name(each)}”: the line with the key “{key}” is there {count} times.",
                )  # fmt: skip
        for place, item in enumerate(each.items):
            if not _KEY.fullmatch(item.key):
                yield serious(
                    "handoffs", each.key, f"items.{place}.key",
                    f"«{_name(each)}», пункт {place + 1}: ключ «{item.key}» не годится. Нужны латинские буквы, цифры "
                    "и «_».",
                    f"“{_name(each)}”, line {place + 1}: “{item.key}” is no key. Latin letters, digits and “_” are "
                    "needed.",
                )  # fmt: skip
            if not item.title.strip():
                yield serious(
                    "handoffs", each.key, f"items.{place}.title",
                    f"«{_name(each)}», пункт {place + 1}: не написано, что должно быть сделано.",
                    f"“{_name(each)}”, line {place + 1}: it is not written what must be done.",
                )  # fmt: skip


@check
def handoff_that_lets_everything_go(document: Document, known: Known) -> Found:
    """Where nothing is required, an empty checklist may be handed off."""
    for each in document.handoffs:
        if each.items and all(item.optional for item in each.items):
            yield warning(
                "handoffs", each.key, "items",
                f"«{_name(each)}»: обязательных пунктов нет, передать можно и пустой чек-лист.",
                f"“{_name(each)}”: no line is required, so an empty checklist may be handed off.",
            )  # fmt: skip


@check
def handoff_to_nobody(document: Document, known: Known) -> Found:
    for each in document.handoffs:
        if not each.to.strip():
            yield warning(
                "handoffs", each.key, "to",
                f"«{_name(each)}»: не написано, кому передаём.",
                f"“{_name(each)}”: it is not written to whom the deal goes.",
            )  # fmt: skip


def _name(handoff: Handoff) -> str:
    return handoff.title or handoff.key
