"""The gate: requests of all doors, as a raw ASGI application that answers after the commit in another process.

``/in/<source>/[<secret>/]`` takes what programs send, ``POST /forms/<source>/`` what people fill in. No cookie is
read and none is needed: a request may do nothing but hand in a record, so there is no authority to be borrowed by
another site, and no CSRF token to be asked for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from tandem.basics.text import Text
from tandem.intake.chores import Chores
from tandem.intake.description import ADDRESS, description
from tandem.intake.doors import Door, OpenSource, Reading, Reply, Request, RequestRefused, doors
from tandem.intake.frames import Outcome
from tandem.intake.gate_words import (
    MOST_RECORDS,
    NO_SOURCE,
    NOT_KEPT,
    TOO_MANY_RECORDS,
    TORN,
    UNREADABLE,
    not_by,
    too_fast,
    too_long,
)
from tandem.intake.incompleteness import refuse_incomplete
from tandem.intake.pace import Pace
from tandem.intake.refusing import AGAIN, LONGEST_KEPT, SLOWED, count_turned_back, keep_refused, write_counts
from tandem.intake.sources_open import Sources
from tandem.intake.writer import Start, Writer, process_of_its_own

log = logging.getLogger(__name__)

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]

#: Wrong secrets and unknown addresses that one sender may try in a minute.
WRONG_A_MINUTE = 60
_JSON = "application/json; charset=utf-8"
_REFUSED_WAITING = 1_000
_TURNED_BACK_WAITING = 100_000
#: Pages with what a person wrote that a source makes in a minute for those who came too soon: each costs as much as
#: a lead.
SHOWN_AGAIN_A_MINUTE = 120
#: Seconds.
_NOT_KEPT_WAIT = 30
#: The door whose senders have an address of their own kind.
_FORM = "form"


class Gate:
    """One in each server process. ``folder`` holds the spool; ``proxies`` are the trusted ones in front."""

    def __init__(self, *, folder: Path, proxies: int = 0, start_writer: Start = process_of_its_own) -> None:
        self._writer = Writer(folder=folder, start=start_writer)
        self._sources = Sources(folder / "sources.json")
        self._pace = Pace()
        self._wrong = Pace()
        self._shown_again = Pace()
        self._proxies = proxies
        self._refused: list[tuple[Request, int, OpenSource | None, RequestRefused]] = []
        #: Counted by the thread of the chores; a flood between two of its turns leaves only so many.
        self._turned_back: deque[tuple[OpenSource, str, datetime]] = deque(maxlen=_TURNED_BACK_WAITING)
        self._chores = Chores(self._do_chores)

    def start(self) -> None:
        """Begin; call in the loop that will serve."""
        self._writer.start()
        self._chores.start()

    async def stop(self) -> None:
        """Let what waits be taken in, then end."""
        await self._writer.stop()
        await asyncio.to_thread(self._chores.stop)

    def answers(self, scope: Scope) -> bool:
        """Whether a request is ours."""
        path: str = scope["path"]
        return path.startswith("/in/") or (scope["method"] == "POST" and _is_form(path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request: Request | None = None
        source: OpenSource | None = None
        door: Door | None = None
        if scope["path"] == ADDRESS and scope["method"] in ("GET", "HEAD"):
            await _send(send, 200, description(), _JSON, {})
            return
        try:
            key, rest = _addressed(scope["path"])
            request = self._request(scope, rest)
            door = doors()[_FORM] if _is_form(scope["path"]) else None
            source = await self._source(key, request.address)
            door = _door(source)
            if request.method not in door.methods:
                raise RequestRefused(405, not_by(request.method, door))
            body = await _body(receive, request, longest=door.longest_body)
            # Received when all of it was there.
            request = replace(request, body=body, received_at=datetime.now(UTC))
            reading = self._read(door, request, source)
            if reading.doubted:
                self._turned_back.append((source, AGAIN, request.received_at))
            if len(reading.arriving) > MOST_RECORDS:
                raise RequestRefused(413, TOO_MANY_RECORDS)
            refuse_incomplete(reading, source)
            outcome = await self._kept(reading)
        except RequestRefused as refused:
            if request is not None:
                self._note_refused(request, source, refused)
            await self._refuse(send, request, source, door, refused)
            return
        if outcome.failed:
            not_kept = RequestRefused(503, NOT_KEPT, wait=_NOT_KEPT_WAIT)
            await self._refuse(send, request, source, door, not_kept)
            return
        await _answer(send, reading, outcome)

    async def _refuse(
        self, send: Send, request: Request | None, source: OpenSource | None, door: Door | None, refused: RequestRefused
    ) -> None:
        headers = {"retry-after": str(refused.wait)} if refused.wait else {}
        if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            # The rest of the body will not be read.
            headers["connection"] = "close"
        if request is not None and door is not None and door.for_people:
            if refused.status == HTTPStatus.TOO_MANY_REQUESTS and source is not None:
                request = self._worth_showing(request, source)
            if (reply := _reply_of(door, request, source, refused)) is not None:
                await _send(send, reply.status, reply.body, reply.content_type, {**headers, **reply.headers})
                return
        await _send(send, refused.status, _told(refused.text), _JSON, headers)

    def _worth_showing(self, request: Request, source: OpenSource) -> Request:
        """A request that came too soon, with what a person wrote in it; of a flood only so many a minute."""
        wait = self._shown_again.wait(source.key, a_minute=SHOWN_AGAIN_A_MINUTE, now=monotonic())
        return replace(request, body=b"") if wait else request

    def _request(self, scope: Scope, path: str) -> Request:
        """What is known before the body was read."""
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        asked: str = scope["query_string"].decode("latin-1")
        query = dict(parse_qsl(asked, keep_blank_values=True, max_num_fields=None)) if asked else {}
        return Request(
            method=scope["method"],
            path=path,
            query=query,
            headers=headers,
            body=b"",
            received_at=datetime.now(UTC),
            address=_sender(scope, headers, self._proxies),
        )

    async def _source(self, key: str, address: str) -> OpenSource:
        source = self._sources.standing().get(key)
        if source is None and self._sources.may_look_again():
            await asyncio.to_thread(self._sources.look_again)
            source = self._sources.standing().get(key)
        if source is None:
            self._count_wrong(address)
            raise RequestRefused(404, NO_SOURCE)
        return source

    def _count_wrong(self, address: str) -> None:
        if wait := self._wrong.wait(address, a_minute=WRONG_A_MINUTE, now=monotonic()):
            raise RequestRefused(429, too_fast(wait), wait=wait)

    def _keep_pace(self, source: OpenSource) -> None:
        if wait := self._pace.wait(source.key, a_minute=source.a_minute, now=monotonic()):
            raise RequestRefused(429, too_fast(wait), wait=wait)

    def _read(self, door: Door, request: Request, source: OpenSource) -> Reading:
        try:
            door.authenticate(request, source)
        except RequestRefused:
            self._count_wrong(request.address)
            raise
        # Only now: a stranger must not use up what the source's own sender may send.
        self._keep_pace(source)
        try:
            return door.read(request, source)
        except RequestRefused:
            raise
        except Exception as wrong:
            # A defect of the door, not of the sender: the body is kept, so that it can be replayed when it is mended.
            log.exception("The door %s failed to read a request", door.key)
            raise RequestRefused(422, UNREADABLE) from wrong

    async def _kept(self, reading: Reading) -> Outcome:
        if not reading.arriving:
            return Outcome(())
        future = self._writer.put(reading.arriving)
        return Outcome((), failed=True) if future is None else await future

    def _note_refused(self, request: Request, source: OpenSource | None, refused: RequestRefused) -> None:
        if refused.status == HTTPStatus.TOO_MANY_REQUESTS and source is not None:
            self._turned_back.append((source, SLOWED, request.received_at))
        # A flood must not fill the memory; how many were not kept is counted where they are written.
        if request.body and refused.status != 429 and len(self._refused) < _REFUSED_WAITING:
            cut = replace(request, body=request.body[:LONGEST_KEPT])
            self._refused.append((cut, len(request.body), source, refused))

    def _do_chores(self) -> None:
        self._sources.refresh()
        while self._refused:
            request, size, source, refused = self._refused[0]
            keep_refused(request=request, source=source, refusal=refused, now=datetime.now(UTC), size=size)
            del self._refused[0]
        while self._turned_back:
            of, why, at = self._turned_back.popleft()
            count_turned_back(of, why, now=at)
        write_counts()


def _is_form(path: str) -> bool:
    return path.startswith("/forms/") and path.count("/") == 3


def _addressed(path: str) -> tuple[str, str]:
    """The source's key and what follows it."""
    _, _, key, *rest = path.split("/")
    return key, "/".join(rest)


