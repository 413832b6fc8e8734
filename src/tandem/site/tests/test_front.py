"""Pages behind the front read what is posted to them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from tandem.intake.tests.looping import in_a_loop_of_its_own
from tandem.site.front import Front

BODY = b"login=alice&password=wrong"


@pytest.mark.django_db
def test_a_page_reads_its_body_from_a_server_that_answers_by_futures():
    """As granian does; the sign-in page reads the form before it misses the token of its own page."""
    assert in_a_loop_of_its_own(posted("/account/login/")) == 403


async def posted(path: str) -> int:
    """The status a page answers by."""
    statuses: list[int] = []
    headers = [
        (b"host", b"testserver"),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", str(len(BODY)).encode()),
        # With a cookie to compare, the token is looked for in the body.
        (b"cookie", b"csrftoken=" + b"a" * 32),
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": headers,
        "server": ("testserver", 80), "client": ("127.0.0.1", 5000),
    }  # fmt: skip

    def receive() -> asyncio.Future[Mapping[str, Any]]:
        future: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        future.set_result({"type": "http.request", "body": BODY, "more_body": False})
        return future

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await Front(threads=1)(scope, receive, send)
    return statuses[0]
