"""What can happen to a lead at the door."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.intake.rules import packet_fields
from tandem.journal.facts import Fact


class _Described(Fact, frozen=True):
    """What is known of a lead when it comes in."""

    subject = "lead"

    client_id: int
    source: str | None
    channel: str | None
    campaign: str | None
    ad_group: str | None
    creative: str | None
    offer: str | None
    landing_page: str | None
    product: str | None
    segment: str | None
    city: str | None
    reported_response: int | None


class LeadCaptured(_Described, frozen=True):
    """A client asked for something."""

    icon = "inbox-arrow-down"
    sentence = Text(ru="Заявка принята, источник: {source}", en="Lead captured from {source}")


class LeadCorrected(_Described, frozen=True):
    """Its origin or description was corrected, for example by a later export."""

    icon = "pencil-square"
    sentence = Text(ru="Данные заявки уточнены, источник: {source}", en="Lead corrected, source: {source}")


class ClientCalling(Fact, frozen=True):
    """The client of an open lead began to call; what becomes of the call is told when it has ended."""

    subject = "lead"
    icon = "phone-arrow-down-left"
    sentence = Text(ru="Клиент звонит", en="The client is calling")


class LeadRestamped(Fact, frozen=True):
    """It is counted under another version of the agreement from now on; the fact's own version says the same."""

    subject = "lead"
    icon = "scale"
    sentence = Text(
        ru="Лид считается по версии {number} регламента",
        en="The lead is counted under version {number} of the agreement",
    )

    number: int

    def told(self) -> Text:
        """With the number of the version; version 0 is the time before the agreement."""
        if self.number:
            return super().told()
        return Text(ru="Лид считается как пришедший до регламента", en="The lead counts as come before the agreement")


class TouchMade(Fact, frozen=True):
    """A client met our marketing before asking: an ad, a page, a link. Told when the lead comes in."""

    subject = "touch"
    icon = "cursor-arrow-rays"
    sentence = Text(ru="Касание: {source}", en="Touch: {source}")

    source: str | None
    channel: str | None
    campaign: str | None
    ad_group: str | None
    creative: str | None
    #: Without query, fragment and whatever in its path may name a person.
    page: str | None
    referrer: str | None
    device: str | None
    offer: str | None

    def told(self) -> Text:
        """Where the client came from, as far as it is known, or that they came by themselves."""
        origin = " · ".join(part for part in (self.source, self.channel, self.campaign) if part)
        if not origin:
            return Text(ru="Прямой заход на сайт", en="A direct visit to the site")
        return Text(ru=f"Касание: {origin}", en=f"Touch: {origin}")


class _OfSource(Fact, frozen=True):
    """What concerns a door that stands open to others."""

    subject = "source"

    name: str


class SourceOpened(_OfSource, frozen=True):
    """Leads may come in here from now on, for the first time or again."""

    icon = "lock-open"
    sentence = Text(ru="Источник «{name}» открыт", en="The source “{name}” was opened")


class SourceChanged(_OfSource, frozen=True):
    """Its name, questions, what its leads are taken for or how it takes them in were changed."""

    icon = "pencil-square"
    sentence = Text(ru="Источник «{name}» изменён", en="The source “{name}” was changed")

    #: How many requests a minute it answers from now on; None where that stayed as it was.
    a_minute: int | None = None
    #: Whether it refuses leads that nobody could answer from now on; None where that stayed as it was.
    refuses_incomplete: bool | None = None

    def told(self) -> Text:
        """With what it takes in otherwise than before."""
        ru, en = [], []
        if self.a_minute is not None:
            ru.append(f"не больше {self.a_minute} запросов в минуту")
            en.append(f"at most {self.a_minute} requests a minute")
        if self.refuses_incomplete is not None:
            ru.append("заявки без контактов " + ("отклоняются" if self.refuses_incomplete else "принимаются"))
            en.append("leads without a contact are " + ("refused" if self.refuses_incomplete else "taken"))
        said = super().told()
        if not ru:
            return said
        return Text(ru=f"{said.ru}: {', '.join(ru)}", en=f"{said.en}: {', '.join(en)}")


class SourceGivenSecret(_OfSource, frozen=True):
    """Its former key opens nothing any more."""

    icon = "key"
    sentence = Text(ru="Источник «{name}»: выдан новый ключ", en="The source “{name}” was given a new key")


class SourceClosed(_OfSource, frozen=True):
    """Nothing comes in here any more."""

    icon = "lock-closed"
    sentence = Text(ru="Источник «{name}» закрыт", en="The source “{name}” was closed")


class PacketChecked(Fact, frozen=True):
    """A lead came by a door without what a seller needs to answer it, or what it lacked came later."""

    subject = "lead"
    icon = "exclamation-triangle"
    sentence = Text(ru="В заявке не хватает: {missing}", en="The lead lacks: {missing}")

    #: The fields by blanks; None once it lacks nothing any more.
    missing: str | None

    def told(self) -> Text:
        """The fields by their titles."""
        if not self.missing:
            return Text(ru="Заявка дополнена: теперь на неё можно ответить", en="The lead lacks nothing any more")
        lacks = packet_fields(self.missing)
        return Text(ru=f"В заявке не хватает: {lacks.ru}", en=f"The lead lacks: {lacks.en}")
