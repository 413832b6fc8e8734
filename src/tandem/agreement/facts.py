"""What can happen to the agreement. The texts stay in its tables; the journal keeps numbers, sides and days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tandem.basics.text import Text
from tandem.journal.facts import Fact

_SIDES = {"marketing": Text(ru="маркетинг", en="marketing"), "sales": Text(ru="продажи", en="sales")}


def side_words(side: str) -> Text:
    """A department as the sentences call it."""
    return _SIDES.get(side, Text(ru=side, en=side))


class DraftOpened(Fact, frozen=True):
    """Somebody began a new version."""

    subject = "agreement"
    icon = "pencil-square"
    sentence = Text(ru="Начат черновик регламента", en="A draft of the agreement was opened")

    #: The version it started from; None for the starter agreement or a file.
    based_on: int | None = None


class DraftChanged(Fact, frozen=True):
    """An item of the draft was added, changed, moved or removed, or the whole was taken over from a file."""

    subject = "agreement"
    icon = "pencil-square"
    sentence = Text(ru="Черновик изменён: {section} {key}", en="The draft was changed: {section} {key}")

    section: str
    key: str = ""


class DraftWithdrawn(Fact, frozen=True):
    """The draft was given up."""

    subject = "agreement"
    icon = "trash"
    sentence = Text(ru="Черновик отозван", en="The draft was withdrawn")


class _OfSide(Fact, frozen=True):
    """What concerns the signature of one department."""

    side: str

    def told(self) -> Text:
        """The sentence with the department in the reader's words."""
        words = side_words(self.side)
        return Text(ru=self.sentence.ru.format(side=words.ru), en=self.sentence.en.format(side=words.en))


class VersionSigned(_OfSide, frozen=True):
    """One department signed the draft."""

    subject = "agreement"
    icon = "check-badge"
    sentence = Text(ru="Регламент подписан: {side}", en="The agreement was signed: {side}")

    digest: str


class SignatureVoided(_OfSide, frozen=True):
    """A signature no longer holds: the draft was changed after it."""

    subject = "agreement"
    icon = "x-circle"
    sentence = Text(
        ru="Подпись снята, потому что черновик изменён: {side}",
        en="The signature was voided, because the draft was changed: {side}",
    )


class VersionPutInForce(Fact, frozen=True):
    """Both departments have signed: the draft became a version."""

    subject = "version"
    icon = "scale"
    sentence = Text(
        ru="Версия {number} регламента вступает в силу с {since}",
        en="Version {number} of the agreement comes in force on {since}",
    )

    number: int
    since: date
    digest: str


class VersionAcknowledged(Fact, frozen=True):
    """An employee has read a version; who, says the actor of the fact."""

    subject = "version"
    icon = "eye"
    sentence = Text(ru="Сотрудник ознакомился с версией {number}", en="An employee has read version {number}")

    number: int


class MonthClosed(Fact, frozen=True):
    """The figures of a month became final."""

    subject = "month"
    icon = "lock-closed"
    sentence = Text(ru="Месяц {month} закрыт", en="The month {month} was closed")

    month: str


class PayoutCounted(Fact, frozen=True):
    """What a person is paid for a closed month was counted, under the version of the fact."""

    subject = "payout"
    icon = "banknotes"
    sentence = Text(ru="Посчитан бонус за {month:%m.%Y}", en="The bonus of {month:%Y-%m} was counted")

    month: date
    #: None: nobody held the role.
    person_id: int | None
    role: str
    #: None: not computable; the receipt says why.
    amount: Decimal | None
    #: The steps as JSON, without anybody's name.
    receipt: str
    counted_from: int
