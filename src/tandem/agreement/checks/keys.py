"""Keys: short names by which two versions are compared item by item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tandem.agreement.checks.found import Found, Known, check, serious
from tandem.agreement.document import Document, Part
from tandem.agreement.field_names import section_label

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
#: What tells the items of a section apart, where it is not ``key``.
IDENTITY = {"seats": "side"}


def keyed_sections(document: Document) -> list[tuple[str, str, Sequence[Part]]]:
    """Sections that hold items: name, the field that names an item, items."""
    return [
        (name, IDENTITY.get(name, "key"), value)
        for name in document.__struct_fields__
        if isinstance(value := getattr(document, name), tuple)
    ]


@check
def key_given_twice(document: Document, known: Known) -> Found:
    lists: list[tuple[str, str, Sequence[Part]]] = [
        *keyed_sections(document),
        ("grading", "key", document.grading.grades),
    ]
    lists.append(("bonus", "role", document.bonus.schemes))
    lists.append(("queue", "grade", document.queue.fading))
    for section, naming, items in lists:
        keys = Counter(str(getattr(item, naming)) for item in items)
        for key, count in keys.items():
            if not key or count == 1:
                continue
            label = section_label(section)
            yield serious(
                section, key, naming,
                f"{label.ru}: ключ «{key}» встречается не один раз ({count}). У каждого пункта свой ключ.",
                f"{label.en}: the key “{key}” is there {count} times. Each item has a key of its own.",
            )  # fmt: skip


@check
def key_missing_or_odd(document: Document, known: Known) -> Found:
    for section, naming, items in keyed_sections(document):
        for place, item in enumerate(items, 1):
            key = str(getattr(item, naming))
            if not _KEY.fullmatch(key):
                label = section_label(section)
                yield serious(
                    section, key, naming,
                    f"{label.ru}, пункт {place}: ключ «{key}» не годится. Нужны латинские буквы, цифры и «_», "
                    "например target_lead.",
                    f"{label.en}, item {place}: “{key}” is no key. Latin letters, digits and “_” are needed, for "
                    "example target_lead.",
                )  # fmt: skip
