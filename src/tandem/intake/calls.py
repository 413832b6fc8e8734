"""Calls, whatever telephony tells of them, as contacts with a client and leads.

A call that comes in from a number of which no lead is open is a lead, from its first ring on; it is not lost when
nobody answers. A ring of a client whose lead is open is told of at once, also by a source that makes no leads of calls.
The call itself is a contact when it has ended. The recording comes later still, and joins it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tandem.intake.bodies import standing_for
from tandem.intake.chats import JOINS_DAYS, joins_days
from tandem.intake.doors import Arriving, OpenSource, Request

STARTED, ENDED, RECORDED = "started", "ended", "recorded"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """One thing told of a call. All values as text, empty when unknown.

    ``event``: STARTED, ENDED or RECORDED. ``phone``: the client's. ``line``: our number that was dialled.
    ``at``: when the call began. ``duration``: seconds of talk.
    """

    event: str
    call: str
    incoming: bool
    phone: str = ""
    line: str = ""
    at: str = ""
    answered: bool | None = None
    duration: str = ""
    seller: str = ""
    name: str = ""
    result: str = ""
    recording: str = ""
    lead: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)


def records_of(call: CallEvent, request: Request, source: OpenSource) -> Iterator[Arriving]:
    """The records an event of a call makes. Without a number nobody can be called back, so that makes no lead."""
    makes_leads = source.settings.get("leads") is not False
    # Whoever is on the line is told of, lead or no lead.
    tells = makes_leads or call.event == STARTED
    if call.incoming and call.event != RECORDED and _is_number(call.phone) and tells:
        yield _lead(call, request, source, only_joins=not makes_leads)
    if call.event != STARTED:
        yield _contact(call, request, source)


def _lead(call: CallEvent, request: Request, source: OpenSource, *, only_joins: bool) -> Arriving:
    cells = standing_for(source, "lines", _digits(call.line)) | dict(call.lead)
    cells |= {"phone": call.phone, "client_name": call.name, "created_at": call.at}
    return Arriving(
        source=source.key,
        # The ring and the end of a call are one lead, whichever comes first.
        key=f"call {call.call}",
        # A source may want a lead of every call; one that wants none is not heard in that.
        joins=joins_days(source) or (JOINS_DAYS if only_joins else 0),
        only_joins=only_joins,
        rings=call.event == STARTED,
        received_at=request.received_at,
        cells={name: value for name, value in cells.items() if value},
        extras={name: value for name, value in {"line": call.line, **call.extras}.items() if value},
    )


def _contact(call: CallEvent, request: Request, source: OpenSource) -> Arriving:
    cells: dict[str, str | bool | None] = {"recording": call.recording}
    if call.event == ENDED:
        cells |= {
            "kind": "call",
            "direction": "in" if call.incoming else "out",
            "at": call.at,
            "answered": call.answered,
            "duration": call.duration,
            "seller": call.seller,
            "phone": call.phone if _is_number(call.phone) else "",
            "client_name": call.name,
            "result": call.result,
        }
    return Arriving(
        source=source.key,
        kind="activity",
        key=f"call {call.call} {call.event}",
        record=f"call {call.call}",
        received_at=request.received_at,
        cells={name: value for name, value in cells.items() if value not in (None, "")},
    )


def _digits(line: str) -> str:
    return re.sub(r"\D", "", line)


def _is_number(phone: str) -> bool:
    """Whether somebody can be called by it: a hidden number is a word, and an extension is short."""
    return len(_digits(phone)) >= 7
