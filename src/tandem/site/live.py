"""Live updates: a stream of server-sent events that says how far the journal is, to whoever is signed in.

It tells no more than a number. What changed a page asks for itself, with the rights of its reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest

from tandem.journal import queries as journal

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]

#: Seconds between two looks at the journal, and between two signs of life on a quiet stream.
LOOK_EVERY, ALIVE_EVERY = 0.25, 15.0
#: Streams of one process: each is a browser tab that somebody looks at.
MOST_STREAMS = 500
#: Seconds after which a stream ends and the browser comes again: whoever was signed out since is not let in.
LONGEST = 600.0


class Live:
    """All streams of a process, fed by one look at the journal."""

    def __init__(self) -> None:
        self._position = 0
        self._moved = asyncio.Event()
        self._streams = 0
        self._watch: asyncio.Task[None] | None = None
        self._stopping = False

    def stop(self) -> None:
        """End all streams, so that the server may stop."""
        self._stopping = True
        self._wake()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream positions until the reader leaves."""
        if scope["method"] != "GET":
            await _status(send, 405)
        elif not await asyncio.to_thread(_is_signed_in, scope):
            await _status(send, 403)
        elif self._streams >= MOST_STREAMS:
            await _status(send, 503)
        else:
            await self._stream(receive, send)

    async def _stream(self, receive: Receive, send: Send) -> None:
        self._streams += 1
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look())
        leaving = asyncio.create_task(_left(receive))
        try:
            headers = [
                (b"content-type", b"text/event-stream"),
                (b"cache-control", b"no-store"),
                (b"x-accel-buffering", b"no"),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await self._tell(leaving, send)
        finally:
            leaving.cancel()
            self._streams -= 1

    async def _tell(self, leaving: asyncio.Task[None], send: Send) -> None:
        ends = asyncio.get_running_loop().time() + LONGEST
        told = None
        while not leaving.done() and not self._stopping and asyncio.get_running_loop().time() < ends:
            text = b": alive\n\n"
            # Before the position is read: what moves while we send must not be missed.
            event = self._moved
            if told != self._position:
                told = self._position
                text = b"retry: 2000\nevent: journal\ndata: %d\n\n" % told
            await send({"type": "http.response.body", "body": text, "more_body": True})
            moved = asyncio.create_task(event.wait())
            await asyncio.wait({moved, leaving}, timeout=ALIVE_EVERY, return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
        if not leaving.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _look(self) -> None:
        """While anybody listens."""
        while self._streams and not self._stopping:
            position = await asyncio.to_thread(_position)
            if position is not None and position != self._position:
                self._position = position
                self._wake()
            await asyncio.sleep(LOOK_EVERY)

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _status(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _position() -> int | None:
    try:
        return journal.position()
    except (DatabaseError, InterfaceError):
        connection.close()
        return None


def _is_signed_in(scope: Scope) -> bool:
    """Whether the session cookie is that of somebody who may use the pages."""
    raw = b"; ".join(value for name, value in scope["headers"] if name.lower() == b"cookie")
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load(raw.decode("latin-1"))
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    if morsel is None:
        return False
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    try:
        return bool(get_user(request).is_authenticated)
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()
