"""Leads that were not contacted in the agreed time; in a day, where nothing is agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.agreement.document import Document, Promise
from tandem.agreement.held import held_in
from tandem.agreement.ledger import rows_behind
from tandem.agreement.promise_states import RowState
from tandem.basics.periods import Period
from tandem.diagnosis.rules.claims import Cases
from tandem.measures.questions import Member, Question, answer
from tandem.measures.store import Reading

_CONTACT = "first_contact_at"
#: All rows of a period are wanted, not a page of them.
_ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Leads not contacted in time among those of which it is decided, and those of which it is not."""

    cases: Cases
    open: int


@dataclass(frozen=True, slots=True)
class Late:
    """The leads of a promise that was broken, and of one kept; ``undecided`` have time left or waited for nobody."""

    broken: tuple[int, ...]
    kept: tuple[int, ...]
    undecided: tuple[int, ...]


def promise_in(document: Document) -> Promise | None:
    """Sales' promise to contact a lead in a time, if there is one."""
    for promise in document.promises:
        duty = promise.duty
        if promise.side == "sales" and duty and duty.about == "leads" and duty.until == _CONTACT and duty.minutes:
            return promise
    return None


def contact_promise(period: Period) -> Promise | None:
    """That promise, by the last version that held in the period."""
    documents = [held.document for held in held_in(period) if held.document is not None]
    return promise_in(documents[-1]) if documents else None


def late_leads(period: Period, reading: Reading, *, seller: int | None = None) -> Late | None:
    """Whose lead was contacted late, by the ledger of promises; None where nothing was agreed in the period."""
    broken: list[int] = []
    kept: list[int] = []
    undecided: list[int] = []
    known = False
    for held in held_in(period):
        promise = promise_in(held.document) if held.document is not None else None
        if promise is None or held.document is None:
            continue
        known = True
        for states, into in (
            ((RowState.BROKEN,), broken), ((RowState.KEPT,), kept), ((RowState.OPEN, RowState.DANGER), undecided),
        ):  # fmt: skip
            for state in states:
                into += rows_behind(
                    promise, held.document, held.asked, reading, state=state, seller_id=seller, version=held.number,
                    limit=_ALL,
                )  # fmt: skip
    return Late(tuple(broken), tuple(kept), tuple(undecided)) if known else None


def uncontacted(period: Period, reading: Reading, *, campaign: str = "", seller: int | None = None) -> Kept:
    """How many leads of the period were not contacted in time."""
    late = late_leads(period, reading, seller=seller)
    if late is None:
        where: dict[str, tuple[Member, ...]] = {"campaign": (campaign,)} if campaign else {}
        found = answer(Question(("response_within_24h",), period, where=where, seller_id=seller), reading).total.values[
            "response_within_24h"
        ]
        return Kept(Cases((found.n or 0) - (found.count or 0), found.n or 0), found.young or 0)
    broken, kept, left = (_of(each, campaign, reading) for each in (late.broken, late.kept, late.undecided))
    return Kept(Cases(broken, broken + kept), left)


def _of(lead_ids: Sequence[int], campaign: str, reading: Reading) -> int:
    if not campaign or not lead_ids:
        return len(lead_ids)
    ((count,),) = reading.rows(
        "SELECT count(*) FROM leads WHERE campaign = $campaign AND lead_id IN (SELECT unnest($ids::BIGINT[]))",
        {"campaign": campaign, "ids": list(lead_ids)},
    )
    return int(count)
