"""Doors behind the gate, as their senders meet them over HTTP: the right answer after the commit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tandem.intake.doors import OpenSource, fingerprint
from tandem.intake.gate import Gate
from tandem.intake.models import Lead
from tandem.intake.samples import source
from tandem.intake.tests.in_thread import InThread
from tandem.intake.tests.knocking import form
from tandem.intake.tests.looping import in_a_loop_of_its_own
from tandem.intake.tests.test_chat_doors import update
from tandem.intake.tests.test_tilda_door import SENT

pytestmark = pytest.mark.django_db(transaction=True)


def asked(
    folder: Path, method: str, path: str, body: bytes = b"", query: str = "", headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """The status and the body of the answer to one request."""
    named = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": named,
             "client": ("127.0.0.1", 1)}  # fmt: skip
    sent: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        gate = Gate(folder=folder, start_writer=InThread)
        gate.start()
        try:
            await gate(scope, receive, send)
        finally:
            await gate.stop()

    in_a_loop_of_its_own(run())
    return sent[0]["status"], sent[1]["body"]


def opened(door: str, **settings: Any) -> OpenSource:
    return source(door, fingerprint=fingerprint("secret"), settings=settings)


def test_tilda_is_told_ok_when_its_lead_is_kept(tmp_path):
    tilda = opened("tilda")
    body = form(SENT).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
    assert asked(tmp_path, "POST", f"/in/{tilda.key}/secret/", body, headers=headers) == (200, b"ok")
    assert Lead.objects.get().client.name == "Иван Иванов"
    status, told = asked(tmp_path, "POST", f"/in/{tilda.key}/wrong/", body, headers=headers)
    assert (status, set(json.loads(told)["error"])) == (401, {"ru", "en"})


def test_telegram_is_let_in_by_its_header(tmp_path):
    telegram = opened("telegram")
    body = json.dumps(update(1, text="баня")).encode()
    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": "secret"}
    assert asked(tmp_path, "POST", f"/in/{telegram.key}/", body, headers=headers) == (200, b"ok")
    assert Lead.objects.get().answers["message"] == "баня"


def test_facebook_gets_its_challenge_back(tmp_path):
    facebook = opened("facebook", verify_token="token")
    query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=token"
    assert asked(tmp_path, "GET", f"/in/{facebook.key}/secret/", query=query) == (200, b"1158201444")
    assert asked(tmp_path, "GET", f"/in/{facebook.key}/secret/")[0] == 403
