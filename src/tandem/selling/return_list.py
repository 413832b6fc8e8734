"""The leads that sales gave back: who answers, who rules, and what the reader may do about each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tandem.agreement.document import ReturnReason
from tandem.agreement.queries import version
from tandem.basics.text import Text
from tandem.handover.actions import ruled_against_later
from tandem.handover.models import LeadReturn
from tandem.handover.rulings import rules_on_returns
from tandem.intake.models import Lead
from tandem.journal.prepared import prepared
from tandem.journal.together import Later
from tandem.measures.asked import Asked
from tandem.people.models import Person
from tandem.people.rules import Department, Role
from tandem.selling.audit_page import verdict_of
from tandem.selling.giving_back import is_won
from tandem.selling.models import Activity
from tandem.selling.whose_lead import is_with

#: The newest so many are on the page; a file holds all.
MOST = 100


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One return, with what the reader may do about it."""

    lead_return: LeadReturn
    #: What the version calls the reason, and its clause.
    reason: str
    clause: str
    state: Text
    #: Words of people, for those who may read what is written of clients.
    comment: str
    objection: str
    ruling: str
    answers: bool
    rules: bool
    sets_aside: bool
    #: What a blind check said of it; empty without one, or while it waits: whoever judges must not be told.
    checked: Text


def return_lines(person: Person, *, lead_id: int | None = None, limit: int | None = None) -> list[ReturnLine]:
    """The returns a person may see: those that wait for somebody first, then the newest."""
    rows = _seen_by(person).select_related("seller", "ruling", "ruling__ruled_by", "audit")
    if lead_id is not None:
        rows = rows.filter(lead=lead_id)
    now, judges = datetime.now(ZoneInfo("UTC")), rules_on_returns(person)
    ordered = rows.annotate(waits=Q(accepted__isnull=True)).order_by("-waits", "-returned_at", "-pk")[:limit]
    reasons = {number: _reasons(number) for number in {each.version for each in ordered}}
    return [_line(each, person, reasons[each.version], now=now, judges=judges) for each in ordered]


def waiting_for(person: Person) -> tuple[int, int]:
    """How many returns wait for marketing's answer, and how many disputes for a ruling, where that is the person's."""
    opened = LeadReturn.objects.filter(accepted__isnull=True)
    unanswered = opened.filter(answered_at__isnull=True)
    answers = Role(person.role).department is Department.MARKETING
    disputed = opened.filter(answered_at__isnull=False)
    return unanswered.count() if answers else 0, disputed.count() if rules_on_returns(person) else 0


def back_with(person: Person, *, since: datetime) -> tuple[int, list[int]]:
    """Of a seller's returns: how many marketing objects to, and the leads ruled theirs since then, untouched so far."""
    own = LeadReturn.objects.filter(lead__assignment__seller=person)
    disputed = own.filter(accepted__isnull=True, answered_at__isnull=False).count()
    done = Activity.objects.filter(lead=OuterRef("lead"), contacted_at__gte=OuterRef("ruling__ruled_at"))
    ruled = own.filter(accepted=False, ruling__stands=False, ruling__ruled_at__gte=since).exclude(Exists(done))
    still = ruled.exclude(lead__deal__stage_at__gte=F("ruling__ruled_at")).order_by("-ruling__ruled_at")
    return disputed, list(dict.fromkeys(still.values_list("lead_id", flat=True)))


def reasons_for(person: Person, lead: Lead) -> Sequence[ReturnReason]:
    """The reasons for which a person may give a lead back now; none where it is not theirs, was won, or came back."""
    return reasons_later(person, lead)()


def reasons_later(person: Person, lead: Lead) -> Later[Sequence[ReturnReason]]:
    """The same, asked along with other questions."""
    role = Role(person.role)
    if is_won(lead) or (role is not Role.SALES_HEAD and not is_with(lead, person)):
        return tuple
    back, ruled = _back.later(lead.pk), ruled_against_later(lead.pk)

    def found() -> Sequence[ReturnReason]:
        if back():
            return ()
        return [each for each in version(lead.version).document.returns if each.key not in ruled()]

    return found


@prepared
def _back(lead_id: int) -> QuerySet[LeadReturn, int]:
    rows = LeadReturn.objects.filter(Q(accepted__isnull=True) | Q(accepted=True), lead=lead_id)
    return rows.order_by().values_list("pk", flat=True)[:1]


def file_rows(lines: Sequence[ReturnLine], page: Asked) -> list[list[str]]:
    """The returns as the rows of a file."""
    zone = ZoneInfo(settings.TIME_ZONE)

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""

    head = [_("Lead"), _("Given back"), _("By"), _("Reason"), _("Comment"), _("Answered"), _("Objection"),
            _("Ruling"), _("State"), _("Blind check")]  # fmt: skip
    rows = [head]
    for line in lines:
        each = line.lead_return
        rows.append([
            str(each.lead_id), moment(each.returned_at), str(each.seller or ""), line.reason, line.comment,
            moment(each.answered_at), line.objection, line.ruling, line.state.in_language(page.language),
            line.checked.in_language(page.language),
        ])  # fmt: skip
    return rows


def _seen_by(person: Person) -> QuerySet[LeadReturn]:
    rows = LeadReturn.objects.all()
    return rows if Role(person.role).sees_all_leads else rows.filter(lead__assignment__seller=person)


def _reasons(number: int) -> Mapping[str, ReturnReason]:
    return {each.key: each for each in version(number).document.returns}


def _line(
    each: LeadReturn, person: Person, reasons: Mapping[str, ReturnReason], *, now: datetime, judges: bool
) -> ReturnLine:
    role, reason, ruling = Role(person.role), reasons.get(each.reason), getattr(each, "ruling", None)
    reads = role.sees_contacts
    in_time = each.object_until is None or now <= each.object_until
    unanswered = each.answered_at is None and each.accepted is None
    return ReturnLine(
        lead_return=each,
        reason=reason.title if reason else each.reason,
        clause=reason.clause if reason else "",
        state=_state(each, ruled=ruling is not None, in_time=in_time),
        comment=each.comment if reads else "",
        objection=each.objection if reads else "",
        ruling=ruling.words if ruling is not None and reads else "",
        answers=unanswered and in_time and role.department is Department.MARKETING,
        rules=each.is_disputed and judges,
        checked=_checked(each),
        sets_aside=judges and ruling is not None and ruling.set_aside_at is None,
    )


def _checked(each: LeadReturn) -> Text:
    audit = getattr(each, "audit", None)
    return verdict_of(audit) if audit is not None else Text(ru="", en="")


def _state(each: LeadReturn, *, ruled: bool, in_time: bool) -> Text:
    if each.is_disputed:
        return Text(ru="спор: ждёт решения", en="disputed: awaits a ruling")
    if each.accepted is None and in_time:
        return Text(ru="ждёт ответа маркетинга", en="awaits marketing's answer")
    if ruled:
        return _RULED[bool(each.accepted)]
    if each.answered_at is None:
        return Text(ru="принят: возражений в срок не было", en="stands: no objection in time")
    return Text(ru="принят маркетингом", en="marketing agrees")


_RULED = {
    True: Text(ru="решено: возврат обоснован", en="ruled: right to come back"),
    False: Text(ru="решено: лид наш, продажи работают с ним", en="ruled: a lead to sell to, sales goes on"),
}
