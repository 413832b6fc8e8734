"""Which encoding a text file is in: told for sure, or refused. Guessing wrong would write mojibake into names."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from tandem.basics.text import Text
from tandem.imports.reading import EncodingUnknown

CHUNK = 1024 * 1024

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CYRILLIC_WORD = re.compile(r"[^\W\d_]*[А-Яа-яЁё][^\W\d_]*")


def encoding_of(path: Path, stated: str | None = None) -> str:
    """The Python name of the file's encoding. A stated one is used as it is; a byte-order mark speaks for itself.

    Otherwise the first megabyte that is more than ASCII decides: UTF-8, else Windows-1251 if it then reads as
    Russian. Raises `EncodingUnknown`.
    """
    with path.open("rb") as file:
        sample = file.read(CHUNK)
        for mark, encoding in _MARKS:
            if sample.startswith(mark):
                return encoding
        if stated:
            return encoding_named(stated)
        while sample.isascii():
            # Two zero bytes in three are UTF-16 without its mark; they are ASCII bytes all the same.
            if sample.count(0) > len(sample) // 4:
                break
            following = file.read(CHUNK)
            if not following:
                return "utf-8"
            sample = following
    return _encoding_of_sample(sample)


def encoding_named(stated: str) -> str:
    """The Python name of an encoding as a person states it. Raises `EncodingUnknown`."""
    try:
        return codecs.lookup(stated).name
    except LookupError:
        raise EncodingUnknown(
            Text(
                ru="Кодировка «{name}» неизвестна. Обычные: utf-8, windows-1251, utf-16.",
                en="The encoding “{name}” is unknown. Usual ones: utf-8, windows-1251, utf-16.",
            ).format(name=stated)
        ) from None


def _encoding_of_sample(sample: bytes) -> str:
    if sample.count(0) > len(sample) // 4:
        # Latin or Russian text in UTF-16 has its zero, or its 0x04, in every second byte.
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    text = sample.decode("utf-8", errors="surrogateescape")
    # The megabyte may be cut inside a character at either end.
    inside = text[3:-3] if len(sample) >= CHUNK else text
    broken = sum(1 for sign in inside if "\udc80" <= sign <= "\udcff")
    whole = sum(1 for sign in inside if sign > "\x7f" and not "\udc80" <= sign <= "\udcff")
    if broken == 0 or whole > 4 * broken:
        return "utf-8"
    if _reads_as_russian(sample.decode("windows-1251", errors="replace")):
        return "windows-1251"
    raise EncodingUnknown(
        Text(
            ru="Кодировку файла не удалось определить. Сохраните его в UTF-8 или укажите encoding в рецепте.",
            en="The file's encoding cannot be told. Save it as UTF-8 or give encoding in the recipe.",
        )
    )


def _reads_as_russian(text: str) -> bool:
    """Words are wholly Cyrillic, and small letters outnumber capitals (in KOI8-R read as 1251 it is the reverse)."""
    words = _CYRILLIC_WORD.findall(text[:200_000])
    if not words:
        return False
    mixed = sum(1 for word in words if any("a" <= sign.lower() <= "z" for sign in word))
    letters = "".join(words)
    small = sum(1 for sign in letters if "а" <= sign <= "я" or sign == "ё")
    capital = sum(1 for sign in letters if "А" <= sign <= "Я" or sign == "Ё")
    odd = len(letters) - small - capital
    inverted = sum(1 for word in words if len(word) > 2 and "а" <= word[0] <= "я" and word[1:].isupper())
    return mixed * 5 <= len(words) and odd * 10 <= len(letters) and inverted * 5 <= len(words)
