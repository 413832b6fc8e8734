"""Mending names: which campaign a name means, told as a fact, and taken back as easily."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tandem.agreement.queries import in_force
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text
from tandem.campaigns.card_names import of_other_card, owners, spelt_like_renamed
from tandem.campaigns.models import MendedName
from tandem.campaigns.names_keeping import kept, mendings, undone
from tandem.campaigns.names_queries import counted_as, names_told
from tandem.campaigns.names_rules import How, resolved, sure_matches
from tandem.imports.turns import one_at_a_time
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.store import Reading
from tandem.people.models import Person

_LONGEST = 300


class NameMissing(Refusal):
    """It was not said which name means which campaign."""


class NameLeadsBack(Refusal):
    """The campaign itself counts as the name that is to be mended."""


class MatchingByHandNotAgreed(Refusal):
    """The agreement in force lets nobody match names by hand."""


class NotMended(Refusal):
    """The name stands for itself already."""


def mend(*, said: str, campaign: str, by: Person, now: datetime) -> MendedName:
    """Let a name count as a campaign, in every figure, past ones as well.

    What counted as ``said`` so far counts as the campaign too. Refuses by ``MatchingByHandNotAgreed``, ``NameMissing``
    and ``NameLeadsBack``.
    """
    campaign = " ".join(campaign.split())
    if not in_force().document.matching.by_hand:
        raise MatchingByHandNotAgreed(
            Text(
                ru="По регламенту имена вручную не сводят. Договоритесь об этом в разделе «Как расход сходится с "
                "заявками».",
                en="By the agreement no name is matched by hand. Agree on it in the section “How spend meets leads”.",
            )
        )
    if not said or not campaign or max(len(said), len(campaign)) > _LONGEST:
        raise NameMissing(
            Text(
                ru="Выберите имя и кампанию, к которой оно относится.", en="Choose the name and the campaign it means."
            )
        )
    with transaction.atomic():
        one_at_a_time()
        counted = counted_as()
        end = resolved(said, campaign, counted)
        if end is None:
            raise NameLeadsBack(
                Text(
                    ru=f"«{campaign}» уже считается как «{said}»: сначала отмените это соответствие.",
                    en=f"“{campaign}” counts as “{said}” already: undo that first.",
                )
            )
        following = [each for each, whole in counted.items() if whole == said]
        _record(kept([(each, end, How.HAND) for each in (said, *following)], now=now), by=by, now=now)
    return MendedName.objects.get(said=said)


def restore(*, said: str, by: Person, now: datetime) -> None:
    """Let a mended name stand for itself again; rules leave it alone from now on. Refuses by ``NotMended``."""
    with transaction.atomic():
        one_at_a_time()
        if not MendedName.objects.filter(said=said).exclude(campaign="").exists():
            raise NotMended(Text(ru=f"«{said}» и так считается отдельно.", en=f"“{said}” counts by itself already."))
        _record([undone(said, how=None, now=now)], by=by, now=now)


def match_by_rules(reading: Reading, *, now: datetime) -> int:
    """Let names that differ in encoding, case, spaces and dashes alone count as one; return how many are new.

    The names of a renamed card, however spelt, count as its present one; names of two cards are never made one.
    Names that anybody mended or restored stay as they are. Which of these rules apply, the agreement in force says;
    what was matched while they did stays. Safe to repeat.
    """
    agreed = in_force().document.matching
    names, spent = names_told(reading)
    with transaction.atomic():
        one_at_a_time()
        of_cards = kept(spelt_like_renamed({*names, *spent}), now=now) if agreed.card_names else []
        decided = {said for said, each in mendings().items() if each.campaign or each.how is None}
        counted, owned = counted_as(), owners()
        sure = [
            (each.said, end, each.how)
            for each in (sure_matches(names, spent) if agreed.spelling else ())
            if each.said not in decided
            and each.said not in counted.values()
            and (end := resolved(each.said, each.campaign, counted)) is not None
            and not of_other_card(each.said, end, owned)
        ]
        told = of_cards + kept(sure, now=now)
        _record(told, by=None, now=now)
    return len(told)


def _record(told: Sequence[Happening], *, by: Person | None, now: datetime) -> None:
    if told:
        record(
            told,
            recording=Recording(
                at=now, source="pages" if by else "rules", actor_id=by.pk if by else None, version=in_force().version
            ),
        )
