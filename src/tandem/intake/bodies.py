"""What the bodies of requests hold, read so that whoever sends nonsense is told so and nothing breaks."""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from tandem.basics.text import Text
from tandem.imports.shelf import record_kinds
from tandem.intake.doors import OpenSource, Request, RequestRefused, fingerprint

#: More names than this are no lead.
MOST_NAMES = 200
#: Characters of an answer that has no field of its own.
LONGEST_EXTRA = 4_000
#: More values than this in one body are no notice of a lead, however deep another system nests them.
MOST_VALUES = 2_000
#: Names within names: ``leads[add][0][custom_fields][1][values][0][value]`` is eight deep.
_DEEPEST = 12
#: One half of a character that JSON writes as two, without the other.
_HALF_CHARACTER = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")

#: Where a visit came from, by the usual tags of links.
UTM = {
    "utm_source": "source",
    "utm_medium": "channel",
    "utm_campaign": "campaign",
    "utm_term": "ad_group",
    "utm_content": "creative",
}
#: What forms of other systems call the fields they ask people for.
_USUAL = UTM | {
    "name": "client_name",
    "full_name": "client_name",
    "fio": "client_name",
    "ma_name": "client_name",
    "phone": "phone",
    "phone_number": "phone",
    "tel": "phone",
    "ma_phone": "phone",
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "ma_email": "email",
    "city": "city",
    "page": "landing_page",
}
#: Fields of the lead record whose headings in exports are also what people call them in forms.
_ASKED = frozenset({"client_name", "phone", "email", "inn", "city", "offer", "product", "budget", *UTM.values()})

NOT_JSON = Text(
    ru="Тело запроса — не объект JSON в UTF-8. Ожидается вроде {\"phone\": \"+7 912 345-67-89\"}.",
    en='The body is no JSON object in UTF-8. Expected is something like {"phone": "+7 912 345-67-89"}.',
)  # fmt: skip
TOO_MANY_NAMES = Text(
    ru=f"В заявке больше {MOST_NAMES} полей. Оставьте те, что нужны отделу продаж.",
    en=f"The lead has more than {MOST_NAMES} fields. Leave those that sales needs.",
)
NOT_READABLE = Text(
    ru="Тело запроса не читается: нужны поля формы или JSON в UTF-8.",
    en="The body cannot be read: form fields or JSON in UTF-8 are needed.",
)
WRONG_SIGNATURE = Text(
    ru="Подпись запроса не сходится: проверьте секрет в настройках источника и в кабинете отправителя.",
    en="The signature is wrong: compare the secret in the source's settings with the one at the sender.",
)


def said(request: Request) -> dict[str, Any]:
    """What a body says, JSON or form fields, with ``a[b][0]`` as objects in objects. Refuses what is neither."""
    if request.content_type.endswith("json") or request.body.lstrip()[:1] in (b"{", b"["):
        return json_object(request.body)
    return unfolded(form_fields(request.body))


