"""Calls as JSON of our own: what telephony with notices of one's own wording, or a script, is taught to send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from tandem.basics.text import Text
from tandem.intake.bodies import answers, json_object, text_of
from tandem.intake.calls import ENDED, RECORDED, STARTED, CallEvent, records_of
from tandem.intake.doors import Door, OpenSource, Reading, Request, RequestRefused

#: What an event says of the call; all else is of the lead.
_OWN = ("event", "call", "direction", "phone", "line", "at", "duration", "seller", "client_name", "result", "recording")


class TelephonyDoor(Door):
    """``{"event": "started|ended|recorded", "call": "…", "direction": "in|out", "phone": "…"}`` and what is known."""

    key: ClassVar[str] = "telephony"
    title: ClassVar[Text] = Text(ru="Телефония", en="Telephony")
    own: ClassVar[bool] = True
    sample: ClassVar[str] = (
        '{"event": "ended", "call": "1", "direction": "in", "phone": "+7 912 345-67-89", '
        '"answered": true, "duration": 65}'
    )
    asks: ClassVar[Mapping[str, Text]] = {
        "lines": Text(
            ru="Номера: цифры набранного номера → что считать известным о лиде (источник, кампания)",
            en="Lines: digits of the number dialled → what is known of the lead (source, campaign)",
        ),
    }

    def read(self, request: Request, source: OpenSource) -> Reading:
        """The records of one event."""
        said = json_object(request.body)
        own = {name: text_of(said.get(name)) for name in _OWN}
        if own["event"] not in (STARTED, ENDED, RECORDED) or not own["call"]:
            raise RequestRefused(422, NO_EVENT)
        if own["event"] != RECORDED and (own["direction"] not in ("in", "out") or not own["phone"]):
            raise RequestRefused(422, NO_DIRECTION)
        if own["event"] == RECORDED and not own["recording"]:
            raise RequestRefused(422, NO_RECORDING)
        lead, extras = answers(
            source, ((name, value) for name, value in said.items() if name not in (*_OWN, "answered"))
        )
        event = CallEvent(
            event=own["event"],
            call=own["call"][:150],
            incoming=own["direction"] == "in",
            phone=own["phone"],
            line=own["line"],
            at=own["at"],
            answered=_answered(said, own),
            duration=own["duration"],
            seller=own["seller"],
            name=own["client_name"],
            result=own["result"],
            recording=own["recording"],
            lead=lead,
            extras=extras,
        )
        return Reading(list(records_of(event, request, source)))


def _answered(said: Mapping[str, Any], own: Mapping[str, str]) -> bool | None:
    """As said; else a call of some seconds was answered, one of none was not."""
    given = said.get("answered")
    if isinstance(given, bool):
        return given
    return own["duration"].strip("0:") != "" if own["duration"] else None


NO_EVENT = Text(
    ru="Нужны event (started, ended или recorded) и call — номер звонка: все события звонка носят один номер.",
    en="Give event (started, ended or recorded) and call, the id of the call: all events of a call carry the same.",
)
NO_DIRECTION = Text(
    ru="Нужны direction (in — звонят нам, out — звоним мы) и phone — номер клиента.",
    en="Give direction (in when we are called, out when we call) and phone, the client's number.",
)
NO_RECORDING = Text(
    ru="В событии recorded нужна recording — ссылка на запись.",
    en="An event recorded needs recording, the link to it.",
)
