"""What the page of likely duplicates shows: one pair side by side, why, how many wait, and what was learnt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tandem.basics.text import Text
from tandem.clients import decisions, searching
from tandem.clients.models import Client, DuplicatePair, DuplicateSearch
from tandem.clients.queries import Face, faces_of
from tandem.clients.rules import Threshold, Thresholds
from tandem.clients.wording import TRAITS, likelihood_words, odds_words, outcome_words
from tandem.measures.store import store
from tandem.people.models import Person

#: Bits at which a bar is full; half of its width in the picture's own units.
_FULL, _HALF = 16.0, 50.0
_TYPES = {"phone": "phone", "email": "email", "inn": "inn"}
#: So many pairs are listed behind the one that is shown.
_NEXT = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar to the right of the middle speaks for one client, to the left against; units of a picture 100 wide."""

    x: float
    width: float
    speaks_for: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One client of the pair. What the reader may not see is empty."""

    client_id: int
    name: str
    kind: str
    registered_at: dt.datetime
    leads: int
    last_lead_on: dt.date | None
    cards: int


@dataclass(frozen=True, slots=True)
class Line:
    """One trait: what each side says, what came of it and what that weighs."""

    title: Text
    one: tuple[str, ...]
    other: tuple[str, ...]
    words: Text
    odds: Text
    bar: Bar


@dataclass(frozen=True, slots=True)
class Shown:
    """The pair in front of the reader."""

    pair_id: int
    likelihood: Text
    put_off: bool
    one: Side
    other: Side
    lines: list[Line]
    starts_at: Text

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both clients."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pair further down the queue."""

    pair_id: int
    names: tuple[str, str]
    likelihood: Text


@dataclass(frozen=True, slots=True)
class Learnt:
    """A threshold as the page says it."""

    likelihood: Text
    decisions: int
    at_least: float
    #: How many of those that wait it would decide.
    waiting: int


@dataclass(frozen=True, slots=True)
class DuplicatesPage:
    """Everything on the page."""

    shown: Shown | None
    queue: list[Waiting]
    count: int
    search: DuplicateSearch | None
    step: Text | None
    failure: Text | None
    thresholds: Thresholds
    same: Learnt | None
    different: Learnt | None
    decides: bool
    #: What this reader decided last, to be taken back while it is fresh.
    last: Waiting | None
    last_merged: bool


def page_of(person: Person, *, contacts: bool, now: dt.datetime, pair_id: int | None = None) -> DuplicatesPage:
    """The page; ``pair_id`` is the pair asked for, else the likeliest. ``contacts``: whether personal data is shown."""
    waiting = decisions.waiting()
    pairs = list(waiting[: _NEXT + 1])
    asked = waiting.filter(pk=pair_id).first() if pair_id else None
    first = asked or (pairs[0] if pairs else None)
    rest = [each for each in pairs if first is None or each.pk != first.pk][:_NEXT]
    last = decisions.last_of(person, now=now)
    faces = faces_of(
        {client for each in (*pairs, *([first] if first else [])) for client in (each.one_id, each.other_id)}
    )
    search = DuplicateSearch.objects.first()
    learnt = decisions.learnt()
    return DuplicatesPage(
        shown=_shown(first, faces, contacts=contacts) if first else None,
        queue=[_queued(each, faces, contacts=contacts) for each in rest],
        count=waiting.count(),
        search=search,
        step=searching.STEPS.get(search.step) if search and search.going else None,
        failure=Text(ru=search.failure_ru, en=search.failure_en) if search and search.failure_ru else None,
        thresholds=learnt,
        same=_learnt(learnt.same, waiting.filter(weight__gte=learnt.same.weight).count()) if learnt.same else None,
        different=_learnt(learnt.different, waiting.filter(weight__lte=learnt.different.weight).count())
        if learnt.different
        else None,
        decides=decisions.decides_alone(),
        last=_decided(last, contacts=contacts) if last else None,
        last_merged=last is not None and last.decision == decisions.SAME,
    )


def _shown(pair: DuplicatePair, faces: dict[int, Face], *, contacts: bool) -> Shown:
    one, other = faces[pair.one_id], faces[pair.other_id]
    leads = _leads([one.client_id, other.client_id])
    clients = Client.objects.in_bulk([one.client_id, other.client_id])
    weighed = sum(weight for _, _, weight in pair.outcomes)
    return Shown(
        pair_id=pair.pk,
        likelihood=likelihood_words(pair.probability or 0),
        put_off=pair.decision == decisions.LATER,
        one=_side(clients[one.client_id], one, leads, contacts=contacts),
        other=_side(clients[other.client_id], other, leads, contacts=contacts),
        lines=[
            Line(
                TRAITS.get(trait, Text(ru=trait, en=trait)),
                _said(one, trait) if contacts or trait == "city" else (),
                _said(other, trait) if contacts or trait == "city" else (),
                outcome_words(trait, level),
                odds_words(weight),
                _bar(weight),
            )
            for trait, level, weight in sorted(pair.outcomes, key=lambda each: -abs(each[2]))
        ],
        starts_at=odds_words((pair.weight or 0) - weighed),
    )


def _queued(pair: DuplicatePair, faces: dict[int, Face], *, contacts: bool) -> Waiting:
    one, other = faces[pair.one_id], faces[pair.other_id]
    return Waiting(
        pair.pk,
        (_name(one, contacts=contacts), _name(other, contacts=contacts)),
        likelihood_words(pair.probability or 0),
    )


def _decided(pair: DuplicatePair, *, contacts: bool) -> Waiting:
    """By the names of their own cards: merged, both have the same face."""
    names = [each.name if contacts and each.name else f"№ {each.pk}" for each in (pair.one, pair.other)]
    return Waiting(pair.pk, (names[0], names[1]), likelihood_words(pair.probability or 0))


def _side(client: Client, face: Face, leads: dict[int, tuple[int, dt.date]], *, contacts: bool) -> Side:
    count, last = leads.get(face.client_id, (0, None))
    return Side(
        face.client_id, _name(face, contacts=contacts), client.kind, client.registered_at, count, last, len(face.cards)
    )


def _name(face: Face, *, contacts: bool) -> str:
    return (face.name if contacts else "") or f"№ {face.client_id}"


def _said(face: Face, trait: str) -> tuple[str, ...]:
    if trait == "city":
        return (face.city,) if face.city else ()
    if trait in _TYPES:
        return tuple(value for type_, value in face.ways if type_ == _TYPES[trait])
    return (face.name,) if face.name else ()


def _bar(bits: float) -> Bar:
    width = round(min(abs(bits) / _FULL, 1) * _HALF, 1)
    return Bar(_HALF if bits > 0 else _HALF - width, max(width, 0.5), bits > 0)


def _leads(client_ids: Sequence[int]) -> dict[int, tuple[int, dt.date]]:
    """Client → how many leads count for it, and the day of the newest."""
    rows = store.read().rows(
        "SELECT client_id, count(*), max(captured_on) FROM leads WHERE client_id IN (SELECT unnest($ids::BIGINT[])) "
        "GROUP BY client_id",
        {"ids": list(client_ids)},
    )
    return {client_id: (count, last) for client_id, count, last in rows}


def _learnt(threshold: Threshold, waiting: int) -> Learnt:
    return Learnt(likelihood_words(1 / (1 + 2**-threshold.weight)), threshold.decisions, threshold.at_least, waiting)
