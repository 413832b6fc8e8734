"""What the page of one backtest shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.agreement.backtest_result import BonusLine, ClassChange, LeadsOf, PromiseLine, Result
from tandem.agreement.backtest_rows import CLASSES, CUT_COLUMNS, cut_lines, cut_value, dimension_of, person_of, why_not
from tandem.agreement.clause_catalogue import fields
from tandem.agreement.promise_lines import STANDINGS
from tandem.agreement.promise_states import Standing
from tandem.agreement.titles import role
from tandem.basics.numbers import DASH, format_money, format_number, format_percent, format_period
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.answer_lines import member_name
from tandem.ui.pieces import Cell, Column, Row, Table, Words

#: Changed pieces of a promise that are named in its line.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class ClassLine:
    """Target leads, MQL or SQL: as agreed then and as tried."""

    words: Text
    before: int
    after: int
    joined: int
    joined_url: str
    left: int
    left_url: str
    undecided: int
    undecided_url: str

    @property
    def gained(self) -> int:
        """How many more there are."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Matrix:
    """Grades before (rows) and after (columns): each cell is how many leads, with the way to them."""

    heads: Sequence[str | None]
    rows: Sequence[tuple[str | None, Sequence[tuple[int, str, bool]]]]


def classes(result: Result, number: int) -> list[ClassLine]:
    """The three classes of leads; a class that neither side knows is left out."""
    return [_class(each, number) for each in result.classes if each.before or each.after]


def _class(each: ClassChange, number: int) -> ClassLine:
    def url(way: str, count: int) -> str:
        return leads_address(number, of=each.name, way=way) if count else ""

    return ClassLine(
        CLASSES[each.name], each.before, each.after,
        each.joined, url("joined", each.joined),
        each.left, url("left", each.left),
        each.undecided, url("undecided", each.undecided),
    )  # fmt: skip


def leads_address(number: int, **query: str) -> str:
    """The list of leads behind a change."""
    return f"{reverse('agreement_backtest_leads', args=[number])}?{urlencode(query)}"


def matrix(result: Result, number: int) -> Matrix:
    """Grades in their order, "not graded" last."""
    counts = {(each.before, each.after): each.leads for each in result.grades}
    known = sorted({grade for pair in counts for grade in pair if grade is not None})
    heads: list[str | None] = [*known, None] if any(None in pair for pair in counts) else [*known]
    return Matrix(
        heads,
        [
            (
                before,
                [
                    (
                        counts.get((before, after), 0),
                        leads_address(number, of="grade", before=before or "", after=after or ""),
                        before == after,
                    )
                    for after in heads
                ],
            )
            for before in heads
        ],
    )


def missing(result: Result, language: str) -> list[tuple[str, str, int, str]]:
    """Fields the version reads and leads do not have: name, words, leads, their share of all."""
    known = fields()
    return [
        (
            each.field,
            known[each.field].words.in_language(language) if each.field in known else "",
            each.leads,
            format_percent(each.leads / result.leads, language, 0),
        )
        for each in result.missing
    ]


def cut_table(
    result: Result, part: str, *, language: str, names: Mapping[int, str], sort: str, exports: Sequence[tuple[str, str]]
) -> Table:
    """Who gains and who loses, by campaign, source or seller."""
    split = dimension_of(part)
    columns = [Column(split.name)]
    columns += [Column(words, numeric=True, sort=key) for key, words in CUT_COLUMNS.items()]
    rows = []
    for line in cut_lines(result, part, sort):
        cells = [Cell(member_name(line.member, split, language, dict(names)))]
        cells += [
            Cell(
                format_number(cut_value(line, key), language, signed=key == "gained") if cut_value(line, key) else DASH
            )
            for key in CUT_COLUMNS
        ]
        rows.append(Row(cells))
    return Table(split.name, columns, rows, exports=exports)


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """A promise over all pieces of the period: how many stood how, and which stand otherwise now."""

    title: str
    side: str
    before: str
    after: str
    changed: Sequence[str]
    more: int


def promises(result: Result, language: str) -> list[PromiseChange]:
    """One line a promise; those that change first."""
    by_key: dict[tuple[str, str], list[PromiseLine]] = {}
    for line in result.promises:
        by_key.setdefault((line.side, line.key), []).append(line)
    found = [_promise(lines, language) for lines in by_key.values()]
    return sorted(found, key=lambda each: not each.changed)


