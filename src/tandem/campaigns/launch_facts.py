"""What can happen on the way of a launch: drafted, announced, read, started. Its words stay with the launch."""

from __future__ import annotations

from datetime import date, datetime

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class _LaunchDraft(Fact, frozen=True):
    """The notice as it stands afterwards."""

    campaign: str
    campaign_id: int | None
    offer_id: int | None
    starts_at: datetime | None
    ends_on: date | None


class LaunchDrafted(_LaunchDraft, frozen=True):
    """A notice of a launch is being written."""

    subject = "launch"
    icon = "document-text"
    sentence = Text(ru="Памятка о запуске начата: {campaign}", en="Launch notice drafted: {campaign}")


class LaunchRedrafted(_LaunchDraft, frozen=True):
    """The notice says something else now."""

    subject = "launch"
    icon = "pencil-square"
    sentence = Text(ru="Памятка о запуске изменена: {campaign}", en="Launch notice changed: {campaign}")


class LaunchDropped(Fact, frozen=True):
    """Nothing came of a draft."""

    subject = "launch"
    icon = "trash"
    sentence = Text(ru="Черновик памятки отменён: {campaign}", en="Draft of the notice dropped: {campaign}")

    campaign: str


class LaunchAnnounced(Fact, frozen=True):
    """Marketing told sales of a campaign, offer or promo that is to start; the words stay with the launch."""

    subject = "launch"
    icon = "megaphone"
    sentence = Text(ru="Запуск объявлен: {campaign}", en="Launch announced: {campaign}")

    campaign: str
    announced_at: datetime


class CampaignLaunched(Fact, frozen=True):
    """The first client saw it; ``announced_at`` is empty where sales had not been told.

    ``in_time`` is what the agreement of that day said of it: whether sales were told as early as was promised, None
    where nothing of the kind is promised.
    """

    subject = "launch"
    icon = "rocket-launch"
    sentence = Text(ru="Запущено: {campaign}", en="Launched: {campaign}")

    campaign: str
    announced_at: datetime | None
    campaign_id: int | None = None
    in_time: bool | None = None

    def told(self) -> Text:
        """A start that sales were not told of says so."""
        untold = Text(ru="Запущено без памятки: {campaign}", en="Launched without a notice: {campaign}")
        return (self.sentence if self.announced_at else untold).format(campaign=self.campaign)


class NoticeGiven(Fact, frozen=True):
    """The notice came before the eyes of one who sells."""

    subject = "launch_reading"
    icon = "bell"
    sentence = Text(ru="Памятка о запуске передана менеджеру", en="The launch notice was given to a seller")

    launch_id: int
    person_id: int
    on_shift: bool


class NoticeRead(Fact, frozen=True):
    """They said that they have read it."""

    subject = "launch_reading"
    icon = "check"
    sentence = Text(ru="Памятка о запуске прочитана", en="The launch notice was read")

    launch_id: int
    person_id: int
