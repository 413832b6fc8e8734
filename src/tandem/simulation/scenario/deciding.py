"""The house's decisions in memory: the rules of production with nothing around them, for experiments by the thousand.

Grades come of the agreement's compiled clauses, sellers of the rule that deals leads, on candidates made as the house
makes them. What is kept here is only what the house keeps in tables: loads, who has whom, what waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from tandem.agreement.document import Document
from tandem.agreement.judges import compile_judge
from tandem.handover.asking import asks, norms_of
from tandem.handover.dealing import AT_ONCE, WEEK
from tandem.handover.dealing_rules import Asking, Candidate, Given, Presence, deal
from tandem.handover.pool import OnRoster, stand, terms_of, usual_calendar, zone
from tandem.handover.reckoning import worth_by
from tandem.handover.spreading_rules import spread
from tandem.people.presence_rules import Written


class Request(NamedTuple):
    """A lead as it comes in; ``known`` holds fields of clauses by name, as they are read from the form."""

    lead_id: int
    client: int
    product: str
    known: Mapping[str, object]


class Decided(NamedTuple):
    """What was decided about a lead."""

    lead_id: int
    grade: str | None
    target: bool | None
    seller_id: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """A seller in the roster: their hours as written down, and the products they are for."""

    seller_id: int
    hours: Written
    skills: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Load:
    """What weighs on a seller; figures of a day or month count on that day and in that month only."""

    waiting: int = 0
    day: date | None = None
    day_minutes: int = 0
    month: date | None = None
    month_value: float = 0.0

    def add(self, today: date, minutes: int, value: float) -> None:
        """A lead was given today."""
        month = today.replace(day=1)
        self.waiting += minutes
        self.day_minutes = (self.day_minutes if self.day == today else 0) + minutes
        self.month_value = (self.month_value if self.month == month else 0.0) + value
        self.day, self.month = today, month


class House:
    """A house of one agreement in memory. ``draw_seed`` gives the seed of each decision, as the house draws them.

    ``reckoned`` is what history has taught: (what, key) → value, as ``handover.reckoning`` keeps it.
    """

    def __init__(
        self,
        document: Document,
        members: Sequence[Member],
        *,
        draw_seed: Callable[[], int],
        reckoned: Mapping[tuple[str, str], float] | None = None,
    ) -> None:
        usual = usual_calendar(document)
        if usual is None:
            raise ValueError("The document deals nothing out.")
        self._document, self._members, self._draw_seed = document, sorted(members, key=lambda m: m.seller_id), draw_seed
        self._judge = compile_judge(document)
        self._reckoned = reckoned or {}
        self._strengths = {int(key): value for (what, key), value in self._reckoned.items() if what == "strength"}
        self._calendars = {each.seller_id: each.hours.calendar(usual, company_zone=zone()) for each in members}
        self._skills = {
            each.seller_id: {
                name: frozenset(value.casefold() for value in values)
                for name, values in each.skills.items()
                if name in document.distribution.specialties
            }
            for each in members
        }
        self._loads = {each.seller_id: _Load() for each in self._members}
        self._own: dict[int, int] = {}
        self._held: dict[int, tuple[Request, str]] = {}
        self._waits: dict[int, tuple[int, int]] = {}

    def take(self, requests: Sequence[Request], *, now: datetime) -> list[Decided]:
        """Judge what has come in together and deal it out, in the order of ids."""
        judged = {each.lead_id: self._judge.judge(each.known) for each in requests}
        pool = self._pool(now)
        ordered = sorted(requests)
        leads = [self._asking(each, judged[each.lead_id].grade or "") for each in ordered]
        given = deal(leads, pool, terms_of(self._document.distribution), seed=self._draw_seed()) if pool else ()
        for request, lead, to in zip(ordered, leads, given, strict=bool(pool)):
            if to.seller_id is None:
                self._held[request.lead_id] = (request, judged[request.lead_id].grade or "")
            else:
                self._give(request, lead, to.seller_id, now)
        sellers = {to.lead_id: to.seller_id for to in given}
        return [
            Decided(pk, judged[pk].grade, judged[pk].target, sellers.get(pk))
            for pk in (one.lead_id for one in requests)
        ]

    def deal_waiting(self, *, now: datetime) -> Mapping[int, int]:
        """Give what is held to whoever has come meanwhile; returns the seller by lead."""
        if not self._held:
            return {}
        at_once = len(self._held) >= AT_ONCE
        pool = [each for each in self._pool(now, days=WEEK if at_once else 1) if each.presence is Presence.HERE]
        if not pool:
            return {}
        held = [self._held[pk] for pk in sorted(self._held)]
        leads = [self._asking(request, grade) for request, grade in held]
        seed, terms = self._draw_seed(), terms_of(self._document.distribution)
        given: Iterable[Given] = (
            spread(leads, pool, terms, seed=seed).given if at_once else deal(leads, pool, terms, seed=seed)
        )
        found = {}
        for (request, _), lead, to in zip(held, leads, given, strict=True):
            if to.seller_id is not None:
                found[request.lead_id] = to.seller_id
                self._give(request, lead, to.seller_id, now)
                del self._held[request.lead_id]
        return found

    def answered(self, lead_ids: Iterable[int]) -> None:
        """These no longer wait for their seller."""
        for lead_id in lead_ids:
            if (waits := self._waits.pop(lead_id, None)) is not None:
                self._loads[waits[0]].waiting -= waits[1]

    def _pool(self, now: datetime, *, days: int = 1) -> tuple[Candidate, ...]:
        today = now.astimezone(zone()).date()
        month = today.replace(day=1)
        rows = [
            OnRoster(
                pk, None, 1.0, load.waiting,
                load.day_minutes if load.day == today else 0,
                load.month_value if load.month == month else 0.0,
            )
            for pk, load in self._loads.items()
        ]  # fmt: skip
        absent = {each.seller_id for each in self._members if each.hours.away_until(today) is not None}
        return stand(
            rows, self._document.distribution, now=now, days=days, calendars=self._calendars, absent=absent,
            strengths=self._strengths, skills=self._skills,
        )  # fmt: skip

    def _asking(self, request: Request, grade: str) -> Asking:
        needs = {name: request.product for name in self._document.distribution.specialties if name == "product"}
        return asks(
            request.lead_id, grade, minutes=norms_of(self._document), needs=needs,
            value=worth_by(self._reckoned, grade, request.product),
            own=self._own.get(request.client) if self._document.distribution.own_first else None,
        )  # fmt: skip

    def _give(self, request: Request, lead: Asking, seller_id: int, now: datetime) -> None:
        minutes = round(lead.minutes)
        self._loads[seller_id].add(now.astimezone(zone()).date(), minutes, lead.value)
        self._waits[request.lead_id] = (seller_id, minutes)
        self._own[request.client] = seller_id
