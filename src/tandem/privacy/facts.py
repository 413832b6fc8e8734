"""What can happen to a consent, and to a client who is forgotten. Numbers only."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact
from tandem.privacy.rules import Purpose


class _Consent(Fact, frozen=True):
    """``processing`` and ``advertising`` are the numbers of the texts in force from now on, None without consent."""

    subject = "lead"

    purpose: str
    processing: int | None
    advertising: int | None

    def told(self) -> Text:
        """With the purpose in words."""
        words = Purpose(self.purpose).words
        return Text(ru=self.sentence.ru.format(purpose=words.ru), en=self.sentence.en.format(purpose=words.en))


class ConsentGiven(_Consent, frozen=True):
    """The person agreed, under a text that is kept."""

    icon = "check-badge"
    sentence = Text(ru="Согласие дано: {purpose}", en="Consent given: {purpose}")


class ConsentWithdrawn(_Consent, frozen=True):
    """The person took it back."""

    icon = "no-symbol"
    sentence = Text(ru="Согласие отозвано: {purpose}", en="Consent withdrawn: {purpose}")


class ClientForgotten(Fact, frozen=True):
    """Everything personal about a client was erased; ``rule`` is the rule of retention that did it, if one did."""

    subject = "client"
    icon = "eye-slash"
    sentence = Text(ru="Персональные данные клиента удалены", en="The client's personal data was erased")

    rule: str | None
