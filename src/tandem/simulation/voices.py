"""What buyers of the made-up firm say at the end: why they bought, why not, whom they chose. Sellers write some of it.

Everything here is drawn from a stream of its own, so that it leaves the rest of the year as it was. Planted: the price
weighs less in refusals once the sellers begin with the instalments (``PRICE_EASES`` days before the end).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from tandem.simulation.campaigns import MORTGAGE, TURNKEY
from tandem.simulation.rules import DAY
from tandem.simulation.stages import LOST_REASONS, Stage
from tandem.simulation.world import HORIZON, World

#: From so many days before the end fewer refuse because of the price: the instalments are shown first.
PRICE_EASES: Final = 110
_EASED: Final = 0.45
#: The share of ended deals of which each seller writes anything, in turn.
_DILIGENCE: Final = (0.93, 0.86, 0.9, 0.74, 0.82, 0.55, 0.7, 0.38)

#: Above this a seller who writes nothing of a refusal leaves its reason empty as well.
_SHRUGS: Final = 0.75

_PRICE, _COMPETITOR, _LATER = (LOST_REASONS.index(each) for each in ("Дорого", "Выбрал конкурентов", "Отложил ремонт"))

#: Names that nobody bears, and how dear each is beside us.
_COMPETITORS: Final = (
    ("Окна Рядом", 0.9), ("Тёплый двор", 0.96), ("Фабрика рам «Север»", 1.04), ("БалконМастерПро", 0.93),
    ("Пять створок", 0.85), ("Частная бригада", 0.7),
)  # fmt: skip
_COMPETITOR_WEIGHTS: Final = (0.3, 0.22, 0.14, 0.14, 0.12, 0.08)

_ATTRACTED: Final = (
    "Сам товар", "Сервис и гарантия", "Скорость", "Люди", "Доверие", "Условия оплаты", "Ничего, кроме цены",
)  # fmt: skip
_ATTRACTED_WEIGHTS: Final = (0.24, 0.26, 0.2, 0.22, 0.16, 0.12, 0.07)
_COURSES: Final = ("Легко", "Обычно", "Тяжело")

_WORDS_OF_LOSS: Final = {
    _PRICE: (
        "Говорят, соседям поставили дешевле на треть", "Ждали скидку из рекламы, а она на один размер окна",
        "Сравнили с рынком, дорого без монтажа", "Сказали, что рассрочку увидели только в договоре",
    ),
    _COMPETITOR: (
        "Там обещали поставить на неделю раньше", "Выбрали тех, кто приехал на замер в тот же день",
        "У них профиль толще за те же деньги", "Посоветовали знакомые, нас даже не сравнивали",
    ),
    _LATER: ("Ремонт сдвинули на весну", "Ждут ключи от квартиры", "Сначала полы и стены"),
}  # fmt: skip
_WORDS_OF_WIN: Final = (
    "Понравилось, что смету прислали в тот же день", "Замерщик всё объяснил и не торопил",
    "Решила рассрочка без процентов", "Сказали, что перезвонили первыми из пяти компаний",
    "Хотели именно тёплый профиль, у других ждать месяц", "Важно было, что монтаж и отделка одной бригадой",
)  # fmt: skip
_IDEAL: Final = (
    "Окно, которое не надо мыть снаружи", "Балкон под ключ за неделю и без пыли", "Тихо при открытой форточке",
    "Чтобы один человек отвечал за замер, монтаж и гарантию", "Перегородка, которую можно перенести",
)  # fmt: skip
_RECOMMENDED: Final = "посоветовали"


@dataclass(frozen=True, slots=True)
class Voice:
    """What is written of one deal that has ended; empty where nobody wrote anything."""

    #: The reason as the CRM lists it.
    reason: str = ""
    competitor: str = ""
    price: str = ""
    loss: str = ""
    course: str = ""
    attracted: str = ""
    source: str = ""
    ideal: str = ""
    win: str = ""


def voices(world: World) -> list[Voice]:
    """One for each request, in their order."""
    rng = np.random.default_rng((world.seed, 33))
    stages = world.pipeline.stage(HORIZON)
    entered = world.pipeline.stage_at(HORIZON)
    drawn = rng.random((len(stages), 8))
    eases = HORIZON - PRICE_EASES * DAY
    found = []
    for row, stage in enumerate(stages):
        if stage == Stage.LOST:
            found.append(_lost(world, row, drawn[row], eased=bool(entered[row] >= eases)))
        elif stage == Stage.WON:
            found.append(_won(world, row, drawn[row]))
        else:
            found.append(Voice())
    return found


def _lost(world: World, row: int, drawn: np.ndarray[tuple[int], np.dtype[np.float64]], *, eased: bool) -> Voice:
    reason = int(world.pipeline.reason[row])
    if reason == _PRICE and eased and drawn[0] < _EASED:
        reason = _LATER if drawn[1] < 0.5 else _COMPETITOR
    title = LOST_REASONS[reason]
    if drawn[2] > _diligence(world, row) and drawn[6] > _SHRUGS:
        return Voice()
    if reason not in _WORDS_OF_LOSS or drawn[2] > _diligence(world, row):
        return Voice(reason=title)
    competitor = price = ""
    if reason == _COMPETITOR or (reason == _PRICE and drawn[3] < 0.35):
        name, level = _COMPETITORS[_index(drawn[4], _COMPETITOR_WEIGHTS)]
        competitor = name
        amount = float(world.pipeline.amount[row])
        if amount and drawn[5] < 0.55:
            price = f"{round(amount * level * (0.93 + 0.14 * drawn[6]), -2):.2f}"
    words = _WORDS_OF_LOSS[reason][int(drawn[7] * len(_WORDS_OF_LOSS[reason]))] if drawn[1] < 0.4 else ""
    return Voice(reason=title, competitor=competitor, price=price, loss=words)


def _won(world: World, row: int, drawn: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Voice:
    if drawn[0] > _diligence(world, row):
        return Voice()
    flow = world.company.flows[world.requests.flow[row]]
    offer = flow.creatives[world.requests.creative[row]].offer if flow.creatives else ""
    said = [_ATTRACTED[_index(drawn[1], _ATTRACTED_WEIGHTS)]]
    # What the ad promised is what many of those who came by it name.
    if offer == MORTGAGE and drawn[2] < 0.5:
        said.append("Условия оплаты")
    elif offer == TURNKEY and drawn[2] < 0.5:
        said.append("Скорость")
    elif drawn[2] < 0.3:
        said.append(_ATTRACTED[_index(drawn[3], _ATTRACTED_WEIGHTS[:-1])])
    source = _RECOMMENDED if drawn[4] < 0.12 else flow.source if drawn[4] < 0.75 else ""
    return Voice(
        course=_COURSES[_index(drawn[5], (0.3, 0.5, 0.2))],
        attracted="; ".join(dict.fromkeys(said)) if drawn[6] < 0.9 else "",
        source=source,
        ideal=_IDEAL[int(drawn[3] * len(_IDEAL))] if drawn[7] < 0.12 else "",
        win=_WORDS_OF_WIN[int(drawn[2] * len(_WORDS_OF_WIN))] if drawn[7] > 0.6 else "",
    )


def _diligence(world: World, row: int) -> float:
    return _DILIGENCE[int(world.pipeline.seller[row]) % len(_DILIGENCE)]


def _index(drawn: float, weights: tuple[float, ...]) -> int:
    """Which of several a number from 0 to 1 falls on."""
    edges = np.cumsum(weights) / sum(weights)
    return min(int(np.searchsorted(edges, drawn, side="right")), len(weights) - 1)
