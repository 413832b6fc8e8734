"""What can happen to tests by lot, and to what is said of the season."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class LiftTestDrawn(Fact, frozen=True):
    """Lots were drawn; the digest holds them to what was drawn, whatever comes out."""

    subject = "lift_test"
    icon = "beaker"
    sentence = Text(
        ru="Проверка рекламы по жребию: {campaign}, пар {pairs}", en="A test by lot of {campaign}, {pairs} pairs"
    )

    campaign: str
    dealt: str
    counts: str
    first_day: date
    last_day: date
    read_on: date
    seed: int
    digest: str
    pairs: int


class SeasonStated(Fact, frozen=True):
    """Somebody said what the months of the year are like; where from stays in the table."""

    subject = "season_prior"
    icon = "calendar"
    sentence = Text(ru="Названа сезонность по месяцам: {indices}", en="The season was stated by month: {indices}")

    indices: str
