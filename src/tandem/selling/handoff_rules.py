"""Which hand-off checklists a deal has, and what still lacks in one: pure decisions over the agreement."""

from __future__ import annotations

from collections.abc import Collection

from tandem.agreement.document import Document, Handoff, HandoffItem
from tandem.agreement.rules import WON


def checklists_at(document: Document, stage: str, products: Collection[str]) -> tuple[Handoff, ...]:
    """The checklists that open when a deal of these products reaches a stage."""
    wanted = {_folded(product) for product in products}
    return tuple(
        each
        for each in document.handoffs
        if (each.stage or WON) == stage and (not each.products or wanted & {_folded(one) for one in each.products})
    )


def checklist(document: Document, key: str) -> Handoff | None:
    """The checklist of a key."""
    return next((each for each in document.handoffs if each.key == key), None)


def lacking(handoff: Handoff, ticked: Collection[str]) -> tuple[HandoffItem, ...]:
    """The lines that must be done and are not, in the order of the checklist."""
    return tuple(item for item in handoff.items if not item.optional and item.key not in ticked)


def _folded(product: str) -> str:
    return product.casefold().strip()
