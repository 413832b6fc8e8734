"""What of a lead no seller is for. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.handover.dealing_rules import Candidate, Presence, fits


def lacking(
    needs: Mapping[str, str], candidates: Sequence[Candidate], *, not_to: int | None = None
) -> tuple[str, ...] | None:
    """The fields of a lead that no seller is for; all of them where each has somebody and nobody is for all at once.

    Empty where those whom it fits are away; None where it fits somebody who is not.
    """
    others = [each for each in candidates if each.seller_id != not_to]
    fitting = [each for each in others if fits(each.skills, needs)]
    if fitting:
        is_there = any(each.presence is not Presence.ABSENT and each.capacity > 0 for each in fitting)
        return None if is_there else ()
    alone = tuple(
        field for field, value in needs.items() if not any(fits(each.skills, {field: value}) for each in others)
    )
    return alone or tuple(needs)
