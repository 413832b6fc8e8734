"""Messages of any messenger or chat on a site, as JSON of our own that a bot platform is taught to send."""

from __future__ import annotations

from typing import ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import answers, json_object, text_of
from tandem.intake.chats import LONGEST_MESSAGE, Message, records_of
from tandem.intake.doors import Door, OpenSource, Reading, Request, RequestRefused

#: What a message says of itself; all else is of the client and the lead.
_OWN = ("chat", "id", "text", "at", "direction", "client_name", "phone", "email", "seller")


class MessengerDoor(Door):
    """``{"chat": "…", "id": "…", "text": "…"}`` and what else is known of its writer and of the lead."""

    key: ClassVar[str] = "messenger"
    title: ClassVar[Text] = Text(ru="Мессенджер или чат", en="Messenger or chat")
    own: ClassVar[bool] = True
    sample: ClassVar[str] = (
        '{"chat": "1", "id": "1", "text": "Сколько стоит?", "client_name": "Анна", "phone": "+7 912 345-67-89"}'
    )

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one message."""
        said = json_object(request.body)
        own = {name: text_of(said.get(name), longest=LONGEST_MESSAGE) for name in _OWN}
        if not (own["chat"] and own["id"]):
            raise RequestRefused(422, NO_CHAT)
        if own["direction"] not in ("", "in", "out"):
            raise RequestRefused(422, NO_DIRECTION)
        lead, extras = answers(source, ((name, value) for name, value in said.items() if name not in _OWN))
        read = Message(
            chat=own["chat"][:100],
            id=own["id"][:100],
            text=own["text"],
            at=own["at"],
            outgoing=own["direction"] == "out",
            name=own["client_name"],
            seller=own["seller"],
            reached={name: own[name] for name in ("phone", "email") if own[name]},
            lead=lead,
            extras=extras,
        )
        return Reading(list(records_of(read, request, source)))


NO_CHAT = Text(
    ru="Нужны chat — номер переписки — и id — номер сообщения: по ним повтор не станет вторым лидом.",
    en="Give chat, the id of the conversation, and id, that of the message: by these a retry makes no second lead.",
)
NO_DIRECTION = Text(
    ru="direction — in, если пишет клиент, или out, если пишут ему.",
    en="direction is in when the client writes, out when somebody writes to the client.",
)
