"""A small IMAP server over real sockets: as much of RFC 3501 and 6851 as fetching letters needs."""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Kept:
    raw: bytes
    flags: set[str] = field(default_factory=set)


class Mailboxes(socketserver.ThreadingTCPServer):
    """Folders by their name on the wire, each with letters by UID. ``dies_before`` names a command it dies at."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.folders: dict[str, dict[int, Kept]] = {"INBOX": {}}
        self.validity = 7
        self.next_uid = 1
        self.capabilities = "IMAP4rev1 AUTH=PLAIN MOVE UIDPLUS"
        self.dies_before = ""
        self.said: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def deliver(self, raw: bytes, *flags: str) -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.folders["INBOX"][uid] = Kept(raw, set(flags))
        return uid


class _Talk(socketserver.StreamRequestHandler):
    server: Mailboxes

    def handle(self) -> None:
        self._say("* OK ready")
        self.folder: dict[int, Kept] = {}
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _, command = line.partition(" ")
            self.server.said.append(command)
            word = command.upper().removeprefix("UID ").split()[0]
            if word == self.server.dies_before:
                return
            self._say(f"{tag} {getattr(self, f'_{word.lower()}')(command)}")
            if word == "LOGOUT":
                return

    def _say(self, line: str | bytes) -> None:
        self.wfile.write((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def _capability(self, command: str) -> str:
        self._say(f"* CAPABILITY {self.server.capabilities}")
        return "OK done"

    def _authenticate(self, command: str) -> str:
        self._say("+")
        _, user, password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return "OK done" if (user, password) == ("me", "пароль") else "NO wrong"

    def _login(self, command: str) -> str:
        return "OK done" if command == 'LOGIN me "word"' else "NO wrong"

    def _select(self, command: str) -> str:
        name = command.partition(" ")[2].strip('"')
        if name not in self.server.folders:
            return "NO none"
        self.folder = self.server.folders[name]
        self._say(f"* {len(self.folder)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.server.validity}]")
        self._say(f"* OK [UIDNEXT {self.server.next_uid}]")
        return "OK [READ-WRITE] done"

    def _search(self, command: str) -> str:
        if found := re.search(r"UID (\d+):\*", command):
            uids = {uid for uid in self.folder if uid >= int(found[1])} | set(list(self.folder)[-1:])
        else:
            uids = {uid for uid, kept in self.folder.items() if r"\Seen" not in kept.flags}
        self._say(" ".join(["* SEARCH", *map(str, sorted(uids))]))
        return "OK done"

    def _fetch(self, command: str) -> str:
        uid = int(command.split()[2])
        if kept := self.folder.get(uid):
            self._say(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(kept.raw)}}}")
            self.wfile.write(kept.raw)
            self._say(")")
        return "OK done"

    def _store(self, command: str) -> str:
        _, _, uid, _, flags = command.split(" ", 4)
        self.folder[int(uid)].flags |= set(flags.strip("()").split())
        return "OK done"

    def _create(self, command: str) -> str:
        self.server.folders.setdefault(command.partition(" ")[2].strip('"'), {})
        return "OK done"

    def _copy(self, command: str) -> str:
        _, _, uid, folder = command.split(" ", 3)
        self.server.folders[folder.strip('"')][self.server.next_uid] = self.folder[int(uid)]
        return "OK done"

    def _move(self, command: str) -> str:
        self._copy(command)
        del self.folder[int(command.split()[2])]
        return "OK done"

    def _expunge(self, command: str) -> str:
        del self.folder[int(command.split()[2])]
        return "OK done"

    def _logout(self, command: str) -> str:
        self._say("* BYE")
        return "OK done"


@contextmanager
def mailboxes() -> Iterator[Mailboxes]:
    server = Mailboxes()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
