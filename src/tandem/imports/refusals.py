"""The base of everything an import refuses to do: a sentence in both languages."""

from __future__ import annotations

from tandem.basics.text import Text


class ImportRefused(Exception):
    """What was asked cannot be done; ``text`` says why and what to do instead."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