def _door(source: OpenSource) -> Door:
    door = doors().get(source.door)
    if door is None:
        raise RequestRefused(404, NO_SOURCE)
    return door


def _sender(scope: Scope, headers: Mapping[str, str], proxies: int) -> str:
    """The sender's address; of forwarded ones only what our own proxies say is believed."""
    if proxies and (forwarded := headers.get("x-forwarded-for")):
        return forwarded.split(",")[-proxies:][0].strip()
    client = scope.get("client")
    return str(client[0]) if client else ""


async def _body(receive: Receive, request: Request, *, longest: int) -> bytes:
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or int(stated[:18]) > longest:
        raise RequestRefused(413, too_long(longest))
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise RequestRefused(400, TORN)
        if part := message.get("body", b""):
            size += len(part)
            if size > longest:
                raise RequestRefused(413, too_long(longest))
            parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, reading: Reading, outcome: Outcome) -> None:
    if reading.reply is not None:
        await _reply(send, reading.reply)
    else:
        ids = [taken.id for taken in outcome.taken]
        body = msgspec.json.encode({"id": ids[0] if ids else None, "ids": ids})
        await _send(send, 202, body, _JSON, {})


def _reply_of(door: Door, request: Request, source: OpenSource | None, refused: RequestRefused) -> Reply | None:
    try:
        return door.refusal_reply(request, source, refused)
    except Exception:
        # Whatever is wrong with the words, the refusal is told.
        log.exception("The door %s failed to tell a refusal", door.key)
        return None


async def _reply(send: Send, reply: Reply) -> None:
    await _send(send, reply.status, reply.body, reply.content_type, reply.headers)


def _told(text: Text) -> bytes:
    return msgspec.json.encode({"error": {"ru": text.ru, "en": text.en}})


_ALWAYS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


async def _send(send: Send, status: int, body: bytes, content_type: str, headers: Mapping[str, str]) -> None:
    raw = [
        (b"content-type", content_type.encode("latin-1")),
        (b"content-length", b"%d" % len(body)),
        *_ALWAYS,
        *((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
