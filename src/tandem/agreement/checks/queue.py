"""The queue: every grade with its cost of waiting, and a random share that keeps the order honest."""

from __future__ import annotations

from decimal import Decimal

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import ASK, Document

#: How many leads at a random place are enough to learn from and few enough to bear.
_LEAST, _MOST = Decimal("0.03"), Decimal("0.05")
#: Beyond that the queue is no order any more.
_TOO_MANY = Decimal("0.2")


@check
def fading_of_unknown_grade(document: Document, known: Known) -> Found:
    grades = {grade.key for grade in document.grading.grades} | {ASK}
    for each in document.queue.fading:
        if each.grade not in grades:
            yield serious(
                "queue", each.grade, "fading",
                f"Очередь: категории «{each.grade}» в регламенте нет.",
                f"Queue: the agreement has no grade “{each.grade}”.",
            )  # fmt: skip


@check
def grade_without_fading(document: Document, known: Known) -> Found:
    told = {each.grade for each in document.queue.fading}
    missing = [grade.title or grade.key for grade in document.grading.grades if grade.key not in told]
    if told and missing:
        yield warning(
            "queue", "", "fading",
            f"Очередь: не сказано, во что обходится ожидание категорий: {', '.join(missing)}. Они встанут последними.",
            f"Queue: it is not said what waiting costs of grades: {', '.join(missing)}. They come last.",
        )  # fmt: skip


@check
def fading_out_of_range(document: Document, known: Known) -> Found:
    for each in document.queue.fading:
        if each.minutes <= 0:
            yield serious(
                "queue", each.grade, "minutes",
                f"Очередь, {each.grade}: минут менеджера на лид должно быть больше нуля.",
                f"Queue, {each.grade}: a seller's minutes for a lead must be above zero.",
            )  # fmt: skip
        if each.half_life <= 0:
            yield serious(
                "queue", each.grade, "half_life",
                f"Очередь, {each.grade}: за сколько часов шанс тает вдвое? Нужно число больше нуля.",
                f"Queue, {each.grade}: in how many hours does the chance halve? A number above zero is needed.",
            )  # fmt: skip
        if not 0 <= each.lasting < 1:
            yield serious(
                "queue", each.grade, "lasting",
                f"Очередь, {each.grade}: доля, которая не теряется, — от 0 и меньше 1, а не {each.lasting}.",
                f"Queue, {each.grade}: the share that is not lost is 0 or more and below 1, not {each.lasting}.",
            )  # fmt: skip


@check
def random_share_out_of_range(document: Document, known: Known) -> Found:
    share = document.queue.random_share
    if not 0 <= share <= _TOO_MANY:
        yield serious(
            "queue", "", "random_share",
            f"Очередь: случайная доля {share} не годится, нужна от 0 до {_TOO_MANY}.",
            f"Queue: the random share {share} will not do, it lies between 0 and {_TOO_MANY}.",
        )  # fmt: skip
    elif document.queue.fading and not _LEAST <= share <= _MOST:
        yield warning(
            "queue", "", "random_share",
            f"Очередь: обычно случайными ставят от {_LEAST} до {_MOST} лидов. Меньше — не узнать, помогает ли порядок, "
            "больше — дорого.",
            f"Queue: usually {_LEAST} to {_MOST} of leads are put at random. With fewer nobody learns whether the "
            "order helps, more costs money.",
        )  # fmt: skip
