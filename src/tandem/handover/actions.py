"""Leads that sales give back, marketing's answer, and what follows from its silence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tandem.agreement import queries as agreement
from tandem.agreement.clause_in_words import agreed_words
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.facts import LeadReturned, ReturnAnswered, ReturnStood
from tandem.handover.models import Assignment, LeadReturn
from tandem.handover.return_rules import object_until
from tandem.handover.returned_clocks import lift
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
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


class RuledAlready(Refusal):
    """Whoever rules has decided that the lead does not come back for this reason."""


class NotWaiting(Refusal):
    """The return has its answer, or is not marketing's to give."""


class ObjectionWithoutWords(Refusal):
    """Whoever objects says why: sales and the one who rules have to know what speaks for the lead."""


def return_lead(*, lead_id: int, reason: str, comment: str, by: Person, now: datetime) -> LeadReturn:
    """Give a lead back to marketing for a reason of the version it is counted under.

    Where the version says in a clause which leads a reason is for, a lead that the clause denies stays; one of which
    too little is known to tell may go. What was ruled a lead to sell to may come back for another reason only. Refuses
    by ``NotTheirLead``, ``UnknownReason``, ``NotForThisReason``, ``AlreadyReturned`` and ``RuledAlready``.
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
        _require_not_back(lead, reason)
        returned = LeadReturn.objects.create(
            lead=lead, seller_id=seller_id, reason=reason, comment=comment.strip(), returned_at=now,
            object_until=object_until(agreement.version(lead.version).document, now, company_zone=_zone()),
            version=lead.version,
        )  # fmt: skip
        fact = LeadReturned(
            client_id=lead.client_id, seller_id=seller_id, reason=reason, commented=bool(comment.strip())
        )
        record(
            [Happening(fact, returned.pk, now, lead.pk), *lift(lead, now=now)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=lead.version),
        )
    return returned


def answer_return(*, return_id: int, accepted: bool, by: Person, now: datetime, words: str = "") -> None:
    """Marketing agrees with a return, or objects to it and says why; then somebody rules.

    Refuses by ``NotWaiting``, also once its time is over, and ``ObjectionWithoutWords``.
    """
    with transaction.atomic():
        returned = LeadReturn.objects.select_for_update().get(pk=return_id)
        if (bar := _not_to_answer(returned, by, now)) is not None:
            raise NotWaiting(bar)
        if not accepted and not words.strip():
            raise ObjectionWithoutWords(
                Text(
                    ru="Напишите, почему лид наш: это прочтут менеджер и тот, кто решает спор.",
                    en="Say why it is a lead to sell to: the seller and whoever rules will read it.",
                )
            )
        returned.answered_at = now
        returned.accepted, returned.objection = (True, "") if accepted else (None, words.strip())
        returned.save(update_fields=["answered_at", "accepted", "objection"])
        record(
            [Happening(ReturnAnswered(accepted=accepted), returned.pk, now, returned.lead_id)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=returned.version),
        )


def let_stand(*, now: datetime) -> int:
    """Returns that nobody objected to in time stand; return how many."""
    with transaction.atomic():
        silent = LeadReturn.objects.select_for_update().filter(
            answered_at__isnull=True, accepted__isnull=True, object_until__lt=now
        )
        rows = list(silent.order_by("pk"))
        if not rows:
            return 0
        LeadReturn.objects.filter(pk__in=[each.pk for each in rows]).update(accepted=True)
        happened = [
            Happening(ReturnStood(), each.pk, each.object_until or now, each.lead_id, each.version) for each in rows
        ]
        record(happened, recording=Recording(at=now, source="clock"))
    return len(rows)


def _not_to_answer(returned: LeadReturn, by: Person, now: datetime) -> Text | None:
    """Why somebody cannot answer a return now; None where they can."""
    if Role(by.role).department is not Department.MARKETING:
        return Text(ru="На возврат отвечает маркетинг.", en="A return is answered by marketing.")
    if returned.answered_at is not None:
        return Text(
            ru="На этот возврат маркетинг уже ответил: второй раз не отвечают.",
            en="Marketing has answered this return already: it is answered once.",
        )
    if returned.accepted is not None or (returned.object_until is not None and now > returned.object_until):
        over = returned.object_until.astimezone(_zone()) if returned.object_until else now
        return Text(
            ru=f"Срок для ответа вышел {over:%d.%m в %H:%M}: молчание приняло возврат, этот ответ не записан. "
            "Если лид всё же наш, договоритесь с РОПом.",
            en=f"The time to answer ended on {over:%d.%m at %H:%M}: by silence the return stands, and this answer is "
            "not kept. If it is a lead to sell to all the same, talk to the head of sales.",
        )
    return None


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def ruled_against(lead_id: int) -> frozenset[str]:
    """The reasons for which a lead was ruled not to come back: the same dispute is not led twice."""
    return ruled_against_later(lead_id)()


def ruled_against_later(lead_id: int) -> Later[frozenset[str]]:
    """The same, asked along with other questions."""
    reasons = _ruled_against.later(lead_id)
    return lambda: frozenset(reasons())


@prepared
def _ruled_against(lead_id: int) -> QuerySet[LeadReturn, str]:
    rulings = LeadReturn.objects.filter(lead=lead_id, ruling__stands=False, ruling__set_aside_at=None)
    return rulings.order_by().values_list("reason", flat=True)


def _require_not_back(lead: Lead, reason: str) -> None:
    back = set(LeadReturn.objects.filter(lead=lead).exclude(accepted=False).values_list("accepted", flat=True))
    if None in back:
        raise AlreadyReturned(
            Text(
                ru="Этот лид уже возвращён: дождитесь ответа маркетинга или решения по спору.",
                en="This lead has been returned already: wait for marketing's answer, or for the ruling.",
            )
        )
    if back:
        raise AlreadyReturned(
            Text(
                ru="Этот лид уже возвращён, и возврат принят: делать с ним больше ничего не нужно.",
                en="This lead has been returned already, and the return stands: nothing more is to be done about it.",
            )
        )
    if reason in ruled_against(lead.pk):
        raise RuledAlready(
            Text(
                ru="По этой причине лид уже возвращали, и решено, что он наш. Продавайте дальше или выберите другую "
                "причину.",
                en="The lead came back for this reason before and was ruled one to sell to. Go on with it, or choose "
                "another reason.",
            )
        )


def _require_reason(lead: Lead, reason: str) -> None:
    if lead.version == 0:
        return  # Before the agreement nobody had written down which reasons there are.
    reasons = {each.key: each for each in agreement.version(lead.version).document.returns}
    if reason not in reasons:
        titles = ", ".join(each.title for each in reasons.values()) or "—"
        if not reason:
            raise UnknownReason(
                Text(
                    ru=f"Лид возвращают с причиной, иначе маркетингу нечего исправлять. Выберите: {titles}.",
                    en=f"A lead goes back with a reason, or marketing has nothing to mend. Choose one: {titles}.",
                )
            )
        raise UnknownReason(
            Text(
                ru=f"Причины «{reason}» в регламенте нет. Есть: {titles}.",
                en=f"The agreement has no reason “{reason}”. There are: {titles}.",
            )
        )
    judge = agreement.judge(lead.version)
    if judge.may_return(reason, known_of([lead.pk], judge.return_reads)[lead.pk]) is False:
        asked = reasons[reason]
        only = agreed_words(asked.clause, agreement.version(lead.version).document)
        raise NotForThisReason(
            Text(
                ru=f"«{asked.title}» не подходит. По регламенту так возвращают только лиды с условием «{only.ru}». "
                "Поправьте ответы в карточке или выберите другую причину.",
                en=f"“{asked.title}” does not fit: the agreement keeps it for leads with “{only.en}”. Correct the "
                "answers on the lead's card, or choose another reason.",
            )
        )
