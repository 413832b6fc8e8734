"""The steps of the one journey, in order, and how a lead reaches each."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Step:
    """A step and the measures that count it.

    ``events`` counts what happened in a period, ``conversion`` relates it to the step before in that period.
    ``reached`` counts leads captured in a period that have come this far; ``cohort`` is the share that will,
    ``cohort_step`` the share of those at the step before; ``days`` the median time since that step.
    Steps before a lead exists have no cohort.
    """

    key: str
    title: Text
    events: str
    conversion: str | None = None
    reached: str | None = None
    cohort: str | None = None
    cohort_step: str | None = None
    days: str | None = None


def _of_lead(key: str, ru: str, en: str, events: str) -> Step:
    return Step(
        key=key, title=Text(ru=ru, en=en), events=events, conversion=f"{key}_per_previous",
        reached=f"{key}_reached", cohort=f"{key}_cohort", cohort_step=f"{key}_cohort_step", days=f"{key}_days",
    )  # fmt: skip


STEPS = (
    Step("impressions", Text(ru="Показы", en="Impressions"), "impressions"),
    Step("clicks", Text(ru="Клики", en="Clicks"), "clicks", conversion="ctr"),
    Step("visits", Text(ru="Визиты", en="Visits"), "visits", conversion="visits_per_previous"),
    Step("leads", Text(ru="Лиды", en="Leads"), "leads", conversion="leads_per_previous", reached="leads"),
    _of_lead("processed", "Обработаны", "Processed", "processed"),
    _of_lead("target", "Целевые", "Target", "target_graded_on"),
    _of_lead("qualified", "Квалифицированы", "Qualified", "qualified"),
    _of_lead("invoice", "Счёт выставлен", "Invoice sent", "invoice_stage"),
    _of_lead("won", "Продажи", "Won", "deals_won"),
    _of_lead("paid", "Оплачены", "Paid", "paid_leads"),
    Step("repeat", Text(ru="Повторные продажи", en="Repeat sales"), "repeat_sales", reached="repeat_reached"),
)
