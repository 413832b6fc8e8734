"""Manual entry has a page of its own; nothing comes in by its address."""

from __future__ import annotations

from typing import ClassVar

from tandem.basics.text import Text
from tandem.intake.doors import Door, OpenSource, Reading, Request, RequestRefused

BY_HAND = Text(
    ru="Сюда заявки вносят сотрудники на странице «Новый лид».",
    en="Colleagues enter leads here on the page “New lead”.",
)


class ManualDoor(Door):
    """The source of leads that were told by phone or across the counter."""

    key: ClassVar[str] = "manual"
    title: ClassVar[Text] = Text(ru="Вручную", en="By hand")
    own: ClassVar[bool] = True

    def authenticate(self, request: Request, source: OpenSource) -> None:
        """Refuse everybody by ``RequestRefused``."""
        raise RequestRefused(403, BY_HAND)

    def read(self, request: Request, source: OpenSource) -> Reading:
        """Nothing."""
        raise RequestRefused(403, BY_HAND)
