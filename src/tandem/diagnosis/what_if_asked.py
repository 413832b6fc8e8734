"""What somebody asks "what if" about, as they type it into the form or the command line: read kindly, never failing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tandem.basics.text import Text

#: The longest answer that is asked about, in minutes, and the most sellers at once: beyond it nobody means it.
_LONGEST, _MOST_SELLERS = 7 * 24 * 60, 20


@dataclass(frozen=True, slots=True)
class Shift:
    """Roubles a month from one campaign to another."""

    source: str
    to: str
    amount: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything asked at once: minutes until the answer, sellers more or fewer, points of target share, budget moved.

    ``points`` are of the campaign ``aim``, of all where it is empty.
    """

    within: float | None = None
    sellers: int = 0
    points: float = 0.0
    aim: str = ""
    shift: Shift | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked."""
        return self.within is None and not self.sellers and not self.points and self.shift is None


def wanted(typed: Mapping[str, str]) -> tuple[Wanted, list[Text]]:
    """What the fields ``within``, ``sellers``, ``target``, ``aim``, ``from_campaign``, ``to_campaign``, ``sum`` ask.

    A field that cannot be read is left out, with a sentence about it.
    """
    problems: list[Text] = []

    def number(name: str, *, least: float, most: float, wrong: Text) -> float | None:
        text = typed.get(name, "").strip()
        if not text:
            return None
        found = read_number(text)
        if found is None or not least <= found <= most:
            problems.append(wrong.format(asked=text[:40]))
            return None
        return found

    within = number("within", least=0, most=_LONGEST, wrong=_WITHIN)
    sellers = number("sellers", least=-_MOST_SELLERS, most=_MOST_SELLERS, wrong=_SELLERS)
    if sellers is not None and sellers != int(sellers):
        problems.append(_SELLERS.format(asked=typed["sellers"].strip()[:40]))
        sellers = None
    points = number("target", least=-100, most=100, wrong=_POINTS)
    amount = number("sum", least=0, most=1e12, wrong=_SUM)
    found = Wanted(
        within=within,
        sellers=int(sellers or 0),
        points=points or 0.0,
        aim=typed.get("aim", "").strip(),
        shift=_shift(typed, amount, problems),
    )
    return found, problems


def _shift(typed: Mapping[str, str], amount: float | None, problems: list[Text]) -> Shift | None:
    source, to = (typed.get(name, "").strip() for name in ("from_campaign", "to_campaign"))
    if not amount:
        if source or to:
            problems.append(_NO_SUM)
        return None
    if not source or not to:
        problems.append(_NO_CAMPAIGNS)
        return None
    if source == to:
        problems.append(_SAME.format(name=source))
        return None
    return Shift(source, to, amount)


def read_number(text: str) -> float | None:
    """A number as people write it: ``+5``, ``−1``, ``1,5``, ``50 000``; None where it is none."""
    plain = "".join(text.split()).replace("\u2212", "-").replace(",", ".").removesuffix("₽").removesuffix("%")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


_WITHIN = Text(
    ru="Непонятно, за сколько отвечать: «{asked}». Напишите число минут до недели, например 15.",
    en="Within what to answer, “{asked}”, is not known: write minutes, up to a week, for example 15.",
)
_SELLERS = Text(
    ru="Непонятно, сколько менеджеров: «{asked}». Напишите целое число от −20 до +20, например +1.",
    en="How many sellers, “{asked}”, is not known: write a whole number from −20 to +20, for example +1.",
)
_POINTS = Text(
    ru="Непонятно, на сколько пунктов изменится доля целевых: «{asked}». Напишите число, например +5.",
    en="How many points of target share, “{asked}”, is not known: write a number, for example +5.",
)
_SUM = Text(
    ru="Непонятно, сколько перенести: «{asked}». Напишите сумму в месяц, например 50 000.",
    en="How much to move, “{asked}”, is not known: write a sum a month, for example 50 000.",
)
_NO_SUM = Text(
    ru="Кампании названы, а сколько перенести, нет: напишите сумму в месяц.",
    en="Campaigns are named and how much to move is not: write a sum a month.",
)
_NO_CAMPAIGNS = Text(
    ru="Чтобы перенести бюджет, назовите обе кампании: откуда и куда.",
    en="To move budget name both campaigns: from which, and to which.",
)
_SAME = Text(
    ru="Бюджет переносят между разными кампаниями, а «{name}» названа дважды.",
    en="Budget moves between two campaigns, and “{name}” is named twice.",
)
