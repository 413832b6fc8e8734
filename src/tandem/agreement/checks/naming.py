"""From which effect somebody is named: a part of revenue that leaves something to name."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document

#: Beyond that nobody would ever be named.
_MOST = Decimal("0.5")
#: Below that an inquiry costs more than it finds.
_TRIFLE = Decimal("0.01")


@check
def threshold_out_of_range(document: Document, known: Known) -> Found:
    effect = document.naming.effect
    if not 0 <= effect <= _MOST:
        yield serious(
            "naming", "", "effect",
            f"Когда называют причину: порог {effect} не годится, нужна доля выручки от 0 до {_MOST}.",
            f"When a cause is named: the threshold {effect} will not do, it is a part of revenue from 0 to {_MOST}.",
        )  # fmt: skip
    elif effect < _TRIFLE:
        yield warning(
            "naming", "", "effect",
            f"Когда называют причину: порог {effect} так мал, что разбирать будут мелочи.",
            f"When a cause is named: at a threshold of {effect} trifles will be inquired into.",
        )  # fmt: skip
