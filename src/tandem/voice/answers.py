"""What a review asks, and how an answer is read before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tandem.agreement.document import BuyerCode
from tandem.basics.personal_mentions import contacts_in
from tandem.basics.refusals import Refusal
from tandem.basics.text import Text

#: How a sale went.
COURSES: Mapping[str, Text] = {
    "easy": Text(ru="Легко: почти сами купили", en="Easily: they almost bought by themselves"),
    "usual": Text(ru="Обычно", en="As usual"),
    "hard": Text(ru="Тяжело: пришлось бороться", en="Hard: we had to fight for it"),
}
#: Answers beside the sources and offers that leads name. No source of an export begins with a colon.
RECOMMENDED, OTHER, NO_OFFER = ":recommended", ":other", ":none"
SOURCES_BESIDE: Mapping[str, Text] = {
    RECOMMENDED: Text(ru="посоветовали", en="somebody recommended us"),
    OTHER: Text(ru="иначе", en="otherwise"),
}
OFFERS_BESIDE: Mapping[str, Text] = {NO_OFFER: Text(ru="никакой, купили бы и так", en="none, they would have bought")}

LONGEST = 2000
_LONGEST_NAME = 100
_MOST = Decimal(10) ** 13


class UnknownCode(Refusal):
    """The lists of the agreement have no such answer."""


class TooLong(Refusal):
    """A text longer than anybody will read."""


class NotACompany(Refusal):
    """What stands as the competitor is no name of a company."""


class NoPrice(Refusal):
    """A price below zero, or no number of money."""


@dataclass(frozen=True, slots=True)
class WinAnswers:
    """Why a client bought. Only ``course`` must be given; None and empty texts were not said."""

    course: str
    attracted: tuple[str, ...] = ()
    source_said: str = ""
    offer_said: str = ""
    ideal: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LossAnswers:
    """Why a client refused. Only ``code`` must be given."""

    code: str
    competitor: str = ""
    competitor_price: Decimal | None = None
    words: str = ""


def known(chosen: str, among: Sequence[BuyerCode]) -> BuyerCode:
    """The code chosen; refuses by ``UnknownCode``, which names those there are."""
    found = next((code for code in among if code.key == chosen), None)
    if found is None:
        names = ", ".join(code.title for code in among)
        raise UnknownCode(
            Text(
                ru=f"Выберите причину из списка регламента: {names}.",
                en=f"Choose a reason of the agreement's list: {names}.",
            )
        )
    return found


def text(words: str) -> str:
    """A free text ready to be kept; refuses by ``TooLong``."""
    words = words.replace("\0", "").replace("\r\n", "\n").strip()
    if len(words) > LONGEST:
        raise TooLong(
            Text(
                ru=f"Получилось {len(words)} знаков, а прочтут {LONGEST}. Оставьте главное.",
                en=f"That is {len(words)} characters, and {LONGEST} will be read. Keep what matters.",
            )
        )
    return words


def company(name: str) -> str:
    """A competitor's name ready to be kept; refuses by ``NotACompany`` what is too long, or reaches a person."""
    name = " ".join(name.replace("\0", "").split())
    if len(name) > _LONGEST_NAME or contacts_in(name) or "@" in name:
        raise NotACompany(
            Text(
                ru=f"Конкурент — это название компании, до {_LONGEST_NAME} знаков, без телефонов и почты. Остальное "
                "напишите ниже словами.",
                en=f"A competitor is the name of a company, up to {_LONGEST_NAME} characters, without phones and mail. "
                "Write the rest in words below.",
            )
        )
    return name


def price(amount: Decimal | None) -> Decimal | None:
    """A price ready to be kept; refuses by ``NoPrice``."""
    if amount is None:
        return None
    if not amount.is_finite() or not 0 <= amount < _MOST:
        raise NoPrice(
            Text(
                ru="Цена конкурента — число не меньше нуля. Если не сказали, оставьте пустым.",
                en="A competitor's price is a number not below zero. Leave it empty if they did not say.",
            )
        )
    return amount.quantize(Decimal("0.01"))
