"""Finds in any text the people it names: by phone in any spelling, e-mail, tax number, or full name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tandem.basics.names import email, folded, phone
from tandem.basics.personal_data import Identity

_EMAIL = re.compile(r"[^\s@<>,;:\"'()]+@[^\s@<>,;:\"'()]+\.\w+")
_NUMBER = re.compile(r"\+?\d[\d\s().\-‑–]{5,20}\d")
_WORD = re.compile(r"\w+")
#: What follows the country's code: ``8 912…`` and ``+7 912…`` are one number.
_OWN_DIGITS = 10
_LONGEST_NAME = 6


class Mentions:
    """Who of some people a text names. A single word is no name: there are too many Annas."""

    def __init__(self, people: Iterable[Identity]) -> None:
        self._emails: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._names: dict[tuple[str, ...], int] = {}
        for person in people:
            for type_, value in person.points:
                if type_ == "email":
                    self._emails[value.lower()] = person.client_id
                else:
                    self._numbers[_digits(value)] = person.client_id
            words = _WORD.findall(folded(person.name))
            if 1 < len(words) <= _LONGEST_NAME:
                self._names[tuple(sorted(words))] = person.client_id
        self._lengths = sorted({len(words) for words in self._names})

    def in_text(self, text: str) -> set[int]:
        """Ids of the clients the text names."""
        found: set[int] = set()
        if "@" in text and self._emails:
            found |= {self._emails[each] for mail in _EMAIL.findall(text) if (each := mail.lower()) in self._emails}
        if self._numbers:
            found |= {
                self._numbers[digits] for each in _NUMBER.findall(text) if (digits := _digits(each)) in self._numbers
            }
        if self._names:
            words = _WORD.findall(folded(text))
            for length in self._lengths:
                for start in range(len(words) - length + 1):
                    client_id = self._names.get(tuple(sorted(words[start : start + length])))
                    if client_id is not None:
                        found.add(client_id)
        return found


def contacts_in(text: str) -> set[tuple[str, str]]:
    """(``phone`` or ``email``, value as it is kept) of everything in a text by which somebody may be reached."""
    found = {("phone", number) for each in _NUMBER.findall(text) if (number := phone(each))}
    if "@" in text:
        found |= {("email", address) for each in _EMAIL.findall(text) if (address := email(each))}
    return found


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    # A tax number of twelve digits is kept whole; a phone loses the code of its country.
    return digits[-_OWN_DIGITS:] if len(digits) == _OWN_DIGITS + 1 else digits
