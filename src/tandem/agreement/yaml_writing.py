"""The agreement as a YAML file: how it is written.

The writer is our own, and small: both heads sign the SHA-256 of this text, so it must not move by a byte when a library
does. Reading is PyYAML's work (``yaml_reading``). What the layout is for: a change of one sentence is a change of one
line in git.

- Keys stand in the order of ``document``; what equals its default is left out.
- A text is plain where nobody could take it for something else, quoted where they could (``"yes"``, ``"9-18"``).
- A long text is folded, a sentence a line; one of several paragraphs keeps its lines.
- Lists of keys, the rows of the table of grades and the lines of the scorecard take one line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from tandem.agreement.document import Document, GradeRow, Part, ScoreBin

_WIDTH = 100
#: Signs that mean themselves and can be seen: no controls, no breaks, no marks that turn the direction of writing.
_CALM = re.compile(
    r"[ -~\u00a0-\u00ac\u00ae-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\ue000-\ufefe\uff00-\uffef"
    r"\U00010000-\U0001fffd]*"
)
_PLAIN = re.compile(r"[A-Za-zА-Яа-яЁё«][^\n]*")
_NOT_PLAIN = re.compile(r": | #|:$")
_NOT_PLAIN_IN_A_ROW = re.compile(r"[,\[\]{}:#]")
_WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_SENTENCE_END = re.compile(r"(?<=[.!?…]) (?=[A-ZА-ЯЁ«])")
#: A blank where a folded line may end: one alone.
_BREAK = re.compile(r"(?<! ) (?! )")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def written(document: Document) -> str:
    """The YAML text, ending in a line break."""
    lines: list[str] = []
    for name, value in _fields(document):
        entry = _entry(name, value, "")
        if lines and (len(entry) > 1 or lines[-1].startswith(" ")):
            lines.append("")
        lines.extend(entry)
    return "\n".join(lines or ["{}"]) + "\n"


def _entry(name: str, value: object, indent: str) -> list[str]:
    """``name: value`` in one line or several."""
    key = f"{indent}{_scalar_in_a_row(name)}:"
    inner = indent + "  "
    if isinstance(value, str):
        first, *rest = _text(value, inner)
        return [f"{key} {first}", *rest]
    if isinstance(value, GradeRow | Mapping) or not value or not isinstance(value, Part | tuple):
        return [f"{key} {_in_a_row(value)}"]
    if isinstance(value, Part):
        lines = _part(value, inner)
        return [key, *lines] if lines else [f"{key} {{}}"]
    if all(isinstance(each, str) for each in value):
        return [f"{key} {_in_a_row(value)}"]
    return [key, *(line for each in value for line in _item(each, inner))]


def _part(part: Part, indent: str) -> list[str]:
    return [line for name, value in _fields(part) for line in _entry(name, value, indent)]


def _item(part: Part, indent: str) -> list[str]:
    """One part of a list: the dash stands before its first key."""
    if isinstance(part, GradeRow):
        return [f"{indent}- {_in_a_row(part)}"]
    if isinstance(part, ScoreBin):
        # A line of the card is a line of the file.
        return [f"{indent}- {_in_a_row(dict(_fields(part)))}"]
    lines = _part(part, indent + "  ")
    if not lines:
        return [f"{indent}- {{}}"]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]


def _in_a_row(value: object) -> str:
    """In flow style: ``[a, b]``, ``{key: value}``, or a single value."""
    if isinstance(value, GradeRow):
        # All four answers, so that the rows of the table stand under each other.
        return _in_a_row({name: getattr(value, name) for name in value.__struct_fields__})
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar_in_a_row(key)}: {_in_a_row(each)}" for key, each in value.items()) + "}"
    if isinstance(value, str):
        return _scalar_in_a_row(value)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_in_a_row(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"The agreement holds no {type(value).__name__}.")


def number(value: Decimal) -> str:
    """A decimal without exponent and without zeros that say nothing: equal numbers are written alike."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _text(text: str, indent: str) -> list[str]:
    """A text in block context; the first line stands after the key."""
    if not text or text != text.strip(" ") or not all(_CALM.fullmatch(line) for line in text.split("\n")):
        return [_quoted(text)]
    if "\n" in text:
        return _literal(text, indent) or [_quoted(text)]
    if len(text) > _WIDTH and len(lines := list(_folded(text))) > 1:
        return [">-", *(indent + line for line in lines)]
    return [text if _is_plain(text) else _quoted(text)]


def _literal(text: str, indent: str) -> list[str]:
    """The lines as they are; nothing where YAML would not give them back exactly or git would mark them."""
    ends_in_break = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    if not lines[0] or not lines[-1] or lines[0].startswith(" ") or any(line.endswith(" ") for line in lines):
        return []
    return ["|" if ends_in_break else "|-", *(indent + line if line else "" for line in lines)]


def _folded(text: str) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        # A break beside another blank would be lost in folding.
        line = ""
        for word in _BREAK.split(sentence):
            if line and len(line) + 1 + len(word) > _WIDTH:
                yield line
                line = word
            else:
                line = f"{line} {word}" if line else word
        yield line


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and _NOT_PLAIN.search(text) is None
        and text.casefold() not in _WORDS_OF_YAML
    )  # fmt: skip


def _scalar_in_a_row(text: str) -> str:
    calm = text == text.strip(" ") and _CALM.fullmatch(text) is not None
    return text if calm and _is_plain(text) and not _NOT_PLAIN_IN_A_ROW.search(text) else _quoted(text)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if _CALM.fullmatch(sign):
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _fields(part: Part) -> Iterator[tuple[str, object]]:
    """What is to be written of a part: the fields that differ from their defaults, dictionaries in order of keys."""
    for field in msgspec.structs.fields(type(part)):
        value = getattr(part, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if value != default:
            yield field.name, dict(sorted(value.items())) if isinstance(value, dict) else value
