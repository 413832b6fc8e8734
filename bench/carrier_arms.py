"""The arms of one carrier: the same leads, answers and luck, met by the firm before, newest first, a placebo and Tandem."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import numpy as np

from bench.carrier_engine import Engine
from bench.carrier_firm import Firm, Pool
from bench.carrier_world import CAMPAIGNS, FROZEN, LAST_DAY, MEASURED, SEGMENTS, Floats, Leads, Luck, World, leads_of

_FIRM, _MARKETING = FROZEN["firm"], FROZEN["marketing"]
#: The time before the start, and the months after it.
_MONTHS = 5
_STEPS = 2
_DAYS = (*FROZEN["engine"]["trained_on_days"], LAST_DAY)
#: Imagined leads by which a campaign's share of target leads is pulled towards that of all.
_PULL = 20


@dataclass(frozen=True)
class Result:
    """One world; the arms are shares of the measured leads that bought, None in a refused world.

    ``highest`` is p_A; ``youden`` is that of the sellers' labels by which marketing went.
    """

    seed: int
    refused: bool
    highest: float
    order: str
    dials: dict[str, float]
    before: float | None = None
    newest: float | None = None
    placebo: float | None = None
    engine: float | None = None
    marketing: float | None = None
    youden: float | None = None


def result(seed: int) -> Result:
    """All arms of a world."""
    world = World.of(seed)
    luck = Luck.of(world)
    parts, shift, flow = np.repeat(world.cells[None], _MONTHS, axis=0), np.zeros(_MONTHS), np.ones(_MONTHS)
    leads = leads_of(world, luck, parts, shift, flow, placebo=False)
    highest = _calibrated(world, luck, leads)
    refused = highest > _FIRM["highest_chance"]
    told = Result(seed, refused, highest, world.order, world.dials)
    if refused:
        return told
    usual = _Response(parts, shift, flow)
    start = _started(world, luck, leads, highest)
    # Until the first month is over marketing has seen nothing, so that both arms are one.
    plain = _month(*_twin(*start), 0)
    answering = _twin(*plain)
    youden = 0.0
    for number in range(1, len(_DAYS) - 1):
        plain = _month(*plain, number)
        youden = _respond(world, answering[0], usual, number)
        answering[0].change(leads_of(world, luck, usual.parts, usual.shift, usual.flow, placebo=False))
        answering[1].change(answering[0].leads)
        answering = _month(*answering, number)
    shuffled = leads_of(world, luck, world.cells[None], np.zeros(1), np.ones(1), placebo=True)
    start[0].change(shuffled)
    start[1].change(shuffled)
    for number in range(len(_DAYS) - 1):
        start = _month(*start, number)
    return Result(
        seed, refused, highest, world.order, world.dials,
        before=_share(_firm(world, luck, leads, highest, world.order)),
        newest=_share(_firm(world, luck, leads, highest, "newest first")),
        placebo=_share(start[0]), engine=_share(plain[0]), marketing=_share(answering[0]), youden=youden,
    )  # fmt: skip


def _calibrated(world: World, luck: Luck, leads: Leads) -> float:
    """The chance of an A lead with which the firm before stands where it stood; one too high is not searched further."""
    limit, wanted = _FIRM["highest_chance"], _FIRM["before"]
    reached = _expected(_firm(world, luck, leads, limit, world.order))
    if reached < wanted:
        return 1.0
    # Nearly a straight line through zero: but for the time that sales take.
    highest = limit
    for _ in range(_STEPS):
        highest *= wanted / reached
        reached = _expected(_firm(world, luck, leads, highest, world.order))
    return float(highest * wanted / reached)


def _firm(world: World, luck: Luck, leads: Leads, highest: float, order: str) -> Firm:
    """The firm before, and from the first day after the start on the order asked for."""
    firm = Firm(world, luck, leads, highest)
    pool = Pool(luck, leads, world.order)
    firm.until(0, pool)
    pool.order = order
    firm.until(LAST_DAY, pool)
    return firm


def _started(world: World, luck: Luck, leads: Leads, highest: float) -> tuple[Firm, Engine]:
    """The firm before on the morning of the start, its card trained and those who wait dealt out."""
    firm = Firm(world, luck, leads, highest)
    pool = Pool(luck, leads, world.order)
    firm.until(0, pool)
    engine = Engine(luck, firm, started=0.0)
    engine.learn(0)
    engine.come(sorted(pool.waiting), float(luck.office[firm.seen - 1]))
    return firm, engine


def _month(firm: Firm, engine: Engine, number: int) -> tuple[Firm, Engine]:
    """From one training of the card to the next; the first was at the start."""
    if number:
        engine.learn(_DAYS[number])
    firm.until(_DAYS[number + 1], engine)
    return firm, engine


def _twin(firm: Firm, engine: Engine) -> tuple[Firm, Engine]:
    """The same firm once more, for an arm that begins like another; what nobody changes is shared."""
    shared: dict[int, object] = {id(each): each for each in (firm.world, firm.luck, firm.leads)}
    return copy.deepcopy((firm, engine), shared)


@dataclass
class _Response:
    """What marketing makes of what it learns, by month from the one before the start on: see ``leads_of``."""

    parts: Floats
    shift: Floats
    flow: Floats


def _respond(world: World, firm: Firm, response: _Response, month: int) -> float:
    """Change where the money goes and who is addressed from a month on; Youden's index of the labels so far."""
    leads = firm.leads
    talked = np.flatnonzero((firm.called >= 0) & leads.exists)
    label, truth = leads.call[0, talked], leads.classes[talked] < 3
    youden = max(float(label[truth].mean() - label[~truth].mean()), 0.0)
    campaign = leads.cell[talked] // SEGMENTS
    cases, hits = (np.bincount(campaign, weights=each, minlength=CAMPAIGNS) for each in (None, label))
    learned = (hits + _PULL * label.mean()) / (cases + _PULL)
    gamma, row = world.dials["gamma"], month + 1
    usual = world.cells.reshape(CAMPAIGNS, SEGMENTS).sum(axis=1)
    # Leads = a · spend^γ with one ``a`` for all campaigns.
    spent = usual ** (1 / gamma)
    now = (response.parts[row].reshape(CAMPAIGNS, SEGMENTS).sum(axis=1) * response.flow[row]) ** (1 / gamma)
    best = learned ** (1 / (1 - gamma))
    moved = now * (best / best.sum() * spent.sum() / now) ** _MARKETING["step"]
    moved *= spent.sum() / moved.sum()
    brought = moved**gamma
    inside = world.cells.reshape(CAMPAIGNS, SEGMENTS) / usual[:, None]
    response.parts[row:] = (inside * (brought / brought.sum())[:, None]).reshape(-1)
    response.flow[row:] = min(float(brought.sum() / usual.sum()), _MARKETING["most_leads"])
    response.shift[row:] = response.shift[row] + world.dials["response"] * youden / 3
    return youden


def _measured(firm: Firm) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    day = firm.luck.captured / 1440
    return np.asarray((day >= MEASURED[0]) & (day < MEASURED[1]) & firm.leads.exists)


def _share(firm: Firm) -> float:
    return float(firm.won[_measured(firm)].mean())


def _expected(firm: Firm) -> float:
    return float(firm.promise[_measured(firm)].mean())
