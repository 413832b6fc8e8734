"""Tandem's own rules in the carrier's place: the table of grades, the card, the dealing and the queue, as in production.

Nothing here knows what a lead truly is. What the company sees: campaign and segment, the answers of the form, what the
seller noted in the call, and, two weeks after a call, whether the lead bought.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from threadpoolctl import threadpool_limits

from bench.carrier_agreement import (
    AGREEMENT,
    ASKED,
    FADING,
    GRADES,
    NOT_TARGET,
    PASSED_ON,
    TERMS,
    USEFUL,
    grades_of,
    kept,
    points_of_grades,
)
from bench.carrier_firm import GIVEN_UP, Firm
from bench.carrier_world import (
    CAMPAIGNS,
    CELLS,
    FROZEN,
    OFFICE,
    SEGMENTS,
    SELLERS,
    TARGET_GRADES,
    Ints,
    Leads,
    Luck,
    calendar_of,
)
from tandem.agreement.document import GRADE_TERM, Scorecard
from tandem.handover.dealing_rules import Asking, Candidate, Common, Deal, Presence, Terms
from tandem.handover.sharing_rules import CommonQueue
from tandem.handover.strength_rules import strengths_of
from tandem.scoring.attributes import NO, YES, Attribute, category
from tandem.scoring.cards import chance_at, without_grades
from tandem.scoring.training import NotEnough, chances_of, points_of, train
from tandem.selling.queue_rules import Waiting, cost_of_waiting, draw_of, order_of

_ENGINE = FROZEN["engine"]


@dataclass
class Engine:
    """How leads find their seller by Tandem's rules; ``firm`` holds what has been seen so far."""

    luck: Luck
    firm: Firm
    started: float
    card: Scorecard | None = None
    terms: Terms = TERMS
    queues: list[list[int]] = field(default_factory=lambda: [[] for _ in range(SELLERS)])

    def __post_init__(self) -> None:
        """Nobody has been dealt a lead."""
        n = len(self.luck.captured)
        draws = [draw_of(lead, share=float(AGREEMENT.queue.random_share)) for lead in range(n)]
        self._place = np.array([np.nan if draw is None else draw.place for draw in draws])
        self._chance, self._points = np.zeros(n), np.zeros(n)
        self._orders: list[list[int]] = [[] for _ in range(SELLERS)]
        self._ordered = [-np.inf] * SELLERS
        self._changed = [False] * SELLERS
        self._price = [0.0] * SELLERS
        self._captured = self.luck.captured.tolist()
        self._due: deque[tuple[float, int, int]] = deque()
        self._strength = [1.0] * SELLERS
        self._of_month, self._of_day = np.zeros(SELLERS), np.zeros(SELLERS)
        self._month, self._day = -1, -1.0
        self._shifts: dict[str, int] = {}
        self._deal: Deal | None = None
        self._dealt = -np.inf
        self.change(self.firm.leads)

    def change(self, leads: Leads) -> None:
        """The leads of the months to come are others."""
        self._leads, self._graded = leads, grades_of(leads.call)
        self._known = self.luck.captured >= self.started * 1440

    # Learning

    def learn(self, day: float) -> None:
        """Train the card on handled leads whose outcome is known, and reckon the sellers' strengths."""
        known = day * 1440 - _ENGINE["outcome_days"] * 1440
        # A talk that was ended early is no refusal; of the grades that are, those drawn by lot tell what they are worth.
        rows = np.flatnonzero((self.firm.called < known) & (self.firm.early == 0))
        bought = self.firm.won[rows]
        asked = self.firm.called[rows] >= self.started * 1440
        grades = [self._graded[row] if told else None for row, told in zip(rows, asked, strict=True)]
        late = (np.arange(len(rows)) >= len(rows) / 2).astype(np.float64)
        graded = category(GRADE_TERM, grades)
        try:
            with threadpool_limits(1):
                found = train(self._attributes(rows), bought, late=late, grades=graded if graded.levels else None)
            self.card = found.card
        except NotEnough:
            self.card = None
        self._shifts = {} if self.card is None else points_of_grades(self.card)
        self._score(float(bought.mean()) if len(rows) else 0.0)
        leads: dict[tuple[int, str], float] = {}
        sales: dict[tuple[int, str], float] = {}
        for row, grade, sold in zip(rows, grades, bought, strict=True):
            place = (int(self.firm.seller[row]), grade or "")
            leads[place], sales[place] = leads.get(place, 0.0) + 1, sales.get(place, 0.0) + float(sold)
        told = strengths_of(leads, sales)
        self._strength = [told[each].ratio if each in told else 1.0 for each in range(SELLERS)]

    def _attributes(self, rows: Ints) -> list[Attribute]:
        cells, asked = self._leads.cell[rows], self._known[rows]
        found = [
            Attribute("campaign", codes=cells // SEGMENTS, levels=tuple(map(str, range(CAMPAIGNS)))),
            Attribute("segment", codes=cells, levels=tuple(map(str, range(CELLS)))),
        ]
        for name, answers in zip(("form_need", "form_budget", "form_urgent"), self._leads.form, strict=True):
            found.append(Attribute(name, codes=np.where(asked, answers[rows].astype(np.int64), -1), levels=(NO, YES)))
        return found

    def _score(self, usual: float) -> None:
        """The points and chance of every lead as it comes, before anybody has graded it."""
        if self.card is None:
            self._chance[:] = usual
            return
        card = without_grades(self.card)
        points = points_of(card, self._attributes(np.arange(len(self._chance))), leads=len(self._chance))
        self._points, self._chance = points.astype(np.float64), chances_of(card, points)

    # Dealing

    def come(self, leads: Sequence[int], office: float) -> None:
        """Deal what has come, one by one, each counting for the next."""
        came = [each for each in leads if self._leads.exists[each]]
        self._begin(office)
        if self._deal is None or office - self._dealt >= _ENGINE["dealt_every_minutes"]:
            self._deal, self._dealt = Deal(self._candidates(office), self.terms, seed=self.firm.world.seed), office
        self._pass_on(office)
        for lead in came:
            self._give(lead, office)

    def _give(self, lead: int, office: float, not_to: int | None = None) -> None:
        assert self._deal is not None
        asking = self._asking(lead, not_to)
        seller = self._deal.give(asking).seller_id
        assert seller is not None, "everybody is there in office hours and is for everything"
        self.queues[seller].append(lead)
        self._changed[seller] = True
        self._of_month[seller] += asking.value
        self._of_day[seller] += asking.minutes
        if not_to is None:
            self._due.append((office + PASSED_ON, lead, seller))

    def _asking(self, lead: int, not_to: int | None = None) -> Asking:
        return Asking(lead, float(ASKED.minutes), float(self._chance[lead]), {}, not_to=not_to)

    def _pass_on(self, office: float) -> None:
        """Whoever has not been called by the deadline, and some minutes on, is given to another seller, once."""
        while self._due and self._due[0][0] <= office:
            _, lead, seller = self._due.popleft()
            if lead in self.queues[seller] and self._deal is not None:
                self.queues[seller].remove(lead)
                self._changed[seller] = True
                self._give(lead, office, not_to=seller)

    def _begin(self, office: float) -> None:
        """A new day, or a new month, has nobody ahead."""
        day = office // OFFICE
        month = int(calendar_of(office) // 1440 // FROZEN["firm"]["month_days"])
        if day != self._day:
            self._day, self._deal = day, None
            self._of_day[:] = 0
        if month != self._month:
            self._month, self._deal = month, None
            self._of_month[:] = 0

    def _candidates(self, office: float) -> list[Candidate]:
        in_month = (calendar_of(office) / 1440 % FROZEN["firm"]["month_days"]) * OFFICE * 5 / 7
        return [
            Candidate(
                seller_id=at, presence=Presence.HERE, minutes=in_month, capacity=OFFICE * USEFUL,
                waiting=float(len(self.queues[at]) * ASKED.minutes), today=float(self._of_day[at]),
                value=float(self._of_month[at]), strength=self._strength[at],
            )
            for at in range(SELLERS)
        ]  # fmt: skip

    # The queue

    def take(self, seller: int, office: float, now: float) -> int | None:
        """The first of the common queue that they may take, or of their own where the agreement has none."""
        if self.terms.common != Common.NEVER:
            self._share(seller, office, now)
        if not self.queues[seller]:
            return None
        old = office - self._ordered[seller] > _ENGINE["order_kept_minutes"]
        if self._changed[seller] or old or not self._orders[seller]:
            self._order(seller, office, now)
        if not self._orders[seller]:
            return None
        lead = self._orders[seller].pop(0)
        self.queues[seller].remove(lead)
        return lead

    def _share(self, seller: int, office: float, now: float) -> None:
        """Give a free seller the first of what waits for anybody, if it is another's and they may take it."""
        sellers = CommonQueue(self._candidates(office), self.terms)
        if sellers.bar_of_taker(seller) is not None:
            return
        since = now - GIVEN_UP
        owners = {lead: at for at, queue in enumerate(self.queues) for lead in queue if self._captured[lead] >= since}
        leads = np.fromiter(owners, dtype=np.int64, count=len(owners))
        if not len(leads):
            return
        waiting = self._waiting(leads, now)
        self._price[seller] = float(cost_of_waiting(waiting).sum()) / 60 / SELLERS
        for at in order_of(waiting, grade_first=AGREEMENT.queue.grade_first):
            lead = int(leads[at])
            giver = owners[lead]
            if giver == seller:
                break
            asking = self._asking(lead)
            if sellers.bar(asking, taker=seller, giver=giver) is None:
                self._move(lead, asking, giver, seller)
                break
        else:
            return
        # What goes first is known: no second look at the seller's own.
        self._orders[seller], self._ordered[seller], self._changed[seller] = [lead], office, False

    def _move(self, lead: int, asking: Asking, giver: int, taker: int) -> None:
        self.queues[giver].remove(lead)
        self.queues[taker].append(lead)
        self._changed[giver] = True
        for of, by in ((giver, -1), (taker, 1)):
            self._of_month[of] += by * asking.value
            self._of_day[of] += by * asking.minutes

    def _order(self, seller: int, office: float, now: float) -> None:
        self.queues[seller] = [lead for lead in self.queues[seller] if now - self.luck.captured[lead] <= GIVEN_UP]
        leads = np.array(self.queues[seller], dtype=np.int64)
        waiting = self._waiting(leads, now)
        order = order_of(waiting, grade_first=AGREEMENT.queue.grade_first) if len(leads) else []
        self._orders[seller] = [int(leads[at]) for at in order]
        self._price[seller] = float(cost_of_waiting(waiting)[order[1:]].sum()) / 60 if len(order) > 1 else 0.0
        self._ordered[seller], self._changed[seller] = office, False

    def _waiting(self, leads: Ints, now: float) -> Waiting:
        ones = np.ones(len(leads))
        return Waiting(
            chance=self._chance[leads], value=ones, hours=np.maximum(now - self.luck.captured[leads], 0.0) / 60,
            minutes=ones * ASKED.minutes, half_life=ones * float(ASKED.half_life),
            lasting=ones * float(ASKED.lasting), rank=np.full(len(leads), len(GRADES) - 1), place=self._place[leads],
        )  # fmt: skip

    # The call

    def ends_early(self, lead: int, seller: int, now: float) -> bool:
        """Whether the rest of the talk is worth less than the seller's time.

        It is where its chance, by the card with the points of the grade, is below the minutes it would save times the
        shadow price of a minute: what another minute of waiting costs all who wait for this seller, by the queue's own
        rule. Where nobody waits a minute costs nothing, and before outcomes of graded leads are known every talk is a
        whole one; so is that with a lead drawn by lot, of which the rest is learned.
        """
        grade = self._graded[lead]
        if self.card is None or grade not in self._shifts or self._place[lead] == self._place[lead]:
            return False
        chance = chance_at(self.card, self._points[lead] + self._shifts[grade]) * kept(grade, self._hours(lead, now))
        # A whole talk with somebody who is no target lead is as long as the shortest with one who is.
        whole = max(FADING[grade].minutes, min(FADING[each].minutes for each in TARGET_GRADES))
        return bool(chance < self._price[seller] * (whole - FADING[NOT_TARGET].minutes))

    def _hours(self, lead: int, now: float) -> float:
        return max(now - float(self.luck.captured[lead]), 0.0) / 60
