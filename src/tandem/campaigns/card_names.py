"""The names that one card had count as one campaign: the earlier ones are read as the present one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tandem.basics.names import folded as letters
from tandem.campaigns.models import Campaign, CampaignName, MendedName
from tandem.campaigns.names_keeping import kept, mendings, undone
from tandem.campaigns.names_rules import How, folded, is_unfilled, joined
from tandem.journal.facts import Happening


def read_as_present(campaign: Campaign, *, now: datetime) -> list[Happening]:
    """After its card was renamed: let its earlier names count as the one it has now, which stands for itself again.

    What a person decided of a name stays (``names_rules.joined``). What happened is the caller's to record.
    """
    names = list(campaign.names.values_list("name", flat=True))
    if len(names) < 2:
        return []
    happened = []
    if MendedName.objects.filter(said=campaign.name, how=How.CARD).exclude(campaign="").exists():
        happened.append(undone(campaign.name, how=How.CARD, now=now))
    return happened + kept(joined(names, campaign.name, mendings(), owners(), campaign.pk), now=now)


def spelt_like_renamed(told: Iterable[str]) -> list[tuple[str, str, How]]:
    """Names that leads and spend came under which are a name of a renamed card, spelt as ``folded`` forgives.

    A spelling that may mean two cards means neither.
    """
    spelt: dict[str, set[int]] = {}
    names: dict[int, list[str]] = {}
    for campaign_id, name in CampaignName.objects.values_list("campaign_id", "name"):
        spelt.setdefault(folded(name), set()).add(campaign_id)
        names.setdefault(campaign_id, []).append(name)
    renamed = {each for each, theirs in names.items() if len(theirs) > 1}
    if not renamed:
        return []
    for said in sorted(told):
        meant = set() if is_unfilled(said) else spelt.get(folded(said), set())
        if len(meant) == 1:
            names[next(iter(meant))].append(said)
    decided, owned = mendings(), owners()
    found: list[tuple[str, str, How]] = []
    for card in Campaign.objects.filter(pk__in=renamed):
        found += joined(names[card.pk], card.name, decided, owned, card.pk)
    return found


def owners() -> dict[str, int]:
    """By text, folded as cards fold it, the card that has or had it for a name."""
    return dict(CampaignName.objects.values_list("folded", "campaign_id"))


def of_other_card(said: str, campaign: str, owned: dict[str, int]) -> bool:
    """Whether two texts are names of two cards: then no rule makes them one."""
    one, other = owned.get(letters(said)), owned.get(letters(campaign))
    return one is not None and other is not None and one != other
