"""Messages of chats, whatever messenger they come from, as leads and contacts with a client.

Each message is a contact. One from the client of whom no lead is open is a lead as well: the first of a chat, and
the first of a client who comes back when the old lead is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tandem.intake.bodies import text_of
from tandem.intake.doors import Arriving, OpenSource, Request

#: Days after which a lead nobody closed no longer takes the messages of its client.
JOINS_DAYS = 90
#: Characters of a message that are kept with the contact; the lead keeps less.
LONGEST_MESSAGE = 2_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``at`` is an instant as text, empty for now; ``chat`` and ``id`` are unique in their messenger."""

    chat: str
    id: str
    text: str = ""
    at: str = ""
    outgoing: bool = False
    name: str = ""
    #: Seller who wrote it, by name.
    seller: str = ""
    #: Contacts the messenger vouches for: field of the client → value.
    reached: Mapping[str, str] = field(default_factory=dict)
    #: What is known of the lead that it begins: field of the lead record → value.
    lead: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)


def records_of(message: Message, request: Request, source: OpenSource) -> Iterator[Arriving]:
    """The records a message makes: the client's contacts, the lead it may begin, the contact itself."""
    whose = {"client_id": message.chat, "client_name": message.name}
    if message.reached:
        yield _arriving("client", message, request, source, {"name": message.name, **message.reached},
                        record=message.chat)  # fmt: skip
    lead_id = ""
    if not message.outgoing:
        lead_id = f"{message.chat} {message.id}"
        cells = {**message.lead, **whose, **message.reached, "created_at": message.at}
        extras = {"message": text_of(message.text), **message.extras}
        yield _arriving("lead", message, request, source, cells, extras, joins=joins_days(source), record=lead_id)
    yield _arriving(
        "activity",
        message,
        request,
        source,
        {
            "kind": "message",
            "direction": "out" if message.outgoing else "in",
            "at": message.at,
            "seller": message.seller,
            "result": text_of(message.text, longest=LONGEST_MESSAGE),
            "lead_id": lead_id,
            **whose,
        },
    )


def joins_days(source: OpenSource) -> int:
    """Days for which an open lead takes what its client says; ``settings["joins_days"]`` of the source."""
    days = source.settings.get("joins_days")
    return days if isinstance(days, int) and 0 <= days <= 10_000 else JOINS_DAYS


def _arriving(
    kind: str,
    message: Message,
    request: Request,
    source: OpenSource,
    cells: Mapping[str, str],
    extras: Mapping[str, str] | None = None,
    *,
    joins: int = 0,
    record: str = "",
) -> Arriving:
    return Arriving(
        source=source.key,
        kind=kind,
        key=f"{message.chat} {message.id}",
        record=record,
        joins=joins,
        received_at=request.received_at,
        cells={name: value for name, value in cells.items() if value},
        extras={name: value for name, value in (extras or {}).items() if value},
    )
