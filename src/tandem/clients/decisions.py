"""What people decide about pairs of clients, what is learnt from it, and what is then decided without them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.clients import merging
from tandem.clients.facts import ClientsMerged
from tandem.clients.models import Client, DuplicatePair, DuplicateRule, DuplicateSearch
from tandem.clients.rules import Decided, Thresholds, thresholds
from tandem.imports.turns import one_at_a_time
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.people.rules import NotForThisRole, Role

SAME, DIFFERENT, LATER = "same", "different", "later"
DECISIONS = (SAME, DIFFERENT, LATER)


#: So long a decision can be taken back by one button.
FRESH = timedelta(hours=1)


class NotTheLast(Refusal):
    """It is not this person's last decision, or others have decided on since."""


class PairIsGone(Refusal):
    """The pair was decided already, or one of its clients is gone."""


def require_right(person: Person) -> None:
    """Refuses by ``NotForThisRole`` unless this person may decide who is who."""
    if not Role(person.role).merges_clients:
        raise NotForThisRole(
            Text(
                ru="Объединяют и разделяют клиентов руководители, аналитик и администратор.",
                en="Clients are merged and split by the heads, the analyst and the administrator.",
            )
        )


def waiting() -> QuerySet[DuplicatePair]:
    """Pairs that wait for somebody: the likeliest first, those put off last."""
    pairs = DuplicatePair.objects.filter(decision__in=["", LATER], weight__isnull=False).alias(
        top_one=Coalesce("one__counts_as_id", "one_id"), top_other=Coalesce("other__counts_as_id", "other_id")
    )
    # Two that became one by way of a third are decided.
    return pairs.exclude(top_one=F("top_other")).order_by("decision", "-weight", "pk")


def decide(pair_id: int, decision: str, *, by: Person, now: datetime) -> None:
    """Say whether the clients of a pair are one. Refuses by ``NotForThisRole``, ``PairIsGone``, ``CannotMerge``."""
    require_right(by)
    with transaction.atomic():
        # First of all: whoever takes leads in holds this lock while it looks at clients.
        one_at_a_time()
        pair = DuplicatePair.objects.select_for_update().filter(pk=pair_id, decision__in=["", LATER]).first()
        if pair is None:
            raise PairIsGone(
                Text(
                    ru="Эту пару уже решили, или её больше нет. Вот следующая.",
                    en="This pair is decided already, or gone. Here is the next one.",
                )
            )
        if decision == SAME:
            merging.merge(pair.one_id, pair.other_id, by_id=by.pk, now=now, probability=pair.probability)
        _note(pair, decision, by=by, now=now)


def merge_by_hand(one_id: int, other_id: int, *, by: Person, now: datetime) -> int:
    """Merge two clients whom a person knows to be one; return the one that stays. Refuses as ``merging.merge``."""
    require_right(by)
    with transaction.atomic():
        one_at_a_time()
        stays = merging.merge(one_id, other_id, by_id=by.pk, now=now)
        pair, _ = DuplicatePair.objects.get_or_create(one_id=min(one_id, other_id), other_id=max(one_id, other_id))
        _note(pair, SAME, by=by, now=now)
    return stays


def split_by_hand(client_id: int, *, by: Person, now: datetime) -> None:
    """Undo a merge; the search does not propose it again. Refuses by ``NotForThisRole`` and ``NotMerged``."""
    require_right(by)
    with transaction.atomic():
        one_at_a_time()
        client = Client.objects.select_for_update().filter(pk=client_id).first()
        top_id = client.counts_as_id if client is not None else None
        into_id = client.merged_into_id if client is not None else None
        merging.split(client_id, by_id=by.pk, now=now)
        assert into_id is not None
        DuplicatePair.objects.get_or_create(one_id=min(client_id, into_id), other_id=max(client_id, into_id))
        # Every pair that would join the two parts again was answered by this.
        part = _part(client_id)
        rest = _part(top_id or into_id)
        for one, other in ((part, rest), (rest, part)):
            for pair in DuplicatePair.objects.filter(one__in=one, other__in=other):
                _note(pair, DIFFERENT, by=by, now=now)


def last_of(person: Person, *, now: datetime) -> DuplicatePair | None:
    """The pair this person decided last, as long as it is fresh in their mind."""
    own = DuplicatePair.objects.filter(decided_by=person, decision__in=[SAME, DIFFERENT], decided_at__gte=now - FRESH)
    return own.select_related("one", "other").order_by("-decided_at", "-pk").first()


