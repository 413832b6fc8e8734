"""The receipt of a payout as it is kept: its steps and, where it could not be counted, why. Pure."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tandem.agreement.bonus import Payout, Step
from tandem.basics.text import Text


def packed(counted: Payout) -> str:
    """The steps and the reason as JSON; the names of measures and roles, and nobody's."""
    said = {
        "steps": [
            {
                "ru": step.name.ru,
                "en": step.name.en,
                "how": step.how,
                "value": None if step.value is None else f"{step.value:f}",
            }
            for step in counted.steps
        ],
        "reason": None if counted.reason is None else {"ru": counted.reason.ru, "en": counted.reason.en},
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def unpacked(amount: Decimal | None, receipt: str) -> Payout:
    """What was packed, with the amount beside it."""
    said: dict[str, Any] = json.loads(receipt)
    steps = tuple(
        Step(
            Text(ru=each["ru"], en=each["en"]),
            each["how"],
            None if each["value"] is None else Decimal(each["value"]),
        )
        for each in said["steps"]
    )
    return Payout(amount, steps, Text(**said["reason"]) if said["reason"] else None)
