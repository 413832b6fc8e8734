"""Who works with a lead: its own seller, and whoever sits in the seat of the head of sales."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.agreement import queries
from tandem.agreement.rules import speaks_for
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.models import Assignment
from tandem.intake.models import Lead
from tandem.journal.prepared import prepared
from tandem.people.models import Person
from tandem.people.rules import Role


class NotTheirLead(Refusal):
    """Only the lead's seller, or the head of sales, moves it."""


def lead_numbered(lead_id: int) -> Lead:
    """The lead as it stands now. Raises ``Lead.DoesNotExist``."""
    found = _numbered(lead_id)
    if not found:
        raise Lead.DoesNotExist(f"№ {lead_id}")
    return found[0]


def moves(lead: Lead, person: Person) -> bool:
    """Whether a person moves this lead: its own seller, or whoever sits in the seat of the head of sales."""
    return heads(lead, person) or is_with(lead, person)


def is_with(lead: Lead, person: Person) -> bool:
    """Whether a person is the seller of this lead; asks for nothing where the lead was read with its assignment."""
    given: Assignment | None = getattr(lead, "assignment", None)
    return given is not None and given.seller_id == person.pk


def require_own(lead: Lead, by: Person) -> None:
    """Refuses by ``NotTheirLead``."""
    # Asked anew: it may have been given to somebody else since the lead was read.
    if not (heads(lead, by) or _held(lead.pk, by.pk)):
        raise NotTheirLead(
            Text(ru="Лид двигает его менеджер или РОП.", en="A lead is moved by its own seller or the head of sales.")
        )


@prepared
def _numbered(lead_id: int) -> QuerySet[Lead]:
    return Lead.objects.filter(pk=lead_id)


@prepared
def _held(lead_id: int, seller: int) -> QuerySet[Assignment, int]:
    return Assignment.objects.filter(pk=lead_id, seller=seller).values_list("pk", flat=True)


def heads(lead: Lead, person: Person) -> bool:
    """Whether a person sits in the seat of the head of sales for this lead."""
    return Role.SALES_HEAD in speaks_for(queries.version(lead.version).document, Role(person.role))
