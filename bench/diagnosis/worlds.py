"""Made-up companies of 26 weeks with one known cause, or none: what they would export, as arrays.

Leads come by day with weekdays and days that are better than others; each has a campaign, a seller, a hidden kind, a
wait, a label that may be wrong, a sale or not after a while, a check, a payment. The planted cause begins on a day of
its own, not at the border of the periods that are compared. Distractors are in every world: one huge deal, and a day on
which everybody says that leads are bad (which leaves no trace in the data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.diagnosis.rules.decomposition_history import NEVER, History, Span
from tandem.diagnosis.rules.decomposition_leads import Judged
from tandem.diagnosis.rules.decomposition_split import Paid

type Floats = NDArray[np.float64]

DAYS = 182
BEFORE, AFTER = Span(70, 125), Span(126, 181)
UNTIL = 181
STAGES = ("processed", "qualified", "won")
FIRST_WEEKDAY = 0
_LONG = 1_000_000
#: The chance that a target lead, or another, buys of an average seller who answers at once.
OF_TARGET, OF_OTHERS = 0.24, 0.008


@dataclass(frozen=True)
class Planted:
    """What was done to the world, from ``day`` on; ``expected`` are the keys of bars that may be named for it."""

    name: str
    expected: tuple[str, ...] = ()
    side: str = ""
    day: int = 0
    campaigns: tuple[int, ...] = ()
    seller: int = -1
    #: Bars that no loss may be put down to.
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The dials of a company; a planted cause turns some of them from its day on."""

    leads_a_day: float = 50.0
    campaigns: int = 12
    sellers: int = 11
    skill_spread: float = 0.12
    check: float = 60_000.0
    check_spread: float = 0.5
    label_right: float = 0.9
    waits: float = 1.2


@dataclass(frozen=True)
class World:
    """The export and the truth behind it."""

    history: History
    clicks: Floats
    paid: tuple[Paid, Paid]
    settings: Settings
    planted: Planted
    #: What the leads of the earlier and of the later period were to bring: by day, wait, seller and price as they were,
    #: and by the chances of channel, target and sale as they truly stood.
    worth: tuple[float, float]


CAUSES = (
    "audience", "integration", "noncore", "seller", "mix", "discount", "burst", "redefined", "labels",
)  # fmt: skip
NULLS = ("null", "heavy", "alike", "viral")
#: The same causes in a company of six times the leads.
WIDE = {"seller, many leads": "seller"}


def effect(name: str, seed: int) -> float:
    """What the planted cause did to what the later period's leads were to bring, against the same company without it.

    Where something else of the same company changes with it, the mean over both orders, which is the Shapley value.
    """
    cause = WIDE.get(name, name)
    beside = _BESIDE.get(cause, ())
    orders = ((cause,), (cause, *beside)) if beside else ((cause,),)
    gone = [world(name, seed, without=without).worth for without in orders]
    stands = [world(name, seed, without=without[1:]).worth for without in orders]
    change = [(a[1] - a[0]) - (b[1] - b[0]) for a, b in zip(stands, gone, strict=True)]
    return float(np.mean(change))


