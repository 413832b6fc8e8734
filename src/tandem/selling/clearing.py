"""Clearing a deal with whom the agreement's decision rule names."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.agreement import queries as agreement
from tandem.agreement import titles
from tandem.agreement.document import Decision
from tandem.agreement.rules import NEW, speaks_for
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.intake.models import Lead
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.queries import known_of
from tandem.selling.clearance_rules import moved_on
from tandem.selling.facts import MatterCleared
from tandem.selling.models import Clearance, Deal


class NotUnderThisRule(Refusal):
    """The version the lead is counted under has no such rule, or the rule does not concern the lead."""


class NotTheirsToClear(Refusal):
    """The rule names other roles."""


class AlreadyCleared(Refusal):
    """This seat has cleared the deal before."""


def clear(*, lead_id: int, rule: str, by: Person, now: datetime) -> tuple[Clearance, ...]:
    """Say that a deal may go on, for each seat of the rule that the person sits in and that has not said so yet.

    Refuses by ``NotUnderThisRule``, ``NotTheirsToClear`` and ``AlreadyCleared``.
    """
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        decision = _rule_of(lead, rule)
        document = agreement.version(lead.version).document
        seats = [role for role in decision.clear_with if role in speaks_for(document, Role(by.role))]
        if not seats:
            who = titles.roles(decision.clear_with)
            raise NotTheirsToClear(
                Text(
                    ru=f"«{decision.title}»: по регламенту согласует {who.ru}.",
                    en=f"“{decision.title}”: as agreed, it is cleared by {who.en}.",
                )
            )
        before = set(Clearance.objects.filter(lead=lead, rule=rule).values_list("role", flat=True))
        asked = [role for role in seats if role not in before]
        if not asked:
            raise AlreadyCleared(Text(ru="Это уже согласовано.", en="This has been cleared already."))
        late = _moved_on_before(lead, decision, now)
        made = tuple(
            Clearance.objects.create(
                lead=lead, rule=rule, role=role, cleared_by=by, cleared_at=now, late=late, version=lead.version
            )
            for role in asked
        )
        record(
            [Happening(MatterCleared(rule=rule, role=each.role, late=late), each.pk, now, lead.pk) for each in made],
            recording=Recording(at=now, source="pages", actor_id=by.pk, version=lead.version),
        )
    return made


def _rule_of(lead: Lead, rule: str) -> Decision:
    """The rule, which concerns the lead as far as is known."""
    found = next((each for each in agreement.version(lead.version).document.decisions if each.key == rule), None)
    judge = agreement.judge(lead.version)
    known = known_of([lead.pk], judge.decision_reads)[lead.pk]
    if found is None or not found.clause.strip() or judge.decisions(known)[rule] is not True:
        raise NotUnderThisRule(
            Text(
                ru=f"По правилу «{found.title if found else rule}» этот лид согласовывать не нужно.",
                en=f"The rule “{found.title if found else rule}” does not ask for this lead to be cleared.",
            )
        )
    return found


def _moved_on_before(lead: Lead, rule: Decision, now: datetime) -> bool:
    deal = Deal.objects.filter(pk=lead.pk).first()
    if not moved_on(rule, agreement.version(lead.version).document.stages, stage=deal.stage if deal else NEW):
        return False
    # A day nobody knows proves nothing, but the stage stands: whoever clears it now comes after it.
    return deal is None or not deal.dated or deal.stage_at <= now
