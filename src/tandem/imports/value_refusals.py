"""What a converter of values answers when a cell is not simply a value."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.text import Text


class ValueRefused(Exception):
    """The cell cannot be read as this field. ``code`` is stable; ``text`` says why and what to do."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that is taken with a warning. ``currency``: the amount is of this one, not the recipe's."""

    value: object
    code: str
    text: Text
    currency: str | None = None