def json_object(body: bytes) -> dict[str, Any]:
    """The object a body holds. Refuses by ``RequestRefused`` what is none."""
    try:
        said = _decoded(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise RequestRefused(400, NOT_JSON) from wrong
    if not isinstance(said, dict):
        raise RequestRefused(400, NOT_JSON)
    if len(said) > MOST_NAMES:
        raise RequestRefused(422, TOO_MANY_NAMES)
    return said


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        # A text that was cut in the midst of an emoji: no lead should be lost for that.
        mended = _HALF_CHARACTER.sub(rb"\\ufffd", body)
        if mended == body:
            raise
        return msgspec.json.decode(mended)


def form_fields(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form, in their order."""
    try:
        text = body.decode("utf-8")
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_VALUES)
    except UnicodeDecodeError as wrong:
        raise RequestRefused(400, NOT_READABLE) from wrong
    except ValueError as wrong:
        raise RequestRefused(422, TOO_MANY_NAMES) from wrong
    if not fields:
        raise RequestRefused(400, NOT_READABLE)
    return [(clean(name), clean(value)) for name, value in fields]


def unfolded(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """``a[b][0]=1`` as ``{"a": {"b": {"0": "1"}}}``; ``a[]=1`` is numbered."""
    found: dict[str, Any] = {}
    for name, value in fields:
        first, bracket, _ = name.partition("[")
        steps = [first, *_BRACKETED.findall(name[len(first) :])] if bracket and first else [name]
        inner = found
        for step in steps[:-1][:_DEEPEST]:
            deeper = inner.setdefault(step or str(len(inner)), {})
            if not isinstance(deeper, dict):
                break
            inner = deeper
        else:
            inner[steps[-1] or str(len(inner))] = value
    return found


def within(value: Any, *steps: str | int) -> Any:
    """What lies along a path of names and positions; None where it ends early or is of another kind."""
    for step in steps:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def each_of(value: Any) -> list[Any]:
    """The members of a list, however a sender writes it: ``[…]`` or ``{"0": …, "1": …}``."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def text_of(value: Any, *, longest: int = LONGEST_EXTRA) -> str:
    """A single value as clean text; empty for nothing, and for lists and objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return clean(str(value))[:longest].strip()
    return ""


def clean(text: str) -> str:
    """Without NUL and lone surrogates, which no database keeps."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def instant(value: Any) -> str:
    """Seconds since 1970 as the text of an instant; empty when they are none of our time."""
    text = text_of(value)
    if not re.fullmatch(r"\d{9,11}", text, re.ASCII):
        return ""
    return datetime.fromtimestamp(int(text), UTC).isoformat()


def answers(source: OpenSource, given: Iterable[tuple[str, Any]]) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form was answered, as fields of the lead record by name or usual heading, and the rest as text.

    ``settings["names"]`` of the source says what its own names stand for.
    """
    own = table(source, "names")
    cells: dict[str, Any] = {}
    extras: dict[str, str] = {}
    for name, value in given:
        text = text_of(value) or _as_json(value)
        if not text:
            continue
        field = own.get(name) or _field(name.strip().casefold())
        if field and field not in cells:
            cells[field] = text
        elif len(extras) < MOST_NAMES:
            extras[clean(name)[:100]] = text
    return cells, extras


def table(source: OpenSource, setting: str) -> Mapping[str, Any]:
    """A mapping from the source's settings; empty when it has none."""
    found = source.settings.get(setting)
    return found if isinstance(found, dict) else {}


def standing_for(source: OpenSource, setting: str, key: str) -> dict[str, str]:
    """What ``settings[setting]`` says of one form, line or start link: field of the lead record → value."""
    found = table(source, setting).get(key)
    return {name: text for name, value in found.items() if (text := text_of(value))} if isinstance(found, dict) else {}


def key_of(request: Request) -> str:
    """A key for what its sender gave no id: the same body on the same day is a retry."""
    digest = hashlib.blake2b(request.body, digest_size=15)
    return f"{request.received_at:%Y-%m-%d} {digest.hexdigest()}"


def same(presented: Any, expected: Any) -> bool:
    """Whether a secret is the right one, in a time that does not depend on how much of it is."""
    return bool(expected) and hmac.compare_digest(fingerprint(str(presented)), fingerprint(str(expected)))


def signed(presented: str, secret: Any, body: bytes) -> bool:
    """Whether ``presented`` is the hexadecimal HMAC-SHA256 of a body."""
    expected = hmac.new(str(secret).encode(), body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected.encode(), presented.strip().encode("utf-8", "replace"))


def _as_json(value: Any) -> str:
    if value is None or value == "" or not isinstance(value, list | dict):
        return ""
    return clean(msgspec.json.encode(value).decode())[:LONGEST_EXTRA]


def _field(name: str) -> str | None:
    return _USUAL.get(name) or _headings().get(name)


@functools.cache
def _headings() -> Mapping[str, str]:
    fields = [each for each in record_kinds()["lead"].fields if each.name in _ASKED]
    named = {heading.casefold(): each.name for each in fields for heading in each.headers}
    return named | {each.name: each.name for each in record_kinds()["lead"].fields if each.name in _ASKED}
