"""SMART: whether a KPI is specific, measurable, achievable, relevant and has its time, each letter with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.document import Kpi
from tandem.basics.text import Text
from tandem.measures.catalogue import Measure, Unit

#: Above the best of the past by more than this, a plan is a wish.
_REACH = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a measure was in past periods of the KPI's length, oldest first; empty: no data yet."""

    values: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: whether it holds (None: cannot be told yet), and why."""

    letter: str
    holds: bool | None
    why: Text


def no_history(measure: str) -> Baseline:
    """The baseline where nothing is known of the past."""
    return Baseline()


def smart(
    kpi: Kpi, *, measures: Mapping[str, Measure], goals: Collection[str], baseline: Baseline
) -> tuple[Letter, ...]:
    """The five letters in their order."""
    return (
        _specific(kpi),
        _measurable(kpi, measures),
        _achievable(kpi, measures, baseline),
        _relevant(kpi, goals),
        _timed(kpi),
    )


def _specific(kpi: Kpi) -> Letter:
    if not kpi.title.strip():
        return _no("S", "Не названо, чего хотят добиться.", "It is not said what is to be reached.")
    if kpi.amount is None:
        return _no("S", "Нет числа: «больше» и «лучше» — это не цель.", "There is no number: “more” is no goal.")
    return _yes("S", "Названо, чего и сколько.", "It is said what, and how much of it.")


def _measurable(kpi: Kpi, measures: Mapping[str, Measure]) -> Letter:
    found = measures.get(kpi.measure)
    if found is None:
        return _no("M", f"Показателя «{kpi.measure}» нет.", f"There is no measure “{kpi.measure}”.")
    if kpi.amount is not None and found.unit is Unit.SHARE and not 0 <= kpi.amount <= 1:
        return _no("M", "Это доля, она от 0 до 1.", "This is a share, from 0 to 1.")
    return _yes("M", f"Считается показателем «{found.name.ru}».", f"Counted by the measure “{found.name.en}”.")


def _achievable(kpi: Kpi, measures: Mapping[str, Measure], baseline: Baseline) -> Letter:
    if not baseline.values or kpi.amount is None:
        return Letter("A", None, Text(ru="Данных за прошлые периоды пока нет.", en="No data of past periods yet."))
    most = kpi.relation == "at least"
    best = max(baseline.values) if most else min(baseline.values)
    limit = best * _REACH if most else best / _REACH
    if measures.get(kpi.measure) is not None and measures[kpi.measure].unit is Unit.SHARE:
        limit = min(limit, Decimal(1))
    reachable = kpi.amount <= limit if most else kpi.amount >= limit
    if reachable:
        return _yes(
            "A",
            f"Лучшее за прошлые периоды — {_shown(best)}: план рядом с тем, что уже бывало.",
            f"The best of past periods is {_shown(best)}: the plan is near what has been done.",
        )
    return _no(
        "A",
        f"Лучшее за прошлые периоды — {_shown(best)}. План {_shown(kpi.amount)} дальше от него, чем в полтора раза.",
        f"The best of past periods is {_shown(best)}. The plan of {_shown(kpi.amount)} is more than half as far again.",
    )


def _relevant(kpi: Kpi, goals: Collection[str]) -> Letter:
    if not kpi.goal:
        return _no("R", "Не сказано, какой цели компании это служит.", "It is not said which goal it serves.")
    if kpi.goal not in goals:
        return _no("R", f"Цели «{kpi.goal}» в регламенте нет.", f"The agreement has no goal “{kpi.goal}”.")
    return _yes("R", f"Служит цели «{kpi.goal}».", f"Serves the goal “{kpi.goal}”.")


def _timed(kpi: Kpi) -> Letter:
    if kpi.due is None:
        return _no("T", "Нет срока, к которому это должно получиться.", "There is no date by which it is reached.")
    if kpi.expires is not None and kpi.expires < kpi.due:
        return _no("T", "Показатель истекает раньше своего срока.", "It expires before it is due.")
    return _yes("T", f"К {kpi.due:%d.%m.%Y}.", f"By {kpi.due:%Y-%m-%d}.")


def _yes(letter: str, ru: str, en: str) -> Letter:
    return Letter(letter, True, Text(ru=ru, en=en))


def _no(letter: str, ru: str, en: str) -> Letter:
    return Letter(letter, False, Text(ru=ru, en=en))


def _shown(value: Decimal) -> str:
    return f"{value.normalize():f}"
