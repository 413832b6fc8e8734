"""A Telegram bot: messages that people write to it privately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import instant, json_object, same, standing_for, text_of, within
from tandem.intake.chats import Message, records_of
from tandem.intake.doors import WRONG_SECRET, Door, OpenSource, Reading, Reply, Request, RequestRefused, fingerprint

_TAKEN = Reply(b"ok")
_HEADER = "x-telegram-bot-api-secret-token"


class TelegramDoor(Door):
    """A message is a contact, and a lead when its writer has none open; groups and edits are left."""

    key: ClassVar[str] = "telegram"
    title: ClassVar[Text] = Text(ru="Телеграм-бот", en="Telegram bot")
    follows: ClassVar[str] = "https://core.telegram.org/bots/api#setwebhook"
    asks: ClassVar[Mapping[str, Text]] = {
        "secret_token": Text(
            ru="secret_token, заданный в setWebhook; без него подойдёт ключ источника в адресе",
            en="The secret_token given to setWebhook; without one, the source's key in the address will do",
        ),
        "starts": Text(
            ru="Ссылки на бота: что стоит после ?start= → поля лида (источник, кампания)",
            en="Links to the bot: what follows ?start= → fields of the lead (source, campaign)",
        ),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By the token Telegram repeats in a header: one of the settings', or the source's own key."""
        token = source.settings.get("secret_token")
        presented = request.headers.get(_HEADER, "")
        if token and not same(presented, token):
            raise RequestRefused(401, WRONG_SECRET)
        if token or (presented and fingerprint(presented) == source.fingerprint):
            return
        super().authenticate(request, source)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one private message."""
        message = json_object(request.body).get("message")
        chat = text_of(within(message, "chat", "id"), longest=50)
        number = text_of(within(message, "message_id"), longest=50)
        is_private = within(message, "chat", "type") == "private" and within(message, "from", "is_bot") is not True
        if not (chat and number and is_private):
            return Reading(reply=_TAKEN)
        text = text_of(within(message, "text") or within(message, "caption"))
        start = text.removeprefix("/start").strip() if text.startswith("/start ") else ""
        read = Message(
            chat=chat,
            id=number,
            text=text,
            at=instant(within(message, "date")),
            name=_name(message),
            reached=_shared(message),
            lead=standing_for(source, "starts", start),
            extras={"start": start, "telegram": _address(message)},
        )
        return Reading(list(records_of(read, request, source)), _TAKEN)


def _name(message: Any) -> str:
    return " ".join(
        text for part in ("first_name", "last_name") if (text := text_of(within(message, "from", part), longest=100))
    )


def _address(message: Any) -> str:
    username = text_of(within(message, "from", "username"), longest=50)
    return f"@{username}" if username else ""


def _shared(message: Any) -> dict[str, str]:
    """The writer's own phone, when they shared their contact; somebody else's is not theirs."""
    phone = text_of(within(message, "contact", "phone_number"), longest=40)
    own = within(message, "contact", "user_id") == within(message, "from", "id")
    return {"phone": phone if phone.startswith("+") else f"+{phone}"} if phone and own else {}
