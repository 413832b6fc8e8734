"""Calls of the last weeks, drawn as every Monday and reviewed by the head of sales, but for the newest.

Planted: each seller does of what was agreed a share of their own; the one who asks most does not sell most.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

import numpy as np
from django.utils import timezone

from tandem.calls.checks import checks_of
from tandem.calls.models import SampledCall
from tandem.calls.reviewing import cannot_hear, review
from tandem.calls.sampling import sample, whole_weeks
from tandem.people.models import Person
from tandem.people.rules import Role

#: Whole weeks drawn, and of the newest so many calls that still wait for the head.
_WEEKS, _LEFT = 8, 5
#: How often each seller in turn does what was agreed.
_KEEPS: Final = (0.62, 0.85, 0.74, 0.55, 0.91, 0.7, 0.8, 0.48)
_NO_OCCASION, _NO_RECORDING = 0.12, 0.05


def review_calls(now: datetime, *, seed: int) -> None:
    """Draw the weeks and write the reviews down, each on the Wednesday after."""
    chance = np.random.default_rng((seed, 57))
    head = Person.objects.filter(role=Role.SALES_HEAD).order_by("pk").first()
    assert head is not None, "the made-up company has a head of sales"
    sellers = list(Person.objects.filter(role=Role.SELLER).order_by("pk").values_list("pk", flat=True))
    for week in whole_weeks(timezone.localtime(now).date(), _WEEKS):
        monday = datetime.combine(week.end + timedelta(days=1), time(4, 41), timezone.get_default_timezone())
        sample(week, now=min(monday, now))
        drawn = SampledCall.objects.filter(week=week.start).select_related("lead").order_by("pk")
        waiting = _LEFT if week.end + timedelta(days=8) > timezone.localtime(now).date() else 0
        for call in list(drawn)[: drawn.count() - waiting]:
            at = min(monday + timedelta(days=2, hours=6), now)
            if chance.random() < _NO_RECORDING:
                cannot_hear(call_id=call.pk, by=head, now=at)
                continue
            keeps = _KEEPS[sellers.index(call.seller_id) % len(_KEEPS)] if call.seller_id in sellers else 0.7
            said = {check.key: _said(keeps, chance) for check in checks_of(call.lead)}
            if "yes" in said.values() or "no" in said.values():
                review(call_id=call.pk, said=said, by=head, now=at)


def _said(keeps: float, chance: np.random.Generator) -> str:
    if chance.random() < _NO_OCCASION:
        return "na"
    return "yes" if chance.random() < keeps else "no"
