"""A VK community: its lead forms and the messages people write to it, by Callback API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import answers, each_of, instant, json_object, key_of, same, standing_for, text_of, within
from tandem.intake.chats import Message, records_of
from tandem.intake.doors import WRONG_SECRET, Arriving, Door, OpenSource, Reading, Reply, Request, RequestRefused

#: What VK waits for after every event; it stops sending after several other answers.
_TAKEN = Reply(b"ok")
_CONFIRMATION = "confirmation"


class VkDoor(Door):
    """An answered form is a lead; a message is a contact, and a lead when its writer has none open."""

    key: ClassVar[str] = "vk"
    title: ClassVar[Text] = Text(ru="ВКонтакте", en="VK")
    follows: ClassVar[str] = "https://dev.vk.com/ru/api/community-events/json-schema"
    asks: ClassVar[Mapping[str, Text]] = {
        "confirmation": Text(
            ru="Строка, которую должен вернуть сервер (Управление → Работа с API → Callback API)",
            en="The string the server must return (Manage → API usage → Callback API)",
        ),
        "secret": Text(ru="Секретный ключ Callback API", en="The secret key of the Callback API"),
        "forms": Text(
            ru="Что считать известным о заявках формы: номер формы → поля лида",
            en="What is known of the leads of a form: its id → fields of the lead",
        ),
    }

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """By the address, and by the secret that VK puts into every event but the confirmation."""
        super().authenticate(request, source)
        event = json_object(request.body)
        secret = source.settings.get("secret")
        if secret and event.get("type") != _CONFIRMATION and not same(event.get("secret", ""), secret):
            raise RequestRefused(401, WRONG_SECRET)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of an event; the confirmation is answered as VK asks."""
        event = json_object(request.body)
        told = event.get("object")
        match event.get("type"):
            case "confirmation":
                return Reading(reply=_confirmation(source))
            case "lead_forms_new":
                return Reading(list(_of_form(told, request, source)), _TAKEN)
            case "message_new" | "message_reply" as kind:
                return Reading(list(_of_message(told, request, source, outgoing=kind == "message_reply")), _TAKEN)
        return Reading(reply=_TAKEN)


def _confirmation(source: OpenSource) -> Reply:
    answer = text_of(source.settings.get("confirmation"), longest=100)
    if not answer:
        raise RequestRefused(409, NO_CONFIRMATION)
    return Reply(answer.encode())


def _of_form(told: Any, request: Request, source: OpenSource) -> Iterator[Arriving]:
    given = [
        (text_of(within(each, "key")) or text_of(within(each, "question")), _answer(within(each, "answer")))
        for each in each_of(within(told, "answers"))
    ]
    names = dict(given)
    full = " ".join(names[part] for part in ("first_name", "patronymic_name", "last_name") if names.get(part))
    left = [pair for pair in given if pair[0] not in ("first_name", "patronymic_name", "last_name")]
    cells, extras = answers(source, left)
    if full:
        cells["client_name"] = full
    if "location" in extras:
        cells.setdefault("city", extras.pop("location").partition(",")[0])
    form = text_of(within(told, "form_id"))
    marks = {"form_id": form, "form_name": within(told, "form_name"), "vk_user_id": within(told, "user_id"),
             "ad_id": within(told, "ad_id")}  # fmt: skip
    extras |= {name: text for name, value in marks.items() if (text := text_of(value))}
    for name, value in standing_for(source, "forms", form).items():
        cells.setdefault(name, value)
    number = text_of(within(told, "lead_id"), longest=50)
    key = f"form {form} {number}" if number else key_of(request)
    yield Arriving(source=source.key, key=key, received_at=request.received_at, cells=cells, extras=extras)


def _answer(given: Any) -> str:
    """An answer as text: single, ``{"value": …}``, or several of these."""
    parts = given if isinstance(given, list) else [given]
    return ", ".join(text for each in parts if (text := text_of(within(each, "value")) or text_of(each)))


def _of_message(told: Any, request: Request, source: OpenSource, *, outgoing: bool) -> Iterator[Arriving]:
    # Since version 5.103 the message lies deeper.
    message = within(told, "message") or told
    chat = text_of(within(message, "peer_id"), longest=50)
    number = text_of(within(message, "conversation_message_id") or within(message, "id"), longest=50)
    is_person = chat.isdigit() and int(chat) < _FIRST_GROUP_CHAT
    if not (is_person and number):
        return
    read = Message(
        chat=chat,
        id=number,
        text=text_of(within(message, "text")),
        at=instant(within(message, "date")),
        outgoing=outgoing or within(message, "out") == 1,
        lead=standing_for(source, "starts", text_of(within(message, "ref"))),
        extras={"vk": f"https://vk.com/id{chat}", "start": text_of(within(message, "ref"))},
    )
    yield from records_of(read, request, source)


#: Peers from here on are chats of several people.
_FIRST_GROUP_CHAT = 2_000_000_000

NO_CONFIRMATION = Text(
    ru="Внесите в настройки источника строку подтверждения Callback API и нажмите «Подтвердить» ещё раз.",
    en="Enter the confirmation string of the Callback API in the source's settings and press “Confirm” again.",
)
