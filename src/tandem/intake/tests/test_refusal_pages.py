"""Whom the gate refuses at a form reads a page, in their language and with what they wrote; programs read JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.intake import gate as gates
from tandem.intake import refusing
from tandem.intake.gate import Gate
from tandem.intake.models import Lead, UnkeptRefusals
from tandem.intake.samples import source
from tandem.intake.tests.in_thread import InThread
from tandem.intake.tests.knocking import FORM, form
from tandem.intake.tests.looping import in_a_loop_of_its_own
from tandem.intake.tickets import ticket
from tandem.intake.writer import Writer

pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = {"questions": [{"name": "client_name"}, {"name": "phone"}]}


def filled(phone: str = "+7 912 345-67-89") -> bytes:
    signed = ticket("site", now=datetime.now(UTC) - timedelta(seconds=30))
    return form({"client_name": "Анна", "phone": phone, "ticket": signed}).encode()


class Answer:
    """What a browser gets."""

    def __init__(self, sent: Sequence[Mapping[str, Any]]) -> None:
        self.status: int = sent[0]["status"]
        self.headers: dict[str, str] = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.text: str = sent[1]["body"].decode()

    @property
    def is_page(self) -> bool:
        return "text/html" in self.headers["content-type"]


def answers(folder: Path, *bodies: bytes, path: str = "/forms/site/", **headers: str) -> list[Answer]:
    """The answers of one gate to requests one after another."""
    found = []

    async def post(gate: Gate, body: bytes) -> Answer:
        named = {"content-type": FORM, "accept-language": "ru", "content-length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        raw = [(name.encode(), value.encode()) for name, value in named.items()]
        scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": raw}
        sent: list[Mapping[str, Any]] = []

        async def receive() -> Mapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        await gate({**scope, "client": ("127.0.0.1", 1)}, receive, send)
        return Answer(sent)

    async def run() -> None:
        gate = Gate(folder=folder, start_writer=InThread)
        gate.start()
        try:
            found.extend([await post(gate, body) for body in bodies])
        finally:
            await gate.stop()

    in_a_loop_of_its_own(run())
    return found


def test_who_comes_too_soon_finds_everything_written_and_presses_once_more(tmp_path):
    source("form", key="site", a_minute=1, settings={"form": QUESTIONS})
    body = filled("+7 912 000-00-00")
    taken, soon = answers(tmp_path, filled(), body)
    assert (taken.status, soon.status, soon.is_page) == (303, 429, True)
    assert int(soon.headers["retry-after"]) > 0
    assert 'value="+7 912 000-00-00"' in soon.text
    assert "нажмите кнопку ещё раз" in soon.text
    assert Lead.objects.count() == 1


def test_who_was_told_to_wait_or_to_press_again_is_counted_for_those_who_run_the_source(tmp_path):
    refusing._unwritten.clear()
    source("form", key="site", a_minute=1, settings={"form": QUESTIONS})
    hasty = form({"client_name": "Анна", "phone": "+7 912 345-67-89"}).encode()

    again, soon, later = answers(tmp_path, hasty, filled(), filled())

    assert [each.status for each in (again, soon, later)] == [422, 429, 429]
    assert dict(UnkeptRefusals.objects.values_list("why", "count")) == {"again": 1, "slowed": 2}


def test_of_a_flood_only_some_see_their_form_again_and_all_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr(gates, "SHOWN_AGAIN_A_MINUTE", 1)
    source("form", key="site", a_minute=1, settings={"form": QUESTIONS})
    _, second, third = answers(tmp_path, *[filled()] * 3)
    assert "+7 912 345-67-89" in second.text
    assert (third.status, third.is_page) == (429, True)
    assert "+7 912" not in third.text
    assert 'href="/forms/site/"' in third.text


def test_while_nothing_can_be_kept_the_form_waits_with_the_same_ticket(tmp_path, monkeypatch):
    source("form", key="site", settings={"form": QUESTIONS})
    monkeypatch.setattr(Writer, "put", lambda *_: None)
    body = filled()
    (away,) = answers(tmp_path, body)
    assert (away.status, away.headers["retry-after"], away.is_page) == (503, "30", True)
    assert "через полминуты" in away.text
    assert "+7 912 345-67-89" in away.text
    monkeypatch.undo()
    again, twice = answers(tmp_path, body, body)
    assert (again.status, twice.status, Lead.objects.count()) == (303, 303, 1)


def test_what_is_too_long_is_told_in_words(tmp_path):
    source("form", key="site", name="Окна", settings={"form": QUESTIONS | {"sites": ["https://shop.example"]}})
    (told,) = answers(tmp_path, b"", content_length="999999999", accept_language="en")
    assert (told.status, told.is_page, told.headers["connection"]) == (413, True, "close")
    assert "The text is too long" in told.text
    assert "frame-ancestors https://shop.example" in told.headers["content-security-policy"]


def test_a_form_that_was_closed_says_so(tmp_path):
    source("form", key="site", is_open=False)
    (told,) = answers(tmp_path, filled())
    assert (told.status, told.is_page) == (404, True)
    assert "Эта форма закрыта" in told.text
    assert "Источники" not in told.text


def test_a_packet_that_is_refused_as_incomplete_comes_back_filled_in(tmp_path):
    source("form", key="site", refuses_incomplete=True, settings={"form": {"questions": [{"name": "client_name"}]}})
    (told,) = answers(tmp_path, filled())
    assert (told.status, told.is_page) == (422, True)
    assert "Анна" in told.text


def test_programs_read_json_as_before(tmp_path):
    source("api", key="program")
    (told,) = answers(tmp_path, b"", path="/in/program/", content_length="999999999")
    assert told.status == 413
    assert set(json.loads(told.text)["error"]) == {"ru", "en"}


def test_whatever_is_wrong_with_the_page_the_refusal_is_told(tmp_path, monkeypatch):
    source("form", key="site", is_open=False)
    monkeypatch.setattr("tandem.intake.sources.form.door.sorry_page", None)
    (told,) = answers(tmp_path, filled())
    assert (told.status, told.is_page) == (404, False)
