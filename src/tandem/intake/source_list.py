"""The sources with what came in by each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from tandem.basics.text import Text
from tandem.intake.doors import doors
from tandem.intake.models import Source
from tandem.intake.source_actions import WITHOUT_SECRET


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as its page and the list show it. ``path`` is its address on this host."""

    id: int
    key: str
    name: str
    door: Text | str
    is_form: bool
    #: Nobody outside can send here.
    is_inside: bool
    path: str
    is_open: bool
    has_secret: bool
    #: The door's format follows no page of its vendor that anybody cites.
    unverified: bool
    follows: str
    #: What the door asks for besides the address: name in the settings, and what to enter there.
    asks: tuple[tuple[str, Text], ...]
    #: A body to try the address by.
    sample: str
    day: int
    month: int
    last_at: datetime | None


def lines(*, now: datetime) -> list[SourceLine]:
    """All sources: open ones first, by name."""
    return [_line(row) for row in _counted(now).order_by("-is_open", "name", "pk")]


def line_of(source_id: int, *, now: datetime) -> SourceLine | None:
    """One source, or None."""
    row = _counted(now).filter(pk=source_id).first()
    return None if row is None else _line(row)


def _counted(now: datetime):  # type: ignore[no-untyped-def]  # an annotated queryset, which the stubs cannot name
    leads = Q(arrivals__kind="lead")
    return Source.objects.annotate(
        day=Count("arrivals", filter=leads & Q(arrivals__received_at__gt=now - timedelta(days=1))),
        month=Count("arrivals", filter=leads & Q(arrivals__received_at__gt=now - timedelta(days=30))),
        last_at=Max("arrivals__received_at"),
    )


def _line(row: Source) -> SourceLine:
    door = doors().get(row.door)
    is_form = row.door == "form"
    return SourceLine(
        id=row.pk,
        key=row.key,
        name=row.name,
        door=door.title if door else row.door,
        is_form=is_form,
        is_inside=row.door == "manual",
        path=f"/forms/{row.key}/" if is_form else f"/in/{row.key}/",
        is_open=row.is_open,
        has_secret=row.door not in WITHOUT_SECRET,
        unverified=door is None or not (door.own or door.follows),
        follows=door.follows if door else "",
        asks=tuple(door.asks.items()) if door else (),
        sample=door.sample if door else "",
        day=getattr(row, "day", 0),
        month=getattr(row, "month", 0),
        last_at=getattr(row, "last_at", None),
    )
