"""One address for everything: the gate and live updates as raw ASGI, the pages behind them in threads.

A page costs milliseconds of Django and needs a thread; a lead must be answered within a few, thousands a second,
and a live update is a connection that waits for hours. See ``docs/decisions/0003-server-granian.md``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from tandem.intake.gate import Gate
from tandem.site.live import Live
from tandem.site.wsgi import application as pages

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Front:
    """The ASGI application of a server process; ``threads`` pages at once."""

    def __init__(self, *, threads: int) -> None:
        self._gate = Gate(folder=settings.HOME / "spool", proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)
        self._live = Live()
        # Its types know plain WSGI callables only, which a Django handler is.
        self._pages: Any = WSGIMiddleware(cast(Any, pages), workers=threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request to whom it concerns."""
        if scope["type"] == "lifespan":
            await self._live_through(receive, send)
        elif scope["type"] == "http":
            if self._gate.answers(scope):
                await self._gate(scope, receive, send)
            elif scope["path"] == "/live/":
                await self._live(scope, receive, send)
            else:
                await self._pages(scope, _as_coroutines(receive), send)

    async def _live_through(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._gate.start()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._live.stop()
                await self._gate.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _as_coroutines(receive: Receive) -> Receive:
    """The server's ``receive`` answers by futures; the bridge to the pages wants coroutines, which alone it can send
    into another thread."""

    async def received() -> Mapping[str, Any]:
        return await receive()

    return received
