"""Writing down what a call that was drawn was like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.calls.checks import checks_of
from tandem.calls.facts import CallReviewed
from tandem.calls.models import SampledCall
from tandem.calls.rules import Said, adherence
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person
from tandem.people.rules import Role

REVIEWERS = frozenset({Role.SALES_HEAD, Role.OWNER})
SAID: tuple[Said, ...] = ("yes", "no", "na")


class NotSampled(Refusal):
    """Only calls drawn by lot are reviewed."""


class NotTheirs(Refusal):
    """The head of sales and the owner review, and nobody a call of their own."""


class NotComplete(Refusal):
    """A check has no answer."""


def review(*, call_id: int, said: Mapping[str, str], by: Person, now: datetime) -> SampledCall:
    """Take the answers to all checks of a call. Refuses by ``NotSampled``, ``NotTheirs`` and ``NotComplete``."""
    with transaction.atomic():
        call = _call(call_id, by)
        keys = [check.key for check in checks_of(call.lead)]
        answers = {key: said.get(key) for key in keys}
        known: dict[str, Said] = {key: each for key in keys for each in SAID if answers[key] == each}
        if len(known) < len(keys):
            raise NotComplete(
                Text(
                    ru="Отметьте каждый пункт: сделано, не сделано или не было повода.",
                    en="Mark every check: done, not done, or no occasion.",
                )
            )
        kept, due = adherence(known)
        if not due:
            raise NotComplete(
                Text(
                    ru="Ни для одного пункта не было повода? Тогда отметьте, что разговор нельзя разобрать.",
                    en="No occasion for any of the checks? Then mark that the call cannot be reviewed.",
                )
            )
        return _written(call, kept, due, json.dumps(known, sort_keys=True), by, now)


def cannot_hear(*, call_id: int, by: Person, now: datetime) -> SampledCall:
    """A call that was drawn has no recording, or cannot be reviewed. Refuses by ``NotSampled`` and ``NotTheirs``."""
    with transaction.atomic():
        return _written(_call(call_id, by), 0, 0, "", by, now)


def reviews(call: SampledCall, person: Person) -> bool:
    """Whether a person reviews a call."""
    return Role(person.role) in REVIEWERS and call.seller_id != person.pk


def _call(call_id: int, by: Person) -> SampledCall:
    call = SampledCall.objects.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NotSampled(
            Text(
                ru="Этот разговор не выбран жребием. Разбирают только выбранное программой, иначе разберут удачное.",
                en="This call was not drawn. Only calls that the machine drew are reviewed, or the good ones would be.",
            )
        )
    if not reviews(call, by):
        raise NotTheirs(
            Text(
                ru="Разговоры разбирают РОП и собственник, и никто — свои.",
                en="Calls are reviewed by the head of sales and the owner, and by nobody their own.",
            )
        )
    return call


def _written(call: SampledCall, kept: int, due: int, said: str, by: Person, now: datetime) -> SampledCall:
    call.kept, call.due, call.said, call.reviewed_by, call.reviewed_at = kept, due, said, by, now
    call.save()
    fact = CallReviewed(kept=kept, due=due, said=said, reviewer_id=by.pk)
    recording = Recording(at=now, source="pages", actor_id=by.pk, version=call.lead.version)
    record([Happening(fact, call.pk, now)], recording=recording)
    return call
