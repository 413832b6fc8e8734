"""Replaying a refused request once its cause is mended: through its door and the same packet as any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

import msgspec

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.doors import Arriving, Door, OpenSource, Request, RequestRefused, doors
from tandem.intake.models import RefusedRequest
from tandem.intake.sources_open import opened
from tandem.intake.taking_in import Taken, take_in

#: So many are replayed by one press of a button: each goes the whole way of a lead.
AT_ONCE = 200


class NotReplayable(Refusal):
    """A refused request that cannot be read again, with what to do instead."""


def replay(refused_id: int, *, now: datetime) -> list[Taken]:
    """Read a refused request again and take in what it says; twice gives the same leads.

    It was let in, or not, when it came: its secret was never kept, so nobody is asked for it again. Refuses by
    ``NotReplayable``, by what the door still refuses (``RequestRefused``), and by ``RefusedRequest.DoesNotExist``.
    """
    row = RefusedRequest.objects.select_related("source").get(pk=refused_id)
    source, door = _asked(row)
    arriving = _keyed(row, door, source)
    if not arriving:
        raise NotReplayable(NOTHING_SAID)
    taken = take_in(arriving, sources={source.key: source}, now=now)
    RefusedRequest.objects.filter(pk=row.pk).update(replayed_at=now)
    return taken


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of many: those taken in, and how many were refused again, with the first reason of these."""

    taken: int
    refused: int
    why: Text | None


def replay_alike(*, source_id: int, status: int, reason: str, now: datetime) -> Replayed:
    """Replay what one source sent and was refused for one reason, the oldest first, ``AT_ONCE`` at most.

    ``reason`` is the English one. What was replayed already is left out, and one that is refused again hinders no
    other. Of what cannot be read any more nothing changes.
    """
    alike = RefusedRequest.objects.filter(source=source_id, status=status, reason_en=reason, replayed_at=None)
    taken, reasons = 0, []
    for refused_id in alike.order_by("received_at", "pk").values_list("pk", flat=True)[:AT_ONCE]:
        try:
            replay(refused_id, now=now)
        except Refusal as refusal:
            reasons.append(refusal.text)
        else:
            taken += 1
    return Replayed(taken, len(reasons), reasons[0] if reasons else None)


def is_replayable(row: RefusedRequest) -> bool:
    """Whether there is a source and a whole body to read again."""
    return row.source is not None and row.source.is_open and len(row.body) >= row.size


def _asked(row: RefusedRequest) -> tuple[OpenSource, Door]:
    if row.source is None:
        raise NotReplayable(NO_SOURCE)
    if not row.source.is_open:
        raise NotReplayable(CLOSED.format(name=row.source.name))
    if len(row.body) < row.size:
        raise NotReplayable(CUT)
    door = doors().get(row.source.door)
    if door is None:
        raise NotReplayable(NO_SOURCE)
    return opened(row.source), door


def _keyed(row: RefusedRequest, door: Door, source: OpenSource) -> Sequence[Arriving]:
    """What the request says, under keys that are the same each time it is read."""
    request = Request(
        method=row.method,
        path="",
        query=dict(parse_qsl(row.query, keep_blank_values=True)),
        headers=row.headers | ({"content-type": row.content_type} if row.content_type else {}),
        body=bytes(row.body),
        received_at=row.received_at,
    )
    try:
        arriving, again = door.read(request, source).arriving, door.read(request, source).arriving
    except RequestRefused:
        raise
    except Exception as wrong:
        raise NotReplayable(STILL_UNREADABLE) from wrong
    # A sender without an id of its own gets a made-up key, another one with each reading.
    return [
        one if one.key == other.key else msgspec.structs.replace(one, key=f"refused-{row.pk}-{at}")
        for at, (one, other) in enumerate(zip(arriving, again, strict=True))
    ]


NO_SOURCE = Text(
    ru="Запрос пришёл на адрес, за которым нет источника: заведите источник и попросите прислать ещё раз.",
    en="The request came to an address without a source: set the source up and ask the sender to send it again.",
)
CLOSED = Text(
    ru="Источник «{name}» закрыт: откройте его и повторите.", en="The source “{name}” is closed: open it, then replay."
)
STILL_UNREADABLE = Text(
    ru="Запрос по-прежнему не разобрать: эта версия Tandem не понимает, что прислал источник. Сообщите разработчикам.",
    en="The request still cannot be read: this version of Tandem does not understand its sender. Tell the developers.",
)
CUT = Text(
    ru="От запроса сохранено только начало: попросите прислать его ещё раз.",
    en="Only the beginning of the request was kept: ask the sender to send it again.",
)
NOTHING_SAID = Text(
    ru="В запросе нет ни одной записи: брать нечего.", en="The request holds no record: there is nothing to take in."
)
