"""A seller leaves, or is away for long: what they had goes to the others, and what fits nobody to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.dealing import BULK, WEEK, deal_in_bulk
from tandem.handover.dealing_rules import Why
from tandem.handover.facts import LeadHeld, SellerHandedOver
from tandem.handover.models import Assignment, Held, LeftClient, RosterEntry
from tandem.handover.pool import candidates, zone
from tandem.handover.roster import require_dealer
from tandem.handover.unfit import why_unfit
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.people.models import Person


class NobodyToTakeOver(Refusal):
    """There is no other seller who could take over."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many leads went to others; and by lead, why nobody could have those that wait for a person's decision."""

    given: int
    unfit: Mapping[int, Text]


def hand_over(
    *, seller_id: int, lead_ids: Sequence[int], by: Person, now: datetime, watch_days: int = 30
) -> HandedOver:
    """Give what a leaving seller had to the others at once, and watch over these clients for a while.

    They are out of the roster from today on. A lead that fits none of the others is held, and whoever the agreement
    names as the catch-all is alarmed; until they decide it stays with the one who leaves.
    Refuses by ``NotADealer``, and by ``NobodyToTakeOver`` where no other seller takes part; then nothing has changed.
    """
    require_dealer(by)
    today = now.astimezone(zone()).date()
    with transaction.atomic():
        one_at_a_time()
        own = list(
            Assignment.objects.select_for_update()
            .filter(pk__in=list(lead_ids), seller=seller_id)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        RosterEntry.objects.filter(pk=seller_id).update(until=today)
        if own and not _others(seller_id, now=now):
            raise NobodyToTakeOver(
                Text(
                    ru="Передать некому: в распределении больше никого нет. Добавьте менеджеров в распределение.",
                    en="There is nobody to take over: no other seller takes part. Take sellers into the distribution.",
                )
            )
        recording = Recording(at=now, source="pages", actor_id=by.pk)
        dealt = deal_in_bulk(own, occasion=BULK, recording=recording, not_to=seller_id)
        left = list(Assignment.objects.filter(pk__in=own, seller=seller_id).order_by("pk").values_list("pk", flat=True))
        _hold(left, recording=recording)
        LeftClient.objects.bulk_create(
            (
                LeftClient(lead_id=pk, left_by_id=seller_id, left_at=now, watched_until=today + timedelta(watch_days))
                for pk in own
            ),
            update_conflicts=True,
            unique_fields=["lead"],
            update_fields=["left_by", "left_at", "watched_until"],
        )
        fact = SellerHandedOver(leads=len(own) - len(left), dealing_id=dealt.dealing_id)
        record([Happening(fact, seller_id, now)], recording=recording)
        reasons = why_unfit(left, now=now, not_to=seller_id)
    return HandedOver(len(own) - len(left), {pk: reasons.get(pk, _UNTOLD) for pk in left})


#: Why a lead was held whose reason nothing tells any more.
_UNTOLD = Text(ru="никому не подошёл", en="fits nobody")


def _others(seller_id: int, *, now: datetime) -> bool:
    """Whether anybody else takes part in the distribution."""
    return any(each.seller_id != seller_id for each in candidates(in_force().document, now=now, days=WEEK))


def _hold(lead_ids: Sequence[int], *, recording: Recording) -> None:
    """Put leads before the catch-all, with its alarm; those that wait there already go on to."""
    there = dict(Held.objects.filter(pk__in=lead_ids).values_list("pk", "why"))
    fresh = [pk for pk in lead_ids if there.get(pk) != Why.NOBODY]
    Held.objects.filter(pk__in=fresh).delete()
    Held.objects.bulk_create(Held(lead_id=pk, held_at=recording.at, why=Why.NOBODY.value) for pk in fresh)
    if fresh:
        happened = [Happening(LeadHeld(why=Why.NOBODY.value), pk, recording.at, pk) for pk in fresh]
        record(happened, recording=recording)
