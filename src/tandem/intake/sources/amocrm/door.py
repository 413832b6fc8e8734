"""amoCRM (Kommo) tells of deals and contacts that were added or changed.

The source's system is ``amocrm``: a deal told of here and one imported from an export are the same lead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import answers, each_of, instant, key_of, said, table, text_of, within
from tandem.intake.doors import Arriving, Door, OpenSource, Reading, Request

#: Events of a deal that say how it stands. A deletion says nothing that counts.
_TOLD = ("add", "update", "status", "responsible", "restore")
#: The two stages every pipeline of amoCRM has.
_STAGES = {"142": "won", "143": "lost"}
#: What a contact is reached by, under the codes of its fields.
_REACHED_BY = {"PHONE": "phone", "EMAIL": "email"}


class AmocrmDoor(Door):
    """A deal is a lead; a contact names the client of its deals."""

    key: ClassVar[str] = "amocrm"
    title: ClassVar[Text] = Text(ru="amoCRM", en="amoCRM (Kommo)")
    follows: ClassVar[str] = "https://www.amocrm.ru/developers/content/crm_platform/webhooks-format"
    asks: ClassVar[Mapping[str, Text]] = {
        "stages": Text(
            ru="Этапы: номер статуса в amoCRM → этап регламента",
            en="Stages: number of the status in amoCRM → stage of the agreement",
        ),
        "sellers": Text(
            ru="Менеджеры: номер пользователя в amoCRM → имя",
            en="Sellers: number of the user in amoCRM → name",
        ),
    }

    def read(self, request: Request, source: OpenSource) -> Reading:
        """What was told of deals and contacts; other events are answered and left."""
        told = said(request)
        arriving = [
            *(each for event in _TOLD for deal in each_of(within(told, "leads", event))
              for each in _of_deal(deal, event, request, source)),
            *(each for event in _TOLD for contact in each_of(within(told, "contacts", event))
              for each in _of_contact(contact, event, request, source)),
        ]  # fmt: skip
        return Reading(arriving)


def _of_deal(deal: Any, event: str, request: Request, source: OpenSource) -> Iterator[Arriving]:
    deal_id = text_of(within(deal, "id"), longest=50)
    if not deal_id:
        return
    cells, extras = answers(source, _custom(deal))
    changed = within(deal, "updated_at") or within(deal, "last_modified")
    status = text_of(within(deal, "status_id"))
    stage = (_STAGES | dict(table(source, "stages"))).get(status)
    seller = text_of(within(deal, "responsible_user_id"))
    named = {
        "created_at": instant(within(deal, "created_at") or within(deal, "date_create")),
        "amount": text_of(within(deal, "price")),
        "seller": table(source, "sellers").get(seller),
        "stage": stage,
        "stage_at": instant(changed) if stage and event == "status" else "",
    }
    cells |= {name: value for name, value in named.items() if value}
    if cells.get("amount") == "0":
        # amoCRM's way to say that nobody has named a sum yet.
        del cells["amount"]
    others = {"name": within(deal, "name"), "pipeline_id": within(deal, "pipeline_id"), "status_id": status}
    extras |= {name: text for name, value in others.items() if (text := text_of(value))}
    yield _telling("lead", deal_id, event, text_of(changed), cells, request, source, extras)


def _of_contact(contact: Any, event: str, request: Request, source: OpenSource) -> Iterator[Arriving]:
    contact_id = text_of(within(contact, "id"), longest=50)
    if not contact_id or text_of(within(contact, "type")) == "company":
        return
    name = text_of(within(contact, "name"))
    reached = {
        _REACHED_BY[code]: value
        for field in each_of(within(contact, "custom_fields"))
        if (code := text_of(within(field, "code"))) in _REACHED_BY and (value := _value(field))
    }
    changed = text_of(within(contact, "updated_at") or within(contact, "last_modified"))
    yield _telling("client", contact_id, event, changed, {"name": name} | reached, request, source)
    for deal_id in _linked(contact):
        whose = {"client_id": contact_id, "client_name": name} | reached
        yield _telling("lead", deal_id, f"contact {contact_id} {event}", changed, whose, request, source)


def _telling(
    kind: str,
    record: str,
    event: str,
    changed: str,
    cells: Mapping[str, Any],
    request: Request,
    source: OpenSource,
    extras: Mapping[str, str] | None = None,
) -> Arriving:
    return Arriving(
        source=source.key,
        kind=kind,
        key=f"{record} {event} {changed or key_of(request)}",
        record=record,
        received_at=request.received_at,
        cells={name: value for name, value in cells.items() if value},
        extras=dict(extras or {}),
    )


def _custom(deal: Any) -> Iterator[tuple[str, Any]]:
    for field in each_of(within(deal, "custom_fields")):
        yield text_of(within(field, "name"), longest=100), _value(field)


def _value(field: Any) -> str:
    """The first value of a field: ``values[0][value]``, or ``values[0]`` where it has no kinds."""
    values = each_of(within(field, "values"))
    return (text_of(within(values[0], "value")) or text_of(values[0])) if values else ""


def _linked(contact: Any) -> list[str]:
    linked = within(contact, "linked_leads_id")
    ids = (text_of(within(each, "ID")) or text_of(each) for each in each_of(linked))
    return [each for each in ids if each.isdigit()][:50]
