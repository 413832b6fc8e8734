"""A letter speaks of figures; its words are people's, and may name a client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.basics.personal_data import Identity, Keeper, LookedAfter, NotAboutClients
from tandem.basics.personal_mentions import Mentions
from tandem.basics.text import Text
from tandem.dialogue.models import QualityLetter

_WORDS = ("request", "expected", "answer")
_WHERE = Text(ru="Письма отделов о качестве лидов", en="Letters on the quality of leads")

DECLARED = (
    LookedAfter("dialogue.QualityLetter", _WORDS, "heads may write whom they mean"),
    NotAboutClients("dialogue.QualityLetter", ("figures", "mail_problem"), "counts, and words of a mail server"),
)


class LetterKeeper(Keeper):
    """Whoever is named in a letter."""

    def forget(self, people: Sequence[Identity], *, now: datetime) -> None:
        """The words that name somebody go; figures and days stay."""
        found = Mentions(people)
        for letter in QualityLetter.objects.filter(sent_at__isnull=False):
            gone = {name: "" for name in _WORDS if found.in_text(getattr(letter, name))}
            if gone:
                QualityLetter.objects.filter(pk=letter.pk).update(**gone)

    def mentions(self, identity: Identity) -> list[tuple[Text, str]]:
        """Words that name the person."""
        found = Mentions([identity])
        rows = QualityLetter.objects.filter(sent_at__isnull=False).values_list(*_WORDS)
        return [(_WHERE, text) for row in rows for text in row if text and found.in_text(text)]


KEEPERS = (LetterKeeper(),)
