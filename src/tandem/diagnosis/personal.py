"""Watches speak of campaigns; what marketing answers is written by people, and may name a client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.basics.personal_data import Identity, Keeper, LookedAfter, NotAboutClients
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.diagnosis.models import AudienceWarning

_WHERE = Text(ru="Ответы на ранние предупреждения", en="Answers to early warnings")

DECLARED = (
    NotAboutClients("diagnosis.AudienceWatch", ("campaign", "creative", "basis"), "names of advertising"),
    NotAboutClients("diagnosis.AudienceWarning", ("speaks", "currency", "outcome"), "keys of our own"),
    LookedAfter("diagnosis.AudienceWarning", ("done",), "marketing may write whom it means"),
)


class AnswerKeeper(Keeper):
    """Whoever is named in the answer to a warning."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """The words that name somebody go; the outcome and its day stay."""
        found = Mentions(people)
        for warning in AudienceWarning.objects.exclude(done=""):
            if found.in_text(warning.done):
                AudienceWarning.objects.filter(pk=warning.pk).update(done="")

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Words that name the person."""
        found = Mentions([identity])
        texts = AudienceWarning.objects.exclude(done="").values_list("done", flat=True)
        return [(_WHERE, text) for text in texts if found.in_text(text)]


KEEPERS = (AnswerKeeper(),)
