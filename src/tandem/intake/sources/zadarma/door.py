"""Calls of Zadarma, and of Novofon, which speaks the same."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import WRONG_SIGNATURE, form_fields, table, text_of
from tandem.intake.calls import ENDED, RECORDED, STARTED, CallEvent, records_of
from tandem.intake.doors import Door, OpenSource, Reading, Reply, Request, RequestRefused

_TAKEN = Reply(b"ok")
_EVENTS = {
    "NOTIFY_START": STARTED,
    "NOTIFY_END": ENDED,
    "NOTIFY_OUT_END": ENDED,
    "NOTIFY_RECORD": RECORDED,
}
#: What Zadarma signs, by event.
_SIGNED = {
    "NOTIFY_OUT_START": ("internal", "destination", "call_start"),
    "NOTIFY_OUT_END": ("internal", "destination", "call_start"),
    "NOTIFY_ANSWER": ("caller_id", "destination", "call_start"),
    "NOTIFY_RECORD": ("pbx_call_id", "call_id_with_rec"),
}
_SIGNED_OTHERWISE = ("caller_id", "called_did", "call_start")


class ZadarmaDoor(Door):
    """An incoming call is a lead when its client has none open; its end is a contact."""

    key: ClassVar[str] = "zadarma"
    title: ClassVar[Text] = Text(ru="Задарма, Новофон", en="Zadarma, Novofon")
    follows: ClassVar[str] = "https://zadarma.com/en/support/api/"
    methods: ClassVar[frozenset[str]] = frozenset({"GET", "POST"})
    asks: ClassVar[Mapping[str, Text]] = {
        "api_secret": Text(ru="Secret ключа API: им подписаны уведомления", en="The API secret, which signs notices"),
        "lines": Text(
            ru="Номера: цифры набранного номера → что считать известным о лиде (источник, кампания)",
            en="Lines: digits of the number dialled → what is known of the lead (source, campaign)",
        ),
        "sellers": Text(ru="Менеджеры: внутренний номер → имя", en="Sellers: extension → name"),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By the address, and by the signature when the API secret is known."""
        super().authenticate(request, source)
        secret = text_of(source.settings.get("api_secret"))
        if not secret or request.method == "GET":
            return
        said = dict(form_fields(request.body))
        names = _SIGNED.get(said.get("event", ""), _SIGNED_OTHERWISE)
        text = "".join(said.get(name, "") for name in names)
        # PHP's hash_hmac gives hexadecimal digits, and these are what is put into base64.
        digest = hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha1).hexdigest()
        expected = base64.b64encode(digest.encode())
        presented = request.headers.get("signature", "").strip().encode("utf-8", "replace")
        if not hmac.compare_digest(expected, presented):
            raise RequestRefused(401, WRONG_SIGNATURE)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one event; the check of the address gets its echo."""
        if request.method == "GET":
            return Reading(reply=Reply(text_of(request.query.get("zd_echo"), longest=200).encode()))
        said = dict(form_fields(request.body))
        kind, call = said.get("event", ""), text_of(said.get("pbx_call_id"), longest=150)
        if not kind:
            raise RequestRefused(422, NO_EVENT)
        event = _EVENTS.get(kind)
        if event is None or not call:
            return Reading(reply=_TAKEN)
        outgoing = kind == "NOTIFY_OUT_END"
        read = CallEvent(
            event=event,
            call=call,
            incoming=not outgoing,
            phone=text_of(said.get("destination" if outgoing else "caller_id")),
            line=text_of(said.get("caller_id" if outgoing else "called_did")),
            at=text_of(said.get("call_start")),
            answered=said.get("disposition") == "answered" if event == ENDED else None,
            duration=text_of(said.get("duration")),
            seller=_seller(said, source),
            # The link itself is given out by the API for half an hour; the number finds it for as long as it is kept.
            recording=f"Zadarma: {recorded}" if (recorded := text_of(said.get("call_id_with_rec"))) else "",
        )
        return Reading(list(records_of(read, request, source)), _TAKEN)


def _seller(said: Mapping[str, Any], source: OpenSource) -> str:
    extension = text_of(said.get("internal"))
    return text_of(table(source, "sellers").get(extension)) if extension else ""


NO_EVENT = Text(
    ru="В запросе нет event: включите уведомления о звонках в личном кабинете и укажите там этот адрес.",
    en="The request has no event: switch on the notices of calls in your account and give this address there.",
)
