"""Rotation: clients whom their seller leaves alone are proposed for another one, and given over when a head confirms.

The proposal is a decision like any other: one assignment of greatest expected value with even loads, where nobody gets
back what they had. What is confirmed is what was shown: its receipt travels with the page, signed, and is the receipt
that stays.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.handover.asking import askings
from tandem.handover.dealing import ROTATION, WEEK, give_as_decided
from tandem.handover.dealing_receipts import Kept, read, written
from tandem.handover.dealing_rules import Presence
from tandem.handover.lots import draw_seed
from tandem.handover.models import Assignment
from tandem.handover.pool import candidates, terms_of
from tandem.handover.roster import require_dealer
from tandem.handover.spreading_rules import spread
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording
from tandem.people.models import Person

#: How long a proposal may be confirmed: loads and shifts go on changing.
STANDS = timedelta(hours=1)


class NotAsProposed(Refusal):
    """What was proposed is no longer so, or was proposed too long ago: it has to be looked at anew."""


@dataclass(frozen=True, slots=True)
class Move:
    """A lead that would go from one seller to another: the minutes it takes them and the value they are expected to
    make of it, in money where history tells what a sale brings."""

    lead_id: int
    from_id: int
    to_id: int
    why: str
    minutes: float
    value: float


@dataclass(frozen=True, slots=True)
class Rotation:
    """A proposal with its receipt."""

    version: int
    seed: int
    receipt: str

    @property
    def moves(self) -> tuple[Move, ...]:
        """Who would get what, in the order of the leads."""
        kept, found = read(self.receipt), list[Move]()
        strength = {each.seller_id: each.strength for each in kept.candidates}
        for lead, to in zip(kept.leads, kept.given, strict=True):
            if lead.not_to is not None and to.seller_id is not None:
                value = lead.value * strength[to.seller_id]
                found.append(Move(lead.lead_id, lead.not_to, to.seller_id, to.why.value, lead.minutes, value))
        return tuple(found)

    def signed(self) -> str:
        """The proposal as text that nobody else can have written."""
        return signing.dumps([self.version, self.seed, self.receipt], salt=_SALT, compress=True)


_SALT = "tandem rotation"


def propose(lead_ids: Collection[int], *, now: datetime) -> Rotation | None:
    """Find the leads other sellers; leads that fit none are left out. None where nothing can be proposed."""
    agreement = in_force()
    having = dict(Assignment.objects.filter(pk__in=list(lead_ids)).values_list("pk", "seller"))
    pool = candidates(agreement.document, now=now, days=WEEK)
    if not having or not pool:
        return None
    leads = [
        replace(each, not_to=having[each.lead_id]) for each in askings(sorted(having), agreement.document, anew=True)
    ]
    seed, terms = draw_seed(), terms_of(agreement.document.distribution)
    given = spread(leads, pool, terms, seed=seed).given
    pairs = [(lead, to) for lead, to in zip(leads, given, strict=True) if to.seller_id is not None]
    if not pairs:
        return None
    receipt = written(terms, pool, [lead for lead, _ in pairs], [to for _, to in pairs], at_once=True)
    return Rotation(agreement.version, seed, receipt)


def proposed(text: str) -> Rotation:
    """A proposal read back from its signed text. Refuses by ``NotAsProposed``."""
    try:
        version, seed, receipt = signing.loads(text, salt=_SALT, max_age=STANDS)
    except signing.BadSignature:
        raise NotAsProposed(
            Text(
                ru="Предложение устарело: посмотрите его ещё раз и подтвердите.",
                en="The proposal is too old: look at it once more and confirm it.",
            )
        ) from None
    return Rotation(version, seed, receipt)


def carry_out(rotation: Rotation, *, by: Person, now: datetime) -> int:
    """Give the leads as was proposed, all of them or none; return how many.

    Refuses by ``NotADealer``, and by ``NotAsProposed`` where a lead is with somebody else by now or its new seller is
    away or takes no part any more.
    """
    require_dealer(by)
    kept, agreement = read(rotation.receipt), in_force()
    with transaction.atomic():
        one_at_a_time()
        has = dict(
            Assignment.objects.select_for_update()
            .filter(pk__in=[each.lead_id for each in kept.leads]).order_by("pk").values_list("pk", "seller")
        )  # fmt: skip
        there = {
            each.seller_id
            for each in candidates(agreement.document, now=now, days=WEEK)
            if each.presence is not Presence.ABSENT
        }
        changed = [each.lead_id for each in kept.leads if has.get(each.lead_id) != each.not_to]
        changed += [each.lead_id for each in kept.given if each.seller_id not in there]
        if changed or agreement.version != rotation.version:
            raise _changed(kept, changed)
        recording = Recording(at=now, source="pages", actor_id=by.pk)
        give_as_decided(kept, number=rotation.version, seed=rotation.seed, occasion=ROTATION, recording=recording)
    return len(kept.leads)


def _changed(kept: Kept, changed: list[int]) -> NotAsProposed:
    numbers = ", ".join(f"№ {pk}" for pk in sorted(set(changed))[:5])
    count, total = len(set(changed)), len(kept.leads)
    if not count:
        return NotAsProposed(
            Text(
                ru="С тех пор вступила в силу другая версия регламента: посмотрите предложение ещё раз.",
                en="Another version of the agreement is in force by now: look at the proposal once more.",
            )
        )
    return NotAsProposed(
        Text(
            ru=f"С тех пор изменилось {count} из {total}: лид уже у другого или новый менеджер отсутствует "
            f"({numbers}). Ничего не передано: посмотрите предложение ещё раз.",
            en=f"{count} of {total} changed since: the lead is with somebody else, or its new seller is away "
            f"({numbers}). Nothing was given: look at the proposal once more.",
        )
    )
