"""What people do about a warning: that it was seen, and what was found out and done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.diagnosis.warning_facts import AudienceWarningAnswered, AudienceWarningSeen
from tandem.diagnosis.warning_models import AudienceWarning, AudienceWatch
from tandem.diagnosis.watching import close_watch, open_watch, recorded
from tandem.measures.horizon import horizon
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role

#: Who sees warnings and says that they were seen; who answers them.
READERS = frozenset({Role.OWNER, Role.MARKETING_HEAD, Role.MARKETER, Role.SALES_HEAD, Role.ANALYST})
ANSWERERS = frozenset({Role.MARKETING_HEAD, Role.MARKETER})

#: What may have come of a warning.
OUTCOMES: Mapping[str, Text] = {
    "changed": Text(ru="изменили аудиторию, площадки или объявление", en="audience, placements or the ad were changed"),
    "stopped": Text(ru="остановили кампанию", en="the campaign was stopped"),
    "labels": Text(
        ru="дело в оценке лидов: договорились с продажами", en="it was the labels: settled with sales"
    ),
    "kept": Text(ru="оставили как есть, и вот почему", en="it stays as it is, and this is why"),
}  # fmt: skip


class NotTheAnswerer(Refusal):
    """Marketing answers what its campaigns bring."""


class AlreadyAnswered(Refusal):
    """The warning has its answer."""


class NothingSaid(Refusal):
    """An answer needs an outcome and words."""


def see(*, warning_id: int, by: Person, now: datetime) -> None:
    """Note that a reader whose matter it is has seen the warning; the first look counts."""
    with transaction.atomic():
        warning = AudienceWarning.objects.select_for_update(of=("self",)).get(pk=warning_id)
        if warning.seen_at is not None or Role(by.role) not in ANSWERERS:
            return
        warning.seen_at, warning.seen_by = now, by
        warning.save(update_fields=["seen_at", "seen_by"])
        recorded(AudienceWarningSeen(person_id=by.pk), warning.pk, now, by=by)


def answer(*, warning_id: int, outcome: str, done: str, by: Person, now: datetime) -> AudienceWarning:
    """Say what was found out and done; the watch begins anew, with nothing held against the campaign.

    Refuses by ``NotTheAnswerer``, ``AlreadyAnswered`` and ``NothingSaid``.
    """
    with transaction.atomic():
        warning = AudienceWarning.objects.select_for_update(of=("self",)).select_related("watch").get(pk=warning_id)
        if Role(by.role) not in ANSWERERS:
            raise NotTheAnswerer(
                Text(
                    ru="На предупреждение отвечает маркетинг: это его кампания.",
                    en="Marketing answers the warning: the campaign is its own.",
                )
            )
        if warning.answered_at is not None:
            raise AlreadyAnswered(
                Text(ru="На предупреждение уже ответили.", en="The warning has been answered already.")
            )
        if outcome not in OUTCOMES or not done.strip():
            raise NothingSaid(
                Text(
                    ru="Выберите, чем кончилось, и напишите в двух словах, что выяснили и сделали.",
                    en="Choose what came of it, and say in a few words what was found out and done.",
                )
            )
        warning.outcome, warning.done = outcome, done.strip()
        warning.answered_at, warning.answered_by = now, by
        warning.save(update_fields=["outcome", "done", "answered_at", "answered_by"])
        recorded(AudienceWarningAnswered(person_id=by.pk, outcome=outcome), warning.pk, now, by=by)
        watch = warning.watch
        close_watch(watch, now)
        again = AudienceWatch(
            campaign=watch.campaign, creative=watch.creative, since=horizon(store.read()).until + timedelta(days=1),
            planned=watch.planned, basis=watch.basis, basis_leads=watch.basis_leads, paying=watch.paying,
            believed_days=watch.believed_days, opened_at=now,
        )  # fmt: skip
        open_watch(again, now)
    return warning
