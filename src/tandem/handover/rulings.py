"""Disputed returns are decided by the one the agreement names, and what was decided binds later versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tandem.agreement import queries as agreement
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.facts import ReturnRuled, RulingSetAside
from tandem.handover.models import LeadReturn, Ruling
from tandem.handover.return_rules import judge_of, packed
from tandem.handover.returned_clocks import renew
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Fact, Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.queries import known_of


class NotTheJudge(Refusal):
    """Somebody else rules on disputed returns."""


class NotDisputed(Refusal):
    """There is nothing to rule on: nobody objected, or it was decided already."""


class RulingWithoutWords(Refusal):
    """A ruling says why: it is read beside the reason from now on."""


def rules_on_returns(person: Person) -> bool:
    """Whether a person rules on disputed returns under the version in force."""
    return Role(person.role) is judge_of(agreement.in_force().document)


def rule(*, return_id: int, stands: bool, words: str, by: Person, now: datetime) -> Ruling:
    """Decide a disputed return: whether the lead was right to come back, and why.

    One that sales has to sell to has its deadlines from the ruling on.
    Refuses by ``NotTheJudge``, ``NotDisputed`` and ``RulingWithoutWords``.
    """
    _require_judge(by)
    with transaction.atomic():
        lead_id = LeadReturn.objects.values_list("lead_id", flat=True).get(pk=return_id)
        # The lead's row first, as everybody who changes clocks takes it.
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        returned = LeadReturn.objects.select_for_update().get(pk=return_id)
        if not returned.is_disputed:
            raise NotDisputed(
                Text(
                    ru="Решать нечего: возражения нет или спор уже решён.",
                    en="There is nothing to rule on: nobody objected, or it was decided already.",
                )
            )
        if not words.strip():
            raise RulingWithoutWords(
                Text(
                    ru="Напишите, почему вы решили так: решение станет прецедентом рядом с причиной.",
                    en="Say why you decide so: the ruling becomes a precedent beside the reason.",
                )
            )
        reads = agreement.judge(returned.version).return_reads
        ruling = Ruling.objects.create(
            lead_return=returned, stands=stands, words=words.strip(), ruled_by=by, ruled_at=now,
            known=packed(known_of([returned.lead_id], reads)[returned.lead_id]),
        )  # fmt: skip
        LeadReturn.objects.filter(pk=return_id).update(accepted=stands)
        _record(ReturnRuled(stands=stands), returned, by, now, also=[] if stands else renew(lead, now=now))
    return ruling


def set_aside(*, return_id: int, by: Person, now: datetime) -> None:
    """Let a ruling be no precedent any more. Refuses by ``NotTheJudge``; done twice it changes nothing."""
    _require_judge(by)
    with transaction.atomic():
        ruling = Ruling.objects.select_for_update().select_related("lead_return").get(pk=return_id)
        if ruling.set_aside_at is None:
            Ruling.objects.filter(pk=return_id).update(set_aside_at=now)
            _record(RulingSetAside(), ruling.lead_return, by, now)


def _record(fact: Fact, returned: LeadReturn, by: Person, now: datetime, *, also: Sequence[Happening] = ()) -> None:
    record(
        [Happening(fact, returned.pk, now, returned.lead_id), *also],
        recording=Recording(at=now, source="pages", actor_id=by.pk, version=returned.version),
    )


def _require_judge(by: Person) -> None:
    if not rules_on_returns(by):
        raise NotTheJudge(
            Text(
                ru="Спорные возвраты решает тот, кого назвал регламент; если не назван никто, собственник.",
                en="Disputed returns are decided by whom the agreement names; the owner where it names nobody.",
            )
        )
