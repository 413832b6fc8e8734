"""What of an agreement has run out by a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.agreement import titles
from tandem.agreement.document import Document
from tandem.basics.text import Text


@dataclass(frozen=True, slots=True)
class Overdue:
    """One thing that has run out, and where it stands in the page."""

    sentence: Text
    anchor: str


def overdue(document: Document, today: date) -> tuple[Overdue, ...]:
    """A revision that is late, and KPIs that are no longer valid."""
    found = []
    if document.revise_by is not None and document.revise_by < today:
        day = document.revise_by
        found.append(
            Overdue(
                Text(
                    ru=f"Регламент надо было пересмотреть до {day:%d.%m.%Y}: начните черновик новой версии.",
                    en=f"The agreement was to be revised by {day:%Y-%m-%d}: begin a draft of a new version.",
                ),
                "",
            )
        )
    ran_out: dict[date, list[Text]] = {}
    for card in document.cards:
        whose = titles.role(card.role) if not card.person else Text(ru=card.person, en=card.person)
        for kpi in card.kpis:
            if kpi.expires is not None and kpi.expires < today:
                name = Text(ru=kpi.title, en=kpi.title) if kpi.title else titles.measure(kpi.measure)
                told = Text(ru=f"«{name.ru}» ({whose.ru})", en=f"“{name.en}” ({whose.en})")
                ran_out.setdefault(kpi.expires, []).append(told)
    # KPIs are set together and run out together: one sentence a day, not one a figure.
    found += [Overdue(_ran_out(day, kpis), "cards") for day, kpis in sorted(ran_out.items())]
    return tuple(found)


def _ran_out(day: date, kpis: Sequence[Text]) -> Text:
    ru, en = ", ".join(each.ru for each in kpis), ", ".join(each.en for each in kpis)
    if len(kpis) == 1:
        return Text(
            ru=f"KPI {ru} действовал до {day:%d.%m.%Y}: поставьте новый.",
            en=f"The KPI {en} was valid until {day:%Y-%m-%d}: set a new one.",
        )
    return Text(
        ru=f"Эти KPI действовали до {day:%d.%m.%Y}, поставьте новые: {ru}.",
        en=f"These KPIs were valid until {day:%Y-%m-%d}, set new ones: {en}.",
    )
