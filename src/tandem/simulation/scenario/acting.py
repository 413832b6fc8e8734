"""A world lived in a running house: leads, calls, answers, sales and payments come in by the door of any source.

Each part is one of the house's own actions, at the world's time: intake recognises the client, judges, deals and starts
clocks; what sellers and clients do is told as another system would tell it; followers and the watch over clocks run
every night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import batched
from typing import Any

from tandem.handover import clock_watch, dealing
from tandem.handover.lots import seeds_from
from tandem.handover.models import Assignment, Held
from tandem.handover.pool import zone
from tandem.intake.doors import Arriving
from tandem.intake.taking_in import take_in
from tandem.journal.followers import follow
from tandem.qualification.models import Qualification
from tandem.simulation.names import phone_digits
from tandem.simulation.rules import DAY
from tandem.simulation.scenario.deciding import Decided
from tandem.simulation.scenario.driving import Deed, What
from tandem.simulation.scenario.rehearsing import seeds_of
from tandem.simulation.scenario.settling_in import Settled
from tandem.simulation.scenario.world import ScenarioWorld

#: Records taken in together, as the gate does.
_TOGETHER = 128
_LOST_REASON = "Дорого"


class Acting:
    """A firm that is the house. By row: ``lead_ids``, and what was ``decided`` as each came in."""

    def __init__(self, world: ScenarioWorld, settled: Settled) -> None:
        self._world, self._settled = world, settled
        self._midnight = datetime.combine(world.start, time(), tzinfo=zone())
        self._places = {pk: place for place, pk in enumerate(settled.sellers)}
        self._rows: dict[int, int] = {}
        self._draw = seeds_of(world)
        self._said = 0
        self.lead_ids: dict[int, int] = {}
        self.decided: dict[int, Decided] = {}

    def take(self, rows: Sequence[int], now: datetime) -> Mapping[int, int | None]:
        """Take the requests in; the house judges and deals them on the way."""
        found: dict[int, int | None] = {}
        for part in batched(rows, _TOGETHER, strict=False):
            with seeds_from(self._draw):
                taken = self._take_in([self._lead(row) for row in part], now)
            self.lead_ids |= dict(zip(part, taken, strict=True))
            self._rows |= dict(zip(taken, part, strict=True))
            sellers = self._dealt(taken)
            self._note(taken, sellers)
            found |= dict.fromkeys(part) | sellers
        return found

    def deal_waiting(self, now: datetime) -> Mapping[int, int]:
        """Deal what nobody had, as the house does three times a minute."""
        held = list(Held.objects.values_list("pk", flat=True))
        if not held:
            return {}
        with seeds_from(self._draw):
            dealing.deal_waiting(now=now)
        return self._dealt([pk for pk in held if pk in self._rows])

    def tell(self, deeds: Sequence[Deed], now: datetime) -> None:
        """Tell the house what its telephony, its CRM and its bank would tell."""
        arriving = [each for deed in deeds for each in self._told(deed)]
        for part in batched(arriving, _TOGETHER, strict=False):
            self._take_in(part, now)

    def answered(self, rows: Sequence[int], now: datetime) -> None:
        """Take the leads off their sellers' load at once; the follower that does it otherwise comes in the night."""
        dealing.off_load([self.lead_ids[row] for row in rows], now=now)

    def night(self, now: datetime) -> None:
        """What follows from the day's facts, and what became of the clocks."""
        follow(now=lambda: now)
        clock_watch.watch(now=now)

    def _note(self, lead_ids: Sequence[int], sellers: Mapping[int, int]) -> None:
        """What the house decided, before anything more is known."""
        judged = Qualification.objects.filter(pk__in=list(lead_ids)).values_list("pk", "grade", "target")
        known = {pk: (grade or None, target) for pk, grade, target in judged}
        for pk in lead_ids:
            grade, target = known.get(pk, (None, None))
            place = sellers.get(row := self._rows[pk])
            self.decided[row] = Decided(pk, grade, target, None if place is None else self._settled.sellers[place])

    def _take_in(self, arriving: Sequence[Arriving], now: datetime) -> list[int]:
        source = self._settled.source
        return [each.subject_id for each in take_in(arriving, sources={source.key: source}, now=now.astimezone(UTC))]

    def _dealt(self, lead_ids: Sequence[int]) -> dict[int, int]:
        """Rows whose lead a seller of this world has."""
        rows = Assignment.objects.filter(pk__in=list(lead_ids)).values_list("pk", "seller")
        return {self._rows[pk]: self._places[seller] for pk, seller in rows if seller in self._places}

    def _at(self, seconds: int) -> datetime:
        return (self._midnight + timedelta(seconds=seconds)).astimezone(UTC)

    def _lead(self, row: int) -> Arriving:
        world, asked = self._world, self._world.asked
        campaign, form = world.cast.campaigns[int(asked.campaign[row])], asked.form
        cells: dict[str, Any] = {
            "created_at": self._at(int(asked.created[row])).isoformat(),
            "client_name": f"Клиент {asked.client[row] + 1}",
            "phone": f"+{phone_digits(int(asked.client[row]) + 1)}",
            "source": campaign.source,
            "channel": campaign.channel,
            "campaign": campaign.name,
            "product": world.cast.products[int(asked.product[row])].name.strip(),
            "segment": world.cast.segments[int(asked.segment[row])].name.strip(),
        }
        cells |= _answers(int(form.need[row]), int(form.budget[row]), int(form.starts[row]))
        at = self._at(int(world.handled.handed[row]))
        return self._record("lead", f"lead-{row}", f"lead-{row}", at, {k: v for k, v in cells.items() if v})

    def _told(self, deed: Deed) -> Iterator[Arriving]:
        at, lead = self._at(deed.at), f"lead-{deed.row}"
        said = at.isoformat()
        seller = self._world.cast.sellers[deed.seller].name
        self._said += 1
        if deed.what is What.CALL:
            cells = {
                "at": said, "kind": "call", "direction": "out", "answered": "yes" if deed.value else "no",
                "duration": str(int(deed.value)), "seller": seller, "lead_id": lead,
            }  # fmt: skip
            yield self._record("activity", f"call-{self._said}", f"call-{self._said}", at, cells)
        elif deed.what is What.PAID:
            day = self._midnight.date() + timedelta(days=deed.at // DAY)
            cells = {"paid_on": day.isoformat(), "amount": f"{deed.value:.2f}", "lead_id": lead}
            yield self._record("payment", f"payment-{deed.row}", f"payment-{deed.row}", at, cells)
        else:
            cells = {"stage_at": said}
            if deed.what is What.TALK:
                told = self._world.outcome.told
                cells |= {"stage": "in_work"}
                cells |= _answers(int(told.need[deed.row]), int(told.budget[deed.row]), int(told.starts[deed.row]))
            elif deed.what is What.WON:
                cells |= {"stage": "won", "amount": f"{deed.value:.2f}"}
            else:
                cells |= {"stage": "lost", "lost_reason": _LOST_REASON}
            yield self._record("lead", f"{lead}-{deed.what.value}", lead, at, cells)

    def _record(self, kind: str, key: str, record: str, at: datetime, cells: dict[str, Any]) -> Arriving:
        return Arriving(
            source=self._settled.source.key, key=key, record=record, received_at=at, kind=kind, cells=cells
        )  # fmt: skip


def _answers(need: int, budget: int, starts: int) -> dict[str, str]:
    """Answers as a form sends them; what nobody knows is not sent."""
    known = {"need": "yes" if need else "no", "budget": str(budget), "starts_within_days": str(starts)}
    return {name: text for (name, text), value in zip(known.items(), (need, budget, starts), strict=True) if value >= 0}
