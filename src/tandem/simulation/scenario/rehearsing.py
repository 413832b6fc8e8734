"""A firm in memory: the rules of production decide over a world, and nothing is written anywhere."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from tandem.agreement.document import Document
from tandem.agreement.starting import starter
from tandem.handover.lots import BITS
from tandem.people.presence_rules import Away, Week, WeekFrom, Written
from tandem.simulation.scenario.company_format import Seller
from tandem.simulation.scenario.deciding import Decided, House, Member, Request
from tandem.simulation.scenario.driving import Deed
from tandem.simulation.scenario.world import ScenarioWorld


def document_of(world: ScenarioWorld) -> Document:
    """The starter agreement with what the scenario says otherwise; its dates fit the world's beginning."""
    rules = world.scenario.agreement
    document = starter(rules.language, world.start)
    distribution = msgspec.structs.replace(
        document.distribution,
        own_first=rules.own_first,
        least_part=Decimal(str(rules.least_part)),
        ahead=Decimal(str(rules.ahead)),
        useful=Decimal(str(rules.useful)),
    )
    grading = document.grading
    if rules.target:
        target = msgspec.structs.replace(grading.target_lead, clause=rules.target)
        grading = msgspec.structs.replace(grading, target_lead=target)
    return msgspec.structs.replace(document, distribution=distribution, grading=grading)


def seeds_of(world: ScenarioWorld) -> Callable[[], int]:
    """The seeds of the decisions of a world, one after the other."""
    chance = random.Random(f"{world.seed} decisions")  # noqa: S311 - nobody is to be kept from foreseeing them
    return lambda: chance.getrandbits(BITS)


def week_of(seller: Seller) -> Week:
    """The hours of a seller as they are written down in the shifts."""
    opens, closes = (f"{int(hour)}:{round(hour % 1 * 60):02d}" for hour in (seller.opens, seller.closes))
    return Week((f"{opens}-{closes}",) * 5 + ("", ""), holidays="RU")


def absences_of(world: ScenarioWorld, seller: Seller) -> tuple[Away, ...]:
    """When a seller is away."""
    return tuple(
        Away(world.day(each.first_day), world.day(each.last_day))
        for each in world.scenario.absence
        if each.seller == seller.name
    )


def known_of(world: ScenarioWorld, row: int) -> dict[str, object]:
    """What the form says of a request, by the fields that clauses read."""
    form = world.asked.form
    known: dict[str, object] = {}
    if form.need[row] >= 0:
        known["need"] = bool(form.need[row])
    if form.budget[row] >= 0:
        known["budget"] = Decimal(int(form.budget[row]))
    if form.starts[row] >= 0:
        known["starts_within_days"] = int(form.starts[row])
    return known


class Rehearsal:
    """A firm of nothing but rules. ``seller_ids`` by place and ``lead_id`` by row may be those of a house."""

    def __init__(
        self,
        world: ScenarioWorld,
        *,
        seller_ids: Sequence[int] | None = None,
        lead_id: Callable[[int], int] = lambda row: row + 1,
        reckoned: Mapping[tuple[str, str], float] | None = None,
    ) -> None:
        self._world, self._lead_id = world, lead_id
        ids = list(seller_ids or range(1, len(world.cast.sellers) + 1))
        members = [
            Member(
                pk,
                Written((WeekFrom(world.start - timedelta(days=1), week_of(seller)),), absences_of(world, seller)),
                {"product": frozenset(seller.products)} if seller.products else {},
            )
            for pk, seller in zip(ids, world.cast.sellers, strict=True)
        ]
        self._places = {pk: place for place, pk in enumerate(ids)}
        self._rows: dict[int, int] = {}
        self._house = House(document_of(world), members, draw_seed=seeds_of(world), reckoned=reckoned)
        self.decided: dict[int, Decided] = {}

    def take(self, rows: Sequence[int], now: datetime) -> Mapping[int, int | None]:
        """Judge and deal."""
        world = self._world
        requests = []
        for row in rows:
            self._rows[self._lead_id(row)] = row
            product = world.cast.products[int(world.asked.product[row])].name.strip()
            requests.append(Request(self._lead_id(row), int(world.asked.client[row]), product, known_of(world, row)))
        found = self._house.take(requests, now=now)
        self.decided |= {self._rows[each.lead_id]: each for each in found}
        return {
            self._rows[each.lead_id]: None if each.seller_id is None else self._places[each.seller_id] for each in found
        }

    def deal_waiting(self, now: datetime) -> Mapping[int, int]:
        """Deal what nobody had."""
        return {self._rows[pk]: self._places[seller] for pk, seller in self._house.deal_waiting(now=now).items()}

    def tell(self, deeds: Sequence[Deed], now: datetime) -> None:
        """Nobody keeps a journal here."""

    def answered(self, rows: Sequence[int], now: datetime) -> None:
        """They weigh on nobody any more."""
        self._house.answered(self._lead_id(row) for row in rows)

    def night(self, now: datetime) -> None:
        """Nothing follows by itself here."""
