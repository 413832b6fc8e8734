"""A touch with marketing, and which touches of one session are one: reloads and loops of redirects. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

#: A pause as long as this ends a session, as counters of the web have it.
PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Touched:
    """One touch as it is kept. Pages are without query, fragment and whatever in their path may name a person."""

    at: datetime
    page: str = ""
    referrer: str = ""
    source: str = ""
    channel: str = ""
    campaign: str = ""
    ad_group: str = ""
    creative: str = ""
    click_ids: Mapping[str, str] = field(default_factory=dict)
    device: str = ""
    offer: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether nothing is known of where the client came from."""
        return not (self.source or self.campaign or self.referrer)

    @property
    def origin(self) -> tuple[str, ...]:
        """Where the client came from: what two touches share that only a reload or a redirect sets apart."""
        host = urlsplit(self.referrer).hostname or ""
        return (self.source, self.channel, self.campaign, self.ad_group, self.creative, host)


def once_a_session(touches: Iterable[Touched]) -> list[Touched]:
    """Of touches in their order, the first of each origin in each session, and the origin each session ended with.

    A session ends by a ``PAUSE``. A page that reloads, or two addresses that redirect to each other, make dozens of
    touches in seconds. They are one decision of the client, or none: counted singly they push the touch that began the
    journey out of those that are kept, and take nearly all credit that is shared out by touches. So an origin counts
    once, not once in a row, or A, B, A, B would stay whole. The first stays, for that is when the client came.

    Who goes from A to B and back to A ends with A: the touch by which they came back stands at the end once more, or
    the last touch would be B. So a session keeps one touch more than it has origins at most; what is lost is when
    within the half hour they came again meanwhile. An offer that a dropped touch showed goes on to the session's newest
    one, because the offer shown last is the one promised.
    """
    return [touch for session in _sessions(touches) for touch in _once(session)]


def _sessions(touches: Iterable[Touched]) -> Iterator[list[Touched]]:
    session: list[Touched] = []
    for each in touches:
        if session and each.at - session[-1].at >= PAUSE:
            yield session
            session = []
        session.append(each)
    yield session


def _once(session: list[Touched]) -> list[Touched]:
    kept: list[Touched] = []
    seen: set[tuple[str, ...]] = set()
    runs = [list(run) for _, run in groupby(session, key=lambda each: each.origin)]
    for number, run in enumerate(runs, start=1):
        came_back_to_stay = number == len(runs) and len(runs) > 1 and run[0].origin != kept[-1].origin
        if run[0].origin not in seen or came_back_to_stay:
            seen.add(run[0].origin)
            kept.append(run.pop(0))
        offers = [each.offer for each in run if each.offer]
        if offers:
            kept[-1] = replace(kept[-1], offer=offers[-1])
    return kept
