"""What can happen to people's hours. Why somebody is away stays with the absence: it may be about their health."""

from __future__ import annotations

from datetime import date

from tandem.basics.text import Text
from tandem.journal.facts import Fact


class WorkingWeekSet(Fact, frozen=True):
    """From a day on a person works hours of their own, or the team's week again (``as_usual``)."""

    subject = "working_week"
    icon = "calendar-days"
    sentence = Text(ru="Своя рабочая неделя с {since}", en="Own working week from {since}")

    person_id: int
    since: date
    as_usual: bool
    zone: str
    monday: str
    tuesday: str
    wednesday: str
    thursday: str
    friday: str
    saturday: str
    sunday: str
    holidays: str

    def told(self) -> Text:
        """Whether it is a week of their own."""
        usual = Text(ru="Снова неделя отдела с {since}", en="The team's week again from {since}")
        return (usual if self.as_usual else self.sentence).format(since=self.since)


class AbsenceSet(Fact, frozen=True):
    """A person is away, both days included."""

    subject = "absence"
    icon = "calendar"
    sentence = Text(ru="Отсутствие с {since} по {until}", en="Away from {since} until {until}")

    person_id: int
    since: date
    until: date


class AbsenceCancelled(Fact, frozen=True):
    """The person is there after all."""

    subject = "absence"
    icon = "calendar"
    sentence = Text(ru="Отсутствие отменено", en="The absence is cancelled")


class DayChanged(Fact, frozen=True):
    """A person works other hours on one day; empty: not at all, None: as their week says again."""

    subject = "changed_day"
    icon = "calendar-days"
    sentence = Text(ru="{day}: часы {hours}", en="{day}: hours {hours}")

    person_id: int
    day: date
    hours: str | None

    def told(self) -> Text:
        """Which hours."""
        if self.hours is None:
            return Text(ru=f"{self.day}: снова по неделе", en=f"{self.day}: as the week says again")
        off = Text(ru=f"{self.day}: выходной", en=f"{self.day}: a day off")
        return self.sentence.format(day=self.day, hours=self.hours) if self.hours else off
