"""Calls of the virtual PBX of Mango Office."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import WRONG_SIGNATURE, form_fields, instant, json_object, table, text_of, within
from tandem.intake.calls import ENDED, RECORDED, STARTED, CallEvent, records_of
from tandem.intake.doors import Door, OpenSource, Reading, Reply, Request, RequestRefused

_TAKEN = Reply(b"ok")
_INCOMING = "1"


class MangoDoor(Door):
    """Notices ``events/call``, ``events/summary`` and ``events/recording``, which Mango adds to the address.

    The vendor gives its description out as a file to its clients; no page of it was to be had.
    """

    key: ClassVar[str] = "mango"
    title: ClassVar[Text] = Text(ru="Mango Office", en="Mango Office")
    asks: ClassVar[Mapping[str, Text]] = {
        "api_key": Text(ru="Уникальный код вашей АТС", en="The unique code of your PBX"),
        "api_salt": Text(ru="Ключ для создания подписи", en="The key that makes signatures"),
        "lines": Text(
            ru="Номера: цифры набранного номера → что считать известным о лиде (источник, кампания)",
            en="Lines: digits of the number dialled → what is known of the lead (source, campaign)",
        ),
        "sellers": Text(ru="Менеджеры: внутренний номер → имя", en="Sellers: extension → name"),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By the signature, which needs both keys; by the address while they are not entered."""
        key, salt = text_of(source.settings.get("api_key")), text_of(source.settings.get("api_salt"))
        if not (key and salt):
            secret = request.path.partition("events/")[0]
            super().authenticate(replace(request, path=secret), source)
            return
        said = dict(form_fields(request.body))
        text = f"{key}{said.get('json', '')}{salt}".encode("utf-8", "replace")
        presented = said.get("sign", "").encode("utf-8", "replace")
        if not hmac.compare_digest(hashlib.sha256(text).hexdigest().encode(), presented):
            raise RequestRefused(401, WRONG_SIGNATURE)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one notice; others are answered and left."""
        told = json_object(dict(form_fields(request.body)).get("json", "").encode())
        call = text_of(told.get("entry_id"), longest=150)
        _, _, kind = request.path.strip("/").rpartition("events/")
        event = _event(kind, call, told, source) if call else None
        return Reading(list(records_of(event, request, source)) if event else [], _TAKEN)


def _event(kind: str, call: str, told: Mapping[str, Any], source: OpenSource) -> CallEvent | None:
    caller, called = text_of(within(told, "from", "number")), text_of(within(told, "to", "number"))
    if kind == "call":
        # A call among colleagues, and one of ours, begins at an extension.
        is_ring = told.get("call_state") == "Appeared" and not within(told, "from", "extension")
        line = text_of(within(told, "to", "line_number")) or called
        at = instant(told.get("timestamp"))
        return CallEvent(STARTED, call, incoming=True, phone=caller, line=line, at=at) if is_ring else None
    if kind == "summary":
        incoming = text_of(told.get("call_direction")) == _INCOMING
        talked, ended = text_of(told.get("talk_time")), text_of(told.get("end_time"))
        answered = instant(talked) != "" and instant(ended) != ""
        return CallEvent(
            ENDED,
            call,
            incoming=incoming,
            phone=caller if incoming else called,
            line=text_of(told.get("line_number")),
            at=instant(told.get("create_time")),
            answered=answered,
            duration=str(max(0, int(ended) - int(talked))) if answered else "0",
            seller=_seller(told, incoming, source),
        )
    if kind == "recording" and (recorded := text_of(told.get("recording_id"))):
        return CallEvent(RECORDED, call, incoming=True, recording=f"Mango Office: {recorded}")
    return None


def _seller(told: Mapping[str, Any], incoming: bool, source: OpenSource) -> str:
    extension = text_of(within(told, "to" if incoming else "from", "extension"))
    return text_of(table(source, "sellers").get(extension)) if extension else ""
