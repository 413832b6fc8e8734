"""What the receipts of personal data say: consent given, and data of a forgotten client left out."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.intake.receipt_words import StepWords
from tandem.privacy.rules import Purpose

CONSENT = StepWords("consent", Text(ru="Согласие", en="Consent"), {each.value: each.words for each in Purpose})
FORGOTTEN = StepWords(
    "packet",
    Text(ru="Замечание", en="Remark"),
    {
        "forgotten": Text(
            ru="клиент забыт по его просьбе или по сроку: личные данные не приняты",
            en="the client was forgotten on request or by term: personal data was not taken over",
        )
    },
)
