"""Keeping the requests that a door did not take, to be looked at and replayed; a flood is only counted."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F, Q

from tandem.intake.doors import OpenSource, Request, RequestRefused
from tandem.intake.models import RefusedRequest, UnkeptRefusals

#: Bytes of a body that are kept.
LONGEST_KEPT = 64 * 1024
#: Requests of one source that are kept in an hour: what is wrong shows in a few, and a flood must not fill the disk.
MOST_AN_HOUR = 200
#: Bytes of headers that are kept.
_LONGEST_HEADERS = 4_000
_LONGEST_QUERY = 8_000
#: Headers by which a sender is let in or found, and those of the way here, which no door reads.
_NOT_KEPT = ("authorization", "cookie", "proxy-", "forwarded", "x-forwarded-", "x-real-", "secret", "token", "api-key")

#: Why a request was turned back that is only counted: it came too soon, or a form asked for one more press.
SLOWED, AGAIN = "slowed", "again"
#: (source, hour, why) → what is not yet written down: one write for many, while a flood lasts.
_unwritten: Counter[tuple[str, datetime, str]] = Counter()
#: (source, hour) that is known to be full.
_full: set[tuple[str, datetime]] = set()
_WRITE_EVERY = 50


def keep_refused(
    *, request: Request, source: OpenSource | None, refusal: RequestRefused, now: datetime, size: int | None = None
) -> bool:
    """Keep a refused request with its reason; whether there was room for it.

    ``size``: bytes of the whole body, when the request holds only its beginning.
    Of a source that floods, ``MOST_AN_HOUR`` are kept and the others counted.
    """
    place = (source.key if source else "", _hour(now))
    if _is_full(place, source):
        _count((*place, ""))
        return False
    RefusedRequest.objects.create(
        source_id=source.id if source else None,
        received_at=request.received_at,
        status=refusal.status,
        reason_ru=refusal.text.ru[:500],
        reason_en=refusal.text.en[:500],
        method=request.method[:10],
        query=_without_nul(urlencode(request.query))[:_LONGEST_QUERY],
        content_type=_without_nul(request.headers.get("content-type", ""))[:200],
        headers=_headers(request),
        body=request.body[:LONGEST_KEPT],
        size=len(request.body) if size is None else size,
    )
    return True


def count_turned_back(source: OpenSource, why: str, *, now: datetime) -> None:
    """Count a request that is not kept, in memory: ``write_counts`` writes it down."""
    _unwritten[source.key, _hour(now), why] += 1


def write_counts() -> None:
    """Write down what was counted and not kept; whoever stops the process calls this."""
    for place, count in list(_unwritten.items()):
        key, hour, why = place
        with transaction.atomic():
            row, made = UnkeptRefusals.objects.get_or_create(
                source_key=key, hour=hour, why=why, defaults={"count": count}
            )
            if not made:
                UnkeptRefusals.objects.filter(pk=row.pk).update(count=F("count") + count)
        _unwritten.pop(place, None)


def _is_full(place: tuple[str, datetime], source: OpenSource | None) -> bool:
    if place in _full:
        return True
    # Another process may have kept some as well: the table knows of all.
    of_source = Q(source_id=source.id) if source else Q(source=None)
    kept = RefusedRequest.objects.filter(of_source, received_at__gte=place[1])
    if kept.count() < MOST_AN_HOUR:
        return False
    # Hours that are over need not be remembered.
    _full.difference_update([each for each in _full if each[1] < place[1]])
    _full.add(place)
    return True


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


def _count(place: tuple[str, datetime, str]) -> None:
    _unwritten[place] += 1
    if _unwritten[place] == 1 or _unwritten[place] % _WRITE_EVERY == 0 or len(_unwritten) > 1:
        write_counts()


def _headers(request: Request) -> dict[str, str]:
    kept: dict[str, str] = {}
    left = _LONGEST_HEADERS
    for name, value in request.headers.items():
        left -= len(name) + len(value)
        if left < 0:
            break
        if not any(part in name for part in _NOT_KEPT):
            kept[_without_nul(name)] = _without_nul(value)
    return kept


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")
