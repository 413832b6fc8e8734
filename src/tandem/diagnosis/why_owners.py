"""Which department answers for which factor, by the agreement."""

from __future__ import annotations

from tandem.agreement.rules import NEW, WON, Agreement
from tandem.diagnosis.rules.decomposition_factors import (
    ANSWER,
    CHECK,
    DISCOUNT,
    ENTERED,
    HANDOVER,
    LEAD_RATE,
    LEFT,
    MIX,
    PROCESSED,
    TARGET,
    TRAFFIC,
)
from tandem.diagnosis.why_reading import STAGES
from tandem.people.rules import Department


def owners_of(agreement: Agreement) -> dict[str, Department]:
    """Which department answers for which factor: the owners of stages, and who promised what.

    What comes before a lead is taken up is of the owner of the first stage; waiting for a hand-over is of whoever
    promised one, else of nobody alone.
    """
    stages = {stage.key: stage.owner for stage in agreement.stages}
    first = next((stage.owner for stage in agreement.stages if stage.key == NEW), Department.MARKETING)
    working = [stage for stage in agreement.stages if stage.key != NEW]
    taken = working[0].owner if working else Department.SALES
    sold = stages.get(WON, Department.SALES)
    found = dict.fromkeys((TRAFFIC, MIX, LEAD_RATE, TARGET, ENTERED, LEFT), first)
    found |= dict.fromkeys((PROCESSED, ANSWER), taken) | dict.fromkeys((CHECK, DISCOUNT), sold)
    found |= {key: stages.get(key, sold) for key in STAGES[1:]}
    for promise in agreement.document.promises:
        duty = promise.duty
        if duty is None or duty.about != "leads" or duty.since != "captured_at" or not promise.side:
            continue
        if duty.until in {"assigned_at", "first_assigned_at"}:
            found[HANDOVER] = Department(promise.side)
        elif duty.until == "first_contact_at":
            found[ANSWER] = Department(promise.side)
    return found
