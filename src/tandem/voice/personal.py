"""What reviews keep of a person: words of buyers, which may name anybody. Codes and prices stay for the figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.basics.personal_data import AboutClient, Identity, Keeper, LookedAfter
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.voice.models import Change, Competitor

DECLARED = (
    AboutClient(
        "voice.WinReview", Text(ru="Почему купили", en="Why they bought"), client="lead__client",
        blanked=("ideal", "words", "folded"), kept=("course", "attracted", "source_said", "offer_said"),
    ),
    AboutClient(
        "voice.LossReview", Text(ru="Почему отказались", en="Why they refused"), client="lead__client",
        blanked=("words", "folded"), kept=("code",),
    ),
    LookedAfter("voice.Competitor", ("name", "folded"), "a competitor may be a person in business"),
    LookedAfter(
        "voice.Change", ("codes", "place", "words", "product", "segment"), "somebody may write whom it is about"
    ),
)  # fmt: skip

_WHERE = Text(ru="Что поменяли по словам покупателей", en="What was changed because of what buyers say")
_COMPETITOR = Text(ru="Конкурент", en="Competitor")


class VoiceKeeper(Keeper):
    """A client who turns out to be a competitor, or whom the words of a change name."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """The competitor keeps its number, the change its codes and days."""
        found = Mentions(people)
        for each in Competitor.objects.all():
            if found.in_text(each.name):
                Competitor.objects.filter(pk=each.pk).update(name=f"№ {each.pk}", folded=f"№ {each.pk}")
        for change in Change.objects.exclude(words=""):
            if found.in_text(change.words):
                Change.objects.filter(pk=change.pk).update(words="")

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Names and words that name the person."""
        found = Mentions([identity])
        names = [(_COMPETITOR, each) for each in Competitor.objects.values_list("name", flat=True)]
        words = [(_WHERE, each) for each in Change.objects.values_list("words", flat=True)]
        return [(where, text) for where, text in (*names, *words) if found.in_text(text)]


KEEPERS = (VoiceKeeper(),)
