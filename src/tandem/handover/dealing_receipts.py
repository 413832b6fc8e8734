"""Receipts of decisions: how a deal is written down, and read back to be made again."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tandem.handover.dealing_rules import Asking, Candidate, Given, Terms, Why


class _Lead(msgspec.Struct, frozen=True, array_like=True):
    lead_id: int
    minutes: float
    value: float
    needs: dict[str, str]
    own: int | None
    not_to: int | None
    seller_id: int | None
    why: str


class _Receipt(msgspec.Struct, frozen=True, omit_defaults=True):
    terms: Terms
    sellers: Sequence[Candidate]
    leads: list[_Lead]
    #: All at once, and not one after the other.
    at_once: bool = False


#: What sellers are for is a set: without an order of its own two receipts of the same would differ.
_ENCODER = msgspec.json.Encoder(order="deterministic")


class Kept(msgspec.Struct, frozen=True):
    """A decision as its receipt tells it: ``given`` names no candidates, which a replay tells."""

    terms: Terms
    candidates: tuple[Candidate, ...]
    leads: tuple[Asking, ...]
    given: tuple[Given, ...]
    at_once: bool


def written(
    terms: Terms, candidates: Sequence[Candidate], leads: Sequence[Asking], given: Sequence[Given], *, at_once: bool
) -> str:
    """The receipt as JSON. Floats are written so that they read back the same, to the last bit."""
    receipt = _Receipt(
        terms,
        candidates,
        [
            _Lead(
                each.lead_id, each.minutes, each.value, dict(each.needs), each.own, each.not_to, to.seller_id,
                to.why.value,
            )
            for each, to in zip(leads, given, strict=True)
        ],
        at_once,
    )  # fmt: skip
    return _ENCODER.encode(receipt).decode()


def read(text: str) -> Kept:
    """A receipt read back."""
    receipt = msgspec.json.decode(text, type=_Receipt)
    return Kept(
        terms=receipt.terms,
        candidates=tuple(receipt.sellers),
        leads=tuple(
            Asking(each.lead_id, each.minutes, each.value, each.needs, each.own, each.not_to) for each in receipt.leads
        ),
        given=tuple(Given(each.lead_id, each.seller_id, Why(each.why)) for each in receipt.leads),
        at_once=receipt.at_once,
    )  # fmt: skip
