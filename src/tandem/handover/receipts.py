"""What the receipt of the hand-over says."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.handover.dealing_words import why_words
from tandem.intake.models import Lead
from tandem.intake.receipt_words import Details, StepWords
from tandem.people.models import Person


def _assigned(lead: Lead, outcome: str, details: Details) -> Text | None:
    seller_id = details.get("seller_id")
    if not isinstance(seller_id, int):
        return None
    said = Person.objects.filter(pk=seller_id).values_list("name", flat=True).first() or f"№ {seller_id}"
    return Text(ru=said, en=said)


def _clocked(lead: Lead, outcome: str, details: Details) -> Text | None:
    titles = ", ".join(f"«{title}»" for title in details.values() if isinstance(title, str))
    return Text(ru=titles, en=titles) if titles else None


def _dealt(lead: Lead, outcome: str, details: Details) -> Text | None:
    said = _assigned(lead, outcome, details)
    why = why_words(outcome)
    return why if said is None else Text(ru=f"{said.ru}: {why.ru}", en=f"{said.en}: {why.en}")


DEALT = StepWords("dealt", Text(ru="Распределён", en="Dealt out"), tell=_dealt)
CLOCKED = StepWords("clocked", Text(ru="Пошли сроки", en="Deadlines set"), tell=_clocked)
ASSIGNED = StepWords("assigned", Text(ru="Передан менеджеру", en="Given to a seller"), tell=_assigned)
