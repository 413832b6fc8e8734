"""From a clause that was found to an amendment: a portrait in the draft, and the draft tried on the same days."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec
from django.db import transaction

from tandem.agreement import backtests, queries
from tandem.agreement import jobs as agreement_jobs
from tandem.agreement.document import Audience, Portrait
from tandem.agreement.drafting import open_draft, require_editor
from tandem.agreement.drafting_items import add_item, change_item
from tandem.agreement.models import Backtest
from tandem.agreement.storing import key_from
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.people.models import Person


class Target(StrEnum):
    """What becomes of the definition of the target lead."""

    #: It stays; the portrait stands beside it.
    KEEP = "keep"
    #: Leads of the portrait are target leads as well.
    ALSO = "also"
    #: Leads of the portrait are the target leads.
    ONLY = "only"


class NoClause(Refusal):
    """There is nothing to draft."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                ru="Такого условия среди найденных нет: откройте последний поиск и выберите условие из него.",
                en="No such clause was found: open the newest search and choose one of its clauses.",
            )
        )


def draft_portrait(
    *, portrait: Portrait, target: Target, first: date, last: date, by: Person, now: datetime, reason: str,
    audience: Audience | None = None,
) -> Backtest:  # fmt: skip
    """Put a portrait into the draft, which is opened where there is none, and try the draft on a period.

    With ``target`` the clause enters the definition of the target lead. An ``audience`` takes the place of the one of
    its key, so that both departments speak of the same people. Refuses by ``NotYours``, ``NoClause`` and as the draft's
    own verbs do.
    """
    require_editor(by)
    if not portrait.clause.strip():
        raise NoClause
    with transaction.atomic():
        if queries.draft() is None:
            open_draft(by=by, now=now, reason=reason)
        named = msgspec.structs.replace(portrait, key=portrait.key or key_from(portrait.title))
        add_item(by=by, now=now, section="portraits", body=named)
        if audience is not None:
            _readdress(audience, by, now)
        if target is not Target.KEEP:
            _retarget(portrait.clause, target, by, now)
        draft = queries.draft()
        assert draft is not None
        asked = backtests.ask(version=draft, first=first, last=last, by=by, now=now)
        transaction.on_commit(lambda: agreement_jobs.run_backtest.enqueue(asked.pk))
    return asked


def _readdress(audience: Audience, by: Person, now: datetime) -> None:
    draft = queries.draft()
    assert draft is not None
    item = draft.items.filter(section="audiences", key=audience.key).first() if audience.key else None
    if item is None:
        named = msgspec.structs.replace(audience, key=audience.key or key_from(audience.title))
        add_item(by=by, now=now, section="audiences", body=named)
    else:
        change_item(by=by, now=now, section=item.section, key=item.key, body=audience, revision=item.revision)


def _retarget(clause: str, target: Target, by: Person, now: datetime) -> None:
    draft = queries.draft()
    assert draft is not None
    grading = queries.document_of(draft).grading
    before = grading.target_lead.clause.strip()
    joined = f"({before}) or ({clause})" if target is Target.ALSO and before else clause
    changed = msgspec.structs.replace(grading.target_lead, clause=joined)
    item = draft.items.get(section="grading", key="target_lead")
    change_item(by=by, now=now, section=item.section, key=item.key, body=changed, revision=item.revision)
