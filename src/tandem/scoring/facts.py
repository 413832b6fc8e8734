"""What can happen around the scorecard."""

from __future__ import annotations

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LeadScored(Fact, frozen=True):
    """The card of a version gave the lead points, and not those it had."""

    subject = "lead"
    icon = "chart-bar"
    sentence = Text(ru="Баллы скоринга: {points}", en="Score: {points} points")

    #: None where the version has no card.
    points: int | None
    chance: float | None

    def told(self) -> Text:
        """The points and the chance; or that the version has no card."""
        if self.points is None or self.chance is None:
            return Text(ru="Скоринга в этой версии регламента нет", en="This version of the agreement has no scorecard")
        return Text(
            ru=f"Баллы скоринга: {self.points}, шанс купить {self.chance:.0%}".replace("%", "\N{NO-BREAK SPACE}%"),
            en=f"Score: {self.points} points, chance to buy {self.chance:.0%}",
        )


class ColumnJudged(Fact, frozen=True):
    """A person said whether a column is known only after the contact."""

    subject = "score_column"
    icon = "eye-slash"
    sentence = Text(ru="Колонка «{name}»: {said}", en="Column “{name}”: {said}")

    name: str
    late: bool

    def told(self) -> Text:
        """The column and what was said of it."""
        return Text(
            ru=f"Колонка «{self.name}» {'известна только после касания' if self.late else 'известна при заявке'}",
            en=f"The column “{self.name}” is {'known only after the contact' if self.late else 'known at capture'}",
        )