def world(name: str, seed: int, *, without: tuple[str, ...] = ()) -> World:
    """The world of a cause, of a larger company where it is one of ``WIDE``; the same seed gives the same company whatever is planted.

    ``without`` are changes that never come: the cause itself, or what changes beside it.
    """
    leads_a_day = 50.0
    if name in WIDE:
        name, leads_a_day = WIDE[name], 300.0
    random = np.random.default_rng([seed, 11])
    day = int(np.random.default_rng([seed, 7]).integers(112, 141))
    settings = Settings(
        leads_a_day=leads_a_day, skill_spread=0.0 if name == "alike" else 0.12, check_spread=1.1 if name == "heavy" else 0.5
    )  # fmt: skip
    campaigns, sellers = settings.campaigns, settings.sellers
    weight = random.dirichlet(np.full(campaigns, 6.0))
    target_share = 1 / (1 + np.exp(-random.normal(-0.4, 0.4, campaigns)))
    skill = np.exp(random.normal(0, settings.skill_spread, sellers))
    two = tuple(int(each) for each in np.argsort(-weight)[1:3])
    if name in ("audience",):
        target_share[list(two)] = 0.40
    cheap = int(np.argsort(-weight)[0])
    if name == "mix":
        target_share[cheap] = 0.15
        weight = weight / (weight.sum() - weight[cheap]) * 0.8
        weight[cheap] = 0.2

    # Arrivals
    weekday = np.array([1.15, 1.1, 1.05, 1.05, 1.0, 0.75, 0.7])[np.arange(DAYS) % 7]
    rate = settings.leads_a_day * weekday * random.gamma(25, 1 / 25, DAYS)
    if name == "burst":
        rate[UNTIL - 13 :] *= 2
    if name == "viral":
        rate[day : day + 10] *= 2
    count = random.poisson(rate)
    of_day = np.repeat(np.arange(DAYS), count)
    n = len(of_day)
    since = (of_day >= day) & (name not in without)
    shares = np.repeat(weight[None], DAYS, axis=0)
    if name == "mix":
        other = weight.copy()
        other[cheap] = 0
        later = other / other.sum() * 0.4
        later[cheap] = 0.6
        shares[day:] = shares[day:] if name in without else later
    upto = shares.cumsum(axis=1)
    channel = (random.random(n)[:, None] > upto[of_day] / upto[of_day][:, -1:]).sum(axis=1)
    seller = random.integers(0, sellers, n)
    target_of = np.repeat(target_share[None], DAYS, axis=0)
    if name == "audience" and name not in without:
        target_of[day:, list(two)] = 0.15
    better = (of_day >= day) & (name == "mix") & ("rates" not in without)
    if better.any():
        target_of[day:] = np.minimum(target_of[day:] * 1.05, 1)
    target = random.random(n) < target_of[of_day, channel]

    # Work: hand-over, answer, processing
    handed = random.exponential(0.1, n)
    if name == "integration":
        handed = np.where(since, handed + 4, handed)
    answer = random.lognormal(np.log(settings.waits), 1.1, n)
    done = np.full(n, 0.94)
    if name == "noncore":
        answer = np.where(since, answer * 3.0, answer)
        done = np.where(since, 0.80, done)
    processed = random.random(n) < done
    waited = handed + answer

    # Sale
    power = skill[seller]
    if name == "seller":
        power = np.where(since & (seller == 3), power / 2, power)
    sells = power * (1 + waited) ** -0.22 * np.where(better, 1.05, 1.0)
    sold = random.random(n) < np.minimum(np.where(target, OF_TARGET, OF_OTHERS) * sells * processed, 0.95)
    takes = np.ceil(random.exponential(11, n)).astype(int)
    bought_on = np.where(sold, of_day + takes, _LONG)
    lost_takes = np.ceil(random.exponential(16, n)).astype(int)
    lost_on = np.where(sold, _LONG, of_day + lost_takes)
    list_price = settings.check * random.lognormal(-(settings.check_spread**2) / 2, settings.check_spread, n)
    discount = np.clip(random.normal(0.05, 0.02, n), 0, 0.2)
    if name == "discount":
        discount = np.where(since, discount + 0.12, discount)
    usual_price = list_price.copy()
    agreed = list_price * (1 - discount)
    huge = np.flatnonzero(sold & (bought_on <= UNTIL) & (of_day > 126))
    if len(huge):
        agreed[huge[0]] = list_price[huge[0]] = settings.check * 35
    paid_after = np.ceil(random.exponential(4, n)).astype(int)
    paid_on = np.where(sold, bought_on + paid_after, _LONG)

    # What sellers wrote
    right = random.random(n) < settings.label_right
    label = np.where(right, target, ~target)
    if name == "labels":
        hard = target & ~sold & (random.random(n) < 0.35)
        label = np.where(since & hard, False, label)
    judged_on = of_day + random.integers(0, 3, n)
    if name == "redefined":
        label = np.where(since, label & (random.random(n) < 0.6), label)
    known = (judged_on <= UNTIL) & processed
    qualified = sold | (target & processed & (random.random(n) < 0.45))
    qualified_on = np.where(qualified, np.minimum(of_day + np.minimum(takes, 4), bought_on), _LONG)

    processed_on = np.where(processed, of_day + (waited / 24).astype(int), _LONG)
    reached = np.stack([processed_on, qualified_on, bought_on])
    reached = np.where(reached <= UNTIL, reached, NEVER)
    is_paid = paid_on <= UNTIL
    ending = np.where(of_day >= AFTER.first, AFTER.last, BEFORE.last)
    contacted = processed & (of_day + waited / 24 <= UNTIL)
    history = History(
        day=of_day, came=np.asarray(of_day * 24.0, dtype=np.float64), client=np.arange(n), channel=channel, seller=seller,
        judged=np.where(known, np.where(label, Judged.TARGET, Judged.NON_TARGET), Judged.NOT_YET).astype(np.int64),
        reached_on=reached, lost_on=np.where(lost_on <= UNTIL, lost_on, NEVER),
        handed=handed, answered=np.where(contacted, waited, np.nan),
        paid=np.where(is_paid, agreed, 0.0), cash=np.where(is_paid & (paid_on <= ending), agreed, 0.0),
        paid_on=np.where(is_paid, paid_on, NEVER), agreed=np.where(sold, agreed, 0.0),
        list_price=np.where(reached[-1] != NEVER, list_price, 0.0),
        deal_price=np.where(reached[-1] != NEVER, agreed, 0.0),
        returning=np.zeros(n, dtype=np.bool_),
    )  # fmt: skip
    paid = tuple(_earlier(history, span) for span in (BEFORE, AFTER))
    expected, side = _SAYS.get(name, ((), ""))
    planted = Planted(
        name, expected, side, day=day, campaigns=two if name == "audience" else (), seller=3 if name == "seller" else -1,
        forbidden=_NOT.get(name, ()),
    )  # fmt: skip
    clicks = np.zeros((BEFORE.days + AFTER.days, campaigns))
    targets = (shares * target_of).sum(axis=1) / shares.sum(axis=1)
    true = (OF_OTHERS + (OF_TARGET - OF_OTHERS) * targets[of_day]) * sells * done * usual_price * (1 - discount)
    worth = tuple(float(true[span.holds(of_day)].sum()) for span in (BEFORE, AFTER))
    return World(history, clicks, (paid[0], paid[1]), settings, planted, (worth[0], worth[1]))


