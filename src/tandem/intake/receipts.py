"""The words of intake's own steps: reading, recognising the client, capturing, keeping."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.agreement.queries import UnknownVersion, version
from tandem.basics.text import Text
from tandem.imports.shelf import record_kinds
from tandem.intake.models import Lead
from tandem.intake.receipt_words import Details, StepWords
from tandem.intake.rules import PACKET_FIELDS

#: Codes of values that were taken, with something to be said of them; any other code means "could not be read".
_TAKEN = frozenset({"currency_differs", "rounded", "phone_several", "phone_unusual", "mail_several"})


def field_titles(names: Iterable[str]) -> Text:
    """Fields of the lead record by their titles, by comma."""
    titles = {field.name: field.title for field in record_kinds()["lead"].fields} | {
        "contact": PACKET_FIELDS["contact"]
    }
    known = [titles.get(name, Text(ru=name, en=name)) for name in names]
    return Text(ru=", ".join(each.ru for each in known), en=", ".join(each.en for each in known))


def _read(lead: Lead, outcome: str, details: Details) -> Text:
    if not details:
        return Text(ru="все поля прочитаны", en="all fields were read")
    unread = field_titles(name for name, code in details.items() if code not in _TAKEN)
    noted = field_titles(name for name, code in details.items() if code in _TAKEN)
    parts = []
    if unread.en:
        parts.append(
            Text(ru=f"не прочитано, сохранено как текст: {unread.ru}", en=f"not read, kept as text: {unread.en}")
        )
    if noted.en:
        parts.append(Text(ru=f"прочитано с оговоркой: {noted.ru}", en=f"read with a remark: {noted.en}"))
    return Text(ru="; ".join(each.ru for each in parts), en="; ".join(each.en for each in parts))


def _captured(lead: Lead, outcome: str, details: Details) -> Text | None:
    number = details.get("version")
    if not isinstance(number, int):
        return None
    try:
        title = version(number).title
    except UnknownVersion:
        return Text(ru=f"считается по версии {number}", en=f"counted under version {number}")
    return Text(ru=f"считается: {title.ru}", en=f"counted under: {title.en}")


def _warned(lead: Lead, outcome: str, details: Details) -> Text | None:
    name = details.get("field")
    if not isinstance(name, str):
        return None
    title = field_titles([name])
    return Text(ru=f"не принято поле «{title.ru}»", en=f"the field “{title.en}” was not taken over")


def _touched(lead: Lead, outcome: str, details: Details) -> Text | None:
    kept, cut = details.get("kept"), details.get("cut")
    if not isinstance(kept, int) or not isinstance(cut, int):
        return None
    also = Text(ru=f"; лишних отброшено: {cut}", en=f"; left out as too many: {cut}") if cut else Text(ru="", en="")
    return Text(ru=f"сохранено: {kept}{also.ru}", en=f"kept: {kept}{also.en}")


NORMALISED = StepWords("normalised", Text(ru="Прочитан", en="Read"), tell=_read)
CLIENT = StepWords(
    "client",
    Text(ru="Клиент", en="Client"),
    {
        "new": Text(ru="новый: раньше не обращался", en="new: has not asked before"),
        "id": Text(ru="знаком по номеру в своей системе", en="known by the number in its own system"),
        "inn": Text(ru="знаком по ИНН", en="known by the tax id"),
        "phone": Text(ru="знаком по телефону", en="known by the phone"),
        "email": Text(ru="знаком по почте", en="known by the e-mail"),
    },
)
JOINED = StepWords(
    "joined",
    Text(ru="Продолжает лид", en="Joined"),
    {"": Text(ru="у клиента есть открытый лид: нового не завели", en="the client has an open lead: no new one")},
)
TOUCHES = StepWords("touches", Text(ru="Касания до заявки", en="Touches before"), tell=_touched)
CAPTURED = StepWords("captured", Text(ru="Заведён", en="Captured"), tell=_captured)
PACKET = StepWords("packet", Text(ru="Замечание", en="Remark"), tell=_warned)
KEPT = StepWords(
    "kept",
    Text(ru="Сохранён", en="Kept"),
    {
        "": Text(ru="записан вместе со всей историей", en="written together with its whole history"),
        "spooled": Text(ru="записан, когда база вернулась", en="written when the database was back"),
    },
)
