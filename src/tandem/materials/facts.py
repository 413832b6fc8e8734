"""What can happen to materials. Their words and files stay with them."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class _MaterialCard(Fact, frozen=True):
    """The material as it stands afterwards."""

    title: str
    material_kind: str
    stages: str | None
    doubts: str | None
    for_clients: bool
    owner_id: int
    review_on: date


class MaterialMade(_MaterialCard, frozen=True):
    """Marketing gives sellers something to work with."""

    subject = "material"
    icon = "document-plus"
    sentence = Text(ru="Новый материал: {title}", en="A new material: {title}")


class MaterialChanged(_MaterialCard, frozen=True):
    """It says something else, or is for another stage, from now on."""

    subject = "material"
    icon = "pencil-square"
    sentence = Text(ru="Материал изменён: {title}", en="Material changed: {title}")


class MaterialReviewed(Fact, frozen=True):
    """The owner looked: it is still right, until the next day to look."""

    subject = "material"
    icon = "check-badge"
    sentence = Text(ru="Материал проверен, снова смотреть {review_on}", en="Material reviewed, next on {review_on}")

    review_on: date


class MaterialArchived(Fact, frozen=True):
    """It is used no more."""

    subject = "material"
    icon = "archive-box"
    sentence = Text(ru="Материал в архиве", en="Material archived")


class MaterialUsed(Fact, frozen=True):
    """A seller showed it or sent it to the client of a lead."""

    subject = "material_use"
    icon = "paper-clip"
    sentence = Text(ru="Показан материал «{title}»", en="Material shown: “{title}”")

    title: str
    material_id: int
    seller_id: int
    way: str
    stage: str

    def told(self) -> Text:
        """Which of the two."""
        sent = Text(ru="Отправлен материал «{title}»", en="Material sent: “{title}”")
        return (sent if self.way == "sent" else self.sentence).format(title=self.title)


class MaterialOpened(Fact, frozen=True):
    """The client opened what was sent, for the first time."""

    subject = "material_use"
    icon = "envelope-open"
    sentence = Text(ru="Клиент открыл материал «{title}»", en="The client opened “{title}”")

    title: str
