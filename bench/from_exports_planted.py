"""What is planted in the worlds that are told from exports, and what their answers must say of it.

What was planted binds the answer where it exceeds twice its noise: the true effect is what the later period's leads were
to bring, less what those of the earlier were, with the cause against the same company without it; the noise is the
standard error of the very bars that ought to name it. Within twice its noise silence is right, and a wrong name is not.
Labels that moved take no money, so that they bind always; where the answer leaves open whether the requests or their
labels moved, names no department and asks for the blind check that decides it, the cause is not named, nor the wrong one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_TWICE = 2.0


@dataclass(frozen=True, slots=True)
class Planted:
    """A scenario with what must be said of it.

    ``keys`` are the bars of which one must be named first, ``side`` its department, empty where it is of both;
    ``without`` is a column that the CRM does not export, ``files`` what is imported, ``weeks`` how long the world has
    lived if not to its end: then its last week is asked about.
    """

    scenario: str
    keys: tuple[str, ...] = ()
    side: str = ""
    without: str = ""
    files: tuple[str, ...] = ("leads.csv", "calls.csv", "spend.csv", "payments.csv")
    weeks: int | None = None


#: In the order in which they are told; a run that is broken off has the first of them.
PLANTED = {
    "transfer_delay, the hand-over not exported": Planted("transfer_delay", ("answer_wait",), without="Передана"),
    "discount": Planted("discount", ("discount",), "sales"),
    "audience, the CRM alone": Planted("audience", ("target",), "marketing", files=("leads.csv",)),
    "noncore_load, the hand-over not exported": Planted(
        "noncore_load", ("processed", "answer_wait"), "sales", without="Передана"
    ),
    "the first week, the CRM alone": Planted("quiet", files=("leads.csv",), weeks=1),
    "quiet": Planted("quiet"),
    "transfer_delay": Planted("transfer_delay", ("handover_wait",)),
    "channel_mix": Planted("channel_mix", ("mix",), "marketing"),
    "audience": Planted("audience", ("target",), "marketing"),
    "gaming_labels": Planted("gaming_labels", ("labels_moved",)),
    "heavy_checks": Planted("heavy_checks"),
    "halved_seller": Planted("halved_seller", ("seller",), "sales"),
}


class Held(StrEnum):
    """What came of a world."""

    NAMED = "named"
    #: The requests or their labels: neither named, and the check asked for that tells which.
    LEFT_OPEN = "**left open**: the requests or how they are judged, with a blind check to ask for"
    NOT_NAMED = "**not named**"
    SILENT = "within twice its noise: silence is right"
    BLAMED_ANOTHER = "within twice its noise, and **another blamed**"
    NOBODY = "nobody blamed"
    BLAMED = "**blamed**"


def held(name: str, found: dict[str, Any]) -> Held:
    """Hold one answer against what was planted."""
    keys = PLANTED[name].keys
    said = bool(found["causes"] or found["sellers"])
    if not keys:
        return Held.BLAMED if said else Held.NOBODY
    first = found["causes"][0][0] if found["causes"] else ""
    if first in keys and (first != "seller" or found["right_seller"]):
        return Held.NAMED
    if not binds(found):
        return Held.BLAMED_ANOTHER if said else Held.SILENT
    return Held.LEFT_OPEN if found["open"] and keys == ("labels_moved",) else Held.NOT_NAMED


def binds(found: dict[str, Any]) -> bool:
    """Whether what was planted exceeds twice its noise, or moved labels and no money."""
    return found["error"] is None or abs(found["effect"]) > _TWICE * found["error"]


def side_named(name: str, found: dict[str, Any]) -> bool:
    """Whether the first of what is named is of the right department; that of both is none."""
    return bool(found["causes"]) and found["causes"][0][1] == PLANTED[name].side


def size(name: str, found: dict[str, Any]) -> str:
    """The true effect against its noise, in words."""
    if not PLANTED[name].keys:
        return ""
    if found["error"] is None:
        return "It moves labels and no money."
    effect, error = (found[key] / 1e6 for key in ("effect", "error"))
    return f"Its true effect is {effect:+.2f} million roubles, its standard error {error:.2f}: {abs(effect) / error:.1f} times."
