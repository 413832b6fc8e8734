"""The ground of every named refusal in ``basics``: a sentence one can act on, in both languages."""

from __future__ import annotations

from tandem.basics.text import Text


class Refusal(ValueError):
    """What was asked cannot be done; ``text`` says why and what to do, ``str()`` says it in English."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
