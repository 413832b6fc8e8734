"""The blind check: a share of the returns that stand is drawn by lot and judged anew by somebody else."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from tandem.agreement import queries as agreement
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.audit_rules import chosen, codes_of, is_drawn, roles_asked
from tandem.handover.facts import AuditorNamed, LeadAssigned, ReturnAudited, ReturnDrawn
from tandem.handover.models import Assignment, LeadReturn, ReturnAudit
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.people.rules import Role


class NotDrawn(Refusal):
    """Only returns drawn by lot are judged anew."""


class NotTheAuditor(Refusal):
    """Somebody else judges this return, or it was judged already."""


class NoVerdict(Refusal):
    """A verdict has a reason of the list."""


def draw(*, now: datetime) -> int:
    """Cast the lot of every return that stands and was not drawn; returns how many it fell on.

    The chance is the share that the version of the return agrees. Done twice it adds nothing.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    with transaction.atomic():
        one_at_a_time()
        shares = _shares()
        standing = (
            LeadReturn.objects.filter(accepted=True, audit__isnull=True, version__in=shares)
            .order_by("pk")
            .values_list("pk", "version", "returned_at")
        )
        drawn = [
            (pk, number, shares[number])
            for pk, number, returned_at in standing.iterator(chunk_size=5000)
            if is_drawn(pk, returned_on=returned_at.astimezone(zone).date(), share=shares[number])
        ]
        ReturnAudit.objects.bulk_create(
            ReturnAudit(lead_return_id=pk, chance=share, drawn_at=now) for pk, _number, share in drawn
        )
        if drawn:
            happened = [Happening(ReturnDrawn(chance=share), pk, now, version=number) for pk, number, share in drawn]
            record(happened, recording=Recording(at=now, source="job"))
    return len(drawn)


def name_auditors(*, now: datetime) -> int:
    """Give every drawn return to somebody who had no part in its lead and may sign in; returns how many were given.

    Also those whose auditor has left or has got a part in the lead since.
    """
    with transaction.atomic():
        one_at_a_time()
        waiting = list(
            ReturnAudit.objects.select_for_update(of=("self",))
            .filter(audited_at__isnull=True)
            .select_related("lead_return")
            .order_by("pk")
        )
        people = _people()
        loads = Counter(each.auditor_id for each in waiting if each.auditor_id)
        happened = []
        for each in waiting:
            returned = each.lead_return
            had_part = parts_in(returned)
            active = {pk for pks in people.values() for pk in pks}
            if each.auditor_id in active - had_part:
                continue
            found = None
            for role in roles_asked(agreement.version(returned.version).document):
                candidates = [(pk, loads[pk]) for pk in people.get(role, ())]
                found = chosen(candidates, had_part=had_part, return_id=each.pk)
                if found is not None:
                    break
            if found is None:
                continue
            loads[found] += 1
            ReturnAudit.objects.filter(pk=each.pk).update(auditor_id=found)
            happened.append(Happening(AuditorNamed(auditor_id=found), each.pk, now, version=returned.version))
        if happened:
            record(happened, recording=Recording(at=now, source="job"))
    return len(happened)


def judge(*, return_id: int, verdict: str, code: str, by: Person, now: datetime) -> ReturnAudit:
    """Say of a drawn return, unseeing, whether its lead was a target lead, and why.

    Refuses by ``NotDrawn``, ``NotTheAuditor`` and ``NoVerdict``.
    """
    with transaction.atomic():
        audit = (
            ReturnAudit.objects.select_for_update(of=("self",))
            .select_related("lead_return")
            .filter(pk=return_id)
            .first()
        )
        if audit is None:
            raise NotDrawn(
                Text(
                    ru="Этот возврат не выбран жребием. Проверяют только выбранное программой.",
                    en="This return was not drawn. Only what the machine drew is checked.",
                )
            )
        returned = audit.lead_return
        if audit.auditor_id != by.pk or audit.audited_at is not None or by.pk in parts_in(returned):
            raise NotTheAuditor(
                Text(
                    ru="Этот возврат проверяет другой человек, или он уже проверен.",
                    en="Somebody else judges this return, or it was judged already.",
                )
            )
        codes = codes_of(agreement.version(returned.version).document)
        known = next((each for each in codes if each == verdict), None)
        if known is None or code not in codes[known]:
            raise NoVerdict(
                Text(
                    ru="Выберите ответ из списка: целевой, нецелевой или понять нельзя, и почему.",
                    en="Choose one of the answers: target, non-target or cannot be told, and why.",
                )
            )
        audit.verdict, audit.code, audit.audited_at = known, code, now
        audit.save(update_fields=["verdict", "code", "audited_at"])
        fact = ReturnAudited(verdict=known, code=code, auditor_id=by.pk)
        record(
            [Happening(fact, audit.pk, now, returned.lead_id)],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=returned.version),
        )
    return audit


def parts_in(returned: LeadReturn) -> set[int]:
    """Who had a part in a return: whose the lead was or is, and who did anything to it by hand."""
    facts = FactRow.objects.filter(lead_id=returned.lead_id)
    had = set(facts.filter(actor_id__isnull=False, batch_id__isnull=True).values_list("actor_id", flat=True))
    told = (row.fact for row in facts.filter(kind=LeadAssigned.kind))
    had |= {fact.seller_id for fact in told if isinstance(fact, LeadAssigned)}
    had |= set(Assignment.objects.filter(pk=returned.lead_id).values_list("seller_id", flat=True))
    if returned.seller_id is not None:
        had.add(returned.seller_id)
    return {pk for pk in had if pk is not None}


def _shares() -> dict[int, float]:
    """The agreed share by version, where there is one."""
    found = {}
    for line in agreement.versions():
        if share := agreement.version(line.number).document.audit.share:
            found[line.number] = float(share)
    return found


def _people() -> dict[Role, list[int]]:
    rows = Person.objects.filter(is_active=True).order_by("pk").values_list("role", "pk")
    found: dict[Role, list[int]] = {}
    for role, pk in rows:
        found.setdefault(Role(role), []).append(pk)
    return found