#: What changes in the same company beside the cause.
_BESIDE = {"mix": ("rates",)}

#: What must be named for each cause, and whose it is.
_SAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "audience": (("target",), "marketing"),
    "integration": (("handover_wait",), ""),
    "noncore": (("processed", "answer_wait"), "sales"),
    "seller": (("seller",), "sales"),
    "mix": (("mix",), "marketing"),
    "discount": (("discount",), "sales"),
    "labels": (("labels",), ""),
}

_SELLING = ("processed", "answer_wait", "qualified", "won")
#: What a loss must not be put down to.
_NOT: dict[str, tuple[str, ...]] = {
    "audience": _SELLING,
    "integration": ("target", "mix", "traffic"),
    "noncore": ("target", "mix", "traffic"),
    "seller": ("target", "mix", "traffic"),
    "mix": ("target", *_SELLING),
    "discount": ("target", "mix", "traffic", *_SELLING),
    "burst": ("target", "mix", "traffic", "check", "discount", *_SELLING),
    "redefined": ("target", *_SELLING),
    "labels": ("target",),
}


def _earlier(history: History, span: Span) -> Paid:
    """Money paid in the period by leads of the days before, by day."""
    of = (history.day < span.first) & (history.paid_on >= span.first) & (history.paid_on <= span.last)
    found = np.bincount(history.paid_on[of] - span.first, weights=history.paid[of], minlength=span.days)
    return Paid(found, np.zeros(span.days))
