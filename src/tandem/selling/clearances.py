"""Leads under the agreement's decision rules: what each rule says of one lead, and who has cleared it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from tandem.agreement import queries
from tandem.agreement.document import Decision, Stage
from tandem.intake.models import Lead
from tandem.qualification.queries import known_of
from tandem.selling.clearance_rules import MatterState, matter_state, still_asked
from tandem.selling.models import Clearance


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A decision rule in the newest version that has it; ``versions`` are all that do, the newest first."""

    rule: Decision
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One clearance: which seat, who, when, and whether that was too late."""

    role: str
    person: str
    at: dt.datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """One lead under one rule."""

    lead_id: int
    captured_at: dt.datetime
    rule: Decision
    stage: str
    stage_title: str
    #: None where the other system does not say when.
    stage_at: dt.datetime | None
    seller: str
    said: tuple[Said, ...]
    state: MatterState
    #: The roles that are still asked; none of a lead that needs no clearance any more.
    asks: tuple[str, ...]
    version: int


def watched_rules() -> tuple[RuleLine, ...]:
    """The rules that say in a clause which leads they concern, those of the newest versions first."""
    found: dict[str, RuleLine] = {}
    for line in queries.versions():
        for rule in queries.version(line.number).document.decisions if line.number else ():
            if rule.clause.strip():
                before = found.get(rule.key)
                found[rule.key] = RuleLine(before.rule if before else rule,
                                           (*(before.versions if before else ()), line.number))  # fmt: skip
    return tuple(found.values())


def rules_in_words() -> tuple[Decision, ...]:
    """The rules of the version in force that no machine can watch."""
    return tuple(rule for rule in queries.in_force().document.decisions if not rule.clause.strip())


def matters_of(lead: Lead, *, stage: str, stage_at: dt.datetime | None) -> tuple[Matter, ...]:
    """What the rules of its version say of one lead, read from the state tables; ``stage_at`` None: nobody knows."""
    judge = queries.judge(lead.version)
    document = queries.version(lead.version).document
    rules = [rule for rule in document.decisions if rule.clause.strip()]
    if not rules:
        return ()
    concerns = judge.decisions(known_of([lead.pk], judge.decision_reads)[lead.pk])
    said = said_of([lead.pk], [rule.key for rule in rules])
    made = []
    for rule in rules:
        if concerns[rule.key] is not True:
            continue
        by = said.get((lead.pk, rule.key), ())
        row = (lead.pk, lead.captured_at, stage, stage_at, "", lead.version)
        made.append(matter_of(row, rule, by, document.stages))
    return tuple(made)


def matter_of(row: tuple[Any, ...], rule: Decision, said: tuple[Said, ...], stages: tuple[Stage, ...]) -> Matter:
    lead_id, captured_at, stage, stage_at, seller, version = row
    late = any(each.late or (stage_at is not None and stage_at < each.at) for each in said)
    cleared = [each.role for each in said]
    title = next((each.title for each in stages if each.key == stage), stage)
    state = matter_state(rule, stages, stage=stage, cleared=cleared, late=late)
    return Matter(
        lead_id=lead_id,
        captured_at=captured_at,
        rule=rule,
        stage=stage,
        stage_title=title,
        stage_at=stage_at,
        seller=seller or "",
        said=said,
        state=state,
        asks=() if state is MatterState.SPARED else still_asked(rule, cleared),
        version=version,
    )


def said_of(lead_ids: Collection[int], rules: Collection[str]) -> Mapping[tuple[int, str], tuple[Said, ...]]:
    """Who has cleared what, by lead and rule, in the order of time."""
    found: dict[tuple[int, str], tuple[Said, ...]] = {}
    rows = Clearance.objects.filter(lead__in=list(lead_ids), rule__in=list(rules)).order_by("cleared_at", "pk")
    for lead_id, rule, role, person, at, late in rows.values_list(
        "lead_id", "rule", "role", "cleared_by__name", "cleared_at", "late"
    ):
        found[lead_id, rule] = (*found.get((lead_id, rule), ()), Said(role, person, at, late))
    return found
