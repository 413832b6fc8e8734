"""The effort budget: what the agreement asks to be written down fits into minutes, or it is said what to drop."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, warning
from tandem.agreement.document import Document
from tandem.agreement.effort import BUDGET, effort_of
from tandem.basics.numbers import format_number


@check
def recording_over_the_budget(document: Document, known: Known) -> Found:
    if not document.questions:
        return
    leads = known.leads_a_day()
    effort = effort_of(document, leads_a_day=leads)
    if effort.fits:
        return
    dearest = sorted(effort.asked, key=lambda each: -each.seconds)[:3]
    drop = effort.to_drop()
    said = {
        language: {
            "minutes": format_number(effort.seconds / 60, language, 1),
            "budget": format_number(BUDGET / 60, language),
            "leads": format_number(effort.leads, language, 0 if effort.leads == int(effort.leads) else 1),
            "dear": ", ".join(
                f"{_QUOTED[language].format(each.question.title or each.question.key)} "
                f"{format_number(each.seconds, language)} {_SECONDS[language]}"
                for each in dearest
            ),
            "drop": ", ".join(_QUOTED[language].format(each.question.title or each.question.key) for each in drop),
        }
        for language in ("ru", "en")
    }
    ru, en = said["ru"], said["en"]
    of = (f" о продукте «{effort.product}»", f" about “{effort.product}”") if effort.product else ("", "")
    guess = ("", "") if leads is not None else (" (истории нет, взято обычное)", " (no history: a guess)")
    yield warning(
        "questions", drop[0].question.key if len(drop) == 1 else "", "key",
        f"Записывать ответы{of[0]} — {ru['minutes']} мин в день у каждого менеджера при {ru['leads']} новых лидах"
        f"{guess[0]}, а договорились не больше {ru['budget']}. Дороже всего в день: {ru['dear']}. "
        f"Уберите: {ru['drop']}.",
        f"Noting the answers{of[1]} takes each seller {en['minutes']} min a day at {en['leads']} new leads{guess[1]}; "
        f"{en['budget']} at most are agreed. Dearest a day: {en['dear']}. Drop: {en['drop']}.",
    )  # fmt: skip


_QUOTED = {"ru": "«{}»", "en": "“{}”"}
_SECONDS = {"ru": "с", "en": "s"}
