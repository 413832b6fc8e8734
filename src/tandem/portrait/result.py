"""What a search for a portrait found, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.intervals import Estimate
from tandem.portrait.rules.finding import Portrayal
from tandem.portrait.rules.table import Tally


@dataclass(frozen=True, slots=True)
class Agreed:
    """A portrait of the agreement on the same leads; of those ``untold`` it cannot be told."""

    key: str
    title: str
    clause: str
    tally: Tally
    untold: int
    inside: Estimate
    lift: Estimate


@dataclass(frozen=True, slots=True)
class Corner:
    """Leads by whether a portrait agreed and one found are true of them."""

    agreed: bool
    found: bool
    leads: int
    buyers: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class Result:
    """The portrayal, which leads it was found on, and the portraits of the version in force on the same ones."""

    portrayal: Portrayal
    mature_days: int | None
    followed_days: int | None
    young: int
    unhandled: int
    untold: int
    sampled: int
    version: int
    agreed: tuple[Agreed, ...]
    corners: tuple[Corner, ...]