def _promise(lines: Sequence[PromiseLine], language: str) -> PromiseChange:
    changed = [
        f"{_days(each, language)}: {_standing(each.before, language)} → {_standing(each.after, language)}"
        for each in reversed(lines)
        if each.before is not None and each.before != each.after
    ]
    return PromiseChange(
        title=lines[0].title,
        side=lines[0].side,
        before=_counted([each.before for each in lines if each.before is not None], language),
        after=_counted([each.after for each in lines], language),
        changed=changed[:_NAMED],
        more=max(len(changed) - _NAMED, 0),
    )


def _days(line: PromiseLine, language: str) -> str:
    return format_period(Period(date.fromisoformat(line.start), date.fromisoformat(line.end)), language)


def _standing(standing: Standing | None, language: str) -> str:
    return STANDINGS[standing].in_language(language) if standing else DASH


def _counted(standings: Sequence[Standing], language: str) -> str:
    counts = Counter(standings)
    said = [f"{_standing(each, language)} {format_number(counts[each], language)}" for each in Standing if counts[each]]
    return ", ".join(said) or _("not promised")


def bonus_table(
    result: Result, *, language: str, names: Mapping[int, str], exports: Sequence[tuple[str, str]]
) -> Table:
    """What each role and person would be paid over the months of the period."""
    by_whom: dict[tuple[str, int | None], list[BonusLine]] = {}
    for line in result.bonus:
        by_whom.setdefault((line.role, line.person), []).append(line)
    columns = [Column(_("Whose")), *(Column(head, numeric=True) for head in (_("Before"), _("After"), _("Difference")))]
    rows = [_bonus_row(lines, language, names) for lines in by_whom.values()]
    return Table(_("Bonus"), columns, rows, exports=exports)


def _bonus_row(lines: Sequence[BonusLine], language: str, names: Mapping[int, str]) -> Row:
    both = [each for each in lines if each.before is not None and each.after is not None]
    out = len(lines) - len(both)
    note: Words = ""
    hint = " ".join(dict.fromkeys(filter(None, (why_not(each, language) for each in lines))))
    if out:
        note = ngettext("%(count)s month not computable", "%(count)s months not computable", out) % {"count": out}
        note = f"{note}: {hint}"
    title = role(lines[0].role).in_language(language)
    person = person_of(lines[0], names)
    before = sum((each.before or Decimal(0) for each in both), Decimal(0))
    after = sum((each.after or Decimal(0) for each in both), Decimal(0))

    def said(amount: Decimal, *, signed: bool = False) -> str:
        return format_money(amount, settings.CURRENCY, language, signed=signed) if both else DASH

    cells = [Cell(person or title, note=f"{title}. {note}" if person and note else title if person else note)]
    return Row([*cells, Cell(said(before)), Cell(said(after)), Cell(said(after - before, signed=True))])


@dataclass(frozen=True, slots=True)
class Behind:
    """The leads behind a change: what it is in words, the newest of them, how many there were when it was tried."""

    of: LeadsOf
    title: str
    newest: tuple[int, ...]
    count: int


def behind(result: Result, query: Mapping[str, str]) -> Behind | None:
    """The change that an address names; None for no such change."""
    of = query.get("of", "")
    if of == "grade":
        before, after = query.get("before", "") or None, query.get("after", "") or None
        for each in result.grades:
            if (each.before, each.after) == (before, after):
                words = _("Grade %(before)s → %(after)s") % {"before": before or DASH, "after": after or DASH}
                return Behind(LeadsOf(before=before, after=after), words, each.newest, each.leads)
        return None
    for change in result.classes:
        if change.name == of:
            return _of_class(change, query.get("way", ""))
    return None


def _of_class(change: ClassChange, way: str) -> Behind | None:
    words = CLASSES[change.name]
    titles = {
        "joined": (_("%(what)s: would join"), change.newest_joined, change.joined),
        "left": (_("%(what)s: would leave"), change.newest_left, change.left),
        "undecided": (_("%(what)s: cannot be judged"), change.newest_undecided, change.undecided),
    }
    if way not in titles:
        return None
    title, newest, count = titles[way]
    return Behind(LeadsOf(change.name, way), title % {"what": words.in_language(_language())}, newest, count)


def _language() -> str:
    return get_language() or "ru"
