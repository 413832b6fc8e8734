"""What a picture is by its own bytes: only kinds that browsers draw and that can run nothing. Pure."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

#: By kind the type that the picture is served as. No SVG: it may hold a script.
KINDS = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}
#: Bytes, and pixels along a side: what an ad needs, and what no page is made heavy by.
MOST_BYTES, MOST_SIDE = 2 * 1024 * 1024, 6000


class NotAPicture(Refusal):
    """What was sent is no picture that can be shown, or too large a one."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Its kind, and width and height in pixels."""

    kind: str
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """Read the kind and the size off the bytes; the sender's own name and type are not asked. Refuses by
    ``NotAPicture``.

    Sources: PNG 3rd ed. §5.2 and §11.2.2, JPEG (ITU-T T.81) annex B, GIF89a §18, RFC 9649 (WebP).
    """
    if len(content) > MOST_BYTES:
        raise NotAPicture(Text(ru="Картинка больше 2 МБ: сожмите её.", en="The picture is over 2 MB: compress it."))
    found = _png(content) or _gif(content) or _webp(content) or _jpeg(content)
    if found is None:
        raise NotAPicture(
            Text(ru="Это не картинка PNG, JPEG, WebP или GIF.", en="This is no picture in PNG, JPEG, WebP or GIF.")
        )
    if not (0 < found.width <= MOST_SIDE and 0 < found.height <= MOST_SIDE):
        raise NotAPicture(
            Text(ru=f"Сторона картинки — от 1 до {MOST_SIDE} точек.", en=f"A side has from 1 to {MOST_SIDE} pixels.")
        )
    return found


def _png(content: bytes) -> Picture | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 33:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return Picture("png", width, height)


def _gif(content: bytes) -> Picture | None:
    if content[:6] not in (b"GIF87a", b"GIF89a") or len(content) < 14:
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return Picture("gif", width, height)


def _webp(content: bytes) -> Picture | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    match content[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(content[at : at + 3], "little") + 1 for at in (24, 27))
        case b"VP8L" if content[20] == 0x2F:
            bits = int.from_bytes(content[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 " if content[23:26] == b"\x9d\x01\x2a":
            width, height = (each & 0x3FFF for each in struct.unpack("<HH", content[26:30]))
        case _:
            return None
    return Picture("webp", width, height)


def _jpeg(content: bytes) -> Picture | None:
    """Goes from marker to marker until the one that begins a frame."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture("jpeg", width, height)
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None
