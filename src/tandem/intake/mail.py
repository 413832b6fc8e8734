"""A letter (RFC 5322) as those see it who look for a lead in it: who wrote, what they wrote, what a form said.

Letters are read leniently: what a mail program did wrong must not cost a lead. So the older policy of ``email`` is
taken, which never raises while reading, and text is decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from tandem.basics.text import Text
from tandem.intake.bodies import clean

#: Characters of a letter's text that are read.
LONGEST_TEXT = 20_000
#: Parts of a letter that are looked at.
_MOST_PARTS = 100
_LINE = re.compile(r"\s*([^:\t\n]{1,60}?)\s*[:\t]\s*(\S.*)")
#: Where what the writer wrote ends, and older letters or a signature begin.
_QUOTED = re.compile(
    r"^(?:>|-- $|-{2,}\s*(?:original|forwarded|исходное|пересылаемое|пересланное)|_{10,}"
    r"|(?:from|от|from:|от кого):?\s.*@|.*(?:wrote|пишет|написала?)\s*\(?.*:\s*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. ``lines``: what reads like answers of a form, ``Name: Anna``; ``text`` without older letters."""

    id: str
    sender: str
    sender_name: str
    answer_to: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    sent_at: datetime | None
    lines: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]
    #: Why no lead can be in it: a machine's answer, a delivery report; None when a person or a form wrote it.
    automatic: Text | None


def letter_of(raw: bytes) -> Letter:
    """Read a letter. Raises ``RecursionError`` for one that is nothing but parts within parts."""
    message = message_from_bytes(raw)
    headers = _Headers(message)
    text, attachments = _contents(message)
    sender_name, sender = headers.address("from")
    return Letter(
        id=headers.text("message-id").strip("<> \t")[:400],
        sender=sender,
        sender_name=sender_name,
        answer_to=headers.address("reply-to")[1],
        recipients=tuple(address for name in ("to", "cc", "delivered-to") for _, address in headers.addresses(name)),
        subject=headers.text("subject")[:500],
        text=_written(text),
        sent_at=headers.sent_at(),
        lines=_lines(_written(text)),
        attachments=attachments,
        automatic=_automatic(message, headers, sender),
    )


class _Headers:
    """The headers of a letter as text, however damaged."""

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, str] = {}
        for name, value in message.raw_items():
            self._raw.setdefault(name.lower(), str(value))

    def text(self, name: str) -> str:
        raw = _decoded(self._raw.get(name, "").encode("utf-8", "surrogateescape"), "utf-8")
        return " ".join(clean(_unfolded(raw)).split())

    def addresses(self, name: str) -> list[tuple[str, str]]:
        """(name, address) of each; encoded words are decoded after the addresses are told apart."""
        raw = _decoded(self._raw.get(name, "").encode("utf-8", "surrogateescape"), "utf-8")
        try:
            found = getaddresses([" ".join(raw.split())[:2_000]])
        except (ValueError, IndexError, TypeError):
            return []
        return [(clean(_unfolded(said)).strip()[:200], clean(address)[:254].lower()) for said, address in found]

    def address(self, name: str) -> tuple[str, str]:
        return next((pair for pair in self.addresses(name) if "@" in pair[1]), ("", ""))

    def sent_at(self) -> datetime | None:
        try:
            sent = parsedate_to_datetime(self.text("date"))
            return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None


def _unfolded(raw: str) -> str:
    """Encoded words, ``=?utf-8?B?…?=``, as text."""
    if "=?" not in raw:
        return raw
    try:
        parts = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    return "".join(part if isinstance(part, str) else _decoded(part, charset or "utf-8") for part, charset in parts)


def _decoded(raw: bytes, charset: str) -> str:
    """By the charset it claims, else by the two that Russian letters come in."""
    for name in (charset, "utf-8", "cp1251"):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _contents(message: Message) -> tuple[str, tuple[str, ...]]:
    """The text of a letter — plain if there is any, else of its HTML — and the names of attached files."""
    plain: list[str] = []
    html: list[str] = []
    attachments: list[str] = []
    for count, part in enumerate(message.walk()):
        if count == _MOST_PARTS:
            break
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if name := _file_name(part):
            attachments.append(name)
        elif kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else html).append(_part(part))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(map(_of_html, html))
    return clean(text)[:LONGEST_TEXT], tuple(attachments)


def _part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return _decoded(payload[: LONGEST_TEXT * 20], _charset(part))


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except (LookupError, ValueError, TypeError):
        return "utf-8"


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return "?"
    return clean(_unfolded(name))[:200] if name else ""


class _Words(HTMLParser):
    """The words of an HTML letter; the cells of a row are parted by tabs."""

    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4", "blockquote"})
    _SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT and self._silent:
            self._silent -= 1
        if tag in self._BREAKS:
            self.words.append("\n")
        elif tag in ("td", "th"):
            self.words.append("\t")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(" ".join(data.split()) or " ")


def _of_html(html: str) -> str:
    words = _Words()
    try:
        words.feed(html)
        words.close()
    except AssertionError:
        # The parser's word for a declaration that never ends; what was read until then stays.
        pass
    lines = (line.strip(" ") for line in "".join(words.words).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _written(text: str) -> str:
    """What the writer wrote: older letters and signatures below it say nothing of them."""
    kept = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip() or text.strip()


def _lines(text: str) -> tuple[tuple[str, str], ...]:
    found = (_LINE.fullmatch(line) for line in text.splitlines()[:300])
    # "https://…" is no answer to "https".
    return tuple((line[1], line[2].strip()) for line in found if line and not line[2].startswith("//"))


def _automatic(message: Message, headers: _Headers, sender: str) -> Text | None:
    submitted = headers.text("auto-submitted").lower()
    if message.get_content_type() == "multipart/report" or sender.partition("@")[0] in ("mailer-daemon", "postmaster"):
        return DELIVERY_REPORT
    if headers.text("return-path") == "<>":
        return DELIVERY_REPORT
    if submitted.startswith("auto-replied") or headers.text("x-autoreply") or headers.text("x-autorespond"):
        return AUTOMATIC_ANSWER
    if (
        headers.text("precedence").lower() in ("auto_reply", "junk")
        or headers.text("x-auto-response-suppress") == "All"
    ):
        return AUTOMATIC_ANSWER
    return MAILING_LIST if headers.text("precedence").lower() in ("bulk", "list") else None


DELIVERY_REPORT = Text(
    ru="Отчёт о доставке, а не письмо: лида в нём нет.", en="A delivery report and no letter: there is no lead in it."
)
AUTOMATIC_ANSWER = Text(
    ru="Автоответ: лида в нём нет.", en="An automatic answer: there is no lead in it."
)  # fmt: skip
MAILING_LIST = Text(ru="Рассылка: лида в ней нет.", en="A mailing: there is no lead in it.")
