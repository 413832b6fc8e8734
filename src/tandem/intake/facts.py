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
