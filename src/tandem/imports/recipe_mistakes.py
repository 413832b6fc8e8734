"""Reading a TOML document strictly: parts come typed, and mistakes are gathered with their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tandem.basics.text import Text
from tandem.imports.refusals import ImportRefused

LIST_OF_TEXTS = Text(
    ru="Здесь нужен непустой список текстов в кавычках.",
    en="A list of texts in quotes, not empty, is needed here.",
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. ``where``: the path in the recipe: ``table deals, record payment, field amount``."""

    where: str
    message: Text


class RecipeRefused(ImportRefused):
    """A recipe has mistakes; ``mistakes`` holds all of them, ``text`` joins them."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(
            Text(
                ru="\n".join(f"{each.where}: {each.message.ru}" for each in self.mistakes),
                en="\n".join(f"{each.where}: {each.message.en}" for each in self.mistakes),
            )
        )


class StrictDocument:
    """Parts of a document by type. A part of another type is a mistake, and an empty one is given instead."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    # Values

    def section(self, value: object, where: str, *, needed: bool = False) -> dict[str, object]:
        """A TOML table; empty, with a mistake, for anything else."""
        if isinstance(value, dict):
            return value
        if value is not None or needed:
            self.mistake(where, Text(ru="Здесь нужна таблица TOML.", en="A TOML table is needed here."))
        return {}

    def sections(self, value: object, where: str) -> list[dict[str, object]]:
        """An array of TOML tables."""
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.mistake(where, Text(ru="Пишется [[…]], с двойными скобками.", en="Write [[…]], in double brackets."))
        return []

    def text(self, section: Mapping[str, object], key: str, where: str, *, needed: bool = False) -> str:
        """A text that is not blank where it is needed."""
        value = section.get(key)
        if isinstance(value, str) and (value.strip() or not needed):
            return value
        if value is not None or needed:
            self.mistake(
                f"{where}, {key}",
                Text(ru="Здесь нужен непустой текст.", en="A text that is not empty is needed here."),
            )
        return ""

    def plain(self, section: Mapping[str, object], key: str, where: str) -> str | None:
        """A text, number, flag or date as text; None when the key is not there."""
        return self.as_text(section[key], f"{where}, {key}") if key in section else None

    def as_text(self, value: object, where: str) -> str:
        """A TOML value as the text a file would hold."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int | float):
            return str(value)
        if hasattr(value, "isoformat"):
            return str(value.isoformat())
        self.mistake(where, Text(ru="Здесь нужен текст или число.", en="A text or a number is needed here."))
        return ""

    def texts(self, value: object, where: str) -> tuple[str, ...]:
        """A list of texts that are not empty."""
        if value is None:
            return ()
        if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
            return tuple(value)
        self.mistake(where, LIST_OF_TEXTS)
        return ()

    def flag(self, section: Mapping[str, object], key: str, where: str) -> bool:
        """true or false; false when it is not there."""
        value = section.get(key, False)
        if isinstance(value, bool):
            return value
        self.mistake(f"{where}, {key}", Text(ru="Здесь true или false.", en="true or false is needed here."))
        return False

    def one_of(self, section: Mapping[str, object], key: str, known: tuple[str, ...], where: str) -> str | None:
        """One of the known words."""
        value = section.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in known:
            return value
        self.unknown(str(value), known, f"{where}, {key}")
        return None

    # Mistakes

    def only(self, section: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
        """Name every key that is not known."""
        for key in section:
            if key not in known:
                self.unknown(key, known, where)

    def unknown(self, name: str, known: Iterable[str], where: str) -> None:
        """Note a name that is not known, with the nearest that is."""
        names = list(known)
        near = get_close_matches(name, names, n=1)
        self.mistake(
            where,
            Text(
                ru="«{name}» неизвестно{near}. Есть: {known}.",
                en="“{name}” is unknown{near}. There are: {known}.",
            ).format(name=name, near=f" (≈ «{near[0]}»)" if near else "", known=", ".join(names)),
        )

    def unique(self, names: list[str], where: str) -> None:
        """Note names that stand twice."""
        for name in sorted({each for each in names if names.count(each) > 1}):
            self.mistake(f"{where} {name}", Text(ru="Это имя встречается дважды.", en="This name stands twice."))

    def mistake(self, where: str, message: Text) -> None:
        """Note a mistake and go on."""
        self.mistakes.append(Mistake(where, message))
