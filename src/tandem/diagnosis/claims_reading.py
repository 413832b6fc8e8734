"""What the data says of a claim: the leads it speaks of, what they are held to, and what stands beside.

What a target lead, a refusal for the price, a kept promise or a useful minute *is* stands in the rooms below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from tandem.agreement.queries import in_force
from tandem.basics.intervals import poisson_interval
from tandem.basics.periods import Period
from tandem.diagnosis.claims_promise import Kept, contact_promise, uncontacted
from tandem.diagnosis.rules.claims import (
    Against,
    Bar,
    Cases,
    Kind,
    Lacking,
    Room,
    Tested,
    Verdict,
    level_of,
    room_for_more,
    tested,
)
from tandem.diagnosis.warning_reading import agreed_shares
from tandem.measures.horizon import horizon
from tandem.measures.questions import Member, Question, answer
from tandem.measures.store import Reading
from tandem.measures.values import Value
from tandem.voice.counts import Scope, heard
from tandem.workload.queries import Filled, standing

#: The code of the agreement that a refusal for the price has.
PRICE = "price"
#: Days of a month on average, and of the four weeks that a department's load is told by.
_MONTH, _WEEKS = 30.44, 28


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim speaks of; ``seller`` is whose leads alone are counted."""

    kind: Kind
    period: Period
    campaign: str = ""
    seller: int | None = None

    @property
    def where(self) -> dict[str, tuple[Member, ...]]:
        """Its leads as filters of a question."""
        campaign: dict[str, tuple[Member, ...]] = {"campaign": (self.campaign,)} if self.campaign else {}
        return campaign | ({"seller": (self.seller,)} if self.seller is not None else {})


@dataclass(frozen=True, slots=True)
class Beside:
    """Other leads that the same was counted of: no proof, and good to know."""

    of: str
    cases: Cases


@dataclass(frozen=True, slots=True)
class Figures:
    """An answer with all its numbers, as it is kept."""

    verdict: Verdict
    lacking: Lacking
    cases: Cases | None = None
    bar: Bar | None = None
    tested: Tested | None = None
    #: Campaigns or sellers that the claim could have been raised of.
    among: int = 1
    beside: tuple[Beside, ...] = ()
    room: Room | None = None
    #: For calls: the title of the promise; empty where none is agreed and a day is taken.
    promise: str = ""
    #: Leads of which it is not known yet.
    open: int = 0


def answered(asked: Asked, reading: Reading, *, number: int) -> Figures:
    """The ``number``-th answer to a claim."""
    if asked.kind is Kind.MORE:
        return _more(asked, reading)
    counted = {Kind.JUNK: _junk, Kind.SILENT: _silent, Kind.DEAR: _dear}[asked.kind](asked, reading)
    if counted.lacking:
        return Figures(Verdict.CANNOT_TELL, counted.lacking, promise=counted.promise)
    bars = [each for each in (counted.agreed, *_counted_bars(counted)) if each is not None]
    among = _among(asked, reading)
    level = level_of(asked=number, among=among)
    found = tested(counted.now, bars[0] if bars else None, level=level)
    return Figures(
        found.verdict, found.lacking, counted.now, bars[0] if bars else None, found, among,
        beside=(*(Beside(bar.against, bar.cases) for bar in bars[1:] if bar.cases), *counted.beside),
        promise=counted.promise, open=counted.open,
    )  # fmt: skip


_NONE = Cases(0, 0)


@dataclass(frozen=True, slots=True)
class _Counted:
    now: Cases = _NONE
    agreed: Bar | None = None
    before: Cases = _NONE
    others: Cases = _NONE
    beside: tuple[Beside, ...] = ()
    lacking: Lacking = Lacking.NOTHING
    promise: str = ""
    open: int = 0


def _counted_bars(counted: _Counted) -> list[Bar]:
    told = ((Against.BEFORE, counted.before), (Against.OTHERS, counted.others))
    return [Bar(against, cases.bad / cases.n, cases) for against, cases in told if cases.n]


def _rest(asked: Asked, now: Cases, everything: Callable[[Asked], Cases]) -> Cases:
    """The other campaigns, or the other sellers; nothing where the claim is of all."""
    if not asked.campaign and asked.seller is None:
        return _NONE
    wider = Asked(asked.kind, asked.period, "", asked.seller) if asked.campaign else Asked(asked.kind, asked.period)
    whole = everything(wider)
    return Cases(whole.bad - now.bad, whole.n - now.n)


def _before(asked: Asked) -> Asked:
    return Asked(asked.kind, asked.period.previous(), asked.campaign, asked.seller)


def _junk(asked: Asked, reading: Reading) -> _Counted:
    def counted(of: Asked) -> Cases:
        value = _value("target_share", of, reading)
        return Cases((value.n or 0) - (value.count or 0), value.n or 0)

    now = counted(asked)
    by_campaign, overall = agreed_shares(in_force(asked.period.end).document)
    share = by_campaign.get(asked.campaign, overall)
    return _Counted(
        now, None if share is None else Bar(Against.AGREED, 1 - share), counted(_before(asked)),
        _rest(asked, now, counted), open=_value("target_share", asked, reading).young or 0,
    )  # fmt: skip