def ask_again(pair_id: int, *, by: Person, now: datetime) -> None:
    """Take back a decision of one's own: the two are asked about again, and a merge by it is split.

    Refuses by ``NotForThisRole`` and by ``NotTheLast``: what others built on it is undone on the client's card.
    """
    require_right(by)
    with transaction.atomic():
        one_at_a_time()
        pair = DuplicatePair.objects.select_for_update().filter(pk=pair_id).first()
        last = last_of(by, now=now)
        if pair is None or last is None or last.pk != pair.pk:
            raise NotTheLast(
                Text(
                    ru="Отменить можно только своё последнее решение. Объединённых клиентов разделяют в карточке лида.",
                    en="Only your own last decision is taken back here. Merged clients are split on a lead's card.",
                )
            )
        if pair.decision == SAME:
            # Not as by hand: nobody has said that the two are different.
            merging.split(_merged_by(pair), by_id=by.pk, now=now)
        pair.decision, pair.decided_at, pair.decided_by = "", None, None
        pair.save(update_fields=["decision", "decided_at", "decided_by"])


def _merged_by(pair: DuplicatePair) -> int:
    """Which client the decision put into the other: where either was merged before, it is neither of the two."""
    assert pair.decided_at is not None
    facts = FactRow.objects.filter(
        kind=ClientsMerged.kind, happened_at=pair.decided_at, actor_id=pair.decided_by_id
    ).order_by("-position")
    found = facts.values_list("subject_id", flat=True).first()
    return found if found is not None else pair.other_id


def learnt() -> Thresholds:
    """What people's decisions show to be sure."""
    decided = DuplicatePair.objects.filter(
        decision__in=[SAME, DIFFERENT], decided_by__isnull=False, weight__isnull=False
    )
    return thresholds(
        Decided(weight, decision == SAME)
        for weight, decision in decided.values_list("weight", "decision")
        if weight is not None
    )


def set_rule(*, decides: bool, by: Person, now: datetime) -> None:
    """Switch on or off that sure pairs are decided without people. Refuses by ``NotForThisRole``."""
    require_right(by)
    DuplicateRule.objects.update_or_create(pk=1, defaults={"decides": decides, "set_at": now, "set_by": by})


def decides_alone() -> bool:
    """Whether sure pairs are decided without people."""
    return DuplicateRule.objects.filter(pk=1, decides=True).exists()


def decide_the_sure(*, search_id: int | None, now: datetime) -> int:
    """Decide what is sure by people's own decisions, if they switched that on; return how many pairs were merged.

    Each pair is a transaction of its own, so a kill loses none and repeats none.
    """
    if not decides_alone():
        return 0
    sure = learnt()
    merged = 0
    if sure.same is not None:
        for pair_id in list(waiting().filter(decision="", weight__gte=sure.same.weight).values_list("pk", flat=True)):
            with transaction.atomic():
                one_at_a_time()
                # A person may have decided meanwhile, and is never overruled.
                pair = DuplicatePair.objects.select_for_update().filter(pk=pair_id, decision="").first()
                if pair is None:
                    continue
                try:
                    merging.merge(
                        pair.one_id, pair.other_id, by_id=None, now=now, decided_by="threshold",
                        probability=pair.probability,
                    )  # fmt: skip
                except merging.CannotMerge:
                    continue
                _note(pair, SAME, by=None, now=now)
                merged += 1
    if sure.different is not None:
        waiting().filter(decision="", weight__lte=sure.different.weight).update(decision=DIFFERENT, decided_at=now)
    if search_id is not None:
        DuplicateSearch.objects.filter(pk=search_id).update(merged=merged)
    return merged


def _note(pair: DuplicatePair, decision: str, *, by: Person | None, now: datetime) -> None:
    pair.decision, pair.decided_at, pair.decided_by = decision, now, by
    pair.save(update_fields=["decision", "decided_at", "decided_by"])


def _part(client_id: int) -> list[int]:
    """The clients that count as the same one as this."""
    top = Client.objects.filter(pk=client_id).values_list(Coalesce("counts_as_id", "pk"), flat=True).first()
    return [client_id, *Client.objects.filter(counts_as=top).values_list("pk", flat=True), *([top] if top else [])]
