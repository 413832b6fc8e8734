"""Whatever is sent to any door, it is read or refused with a sentence; nothing else ever happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.intake.doors import Arriving, OpenSource, Reading, Request, RequestRefused, doors
from tandem.intake.normalising import normalise
from tandem.intake.samples import source as make_source
from tandem.intake.taking_in import take_in

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = sorted(doors())
JSON, FORM, ANY = "application/json", "application/x-www-form-urlencoded", ""

#: Names and values some door looks for: among them hypothesis gets further than the first refusal.
NAMES = (
    "id", "phone", "email", "name", "event", "type", "object", "entry", "changes", "value", "field", "field_data",
    "values", "leadgen_id", "message", "chat", "message_id", "from", "date", "text", "payload", "chat_id", "author_id",
    "user_id", "leads", "add", "status", "contacts", "custom_fields", "data", "FIELDS", "ID", "auth", "document_id",
    "answers", "key", "answer", "call", "direction", "duration", "answered", "pbx_call_id", "caller_id", "call_start",
    "tranid", "formid", "COOKIES", "payment", "created_at", "linked_leads_id", "contact", "peer_id", "0", "2",
    "reported_response", "budget", "starts_within_days", "urgent", "need", "amount", "closed_on", "stage", "inn",
)  # fmt: skip
WORDS = (
    "message", "text", "private", "page", "leadgen", "lead_forms_new", "message_new", "confirmation", "started",
    "ended", "recorded", "in", "out", "NOTIFY_END", "NOTIFY_START", "NOTIFY_RECORD", "ONCRMLEADADD", "LEAD_77",
    "+79123456789", "1772442000", "65",
)  # fmt: skip

texts = st.one_of(st.sampled_from(WORDS), st.text(max_size=30), st.just("\x00"), st.just("х" * 3_000))
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
names = st.one_of(st.sampled_from(NAMES), st.text(max_size=12))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=5)),
    max_leaves=25,
)
bracketed = st.lists(
    st.tuples(
        st.lists(names, min_size=1, max_size=6).map(
            lambda steps: steps[0] + "".join(f"[{step}]" for step in steps[1:])
        ),
        texts,
    ),
    max_size=12,
)


def source(key: str, **settings: Any) -> OpenSource:
    return OpenSource(id=1, key="s", name="S", door=key, settings=settings)


def request(body: bytes, content_type: str = ANY, **values: Any) -> Request:
    said: dict[str, Any] = {"method": "POST", "path": "", "query": {}} | values
    headers = {"content-type": content_type} if content_type else {}
    return Request(headers=headers, body=body, received_at=NOW, **said)


def read(key: str, asked: Request) -> Reading | None:
    """What a door reads, taken as far as to the values of the records; None when it refuses."""
    opened = source(key)
    try:
        reading = doors()[key].read(asked, opened)
    except RequestRefused as refused:
        assert 400 <= refused.status < 500
        assert refused.text.ru.strip() != refused.text.en.strip() != ""
        return None
    for each in reading.arriving:
        _assert_can_be_kept(each, opened)
    return reading


def _assert_can_be_kept(each: Arriving, opened: OpenSource) -> None:
    assert each.source == opened.key
    assert each.key
    normalised = normalise(each, opened, zone=ZoneInfo("Europe/Moscow"))
    for text in (each.record, *_texts(normalised.values)):
        assert "\x00" not in text
        text.encode()


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for each in pair for text in _texts(each)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(body=st.binary(max_size=200), content_type=st.sampled_from([JSON, FORM, ANY]))
def test_any_bytes_are_read_or_refused(key: str, body: bytes, content_type: str):
    read(key, request(body, content_type))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(said=values)
def test_any_json_is_read_or_refused(key: str, said: Any):
    read(key, request(json.dumps(said).encode(), JSON))


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(fields=bracketed, query=st.dictionaries(names, texts, max_size=3))
def test_any_form_is_read_or_refused(key: str, fields: list[tuple[str, str]], query: dict[str, str]):
    read(key, request(urlencode(fields, errors="surrogatepass").encode(), FORM, query=query))


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)
@given(said=values, fields=bracketed)
def test_whatever_is_read_can_be_written(key: str, said: Any, fields: list[tuple[str, str]]):
    opened = make_source(key, system="other")
    for asked in (
        request(json.dumps(said).encode(), JSON),
        request(urlencode(fields, errors="surrogatepass").encode(), FORM),
        request(b"From: a@b.ru\n\n" + json.dumps(said).encode()),
    ):
        try:
            reading = doors()[key].read(asked, opened)
        except RequestRefused:
            continue
        taken = take_in(reading.arriving, sources={opened.key: opened}, now=NOW)
        assert all(each.subject_id for each in taken)


@pytest.mark.parametrize("text", [r"Привет \ud83d", r"\ude00", r"\ud83d\ude00"])
def test_a_text_cut_in_the_midst_of_a_character_loses_no_lead(text: str):
    reading = read(
        "api", request(f'{{"id": "1", "phone": "+79123456789", "text": "{text}", "list": ["{text}"]}}'.encode(), JSON)
    )
    assert reading is not None
    assert reading.arriving[0].extras["text"]


@pytest.mark.parametrize("body", [r'{"a": NaN, "b": "\ud83d"}', r'{"a": 1e999, "b": "\ud83d"}', r'{"b": "\ud83d"'])
def test_what_is_no_json_stays_none(body: str):
    assert read("api", request(body.encode(), JSON)) is None


BAD = {
    "empty": (b"", ANY),
    "a list": (b'[{"phone": "1"}]', JSON),
    "torn": (b'{"phone": "+7', JSON),
    "not UTF-8": (b'{"phone": "\xff\xfe"}', JSON),
    "deep": (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", JSON),
    "10,000 fields": (json.dumps({f"f{number}": 1 for number in range(10_000)}).encode(), JSON),
    "10,000 form fields": (b"&".join(b"f%d=1" % number for number in range(10_000)), FORM),
    "a form that is not UTF-8": (b"name=%FF%FE", FORM),
}


@pytest.mark.parametrize("key", sorted(set(KEYS) - {"form"}))
@pytest.mark.parametrize("bad", BAD)
def test_nonsense_is_refused(key: str, bad: str):
    body, content_type = BAD[bad]
    assert read(key, request(body, content_type)) is None


@pytest.mark.parametrize("key", sorted(set(KEYS) - {"form"}))
def test_a_source_with_a_secret_lets_nobody_in_without_it(key: str):
    opened = OpenSource(id=1, key="s", name="S", door=key, fingerprint="0" * 64)
    for path in ("", "wrong/", "\udcff/"):
        with pytest.raises(RequestRefused) as refused:
            doors()[key].authenticate(request(b'{"type": "x"}', JSON, path=path), opened)
        assert refused.value.status in (400, 401, 403)


def test_a_door_says_what_it_is_and_which_page_it_follows():
    for key, door in doors().items():
        assert door.key == key
        assert door.title.ru
        assert not (door.own and door.follows)
        assert door.follows == "" or door.follows.startswith("https://")


@pytest.mark.parametrize("key", sorted(set(KEYS) - {"form", "manual"}))
def test_the_guide_tells_how_each_door_is_used_and_whether_it_is_verified(key: str):
    door = doors()[key]
    guide = (Path(__file__).parents[4] / "docs" / "doors.md").read_text()
    section = guide.partition(f"(`{key}`)")[2].partition("\n## ")[0]
    assert section
    told = door.follows or ("format" if door.own else "**Unverified**")
    assert told in section
    for name in door.asks:
        assert name in section + guide.partition("\n## ")[0]
