"""How long a lead waits for somebody to have it: the system's part of the time to the first contact."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.measures.catalogue import Better, Measure, Quantile, Unit


def _delay(key: str, q: float, ru: str, en: str, words_ru: str, words_en: str) -> Measure:
    return Measure(
        key=key,
        name=Text(ru=ru, en=en),
        question=Text(ru="Сколько лид ждёт, пока попадёт к менеджеру?", en="How long does a lead wait for its seller?"),
        definition=Text(
            ru=f"{words_ru} От заявки до первой передачи менеджеру, по часам, без вычета ночей и выходных: это "
            "задержка системы, а не человека. Только лиды периода, о которых известно, когда их передали; остальные "
            "посчитаны рядом.",
            en=f"{words_en} From the request to the first hand-over to a seller, by the clock, nights and weekends "
            "included: the system's delay and nobody's own. Only leads of the period of which it is known when "
            "they were handed over; the others are counted beside.",
        ),
        unit=Unit.SECONDS,
        value=Quantile(
            "leads", day="captured_on", expression="date_diff('second', captured_at, handed_over_at)", q=q,
            open="handed_over_at IS NULL",
        ),
        better=Better.DOWN,
    )  # fmt: skip


DELAY_MEASURES = (
    _delay("system_delay_median", 0.5, "Задержка системы, медиана", "System delay, median",
           "Половина лидов попала к менеджеру быстрее.", "Half of the leads had their seller sooner."),
    _delay("system_delay_p90", 0.9, "Задержка системы, 90-й процентиль", "System delay, p90",
           "Девять лидов из десяти попали к менеджеру быстрее.", "Nine leads of ten had their seller sooner."),
)  # fmt: skip
