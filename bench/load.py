"""Sends requests over a number of kept connections and notes how long each answer took.

Its own process and its own event loop: ``python -m bench.load PORT CONNECTIONS FIRST COUNT SOURCES`` prints JSON.
Requests are prepared before the clock starts; each connection sends its next one when it has been answered.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import cast

import uvloop

_FIRST_NAMES = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Зоя", "Иван", "Кира")
_CITIES = ("Москва", "Казань", "Самара", "Пермь", "Омск")


def request(number: int, sources: int) -> bytes:
    """The ``number``-th lead as a form's server sends it: one in ten comes from a client who has asked before."""
    person = number - 7 if number % 10 == 0 else number
    body = json.dumps(
        {
            "client_name": f"{_FIRST_NAMES[person % 10]} Образцова {person % 9973}",
            "phone": f"8 9{person % 1_000_000_000:09d}",
            "email": f"client{person}@example.ru",
            "city": _CITIES[person % 5],
            "channel": "cpc",
            "campaign": f"Кампания {number % 14}",
            "creative": f"Баннер {number % 40}",
            "landing_page": "https://example.ru/okna",
            "product": "Окна",
            "need": "да",
            "budget": "120 000",
            "starts_within_days": str(number % 30),
            "comment": "Перезвоните, пожалуйста, после шести",
        },
        ensure_ascii=False,
    ).encode()
    source = number % sources
    head = (
        f"POST /in/s{source}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer secret{source}\r\n"
        f"Idempotency-Key: k{number}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Connection(asyncio.Protocol):
    """One request at a time, until the common supply is used up."""

    def __init__(self, supply: Iterator[bytes], done: asyncio.Future[None], waits: list[float]) -> None:
        self._supply, self._done, self._waits = supply, done, waits
        self._buffer = b""
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def _next(self) -> None:
        following = next(self._supply, None)
        if following is None:
            self._transport.close()
            self._done.set_result(None)
            return
        self._sent = perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        """Go on when the whole answer is there."""
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(rest) < length:
            return
        self._waits.append(perf_counter() - self._sent)
        if not head.startswith(b"HTTP/1.1 202"):
            self.refused += 1
        self._buffer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """A server that hangs up spoils the measurement."""
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server hung up"))


async def _load(port: int, connections: int, first: int, count: int, sources: int) -> dict[str, float]:
    supply = iter([request(number, sources) for number in range(first, first + count)])
    loop = asyncio.get_running_loop()
    waits: list[float] = []
    ends, protocols = [], []
    began = perf_counter()
    for _ in range(connections):
        done = loop.create_future()
        _, protocol = await loop.create_connection(
            lambda done=done: _Connection(supply, done, waits), "127.0.0.1", port
        )
        ends.append(done)
        protocols.append(protocol)
    await asyncio.gather(*ends)
    seconds = perf_counter() - began
    waits.sort()
    return {
        "rate": count / seconds,
        "p50_ms": waits[len(waits) // 2] * 1000,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1000,
        "longest_ms": waits[-1] * 1000,
        "refused": sum(each.refused for each in protocols),
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(_load(*map(int, sys.argv[1:6])))))
