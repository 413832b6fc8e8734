"""The limit of intake: an ASGI application that only group-commits the raw body to the same database.

Served exactly as Tandem is; ``BARE_DATABASE`` is a file of SQLite or the address of a PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from typing import Any

type Item = tuple[bytes, asyncio.Future[None]]


def _sqlite(path: str) -> Callable[[list[bytes]], None]:
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE IF NOT EXISTS body (id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB)")

    def write(bodies: list[bytes]) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO body (body) VALUES (?)", [(body,) for body in bodies])
        database.execute("COMMIT")

    return write


def _postgresql(address: str) -> Callable[[list[bytes]], None]:
    import psycopg

    database = psycopg.connect(address, autocommit=True)
    database.execute("CREATE TABLE IF NOT EXISTS body (id bigserial PRIMARY KEY, body bytea)")

    def write(bodies: list[bytes]) -> None:
        with database.transaction(), database.cursor().copy("COPY body (body) FROM STDIN") as copy:
            for body in bodies:
                copy.write_row((body,))

    return write


class Bare:
    """Reads the body, queues it, answers after the commit."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                if message["type"] == "lifespan.startup":
                    self._loop = asyncio.get_running_loop()
                    threading.Thread(target=self._write, daemon=True).start()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        assert self._loop is not None
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((body, future))
        await future
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    def _write(self) -> None:
        address = os.environ["BARE_DATABASE"]
        write = _postgresql(address) if address.startswith("postgresql") else _sqlite(address)
        while True:
            batch = [self._waiting.get()]
            while len(batch) < 512 and not self._waiting.empty():
                batch.append(self._waiting.get())
            write([body for body, _ in batch])
            assert self._loop is not None
            self._loop.call_soon_threadsafe(_settle, [future for _, future in batch])


def _settle(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


application = Bare()
