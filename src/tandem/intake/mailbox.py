"""A folder of a mailbox by IMAP: which letters are to be fetched, their text, and what becomes of them."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

#: Seconds a server may take to answer.
PATIENCE = 20.0
#: Bytes of a letter that are fetched; what is behind them is attached files.
LONGEST_LETTER = 10 * 1024 * 1024
_PLAIN = re.compile(r"[^\x20-\x7e]+|&")


class MailboxRefused(Refusal):
    """The mailbox did not let us in, or did not do what it was asked."""


class Folder:
    """An open folder."""

    def __init__(self, server: imaplib.IMAP4, name: str) -> None:
        self._server = server
        self._name = name
        self._ask("SELECT", *server.select(folder_name(name)))
        self.validity = self._number("UIDVALIDITY")
        #: Numbers of letters to come begin here.
        self.next_uid = self._number("UIDNEXT")

    def to_be_fetched(self, after: int) -> list[int]:
        """Letters that came after one, read or not, and all unread ones; the oldest first."""
        # "n:*" always holds the last letter, however old.
        newer = [uid for uid in self._search(f"UID {after + 1}:*") if uid > after]
        return sorted({*newer, *self._search("UNSEEN")})

    def letter(self, uid: int) -> bytes | None:
        """The source of a letter, without marking it read; None when it is gone."""
        kind, data = self._server.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LONGEST_LETTER}>)")
        self._ask("FETCH", kind, data)
        return next((part[1] for part in data if isinstance(part, tuple)), None)

    def done(self, uid: int, *, move_to: str = "") -> None:
        """Mark a letter read, and put it into another folder if there is one for such."""
        self._store(uid, r"(\Seen)")
        if move_to:
            self._move(uid, folder_name(move_to))

    def set_aside(self, uid: int) -> None:
        """Mark a letter for a person to look at."""
        self._store(uid, r"(\Seen \Flagged)")

    def _move(self, uid: int, folder: str) -> None:
        self._server.create(folder)
        if "MOVE" in self._server.capabilities:
            self._ask("MOVE", *self._server.uid("MOVE", str(uid), folder))
            return
        self._ask("COPY", *self._server.uid("COPY", str(uid), folder))
        self._store(uid, r"(\Deleted)")
        if "UIDPLUS" in self._server.capabilities:
            self._ask("EXPUNGE", *self._server.uid("EXPUNGE", str(uid)))

    def _store(self, uid: int, flags: str) -> None:
        self._ask("STORE", *self._server.uid("STORE", str(uid), "+FLAGS", flags))

    def _search(self, criterion: str) -> list[int]:
        kind, data = self._server.uid("SEARCH", criterion)
        self._ask("SEARCH", kind, data)
        return [int(number) for part in data if part for number in part.split() if number.isdigit()]

    def _number(self, name: str) -> int:
        _, data = self._server.response(name)
        number = data[0] if data else None
        return int(number) if isinstance(number, bytes) and number.isdigit() else 0

    def _ask(self, what: str, kind: str, data: object) -> None:
        if kind != "OK":
            raise MailboxRefused(NOT_DONE.format(what=what, folder=self._name))


@contextmanager
def open_folder(settings: Mapping[str, Any]) -> Iterator[Folder]:
    """The folder of a source's ``settings["imap"]``. Raises `MailboxRefused`, or `OSError` when nobody answers."""
    host, user, password = (str(settings.get(name) or "") for name in ("host", "user", "password"))
    if not (host and user and password):
        raise MailboxRefused(INCOMPLETE)
    try:
        server = _server(host, settings)
        try:
            _sign_in(server, user, password)
            yield Folder(server, str(settings.get("folder") or "INBOX"))
        finally:
            _leave(server)
    except imaplib.IMAP4.error as wrong:
        # Its own text may repeat what was sent.
        raise MailboxRefused(NOT_LET_IN.format(host=host)) from wrong


def folder_name(name: str) -> str:
    """A folder's name as IMAP writes it: ``Заявки`` is ``"&BBcEMARPBDIEOgQ4-"``."""
    quoted = _PLAIN.sub(_encoded, name).replace("\\", r"\\").replace('"', r"\"")
    return f'"{quoted}"'


def _encoded(found: re.Match[str]) -> str:
    if found[0] == "&":
        return "&-"
    return "&" + base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"


def _server(host: str, settings: Mapping[str, Any]) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if settings.get("ssl", True):
        return imaplib.IMAP4_SSL(host, int(settings.get("port") or 993), ssl_context=context, timeout=PATIENCE)
    server = imaplib.IMAP4(host, int(settings.get("port") or 143), timeout=PATIENCE)
    if "STARTTLS" in server.capabilities:
        server.starttls(context)
    return server


def _sign_in(server: imaplib.IMAP4, user: str, password: str) -> None:
    if "AUTH=PLAIN" in server.capabilities:
        # Unlike LOGIN it takes any letters.
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        server.login(user, password)


def _leave(server: imaplib.IMAP4) -> None:
    # When it has gone already, there is nothing left to say, but a socket to be closed.
    with suppress(imaplib.IMAP4.error, OSError):
        server.logout()
    with suppress(OSError):
        server.shutdown()


INCOMPLETE = Text(
    ru="Для ящика нужны host, user и password в настройках источника.",
    en="The mailbox needs host, user and password in the source's settings.",
)
NOT_LET_IN = Text(
    ru="Почтовый сервер {host} не впустил или оборвал разговор: проверьте имя, пароль приложения и доступ по IMAP.",
    en="The mail server {host} let us not in or broke off: check the user, the app password and access by IMAP.",
)
NOT_DONE = Text(
    ru="Почтовый сервер не выполнил {what} в папке {folder}: проверьте, что папка есть и доступна для записи.",
    en="The mail server did not do {what} in the folder {folder}: check that it exists and may be written to.",
)
