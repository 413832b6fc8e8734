"""What the page of a letter, the list of letters and the e-mail show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.agreement.queries import version
from tandem.basics.numbers import format_day, format_number, format_percent, format_period
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.dialogue.figures import BY_DAY, MEASURES, Contents, unpacked
from tandem.dialogue.models import QualityLetter
from tandem.dialogue.rules import State, is_overdue, receivers, senders, state_of
from tandem.measures.catalogue import measure
from tandem.measures.export_files import Content
from tandem.measures.figures import Figures, leads_url
from tandem.measures.wording import Speech
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.ui.pieces import Cell, Column, Figure, Row, Table

#: Both heads, and those above and beside them who look at everything.
READERS = frozenset({Role.SALES_HEAD, Role.MARKETING_HEAD, Role.OWNER, Role.ANALYST, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Shown:
    """A letter in the reader's language."""

    letter: QualityLetter
    contents: Contents
    figures: Sequence[Figure]
    days: Table
    state: Text
    overdue: bool
    title: Text


def reads(person: Person, letter: QualityLetter | None = None) -> bool:
    """Whether a person may read a letter, or letters at all."""
    role = Role(person.role)
    if role in READERS or letter is None:
        return role in READERS
    document = version(letter.version).document
    return role in senders(document) | receivers(document)


def shown_of(letter: QualityLetter, *, language: str, now: datetime) -> Shown:
    """The letter with its figures, each with its definition and the way to its leads."""
    week = Period.week(letter.week)
    contents = unpacked(week, letter.figures)
    title = version(letter.version).title
    makes = Figures(Speech(language, settings.CURRENCY), week, letter.written_at, title)
    figures = [
        makes.figure(measure(key), contents.values[key], before=contents.before[key])
        for key in MEASURES
    ]  # fmt: skip
    state, overdue = turn_of(letter, now)
    return Shown(letter, contents, figures, _days(contents, language), STATES[state, overdue], overdue, title)


def turn_of(letter: QualityLetter, now: datetime) -> tuple[State, bool]:
    """Whose turn it is, and whether they are silent beyond their time."""
    state = state_of(sent=letter.sent_at is not None, answered=letter.answered_at is not None)
    return state, is_overdue(state, send_by=letter.send_by, answer_due_at=letter.answer_due_at, now=now)


STATES = {
    (State.TO_SEND, False): Text(ru="Ждёт РОПа: дополнить и отправить", en="Waits for sales to complete and send it"),
    (State.TO_SEND, True): Text(ru="Не отправлено в срок: продажи молчат", en="Not sent in time: sales is silent"),
    (State.TO_ANSWER, False): Text(ru="Отправлено, ждёт ответа маркетинга", en="Sent, awaits marketing's answer"),
    (State.TO_ANSWER, True): Text(
        ru="Без ответа в срок: маркетинг молчит", en="Not answered in time: marketing is silent"
    ),
    (State.ANSWERED, False): Text(ru="Ответ получен", en="Answered"),
}


def file_rows(letters: Sequence[QualityLetter], *, language: str, now: datetime) -> list[list[Content]]:
    """The letters as the rows of a file."""
    names = [measure(key).name.in_language(language) for key in MEASURES]
    rows: list[list[Content]] = [
        [_("Week"), *names, _("Sent"), _("Answered"), _("State"), _("Request"), _("Result expected"), _("Answer")]
    ]
    for letter in letters:
        values = unpacked(Period.week(letter.week), letter.figures).values
        rows.append(
            [
                f"{letter.week:%Y-%m-%d}",
                *(values[key].value for key in MEASURES),
                _moment(letter.sent_at),
                _moment(letter.answered_at),
                STATES[turn_of(letter, now)].in_language(language),
                letter.request,
                letter.expected,
                letter.answer,
            ]
        )
    return rows


def list_table(letters: Sequence[QualityLetter], *, language: str, now: datetime, address: str) -> Table:
    """The letters in short, the newest first; ``address`` leads to one, with the day in the place of ``{day}``."""
    columns = [
        Column(_("Week")),
        *(Column(measure(key).name, numeric=True) for key in ("leads", "non_target_leads", "target_share")),
        Column(_("State")),
    ]
    rows = []
    for letter in letters:
        week = Period.week(letter.week)
        values = unpacked(week, letter.figures).values
        share = values["target_share"].value
        rows.append(
            Row(
                [
                    Cell(_week(week, language)),
                    Cell(format_number(values["leads"].value, language)),
                    Cell(format_number(values["non_target_leads"].value, language)),
                    Cell(format_percent(share, language, 0), note=f"n = {values['target_share'].n or 0}"),
                    Cell(STATES[turn_of(letter, now)]),
                ],
                url=address.format(day=f"{letter.week:%Y-%m-%d}"),
            )
        )
    return Table(_("Letters on the quality of leads"), columns, rows)


def _days(contents: Contents, language: str) -> Table:
    columns = [Column(_("Day")), *(Column(measure(key).name, numeric=True) for key in BY_DAY)]
    rows = [_day_row(day, [each[key] for key in BY_DAY], Period.day(day), language) for day, each in contents.days]
    totals = [int(contents.values[key].value or 0) for key in BY_DAY]
    rows.append(_day_row(None, totals, contents.week, language))
    return Table(_("Day by day"), columns, rows)


def _day_row(day: date | None, counts: Sequence[int], period: Period, language: str) -> Row:
    cells = [
        Cell(format_number(count, language), url=leads_url(measure(key), period, {}) if count else "")
        for key, count in zip(BY_DAY, counts, strict=True)
    ]
    return Row([Cell(_("The week") if day is None else _week(period, language)), *cells], total=day is None)


def _week(period: Period, language: str) -> str:
    if len(period) == 1:
        return format_day(period.start, period.start, language)
    return format_period(period, language)


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
