"""Who is credited with what was sold: every method side by side, and what no method can tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.attribution.journeys import WINDOW, Channel, Journeys, Known, Won, journeys
from tandem.attribution.rules.experiment import GeoTest, HoldOut, dispersion_of, geo_test, hold_out
from tandem.attribution.rules.markov import TooManyStates
from tandem.attribution.rules.methods import PARTS, Credit, Method, credited
from tandem.attribution.rules.paths import CONVERSIONS, MONEY, Lengths, lengths_of
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.store import Reading

ALLOCATION = Text(
    ru="Это распределение, а не причина: каждый метод делит одни и те же продажи по своему правилу, и ни один не "
    "знает, сколько из этих клиентов купили бы и без рекламы. Причину показывает только проверка: с рекламой и без.",
    en="This is allocation, not cause: each method divides the same sales by a rule of its own, and none knows how "
    "many of these clients would have bought anyway. A cause is shown by a test only: with advertising and without.",
)


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One channel and what each method credits it with; a method that could not be computed is missing."""

    channel: Channel
    credits: Mapping[Method, Credit]
    #: Purchases and money in units of the currency that rest on calls credited by chance, counted evenly over a
    #: journey.
    by_calls: tuple[float, float] = (0.0, 0.0)

    def money(self, method: Method) -> Decimal:
        """In units of the currency."""
        return Decimal(self.credits[method].money) / 100

    def conversions(self, method: Method) -> Decimal:
        """To the hundredth."""
        return Decimal(self.credits[method].conversions) / PARTS


@dataclass(frozen=True, slots=True)
class Proof:
    """How large a test would have to be here. ``base``: buyers of ``leads`` old enough; ``a_week``: conversions;
    ``leads_a_week``: who come anew; ``geo_leads``: a test by place that counts them instead of purchases."""

    base: float | None
    leads: int
    a_week: float
    leads_a_week: float
    hold_out: HoldOut
    geo: GeoTest
    geo_leads: GeoTest

    @property
    def weeks_of_hold_out(self) -> int | None:
        """Weeks until so many leads have come; None where no number of them shows the lift, or none come."""
        if self.hold_out.each is None or not self.leads_a_week:
            return None
        return -int(-2 * self.hold_out.each // self.leads_a_week)


@dataclass(frozen=True, slots=True)
class Allocation:
    """All lines of a period, most money first, and the whole that every method's credits add up to.

    ``lengths``: how many of the journeys can be argued about. ``nothing``: journeys that ended in nothing.
    ``left_out``: methods whose chain would be too long to solve.
    """

    by: str
    won: Won
    window: int
    lines: tuple[CreditLine, ...]
    conversions: Decimal
    money: Decimal
    currency: str
    lengths: Lengths
    nothing: int
    young: int
    left_out: tuple[Method, ...]

    @property
    def methods(self) -> tuple[Method, ...]:
        """Those computed, in the order they are shown."""
        return tuple(each for each in Method if each not in self.left_out)


def allocation(
    period: Period, reading: Reading, *, by: str = "source", window: int = WINDOW, won: Won = Won.PAID
) -> Allocation:
    """Credits of a period, by every method."""
    found = journeys(period, reading, by=by, window=window, won=won)
    shares: dict[Method, Mapping[Channel, Credit]] = {}
    left_out = []
    for method in Method:
        try:
            shares[method] = credited(method, found.paths)
        except TooManyStates:
            left_out.append(method)
    conversions, money = found.paths.totals if len(found.paths.codes) else (0.0, 0.0)
    return Allocation(
        by=by,
        won=won,
        window=window,
        lines=_lines(found, shares),
        conversions=Decimal(round(conversions)),
        money=Decimal(round(money)) / 100,
        currency=found.currency,
        lengths=lengths_of(found.paths),
        nothing=_in_nothing(found),
        young=found.mature.young,
        left_out=tuple(left_out),
    )


def _lines(found: Journeys, shares: Mapping[Method, Mapping[Channel, Credit]]) -> tuple[CreditLine, ...]:
    # Both lines stand even when nothing is in them: what is not known is an answer, not a leftover.
    channels = [*found.paths.channels] if len(found.paths.codes) else []
    channels += [each for each in (Channel(Known.DIRECT), Channel(Known.UNKNOWN)) if channels and each not in channels]
    by_calls = {
        channel: (float(purchases), float(money) / 100)
        for channel, (purchases, money) in zip(found.paths.channels, found.by_calls.T, strict=True)
    }
    lines = [
        CreditLine(
            channel,
            {method: each.get(channel, Credit(0, 0)) for method, each in shares.items()},
            by_calls.get(channel, (0.0, 0.0)),
        )
        for channel in channels
    ]
    return tuple(sorted(lines, key=_order))


def _order(line: CreditLine) -> tuple[object, ...]:
    """Names first, the most credited first; then what is not known."""
    money = sum(each.money for each in line.credits.values())
    conversions = sum(each.conversions for each in line.credits.values())
    return line.channel.known, -money, -conversions, line.channel.name


def _in_nothing(found: Journeys) -> int:
    gains = found.paths.gains
    if not len(found.paths.codes):
        return 0
    return round(float(found.paths.journeys[(gains[CONVERSIONS] == 0) & (gains[MONEY] == 0)].sum()))


def proof(period: Period, reading: Reading, *, lift: float, won: Won = Won.PAID, by: str = "source") -> Proof:
    """What it takes to see whether advertising adds ``lift`` to sales."""
    mature = journeys(period, reading, by=by, won=won).mature
    ((buyers, leads),) = reading.rows(
        f"SELECT count(*) FILTER ({mature.bought}), count(*) FROM leads WHERE {mature.where}"
    )
    sold = _weekly("first_paid_on" if won is Won.PAID else "won_on", period, reading)
    came = _weekly("captured_on", period, reading)
    # Weeks before the first lead and after the newest are not weeks without sales: nothing was recorded then.
    known = [at for at, leads in enumerate(came) if leads]
    sold, came = (each[known[0] : known[-1] + 1] if known else [] for each in (sold, came))
    a_week, leads_a_week = (sum(each) / len(each) if each else 0.0 for each in (sold, came))
    base = buyers / leads if leads else None
    return Proof(
        base=base,
        leads=leads,
        a_week=a_week,
        leads_a_week=leads_a_week,
        hold_out=hold_out(base or 0.0, lift),
        geo=geo_test(a_week, lift, dispersion=dispersion_of(sold)),
        geo_leads=geo_test(leads_a_week, lift, dispersion=dispersion_of(came)),
    )


def _weekly(day: str, period: Period, reading: Reading) -> list[float]:
    """Leads whose ``day`` lies in each whole week of the period."""
    counts = dict(
        reading.rows(
            f"SELECT ({day} - $start) // 7, count(*) FROM leads WHERE {day} BETWEEN $start AND $finish GROUP BY 1",
            {"start": period.start, "finish": period.end},
        )
    )
    return [float(counts.get(week, 0)) for week in range(len(period) // 7)]