def _silent(asked: Asked, reading: Reading) -> _Counted:
    ((known,),) = reading.rows("SELECT EXISTS (SELECT 1 FROM leads WHERE first_contact_at IS NOT NULL)")
    promise = contact_promise(asked.period)
    title = promise.title if promise else ""
    if not known:
        return _Counted(lacking=Lacking.NO_CONTACTS, promise=title)

    def counted(of: Asked) -> Kept:
        return uncontacted(of.period, reading, campaign=of.campaign, seller=of.seller)

    found = counted(asked)
    agreed = None
    if promise is not None and promise.duty is not None:
        agreed = Bar(Against.AGREED, 1 - float(promise.duty.share))
    return _Counted(
        found.cases, agreed, counted(_before(asked)).cases,
        _rest(asked, found.cases, lambda of: counted(of).cases), promise=title, open=found.open,
    )  # fmt: skip


def _dear(asked: Asked, reading: Reading) -> _Counted:
    def counted(of: Asked) -> Cases:
        where = {key: members for key, members in of.where.items() if key != "seller"}
        lost = heard(Scope(of.period, where, of.seller), reading).lost
        return Cases(lost.codes.get(PRICE, 0), lost.said)

    now = counted(asked)
    silent = _number("lost_without_reason", asked, reading)
    if not now.n:
        return _Counted(lacking=Lacking.NO_REASONS)
    beside = []
    for name, of in (("unsold", asked), ("unsold_before", _before(asked))):
        lost = _number("deals_lost", of, reading)
        beside.append(Beside(name, Cases(lost, lost + _number("deals_won", of, reading))))
    beside += [Beside(name, cases) for name, cases in _priced(asked, reading).items()]
    return _Counted(now, None, counted(_before(asked)), _rest(asked, now, counted), tuple(beside), open=silent)


_PRICED = """
WITH priced AS (
    SELECT lead_id, sum(deal_price * quantity) < sum(list_price * quantity) AS cheaper FROM deal_lines
    WHERE list_price > 0 AND deal_price IS NOT NULL AND quantity > 0 GROUP BY lead_id
)
SELECT p.cheaper, count(*) FILTER (t.lost_on IS NOT NULL), count(*) FROM priced p JOIN leads t ON t.lead_id = p.lead_id
WHERE coalesce(t.won_on, t.lost_on) BETWEEN $first AND $last
    AND ($campaign = '' OR t.campaign = $campaign) AND ($seller = 0 OR t.seller_id = $seller)
GROUP BY 1
"""


def _priced(asked: Asked, reading: Reading) -> Mapping[str, Cases]:
    """Deals that ended in the period, below the list price and at it: how many were lost."""
    rows = reading.rows(
        _PRICED,
        {
            "first": asked.period.start, "last": asked.period.end, "campaign": asked.campaign,
            "seller": asked.seller or 0,
        },
    )  # fmt: skip
    return {"discounted" if cheaper else "at_list": Cases(lost, n) for cheaper, lost, n in rows}


def _more(asked: Asked, reading: Reading) -> Figures:
    until = horizon(reading).until
    found = standing(reading, in_force().document, today=until + timedelta(days=1))
    filled: Filled | None = found.worst
    lines = [each for each in found.sellers if asked.seller in (None, each.person.pk)]
    minutes = sum(each.capacity for each in lines)
    if not lines or not minutes:
        return Figures(Verdict.CANNOT_TELL, Lacking.NOBODY)
    if filled is None:
        return Figures(Verdict.CANNOT_TELL, Lacking.NO_MINUTES)
    is_agreed = filled is not found.real
    norm, month = found.study.all.minutes, _MONTH / _WEEKS
    slow, fast = (filled.minutes, filled.minutes) if is_agreed else (norm.high, norm.low)
    came = poisson_interval(sum(each.leads for each in lines) if asked.seller is not None else found.leads)
    room = Room(
        coming=(came.value or 0.0) * month, coming_low=came.low * month, coming_high=came.high * month,
        handled=minutes / filled.minutes * month, handled_low=minutes / slow * month,
        handled_high=minutes / max(fast, 1.0) * month, sellers=len(lines), agreed=is_agreed,
    )  # fmt: skip
    verdict = room_for_more(room)
    waiting = Beside("waiting", Cases(_number("untouched", asked, reading), _number("leads", asked, reading)))
    lacking = Lacking.TOO_FEW if verdict is Verdict.CANNOT_TELL else Lacking.NOTHING
    return Figures(verdict, lacking, room=room, beside=(waiting,))


def _among(asked: Asked, reading: Reading) -> int:
    """Campaigns, or sellers, with leads in the period: of any of them the same could have been said."""
    if not asked.where:
        return 1
    column = "campaign" if asked.campaign else "seller_id"
    ((count,),) = reading.rows(
        f"SELECT count(DISTINCT {column}) FROM leads WHERE captured_on BETWEEN $first AND $last",
        {"first": asked.period.start, "last": asked.period.end},
    )
    return max(int(count), 1)


def _value(key: str, asked: Asked, reading: Reading) -> Value:
    return answer(Question((key,), asked.period, where=asked.where), reading).total.values[key]


def _number(key: str, asked: Asked, reading: Reading) -> int:
    return int(_value(key, asked, reading).value or 0)
