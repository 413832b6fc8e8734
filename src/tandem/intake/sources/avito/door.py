"""Avito: messages that buyers write about an advertisement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import instant, json_object, standing_for, text_of, within
from tandem.intake.chats import Message, records_of
from tandem.intake.doors import Door, OpenSource, Reading, Reply, Request

_TAKEN = Reply(b'{"ok":true}', content_type="application/json")


class AvitoDoor(Door):
    """A message is a contact, and a lead when its writer has none open.

    The format is that of version 3 of the messenger's webhooks as programs in use read it; the vendor's own page
    was not to be had.
    """

    key: ClassVar[str] = "avito"
    title: ClassVar[Text] = Text(ru="Авито", en="Avito")
    asks: ClassVar[Mapping[str, Text]] = {
        "items": Text(
            ru="Объявления: номер → что считать известным о лиде (продукт, кампания)",
            en="Advertisements: number → what is known of the lead (product, campaign)",
        ),
    }

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one message; what Avito itself writes into a chat is left."""
        payload = json_object(request.body).get("payload")
        value = within(payload, "value")
        chat = text_of(within(value, "chat_id"), longest=100)
        number = text_of(within(value, "id"), longest=100)
        author = text_of(within(value, "author_id"))
        by_avito = within(value, "type") == "system" or author in ("", "0", "1")
        if within(payload, "type") != "message" or not (chat and number) or by_avito:
            return Reading(reply=_TAKEN)
        item = text_of(within(value, "item_id"), longest=50)
        read = Message(
            chat=chat,
            id=number,
            text=text_of(within(value, "content", "text")),
            at=instant(within(value, "created")),
            outgoing=author == text_of(within(value, "user_id")),
            lead=standing_for(source, "items", item),
            extras={"item_id": item},
        )
        return Reading(list(records_of(read, request, source)), _TAKEN)
