"""Lead ads of Facebook and Instagram.

Their webhook carries numbers only: of the lead, its form and its advertisement. The lead is kept with them and
completed by whoever fetches the answers — a connector that sends the same number with ``field_data``, or an import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import (
    WRONG_SIGNATURE,
    answers,
    each_of,
    instant,
    json_object,
    same,
    signed,
    standing_for,
    text_of,
    within,
)
from tandem.intake.doors import WRONG_SECRET, Arriving, Door, OpenSource, Reading, Reply, Request, RequestRefused

_TAKEN = Reply(b"ok")
#: Where the lead came from, by name where a connector knows it.
_NAMED = {"campaign_name": "campaign", "adset_name": "ad_group", "ad_name": "creative"}
_NUMBERS = ("form_id", "page_id", "ad_id", "adgroup_id", "campaign_id", "form_name", "platform")


class FacebookDoor(Door):
    """Each ``leadgen`` change is a lead."""

    key: ClassVar[str] = "facebook"
    title: ClassVar[Text] = Text(ru="Лид-формы Facebook и Instagram", en="Facebook and Instagram lead ads")
    follows: ClassVar[str] = "https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving"
    methods: ClassVar[frozenset[str]] = frozenset({"GET", "POST"})
    asks: ClassVar[Mapping[str, Text]] = {
        "verify_token": Text(
            ru="Токен подтверждения (Verify token): придумайте сами и повторите в настройках Webhooks",
            en="The verify token: make one up and repeat it in the settings of Webhooks",
        ),
        "app_secret": Text(ru="Секрет приложения (App secret)", en="The app secret"),
        "forms": Text(
            ru="Что считать известным о заявках формы: номер формы → поля лида",
            en="What is known of the leads of a form: its id → fields of the lead",
        ),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """A check of the address by its token, an event by its signature; both by the address when it has a key."""
        if source.fingerprint:
            super().authenticate(request, source)
        if request.method == "GET":
            if not same(request.query.get("hub.verify_token", ""), source.settings.get("verify_token")):
                raise RequestRefused(403, WRONG_SECRET)
            return
        secret = source.settings.get("app_secret")
        if not secret and source.fingerprint:
            return
        kind, _, signature = request.headers.get("x-hub-signature-256", "").partition("=")
        if kind != "sha256" or not signed(signature, secret, request.body):
            raise RequestRefused(401, WRONG_SIGNATURE)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The leads of an event; the check of the address is answered as Facebook asks."""
        if request.method == "GET":
            return Reading(reply=Reply(text_of(request.query.get("hub.challenge"), longest=200).encode()))
        told = json_object(request.body)
        values = (
            within(change, "value")
            for entry in each_of(told.get("entry"))
            for change in each_of(within(entry, "changes"))
            if within(change, "field") == "leadgen"
        )
        return Reading([each for value in values for each in _of_lead(value, request, source)], _TAKEN)


def _of_lead(value: Any, request: Request, source: OpenSource) -> Iterator[Arriving]:
    number = text_of(within(value, "leadgen_id"), longest=50)
    if not number:
        return
    given = [
        (text_of(within(each, "name")), ", ".join(filter(None, map(text_of, each_of(within(each, "values"))))))
        for each in each_of(within(value, "field_data"))
    ]
    named = dict(given)
    cells, extras = answers(source, (pair for pair in given if pair[0] not in ("first_name", "last_name")))
    if "client_name" not in cells:
        cells["client_name"] = " ".join(named[part] for part in ("first_name", "last_name") if named.get(part))
    cells |= {field: text_of(within(value, name)) for name, field in _NAMED.items()}
    cells["created_at"] = instant(within(value, "created_time"))
    extras |= {name: text for name in _NUMBERS if (text := text_of(within(value, name)))}
    extras["leadgen_id"] = number
    for name, text in standing_for(source, "forms", extras.get("form_id", "")).items():
        cells[name] = cells.get(name) or text
    yield Arriving(
        source=source.key,
        key=f"{number} answered" if given else number,
        record=number,
        received_at=request.received_at,
        cells={name: text for name, text in cells.items() if text},
        extras=extras,
    )
