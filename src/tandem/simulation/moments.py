"""What sellers said they were doing when the lot asked them, in the last four weeks.

Planted: a tenth of the day goes to questions about orders, most of what is left besides leads to old bases, which the
head agreed to; a fifth of the questions nobody answers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np
from django.conf import settings
from django.utils import timezone

from tandem.agreement.queries import in_force
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.workload.queries import calendars
from tandem.workload.sampling import Doing, answer, ask
from tandem.workload.sampling_rules import draw

_DAYS = 28
_SILENT = 0.2
#: What is being done at a moment: the kind, the work of the agreement, how often.
_DOING: Final = (
    (Doing.LEAD, "", 0.3),
    (Doing.WAITING, "", 0.28),
    (Doing.INTERRUPTED, "", 0.09),
    (Doing.CHORE, "order_status", 0.11),
    (Doing.CHORE, "warm_up", 0.1),
    (Doing.CHORE, "stock", 0.05),
    (Doing.CHORE, "comments", 0.04),
    (Doing.CHORE, "marketplaces", 0.03),
)


def ask_sellers(now: datetime, *, seed: int) -> None:
    """Ask every seller at the moments of the lot, each answered a few minutes later or not at all."""
    chance = np.random.default_rng((seed, 71))
    document, today = in_force().document, timezone.localtime(now).date()
    sellers = list(Person.objects.filter(role=Role.SELLER).order_by("pk"))
    shifts = calendars(sellers, document)
    odds = [share for _doing, _chore, share in _DOING]
    for day in (today - timedelta(days=back) for back in range(_DAYS, 0, -1)):
        for each in sellers:
            for drawn in draw(settings.SECRET_KEY, each.pk, day, shifts[each.pk].spans(day, day)):
                for asked in ask([each], document, now=drawn.at):
                    if chance.random() < _SILENT:
                        continue
                    doing, chore, _share = _DOING[int(chance.choice(len(_DOING), p=odds))]
                    at = drawn.at + timedelta(minutes=int(chance.integers(1, 15)))
                    answer(moment_id=asked.pk, doing=doing, chore=chore, by=each, document=document, now=at)
