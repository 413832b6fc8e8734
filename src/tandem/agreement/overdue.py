"""What of an agreement has run out by a day."""

from __future__ import annotations

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
    for card in document.cards:
        whose = titles.role(card.role) if not card.person else Text(ru=card.person, en=card.person)
        for kpi in card.kpis:
            if kpi.expires is None or kpi.expires >= today:
                continue
            name = Text(ru=kpi.title, en=kpi.title) if kpi.title else titles.measure(kpi.measure)
            day = kpi.expires
            found.append(
                Overdue(
                    Text(
                        ru=f"KPI «{name.ru}» ({whose.ru}) действовал до {day:%d.%m.%Y}: поставьте новый.",
                        en=f"The KPI “{name.en}” ({whose.en}) was valid until {day:%Y-%m-%d}: set a new one.",
                    ),
                    "cards",
                )
            )
    return tuple(found)
