"""Translations of every room: what is said, what is translated, and the compiled files.

One ``locale/ru/LC_MESSAGES/django.po`` a room; the English text is the key. Needs only Babel, so that the
build of a wheel can use it too; Django is asked for only where templates are read.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGE = "ru"
PLACE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

type Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Said:
    """One text that a room says and a reader must be able to read in Russian."""

    context: str | None
    text: str
    plural: str | None
    file: str
    line: int

    @property
    def key(self) -> Key:
        """What makes two texts the same for the translation."""
        return self.context, self.text


def compile_all(package: Path) -> list[Path]:
    """Compile each room's ``.po`` that is newer than its ``.mo``; return all ``.mo`` files, old and new."""
    compiled = []
    for source in sorted(package.glob(f"*/{PLACE}")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime <= source.stat().st_mtime:
            # Written aside and moved: a server that starts meanwhile reads the old file or the new one.
            aside = target.with_suffix(".mo.new")
            with aside.open("wb") as file:
                write_mo(file, _catalogue(source))
            aside.replace(target)
        compiled.append(target)
    return compiled


def said_by(room: Path) -> list[Said]:
    """Every text for translation in a room's Python files and templates; its tests say nothing to readers."""
    found = []
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room)
        if "tests" in inside.parts or "migrations" in inside.parts or "static" in inside.parts:
            continue
        if path.suffix == ".py":
            found += list(_said_in(path, path.read_text(encoding="utf-8")))
        elif path.suffix in {".html", ".txt"} and "templates" in inside.parts:
            found += list(_said_in(path, _as_python(path)))
    return found


def translated_by(room: Path) -> set[Key]:
    """Keys that a room's ``.po`` translates: every plural form filled in, nothing marked as a guess."""
    source = room / PLACE
    if not source.exists():
        return set()
    return {_key(message.context, message.id) for message in _catalogue(source) if _is_translated(message)}


def untranslated(package: Path) -> dict[str, list[Said]]:
    """What each room says that no room translates, by room; rooms with nothing missing are left out."""
    rooms = [path.parent for path in sorted(package.glob("*/__init__.py"))]
    translated = set().union(*(translated_by(room) for room in rooms))
    missing = {}
    for room in rooms:
        # Each text once, at the first place where it is said.
        wanted = {said.key: said for said in reversed(said_by(room)) if said.key not in translated}
        if wanted:
            missing[room.name] = sorted(wanted.values(), key=lambda said: (said.file, said.line))
    return missing


def collect(package: Path) -> dict[str, int]:
    """Add what is untranslated to each room's ``.po`` with an empty translation; return how many by room."""
    added = {}
    for name, missing in untranslated(package).items():
        source = package / name / PLACE
        catalogue = _catalogue(source) if source.exists() else Catalog(locale=LANGUAGE, fuzzy=False)
        for said in missing:
            text = (said.text, said.plural) if said.plural else said.text
            catalogue.add(text, context=said.context, locations=[(said.file, said.line)])
        source.parent.mkdir(parents=True, exist_ok=True)
        with source.open("wb") as file:
            write_po(file, catalogue, width=110, omit_header=False)
        added[name] = len(missing)
    return added


def _catalogue(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _is_translated(message: object) -> bool:
    strings = getattr(message, "string", "")
    forms = strings if isinstance(strings, (tuple, list)) else (strings,)
    return bool(getattr(message, "id", "")) and not getattr(message, "fuzzy", False) and all(forms)


def _key(context: object, text: object) -> Key:
    first = text[0] if isinstance(text, (tuple, list)) else text
    return (str(context) if context else None), str(first)


def _as_python(path: Path) -> str:
    """A template rewritten by Django as Python calls, which is what the extraction reads."""
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # The text between the calls keeps its indentation, which no Python could have.
    return "\n".join(line.strip() for line in source.splitlines())


def _said_in(path: Path, source: str) -> Iterator[Said]:
    file = io.BytesIO(source.encode())
    name = "/".join(path.parts[path.parts.index("tandem") + 1 :]) if "tandem" in path.parts else path.name
    for line, message, _comments, context in extract("python", file, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        forms = message if isinstance(message, (tuple, list)) else (message,)
        text = forms[0]
        if text:
            yield Said(context=context, text=text, plural=forms[1] if len(forms) > 1 else None, file=name, line=line)
