"""The way of a request through the sales department."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Stage(IntEnum):
    """Where a request stands, in order; LOST may follow any of the others."""

    NEW = 0
    IN_WORK = 1
    QUALIFIED = 2
    PROPOSAL = 3
    INVOICE = 4
    WON = 5
    LOST = 6


LOST_REASONS: Final = (
    "",
    "Дубль",
    "Не дозвонились",
    "Не наш профиль",
    "Вне зоны выезда",
    "Нужен ремонт, а не окна",
    "Спам или ошибка номера",
    "Не оставлял заявку",
    "Дорого",
    "Выбрал конкурентов",
    "Отложил ремонт",
    "Перестал отвечать",
    "Долго не перезванивали",
)
