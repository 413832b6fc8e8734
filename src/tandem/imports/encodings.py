"""Which encoding a text file is in: told for sure, or refused. Guessing wrong would write mojibake into names."""

from __future__ import annotations

import codecs
import re
from itertools import islice
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

_BROKEN = re.compile("[\udc80-\udcff]")
_WHOLE = re.compile("[^\0-\x7f\udc80-\udcff]")
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
            # UTF-16 without its mark is made of ASCII bytes too.
            if _looks_like_utf_16(sample):
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
    if encoding := _looks_like_utf_16(sample):
        return encoding
    text = sample.decode("utf-8", errors="surrogateescape")
    # The megabyte may be cut inside a character at either end.
    inside = text[3:-3] if len(sample) >= CHUNK else text
    broken = len(_BROKEN.findall(inside))
    whole = len(_WHOLE.findall(inside))
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


def _looks_like_utf_16(sample: bytes) -> str | None:
    """Latin and Russian text in UTF-16 has 0x00 or 0x04 in nearly every second byte, and on one side only."""
    pairs = max(1, len(sample) // 2)
    even, odd = (half.count(0) + half.count(4) for half in (sample[0::2], sample[1::2]))
    if odd > pairs * 3 // 4 and even < pairs // 4:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 3 // 4 and odd < pairs // 4 else None


def _reads_as_russian(text: str) -> bool:
    """Words are wholly Cyrillic, and small letters outnumber capitals (in KOI8-R read as 1251 it is the reverse)."""
    words = [found.group() for found in islice(_CYRILLIC_WORD.finditer(text), 20_000)]
    if not words:
        return False
    mixed = sum(1 for word in words if any("a" <= sign.lower() <= "z" for sign in word))
    letters = "".join(words)
    small = sum(1 for sign in letters if "а" <= sign <= "я" or sign == "ё")
    capital = sum(1 for sign in letters if "А" <= sign <= "Я" or sign == "Ё")
    odd = len(letters) - small - capital
    inverted = sum(1 for word in words if len(word) > 2 and "а" <= word[0] <= "я" and word[1:].isupper())
    return mixed * 5 <= len(words) and odd * 10 <= len(letters) and inverted * 5 <= len(words)
