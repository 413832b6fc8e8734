"""Whether what senders hand in arrives: what waits on disk, how long it takes, and what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Max, Q, QuerySet, Sum

from tandem.basics.text import Text
from tandem.intake.mail_failing import FailingMailbox, failing_mailboxes
from tandem.intake.models import Arrival, RefusedRequest, Source, UnkeptRefusals
from tandem.intake.refusing import AGAIN, SLOWED
from tandem.intake.spool import Standing, standing

#: How far back delays are looked at.
WINDOW = dt.timedelta(hours=24)
#: Of a busy source so many of the newest records are measured, and the page says so.
MOST_MEASURED = 1_000


@dataclass(frozen=True, slots=True)
class Delay:
    """How long the records of a source took from received to kept; ``measured`` of ``records`` were looked at."""

    source: Source
    records: int
    measured: int
    spooled: int
    median: dt.timedelta
    p90: dt.timedelta
    worst: dt.timedelta
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Refusals:
    """Requests of one source that were refused for one reason."""

    source_id: int | None
    source: str
    status: int
    reason: Text
    count: int
    replayed: int
    last_at: dt.datetime
    #: Whether there is an open source behind them: what came to no address cannot be read again.
    is_open: bool

    @property
    def left(self) -> int:
        """Those that nobody replayed."""
        return self.count - self.replayed


@dataclass(frozen=True, slots=True)
class DataHealth:
    """All of it. ``unkept`` is how many more were refused than there was room for, by the key of the source;
    ``slowed`` how many were told to wait, ``again`` how many a form asked to be sent once more.
    """

    spool: Standing
    delays: list[Delay]
    refusals: list[Refusals]
    unkept: list[tuple[str, int]]
    slowed: list[tuple[str, int]]
    again: list[tuple[str, int]]
    mailboxes: list[FailingMailbox]


def data_health(*, folder: Path, now: dt.datetime) -> DataHealth:
    """How things stand; ``folder`` is the spool's."""
    return DataHealth(
        spool=standing(folder), delays=_delays(now - WINDOW), refusals=_refusals(), unkept=_turned_back(""),
        slowed=_turned_back(SLOWED), again=_turned_back(AGAIN), mailboxes=failing_mailboxes(),
    )  # fmt: skip


def _turned_back(why: str) -> list[tuple[str, int]]:
    """How many requests were turned back and only counted, by the key of the source, the most first."""
    rows = UnkeptRefusals.objects.filter(why=why).values_list("source_key").annotate(n=Sum("count"))
    return [(key, n) for key, n in rows.order_by("-n", "source_key")]


def refused(*, source_id: int | None = None, status: int | None = None) -> QuerySet[RefusedRequest]:
    """The refused requests that are kept, the newest first, without their bodies; ``source_id`` 0 for nobody's."""
    rows = RefusedRequest.objects.select_related("source").defer("body")
    if source_id is not None:
        rows = rows.filter(source_id=source_id) if source_id else rows.filter(source=None)
    return rows if status is None else rows.filter(status=status)


def _delays(since: dt.datetime) -> list[Delay]:
    busy = (
        Source.objects.filter(arrivals__received_at__gte=since)
        .annotate(n=Count("arrivals"), spooled=Count("arrivals", filter=Q(arrivals__spooled=True)))
        .order_by("name", "pk")
    )
    return [_delay(source, since) for source in busy]


def _delay(source: Source, since: dt.datetime) -> Delay:
    arrivals = Arrival.objects.filter(source=source, received_at__gte=since).order_by("-received_at")
    newest = list(arrivals.values_list("received_at", "taken_at")[:MOST_MEASURED])
    took = sorted(taken - received for received, taken in newest)
    return Delay(
        source=source,
        records=source.n,  # type: ignore[attr-defined]  # annotated
        measured=len(newest),
        spooled=source.spooled,  # type: ignore[attr-defined]  # annotated
        median=_at(took, 0.5),
        p90=_at(took, 0.9),
        worst=took[-1],
        last_at=newest[0][0],
    )


def _at(ordered: Sequence[dt.timedelta], part: float) -> dt.timedelta:
    """The value that ``part`` of them do not exceed: one that was really seen."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _refusals() -> list[Refusals]:
    rows = (
        RefusedRequest.objects.values(
            "source_id", "source__name", "source__is_open", "status", "reason_ru", "reason_en"
        )
        .annotate(n=Count("pk"), replayed=Count("replayed_at"), last_at=Max("received_at"))
        .order_by("-last_at")
    )
    return [
        Refusals(
            row["source_id"], row["source__name"] or "", row["status"], Text(ru=row["reason_ru"], en=row["reason_en"]),
            row["n"], row["replayed"], row["last_at"], bool(row["source__is_open"]),
        )
        for row in rows
    ]  # fmt: skip
