"""Every Monday at nine, by the company's clock, the owner is written why money moved; once a week, whatever happens."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from tandem.basics.periods import Period
from tandem.diagnosis.monday_facts import MondayLetterMailed, MondayLetterWritten
from tandem.diagnosis.monday_figures import WeekFigures
from tandem.diagnosis.monday_lines import lines, subject
from tandem.diagnosis.monday_models import MondayLetter
from tandem.diagnosis.why import Why, usual_by, why
from tandem.diagnosis.why_answer import tell
from tandem.diagnosis.why_told import Answer
from tandem.journal.actions import Recording, record
from tandem.journal.facts import Happening
from tandem.measures.answer_lines import seller_names
from tandem.measures.horizon import horizon
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading, store
from tandem.people.models import Person
from tandem.people.rules import Role

#: By the company's clock.
_HOUR = 9
#: A letter that could not be written or mailed for so long is left out: the next is near.
_TRIES_FOR = timedelta(days=3)
_WEEK, _FOUR_WEEKS = timedelta(days=7), timedelta(days=28)


def send_due(*, now: datetime) -> int:
    """Write what is due and mail what waits; returns how many letters went out. Safe to run at any time, twice too."""
    write_due(now=now)
    waiting = MondayLetter.objects.filter(mailed_at__isnull=True, written_at__gte=now - _TRIES_FOR)
    waiting = waiting.exclude(person__email="")
    return sum(mail(letter_id=pk, now=now) for pk in waiting.order_by("week", "pk").values_list("pk", flat=True))


def week_due(now: datetime) -> Period | None:
    """The whole week that is to be written of; None before Monday, nine o'clock, and from Thursday, nine on."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    nine = datetime(monday.year, monday.month, monday.day, _HOUR, tzinfo=zone)
    return Period.week(monday - _WEEK) if nine <= now < nine + _TRIES_FOR else None


def write_due(*, now: datetime) -> int:
    """Write the letters of the week that is due, each in its reader's language; returns how many are new.

    They are for whoever leads the company and may sign in: on their first page, and by mail where there is a server
    and they have an address.
    """
    week = week_due(now)
    if week is None:
        return 0
    known = MondayLetter.objects.filter(week=week.start).values_list("person_id", flat=True)
    owners = Person.objects.filter(role=Role.OWNER, is_active=True).exclude(pk__in=known)
    people = [person for person in owners.order_by("pk") if person.has_account]
    if not people:
        return 0
    reading = store.read()
    found = asked(week, reading)
    if found is None:
        return 0
    figures, explained = found
    return sum(_write(person, figures, explained, now) for person in people)


def mail(*, letter_id: int, now: datetime) -> bool:
    """Mail one letter; whether it went out now.

    The letter's identity is that of its week and reader and its words are those that were written: where a process is
    killed between the mail and its note, the same letter goes again, and mail programs show one.
    """
    letter = MondayLetter.objects.select_related("person").get(pk=letter_id)
    if letter.mailed_at is not None or not settings.SENDS_MAIL:
        return False
    if not letter.person.is_active or not letter.person.email:
        return False
    try:
        message_of(letter).send()
    except (OSError, smtplib.SMTPException) as error:
        MondayLetter.objects.filter(pk=letter_id).update(problem=f"{type(error).__name__}: {error}"[:500])
        return False
    with transaction.atomic():
        if not MondayLetter.objects.filter(pk=letter_id, mailed_at__isnull=True).update(mailed_at=now, problem=""):
            return False
        fact = MondayLetterMailed(person_id=letter.person_id)
        record([Happening(fact, letter_id, now)], recording=Recording(at=now, source="job"))
    return True


def message_of(letter: MondayLetter) -> EmailMessage:
    """The letter as it goes out."""
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "tandem.invalid"
    return EmailMessage(
        subject=letter.subject,
        body=letter.lines + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.person.email],
        headers={"Message-ID": f"<monday.{letter.week:%Y-%m-%d}.{letter.person_id}@{sender}>"},
    )


def asked(week: Period, reading: Reading) -> tuple[WeekFigures, Why] | None:
    """The figures of the week and the answer for four; None where nothing is known of any of these days."""
    until = horizon(reading).until
    after = Period(week.end - _FOUR_WEEKS + timedelta(days=1), week.end)
    before = Period(after.start - _FOUR_WEEKS, after.start - timedelta(days=1))
    explained = why(before, after, reading, by=usual_by(reading, after))
    keys = ("leads", "deals_won", explained.revenue_measure, "untouched", "graded_leads", "target_graded")
    now, then = (
        answer(Question(keys, each), reading).total.values
        for each in (week, Period.week(week.start - _WEEK))
    )  # fmt: skip
    figures = WeekFigures(
        week=week,
        revenue=Decimal(now[keys[2]].value or 0),
        revenue_before=Decimal(then[keys[2]].value or 0),
        leads=int(now["leads"].value or 0),
        sales=int(now["deals_won"].value or 0),
        until=until,
        since=reading.rows("SELECT min(captured_on) FROM leads")[0][0],
        untouched=int(now["untouched"].value or 0),
        judged=int(now["graded_leads"].value or 0),
        target=int(now["target_graded"].value or 0),
    )
    return (figures, explained) if any(explained.leads) or any(explained.revenue) else None


def _write(person: Person, figures: WeekFigures, explained: Why, now: datetime) -> bool:
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        told: Answer = tell(explained, language, seller_names(explained.sellers))
        link = _link(explained.after)
        said = lines(figures, explained, told, language, link=link)
        about = subject(figures, explained, language)
    with transaction.atomic():
        letter, is_new = MondayLetter.objects.get_or_create(
            week=figures.week.start, person=person,
            defaults={"subject": about[:200], "lines": "\n".join(said), "written_at": now},
        )  # fmt: skip
        if is_new:
            fact = MondayLetterWritten(week=figures.week.start, person_id=person.pk)
            record([Happening(fact, letter.pk, now)], recording=Recording(at=now, source="job"))
    return is_new


def _link(period: Period) -> str:
    return f"{settings.ADDRESS}{reverse('why')}?from={period.start}&to={period.end}" if settings.ADDRESS else ""
