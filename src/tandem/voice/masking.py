"""Buyers' words for those who do not talk to clients: what was said, without whom it reaches.

A name is hidden in any of its cases, by what its forms have in common; what nobody could know to be a name stays.
That is why whoever writes is asked to leave names out.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from tandem.basics.names import folded

HIDDEN = "…"
_EMAIL = re.compile(r"[^\s@<>,;:\"'()]+@[^\s@<>,;:\"'()]+\.\w+")
_NUMBER = re.compile(r"\+?\d[\d\s().\-‑–]{4,20}\d")
_HANDLE = re.compile(r"@\w{3,}")
_WORD = re.compile(r"\w+")
#: What a firm is, not what it is called.
_FORMS = frozenset(map(folded, ("ооо", "оао", "зао", "пао", "нао", "ltd", "llc", "inc")))
_SHORTEST = 3
#: So many letters an ending may add or take away.
_ENDING = 3


def without_contacts(text: str, names: Collection[str]) -> str:
    """The text with phones, addresses, handles and the words of the names hidden."""
    for pattern in (_EMAIL, _HANDLE, _NUMBER):
        text = pattern.sub(lambda found: HIDDEN if _reaches(found[0]) else found[0], text)
    words = {word for name in names for word in _WORD.findall(folded(name))}
    words = {word for word in words if len(word) >= _SHORTEST and word not in _FORMS and not word.isdigit()}
    if not words:
        return text
    return _WORD.sub(lambda found: HIDDEN if _is_form_of_any(folded(found[0]), words) else found[0], text)


def _reaches(text: str) -> bool:
    """Whether a number is long enough for a phone or a tax number: sums of money and sizes stay."""
    return "@" in text or sum(map(str.isdigit, text)) >= 7


def _is_form_of_any(word: str, names: Collection[str]) -> bool:
    return any(_is_form(word, name) for name in names)


def _is_form(word: str, name: str) -> bool:
    """``Анны`` and ``Анна``, ``Семёнову`` and ``Семёнов``: all but the last letters agree."""
    stem = name if len(name) <= _SHORTEST else name[: max(len(name) - 2, _SHORTEST)]
    return word.startswith(stem) and abs(len(word) - len(name)) <= _ENDING
