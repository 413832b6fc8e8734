"""Watches speak of campaigns and measures; questions and answers are written by people, and may name a client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model

from tandem.basics.personal_data import Identity, Keeper, LookedAfter, NotAboutClients
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.diagnosis.models import AudienceWarning, Claim, ConditionalWatch, WatchFiring

_WHERE = Text(ru="Предупреждения, условия и утверждения", en="Warnings, watches and claims")

DECLARED = (
    NotAboutClients("diagnosis.AudienceWatch", ("campaign", "creative", "basis"), "names of advertising"),
    NotAboutClients("diagnosis.AudienceWarning", ("speaks", "currency", "outcome"), "keys of our own"),
    LookedAfter("diagnosis.AudienceWarning", ("done",), "marketing may write whom it means"),
    NotAboutClients("diagnosis.ConditionalWatch", ("clause", "every", "asked"), "measures, numbers and keys"),
    LookedAfter("diagnosis.ConditionalWatch", ("title", "question"), "people may write whom they mean"),
    NotAboutClients("diagnosis.WatchFiring", ("figures",), "numbers"),
    NotAboutClients("diagnosis.Claim", ("kind", "side", "campaign"), "keys and names of advertising"),
    LookedAfter("diagnosis.Claim", ("words",), "people may write whom they mean"),
    NotAboutClients("diagnosis.ClaimAnswer", ("verdict", "figures"), "a key and numbers"),
    NotAboutClients(
        "diagnosis.MondayLetter", ("subject", "lines", "problem"), "money, names of advertising and of sellers"
    ),
    LookedAfter("diagnosis.WatchFiring", ("answer",), "people may write whom they mean"),
)


#: Where people write words of their own.
_WRITTEN: tuple[tuple[type[Model], str], ...] = (
    (AudienceWarning, "done"),
    (ConditionalWatch, "title"),
    (ConditionalWatch, "question"),
    (WatchFiring, "answer"),
    (Claim, "words"),
)


class WordsKeeper(Keeper):
    """Whoever is named in a question or an answer."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """The words that name somebody go; outcomes, numbers and days stay."""
        found = Mentions(people)
        for model, name in _WRITTEN:
            for pk, text in model._default_manager.exclude(**{name: ""}).values_list("pk", name):
                if found.in_text(text):
                    model._default_manager.filter(pk=pk).update(**{name: ""})

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Words that name the person."""
        found = Mentions([identity])
        texts = [
            text for model, name in _WRITTEN for text in model._default_manager.values_list(name, flat=True)
        ]  # fmt: skip
        return [(_WHERE, text) for text in texts if text and found.in_text(text)]


KEEPERS = (WordsKeeper(),)
