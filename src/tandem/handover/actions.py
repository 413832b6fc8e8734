"""Leads that sales give back, and marketing's answer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.agreement import queries as agreement
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.facts import LeadReturned, ReturnAnswered
from tandem.handover.models import Assignment, LeadReturn
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.qualification.queries import known_of


class NotTheirLead(Refusal):
    """Only the lead's seller, or the head of sales, gives it back."""


class UnknownReason(Refusal):
    """The agreement knows no such reason for a return."""


class NotForThisReason(Refusal):
    """What is known of the lead contradicts the reason, as the agreement words it."""


class AlreadyReturned(Refusal):
    """The lead came back already and waits for marketing's answer."""


class NotWaiting(Refusal):
    """The return has its answer, or is not marketing's to give."""


def return_lead(*, lead_id: int, reason: str, comment: str, by: Person, now: datetime) -> LeadReturn:
    """Give a lead back to marketing for a reason of the version it is counted under.

    Where the version says in a clause which leads a reason is for, a lead that the clause denies stays; one of which
    too little is known to tell may go. Refuses by ``NotTheirLead``, ``UnknownReason``, ``NotForThisReason`` and
    ``AlreadyReturned``.
    """
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        seller_id = Assignment.objects.filter(pk=lead_id).values_list("seller_id", flat=True).first()
        if by.role != Role.SALES_HEAD and seller_id != by.pk:
            raise NotTheirLead(
                Text(
                    ru="Лид возвращает его менеджер или РОП.",
                    en="A lead is returned by its own seller or the head of sales.",
                )
            )
        _require_reason(lead, reason)
        if LeadReturn.objects.filter(lead=lead, answered_at__isnull=True).exists():
            raise AlreadyReturned(
                Text(
                    ru="Этот лид уже возвращён и ждёт ответа маркетинга.",
                    en="This lead has been returned already and waits for marketing's answer.",
                )
            )
        returned = LeadReturn.objects.create(
            lead=lead, seller_id=seller_id, reason=reason, comment=comment.strip(), returned_at=now,
            version=lead.version,
        )  # fmt: skip
        fact = LeadReturned(
            client_id=lead.client_id, seller_id=seller_id, reason=reason, commented=bool(comment.strip())
        )
        record(
            [Happening(fact, returned.pk, now, lead.pk)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=lead.version),
        )
    return returned


def answer_return(*, return_id: int, accepted: bool, by: Person, now: datetime) -> None:
    """Marketing says whether the lead was right to come back. Refuses by ``NotWaiting``."""
    with transaction.atomic():
        returned = LeadReturn.objects.select_for_update().get(pk=return_id)
        if Role(by.role).department is not Department.MARKETING or returned.answered_at is not None:
            raise NotWaiting(
                Text(
                    ru="На возврат отвечает маркетинг, и один раз.",
                    en="A return is answered by marketing, and once.",
                )
            )
        returned.answered_at, returned.accepted = now, accepted
        returned.save(update_fields=["answered_at", "accepted"])
        record(
            [Happening(ReturnAnswered(accepted=accepted), returned.pk, now, returned.lead_id)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=returned.version),
        )


def _require_reason(lead: Lead, reason: str) -> None:
    if lead.version == 0:
        return  # Before the agreement nobody had written down which reasons there are.
    reasons = {each.key: each for each in agreement.version(lead.version).document.returns}
    if reason not in reasons:
        titles = ", ".join(each.title for each in reasons.values()) or "—"
        raise UnknownReason(
            Text(
                ru=f"Причины «{reason}» в регламенте нет. Есть: {titles}.",
                en=f"The agreement has no reason “{reason}”. There are: {titles}.",
            )
        )
    judge = agreement.judge(lead.version)
    if judge.may_return(reason, known_of([lead.pk], judge.return_reads)[lead.pk]) is False:
        asked = reasons[reason]
        raise NotForThisReason(
            Text(
                ru=f"«{asked.title}» не подходит: по регламенту это для лидов, где {asked.clause}. Поправьте ответы "
                "в карточке или выберите другую причину.",
                en=f"“{asked.title}” does not fit: the agreement keeps it for leads where {asked.clause}. Correct the "
                "answers on the lead's card, or choose another reason.",
            )
        )
