"""The page of the queue in words: why a lead stands where it stands, and what the order rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from tandem.basics.numbers import format_duration, format_money, format_number, format_percent
from tandem.basics.text import Text
from tandem.handover.lead_worth import FEWEST_SALES, Worth
from tandem.measures.export_files import Content
from tandem.selling.queue import Place, Queue


@dataclass(frozen=True, slots=True)
class Line:
    """A place as a row of the page; ``why`` are the parts of its reason, the first the shortest."""

    place: Place
    waits: str
    cost: str
    why: tuple[str, ...]


def lines_of(queue: Queue, language: str) -> tuple[Line, ...]:
    """The rows of the page."""
    return tuple(
        Line(
            place, _waits(place, language), _money(place.cost, queue, language),
            tuple(why(place, queue.worth, language)),
        )
        for place in queue.places
    )  # fmt: skip


def grounds_of(queue: Queue, language: str) -> tuple[str, ...]:
    """What the order rests on, and what is missing for it to be one in money."""
    found = []
    if not queue.agreed:
        found.append(
            _("The agreement does not say yet what waiting costs: the order is by grade, then by who waits longest.")
        )
    if queue.worth.check is None:
        missing = FEWEST_SALES - queue.worth.sales
        found.append(
            _("Too few sales within a year to tell what one brings: %(more)s more are needed.")
            % {"more": format_number(missing, language)}
        )
    if queue.worth.chance.value is None and not all(place.own for place in queue.places):
        found.append(_("No lead of the last year has been followed to its end yet: nobody knows the chances."))
    return tuple(found)


def rows_of_file(queue: Queue, language: str) -> Iterator[list[Content]]:
    """Every shown place with the numbers behind it."""
    yield [
        _("Place"), _("Lead"), _("Grade"), _("Waits, hours"), _("Chance to buy"), _("Chance of"),
        _("A sale brings"), _("Minutes for a lead"), _("The next hour costs"), _("The same for a minute"),
        _("Random share"), _("Seller"),
    ]  # fmt: skip
    for each in queue.places:
        yield [
            each.number, str(each.lead_id), each.row.grade if each.row else "", round(each.hours, 2),
            _rounded(each.chance, 4),
            _("the scorecard") if each.own else _("the grade"), _rounded(each.check, 2), each.minutes,
            _rounded(each.cost, 2), _rounded(each.index, 4), each.drawn, each.row.seller if each.row else "",
        ]  # fmt: skip


FORMS: Sequence[str] = ("0", "", "", "0.0", "0.0%", "", "#,##0", "0", "#,##0", "0.00", "0%", "")


def why(place: Place, worth: Worth, language: str) -> Iterator[str]:
    """Why a lead stands where it stands, the shortest part first."""
    if place.drawn is not None:
        yield _("put at random, as %(share)s of leads are, to see whether the order helps") % {
            "share": format_percent(place.drawn, language, 0)
        }
    if place.chance is None or place.check is None:
        yield _("too little history to tell a chance")
        return
    said = (
        _("buys with a chance of %(chance)s by the scorecard, a sale brings %(check)s")
        if place.own
        else _("buys with a chance of %(chance)s, a sale brings %(check)s")
    )
    yield said % {
        "chance": format_percent(place.chance, language, 1),
        "check": format_money(place.check, worth.currency, language),
    }
    if place.cost is None or place.minutes is None:
        yield _("what waiting costs leads of this grade is not agreed")
        return
    yield _("takes %(minutes)s min; each is worth %(index)s an hour of waiting") % {
        "minutes": format_number(place.minutes, language),
        "index": format_money(place.index, worth.currency, language, 2),
    }


def _waits(place: Place, language: str) -> str:
    return format_duration(timedelta(minutes=int(place.hours * 60)), language)


def _money(amount: float | None, queue: Queue, language: str) -> str:
    return "" if amount is None else format_money(amount, queue.worth.currency, language)


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


#: Said of leads that the agreement has not graded.
NOT_GRADED = Text(ru="не оценён", en="not graded")
