"""The scorecard in words: attributes, bins, points, and what it was trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tandem.agreement.clause_catalogue import fields
from tandem.agreement.document import GRADE_TERM, ScoreBin, Scorecard, ScoreTerm
from tandem.basics.intervals import wilson
from tandem.basics.text import Text
from tandem.ui.pieces import Cell, Column, Row, Table

_FLAGS = {"yes": Text(ru="да", en="yes"), "no": Text(ru="нет", en="no")}


def field_words(name: str) -> Text:
    """A field as the agreement calls it; the bare name of a file's column."""
    if name == GRADE_TERM:
        return Text(ru="Категория", en="Grade")
    known = fields().get(name)
    words = known.words if known else Text(ru=name, en=name)
    return Text(ru=words.ru[:1].upper() + words.ru[1:], en=words.en[:1].upper() + words.en[1:])


def bin_words(line: ScoreBin, term: ScoreTerm) -> Text:
    """A bin of a term as the table shows it: a choice by its title, a number with the lower end of its bin."""
    bins = term.bins
    if line.kind == "unknown":
        return Text(ru="неизвестно", en="not known")
    if line.kind == "other":
        return Text(ru="другое: редко или впервые", en="other: rare or never seen")
    if line.kind == "value":
        known = fields().get(term.key) if term.key else None
        title = dict(known.titles).get(line.value, line.value) if known else line.value
        return _FLAGS.get(line.value, Text(ru=title, en=title))
    at = bins.index(line)
    below = _number(bins[at - 1]) if at and bins[at - 1].kind == "upto" else None
    if line.kind == "above":
        return Text(ru=f"больше {below.ru}", en=f"over {below.en}") if below else Text(ru="любое", en="any")
    upto = _number(line)
    if below is None:
        return Text(ru=f"до {upto.ru}", en=f"up to {upto.en}")
    return Text(ru=f"больше {below.ru} и до {upto.ru}", en=f"over {below.en} up to {upto.en}")


def _count(count: int) -> Text:
    english = f"{count:,}"
    return Text(ru=english.replace(",", "\N{NO-BREAK SPACE}"), en=english)


def _number(line: ScoreBin) -> Text:
    english = f"{line.upto:,f}"
    return Text(ru=english.replace(",", "\N{NO-BREAK SPACE}").replace(".", ","), en=english)


def signed(points: int) -> str:
    """Points with their sign, zero without."""
    return f"{points:+d}".replace("-", "−") if points else "0"


def line(each: ScoreBin, term: ScoreTerm) -> Text:
    """A bin with its points, as a line of a comparison."""
    words = bin_words(each, term)
    return Text(ru=f"{words.ru}: {signed(each.points)}", en=f"{words.en}: {signed(each.points)}")


def rule(card: Scorecard) -> Text:
    """How points become a chance."""
    sums = Text(
        ru=f"У среднего лида {card.average} баллов; к ним прибавляются баллы его строки в каждом признаке.",
        en=f"The average lead has {card.average} points; those of its line in each attribute are added.",
    )
    if any(term.key == GRADE_TERM for term in card.terms):
        sums = Text(
            ru=f"{sums.ru} Баллы категории добавляются, когда она поставлена.",
            en=f"{sums.en} Those of the grade are added once it is given.",
        )
    return Text(
        ru=f"{sums.ru} {card.even} баллов — шанс купить 50 %, каждые {card.double} баллов удваивают шансы. "
        "Баллы упорядочивают лидов внутри категории и саму категорию не меняют.",
        en=f"{sums.en} {card.even} points are a chance of 50 %, and every {card.double} points double the odds. "
        "Points order the leads inside a grade and never change the grade.",
    )


def trained_on(card: Scorecard) -> Text:
    """Which leads it was trained on."""
    if not card.since or not card.until:
        return Text(ru="", en="")
    leads, buyers = _count(card.leads), _count(card.buyers)
    return Text(
        ru=f"Обучено на лидах с {card.since:%d.%m.%Y} по {card.until:%d.%m.%Y}: {leads.ru}, из них купили {buyers.ru}.",
        en=f"Trained on {leads.en} leads from {card.since:%Y-%m-%d} to {card.until:%Y-%m-%d}, {buyers.en} bought.",
    )


_HEAD = (
    Column(Text(ru="Значение", en="Value")),
    Column(Text(ru="Баллы", en="Points"), numeric=True),
    Column(Text(ru="Лидов", en="Leads"), numeric=True),
    Column(Text(ru="Купили", en="Bought"), numeric=True),
    Column(Text(ru="Доля купивших", en="Share that bought"), numeric=True),
)
_MONOTONE: Mapping[str, Text] = {
    "rises": Text(ru="баллы растут с ростом числа, так решено", en="points rise with the number, as agreed"),
    "falls": Text(ru="баллы падают с ростом числа, так решено", en="points fall as the number grows, as agreed"),
}


def term_table(term: ScoreTerm, leads_url: Callable[[int], str] = lambda at: "") -> Table:
    """A term as both heads read it: each line with its leads, buyers, their share with its interval, and points.

    ``leads_url`` is where the leads of a line are listed, by its place in the term.
    """
    name = field_words(term.key)
    caption = name
    if term.monotone:
        how = _MONOTONE[term.monotone]
        caption = Text(ru=f"{name.ru} ({how.ru})", en=f"{name.en} ({how.en})")
    rows = [
        Row([
            Cell(bin_words(each, term)), Cell(signed(each.points)),
            Cell(_count(each.leads), url=leads_url(at) if each.leads else ""), Cell(_count(each.buyers)),
            Cell(share_words(each.buyers, each.leads)),
        ])
        for at, each in enumerate(term.bins)
        if each.leads or each.points
    ]  # fmt: skip
    return Table(caption, list(_HEAD), rows)


def share_words(buyers: int, leads: int) -> Text:
    """A share with its interval: ``12 % (9–15)`` or ``12% (9–15)``; a dash without leads."""
    if not leads:
        return Text(ru="—", en="—")
    found = wilson(buyers, leads)
    assert found.value is not None
    digits = 1 if found.high < 0.1 else 0
    share, low, high = (f"{100 * each:.{digits}f}" for each in (found.value, found.low, found.high))
    russian = f"{share}\N{NO-BREAK SPACE}% ({low}–{high})".replace(".", ",")
    return Text(ru=russian, en=f"{share}% ({low}–{high})")
