"""Bitrix24 tells of leads and deals: by an outgoing webhook, or by a robot of a pipeline.

An outgoing webhook carries the number of the record and nothing more. The lead is kept with it — when it came in is
known from then on — and completed by whatever tells more of the same number: a robot whose address names the
fields, or an import of the export. Tandem does not call Bitrix24 back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import answers, form_fields, key_of, same, table, text_of, unfolded, within
from tandem.intake.doors import WRONG_SECRET, Arriving, Door, OpenSource, Reading, Request, RequestRefused

#: Numbers of leads and deals begin anew each; the recipe for exports marks leads in the same way.
_MARKS = {"LEAD": "L", "DEAL": ""}
_EVENT = re.compile(r"ONCRM(LEAD|DEAL)ADD")
_DOCUMENT = re.compile(r"(LEAD|DEAL)_(\d{1,18})", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9.-]{4,100}", re.ASCII)
#: What a robot's address may say beside the fields people fill in.
_NAMED = ("created_at", "seller", "stage", "amount", "lost_reason", "landing_page", "client_id")


class Bitrix24Door(Door):
    """A lead or deal that was added; the fields it has as far as a robot names them in its address."""

    key: ClassVar[str] = "bitrix24"
    title: ClassVar[Text] = Text(ru="Битрикс24", en="Bitrix24")
    follows: ClassVar[str] = "https://apidocs.bitrix24.com/api-reference/crm/leads/events/index.html"
    asks: ClassVar[Mapping[str, Text]] = {
        "application_token": Text(
            ru="Токен исходящего вебхука (application_token): Битрикс24 показывает его при создании",
            en="The token of the outgoing webhook (application_token): Bitrix24 shows it when it is made",
        ),
        "stages": Text(
            ru="Этапы: код или название стадии в Битрикс24 → этап регламента",
            en="Stages: code or name of the stage in Bitrix24 → stage of the agreement",
        ),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By the address; an outgoing webhook also by its token, when it is known."""
        if source.fingerprint:
            super().authenticate(request, source)
        token = source.settings.get("application_token")
        told = unfolded(form_fields(request.body)) if token and request.body else {}
        if token and "event" in told and not same(within(told, "auth", "application_token"), token):
            raise RequestRefused(401, WRONG_SECRET)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The record that an event or a robot names; other events are answered and left."""
        told = unfolded(form_fields(request.body))
        if event := _EVENT.fullmatch(text_of(told.get("event")).upper()):
            kind, number = event[1], text_of(within(told, "data", "FIELDS", "ID"), longest=18)
        elif document := _DOCUMENT.fullmatch(text_of(within(told, "document_id", 2))):
            kind, number = document[1], document[2]
        elif "event" in told or "document_id" in told:
            return Reading()
        else:
            raise RequestRefused(422, NO_RECORD)
        if not number.isdigit():
            raise RequestRefused(422, NO_RECORD)
        cells, extras = _named(request.query, source)
        if link := _link(told, kind, number):
            extras["bitrix24"] = link
        key = f"{kind} {number} {'' if event else key_of(request)}"
        arriving = Arriving(
            source=source.key,
            key=key if not request.query else f"{key} {sorted(request.query.items())}",
            record=_MARKS[kind] + number,
            received_at=request.received_at,
            cells=cells,
            extras=extras,
        )
        return Reading([arriving])


def _named(query: Mapping[str, str], source: OpenSource) -> tuple[dict[str, Any], dict[str, str]]:
    """The fields a robot names in its address."""
    own = {name: text for name, value in query.items() if name in _NAMED and (text := text_of(value))}
    cells, extras = answers(source, ((name, value) for name, value in query.items() if name not in _NAMED))
    if "stage" in own:
        own["stage"] = text_of(table(source, "stages").get(own["stage"], own["stage"]))
    return cells | own, extras


def _link(told: Mapping[str, Any], kind: str, number: str) -> str:
    """Where the record stands in Bitrix24, so that whoever opens the lead finds it."""
    domain = text_of(within(told, "auth", "domain")).lower()
    return f"https://{domain}/crm/{kind.lower()}/details/{number}/" if _DOMAIN.fullmatch(domain) else ""


NO_RECORD = Text(
    ru="В запросе нет номера лида или сделки: ждём событие ONCRMLEADADD или ONCRMDEALADD либо вебхук робота.",
    en="The request names no lead or deal: an event ONCRMLEADADD or ONCRMDEALADD, or a robot's webhook, is expected.",
)
