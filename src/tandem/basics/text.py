"""One text in the two languages of the house."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is written in both languages at birth: names and sentences of facts and measures."""

    ru: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language code such as ``ru`` or ``en-gb``; English unless Russian is asked for."""
        return self.ru if language.startswith("ru") else self.en

    def format(self, **values: object) -> Text:
        """Both texts with ``{placeholders}`` filled in."""
        return Text(ru=self.ru.format(**values), en=self.en.format(**values))
