"""Conditions in words and tables: what they read, what they would have said, and what they asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.basics.numbers import DASH, format_number, format_percent, format_period
from tandem.basics.text import Text
from tandem.diagnosis.rules.watch_clauses import BEFORE, CHANGE, measure_of
from tandem.diagnosis.watch_conditions import Piece
from tandem.diagnosis.watch_models import ConditionalWatch
from tandem.measures.catalogue import Unit, catalogue
from tandem.people.rules import Role
from tandem.ui.pieces import Cell, Column, Row, Table

STATES = {
    "watched": Text(ru="следим", en="watched"),
    "paused": Text(ru="остановлено", en="paused"),
    "asked": Text(ru="ждёт ответа", en="awaits an answer"),
}
_ANSWERS = {
    True: Text(ru="да", en="yes"),
    False: Text(ru="нет", en="no"),
    None: Text(ru="не узнать", en="not known"),
}  # fmt: skip


def field_words(field: str, language: str) -> str:
    """A field as people call it."""
    key = measure_of(field, catalogue())
    name = catalogue()[key].name.in_language(language) if key in catalogue() else key
    if field == key:
        return name
    if field.endswith(BEFORE):
        return _("%(measure)s before") % {"measure": name}
    return _("%(measure)s, change") % {"measure": name}


def figure_words(field: str, value: float | None, language: str) -> str:
    """A value as its field is told: changes and shares in percent."""
    if value is None:
        return DASH
    key = measure_of(field, catalogue())
    if field != key and field.endswith(CHANGE):
        return format_percent(value, language, 0, signed=True)
    if key in catalogue() and catalogue()[key].unit is Unit.SHARE:
        return format_percent(value, language, 1)
    return format_number(value, language, 0 if float(value).is_integer() else 2)


def figures_words(figures: Mapping[str, float | None], language: str) -> list[tuple[str, str]]:
    """What a watch read, in words."""
    return [(field_words(name, language), figure_words(name, value, language)) for name, value in figures.items()]


def pieces_table(pieces: Sequence[Piece], language: str) -> Table:
    """The past, the newest first: whether the condition came true, and what it read."""
    fields = list(pieces[0].figures) if pieces else []
    columns = [
        Column(_("Period")), Column(_("Came true")),
        *(Column(field_words(each, language), numeric=True) for each in fields),
    ]  # fmt: skip
    rows = [
        Row(
            [
                Cell(format_period(each.period, language)),
                Cell(_ANSWERS[each.true]),
                *(Cell(figure_words(name, value, language)) for name, value in each.figures.items()),
            ]
        )
        for each in pieces
    ]
    return Table(_("The condition on the past"), columns, rows)


def watches_table(watches: Sequence[ConditionalWatch], language: str) -> Table:
    """All watches: their condition, whom they ask, how often they came true."""
    columns = [
        Column(_("Condition")), Column(_("State")), Column(_("Whom it asks")), Column(_("Came true"), numeric=True),
    ]  # fmt: skip
    rows = []
    for each in watches:
        firings = list(each.firings.all())
        waits = any(firing.answered_at is None for firing in firings)
        state = "paused" if each.paused_at else "asked" if waits else "watched"
        url = reverse("conditional_watch", args=[each.pk])
        rows.append(
            Row(
                [
                    Cell(each.title, url=url, note=each.clause),
                    Cell(STATES[state]),
                    Cell(Role(each.asked).words),
                    Cell(format_number(len(firings), language)),
                ],
                url=url,
            )
        )
    return Table(_("Conditions under watch"), columns, rows)
