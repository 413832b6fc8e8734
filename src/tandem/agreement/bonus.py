"""The bonus formula of the agreement, and the receipt of each step of it.

    bonus = base × (w × shared result + (1 − w) × own result)

A result is value ÷ plan: below ``floor`` it counts as nothing, above ``cap`` as ``cap``, and as it is between them. The
own result counts only if the gate of quality is met. What is not known makes a bonus "not computable", never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from tandem.agreement.document import Bonus, BonusScheme, Gate
from tandem.basics.text import Text

_KOPECK = Decimal("0.01")
#: Results are shown to a hundredth of a per cent; they are counted exactly.
_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the receipt: what was counted, how, and what came out (None: could not be)."""

    name: Text
    how: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Payout:
    """The bonus of a role for a month: ``amount`` rounded half up to kopecks, or None with the ``reason``."""

    amount: Decimal | None
    steps: tuple[Step, ...]
    reason: Text | None = None


def payout(
    bonus: Bonus,
    scheme: BonusScheme,
    *,
    shared_value: Decimal | None,
    own_value: Decimal | None,
    gate_value: Decimal | None = None,
) -> Payout:
    """What the scheme pays for a month with these values of its measures; None stands for a value not known."""
    steps: list[Step] = []
    if scheme.base == 0:
        # Nothing to multiply: whatever the results, known or not.
        return Payout(Decimal("0.00"), (_base_step(scheme),))
    parts = (
        ("shared", scheme.shared_weight, bonus.shared_measure, shared_value, bonus.shared_plan, None),
        ("own", 1 - scheme.shared_weight, scheme.own_measure, own_value, scheme.own_plan, scheme.gate),
    )
    total = Decimal(0)
    for part, weight, measure, value, plan, gate in parts:
        if weight == 0:
            continue
        result, reason = _result(part, measure, value, plan, bonus, steps)
        if result is None:
            return Payout(None, tuple(steps), reason)
        if gate is not None and result > 0:
            met, reason = _gate(gate, gate_value, steps)
            if met is None:
                return Payout(None, tuple(steps), reason)
            result = result if met else Decimal(0)
        total += weight * result
        steps.append(_weighted(part, weight, result))
    amount = max((scheme.base * total).quantize(_KOPECK, ROUND_HALF_UP), Decimal("0.00"))
    steps.append(_base_step(scheme))
    steps.append(
        Step(
            Text(ru="Бонус, до копейки", en="Bonus, to the kopeck"),
            f"{_plain(scheme.base)} × {_plain(_rounded(total))}",
            amount,
        )
    )
    return Payout(amount, tuple(steps))


_NAMES = {
    "shared": Text(ru="Общий результат", en="Common result"),
    "own": Text(ru="Свой результат", en="Own result"),
}


def _result(
    part: str, measure: str, value: Decimal | None, plan: Decimal, bonus: Bonus, steps: list[Step]
) -> tuple[Decimal | None, Text | None]:
    """Value ÷ plan within floor and cap, with its steps; or why it cannot be told."""
    name = _NAMES[part]
    if value is None or not value.is_finite():
        steps.append(Step(name, f"{measure}: ?", None))
        return None, Text(
            ru=f"{name.ru}: нет данных по показателю «{measure}», бонус не посчитать.",
            en=f"{name.en}: there is no data for the measure “{measure}”, so the bonus cannot be counted.",
        )
    if plan <= 0:
        steps.append(Step(name, f"{measure}: {_plain(value)} ÷ {_plain(plan)}", None))
        return None, Text(
            ru=f"{name.ru}: у показателя «{measure}» нет плана, делить не на что.",
            en=f"{name.en}: the measure “{measure}” has no plan to be divided by.",
        )
    exact = value / plan
    steps.append(Step(name, f"{measure}: {_plain(value)} ÷ {_plain(plan)}", _rounded(exact)))
    counted = Decimal(0) if exact < bonus.floor else min(exact, bonus.cap)
    # With a floor of nothing a loss would take away from the other part.
    counted = max(counted, Decimal(0))
    if counted != exact:
        limit = f"< {_plain(bonus.floor)}" if exact < bonus.floor else f"> {_plain(bonus.cap)}" if exact > 0 else "< 0"
        steps.append(
            Step(
                Text(ru=f"{name.ru} в пределах порога и потолка", en=f"{name.en} within floor and cap"),
                f"{_plain(_rounded(exact))} {limit}",
                counted,
            )
        )
    return counted, None


def _gate(gate: Gate, value: Decimal | None, steps: list[Step]) -> tuple[bool | None, Text | None]:
    name = Text(ru="Условие качества", en="Gate of quality")
    sign = "≥" if gate.relation == "at least" else "≤"
    if value is None or not value.is_finite():
        steps.append(Step(name, f"{gate.measure}: ? {sign} {_plain(gate.amount)}", None))
        return None, Text(
            ru=f"Условие качества: нет данных по показателю «{gate.measure}», бонус не посчитать.",
            en=f"Gate of quality: there is no data for “{gate.measure}”, so the bonus cannot be counted.",
        )
    met = value >= gate.amount if gate.relation == "at least" else value <= gate.amount
    steps.append(Step(name, f"{gate.measure}: {_plain(value)} {sign} {_plain(gate.amount)}", Decimal(int(met))))
    return met, None


def _weighted(part: str, weight: Decimal, result: Decimal) -> Step:
    name = _NAMES[part]
    return Step(
        Text(ru=f"{name.ru} с весом", en=f"{name.en}, weighted"),
        f"{_plain(weight)} × {_plain(_rounded(result))}",
        _rounded(weight * result),
    )


def _base_step(scheme: BonusScheme) -> Step:
    return Step(Text(ru="Бонус при 100 %", en="Bonus at 100 %"), scheme.role, scheme.base)


def _rounded(value: Decimal) -> Decimal:
    # A result of billions of plans has no digits left to round, and need not have.
    return value.quantize(_SHOWN) if abs(value) < 10**18 else value


def _plain(value: Decimal) -> str:
    """Without an exponent and without zeros that say nothing."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
