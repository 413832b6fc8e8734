"""What the page of the recount shows: two reports side by side, and why they differ, in figures that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.agreement import queries
from tandem.agreement.recount import Difference, Line, Report
from tandem.agreement.splitting import rounded
from tandem.basics.numbers import DASH, format_money, format_number, format_percent, format_points
from tandem.basics.periods import Period
from tandem.basics.text import Text
from tandem.measures.answer_lines import member_name, seller_names
from tandem.measures.asked import Asked, tells_spend
from tandem.measures.catalogue import Measure, Unit, catalogue, measure
from tandem.measures.dimensions import dimension
from tandem.measures.export_files import Content
from tandem.measures.questions import Member
from tandem.measures.wording import is_share
from tandem.ui.pieces import Tab

MEASURES = (
    "leads", "target_leads", "target_share", "mql_leads", "sql_leads", "cptl", "deals_won", "revenue_paid",
)  # fmt: skip
SPLITS = ("campaign", "source", "seller")
CAUSES: Mapping[str, Text] = {
    "behaviour": Text(ru="изменилось поведение", en="behaviour changed"),
    "definition": Text(ru="изменилось определение", en="definition changed"),
    "correction": Text(ru="исправлены данные", en="data corrected"),
}
_TODAY = Text(ru="данные на сегодня", en="today's data")
_AT_CLOSING = Text(ru="данные на день закрытия", en="data at closing")
_AS_AGREED = Text(ru="как договорились тогда", en="as agreed then")
_AS_IF = Text(ru="как по версии {number}", en="as if version {number}")
_AS_ZERO = Text(ru="как до регламента", en="as before the agreement")
_STILL_OPEN = Text(
    ru="Месяц {month} не закрыт: взяты данные на сегодня.", en="The month {month} is not closed: today's data is taken."
)
#: A millionth: files are exact as far as anybody can count.
_IN_FILES = Fraction(1, 10**6)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports: what was asked, and the choices it could have been asked with."""

    name: str
    report: Report
    by_version: str
    data: str
    versions: Sequence[tuple[str, Text]]
    datas: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure of the difference, each figure as text; ``parts`` are the causes in their order."""

    title: str
    before: str
    after: str
    difference: str
    parts: tuple[str, ...]
    said: str
    url: str = ""


def sides(page: Asked) -> tuple[Side, Side]:
    """The two reports of an address: ``before_as``, ``before_data`` and the same with ``after``."""
    return _side(page, "before", page.chosen.against or page.period), _side(page, "after", page.period)


def _side(page: Asked, name: str, period: Period) -> Side:
    numbers = [line.number for line in queries.versions()]
    versions = [("", _AS_AGREED), *((str(n), _AS_IF.format(number=n) if n else _AS_ZERO) for n in numbers)]
    datas = [("today", _TODAY), ("closed", _AT_CLOSING)]
    chosen, data = page.request.GET.get(f"{name}_as", ""), page.request.GET.get(f"{name}_data", "today")
    chosen = chosen if chosen in dict(versions) else ""
    data = data if data in dict(datas) else "today"
    position = queries.closing_position(period.end) if data == "closed" else None
    if data == "closed" and position is None:
        page.problems.append(_STILL_OPEN.format(month=f"{period.end:%m.%Y}"))
        data = "today"
    report = Report(period, int(chosen) if chosen else None, position)
    return Side(name, report, chosen, data, versions, datas)


def measures_for(page: Asked) -> tuple[str, ...]:
    """The measures of the page that the reader may see."""
    known = [key for key in MEASURES if key in catalogue()]
    return tuple(key for key in known if page.role.sees_money_spent or not tells_spend(measure(key)))


def splits_for(page: Asked) -> tuple[str, ...]:
    """What the reader may split by: sellers by name are not everybody's."""
    return tuple(key for key in SPLITS if key != "seller" or page.role.sees_operating_report)


def whole_lines(found: Difference, page: Asked, by: str) -> list[Shown]:
    """Each measure over everything; its name opens its lines where the page is split."""
    return [
        _shown(line, measure(line.measure).name.in_language(page.language), page,
               url=page.address({"of": line.measure}) + "#members" if by else "")
        for line in found.whole
    ]  # fmt: skip


def member_lines(found: Difference, page: Asked, by: str, of: str) -> list[Shown]:
    """One measure by member, the largest difference first."""
    wanted = [line for line in found.members if line.measure == of]
    names = _names(by, (line.member for line in wanted))
    wanted.sort(key=lambda line: -abs(line.split.whole) if line.split else Fraction(1))
    split = dimension(by)
    return [_shown(line, member_name(line.member, split, page.language, names), page) for line in wanted]


def tabs_of(page: Asked, of: str) -> list[Tab]:
    """Which measure the lines tell of."""
    return [
        Tab(measure(key).name, page.address({"of": key}) + "#members", current=key == of) for key in measures_for(page)
    ]


def rows_of(found: Difference, page: Asked, by: str) -> list[list[Content]]:
    """Every line as a row of a file, exact to a millionth, the causes adding up to the difference."""
    split = dimension(by) if by else None
    names = _names(by, (line.member for line in found.members)) if by else {}
    head: list[Content] = [
        _("Measure"),
        split.name.in_language(page.language) if split else "",
        _("Before"),
        _("After"),
    ]
    head += [_("Difference"), *(words.in_language(page.language) for words in CAUSES.values())]
    rows = [head]
    for line, is_whole in [*((each, True) for each in found.whole), *((each, False) for each in found.members)]:
        member = "" if is_whole or split is None else member_name(line.member, split, page.language, names)
        rows.append([measure(line.measure).name.in_language(page.language), member, *_exact(line)])
    return rows


def _exact(line: Line) -> list[Content]:
    if line.split is None:
        return [None] * 6
    before, after = round(line.split.before / _IN_FILES), round(line.split.after / _IN_FILES)
    parts = rounded(_parts(line), to=after - before, unit=_IN_FILES)
    return [Decimal(each) / 10**6 for each in (before, after, after - before, *parts)]


def _shown(line: Line, title: str, page: Asked, *, url: str = "") -> Shown:
    if line.split is None:
        return Shown(
            title, DASH, DASH, DASH, (DASH,) * len(CAUSES), _("not computable: a figure on the way is missing"), url
        )
    known = measure(line.measure)
    unit = _unit(known, line)
    before, after = round(line.split.before / unit), round(line.split.after / unit)
    parts = rounded(_parts(line), to=after - before, unit=unit)
    say = _Saying(known, unit, page.language)
    return Shown(
        title,
        say.figure(before),
        say.figure(after),
        say.change(after - before),
        tuple(say.change(part) for part in parts),
        _cause(parts, page.language),
        url,
    )


def _parts(line: Line) -> list[Fraction]:
    assert line.split is not None
    return [getattr(line.split, cause) for cause in CAUSES]


def _cause(parts: Sequence[int], language: str) -> str:
    """What most of the difference comes from, in words."""
    if not any(parts):
        return ""
    causes = dict(zip(CAUSES, parts, strict=True))
    main = max(causes, key=lambda cause: abs(causes[cause]))
    words = CAUSES[main].in_language(language)
    only = all(not part for cause, part in causes.items() if cause != main)
    return (_("only: %(cause)s") if only else _("above all: %(cause)s")) % {"cause": words}


def _unit(known: Measure, line: Line) -> Fraction:
    """In which steps a measure is shown: whole leads, whole roubles where there are many, tenths of a per cent."""
    assert line.split is not None
    if is_share(known):
        return Fraction(1, 1000)
    if known.unit is Unit.COUNT or (
        known.unit is Unit.MONEY and max(abs(line.split.before), abs(line.split.after)) >= 100
    ):
        return Fraction(1)
    return Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class _Saying:
    """Figures that were counted in steps, as text."""

    known: Measure
    unit: Fraction
    language: str

    def figure(self, steps: int) -> str:
        return self._said(steps, signed=False)

    def change(self, steps: int) -> str:
        """With its sign; a dash for nothing, percent points for shares."""
        if not steps:
            return "0"
        if is_share(self.known):
            return format_points(float(steps * self.unit), self.language)
        return self._said(steps, signed=True)

    def _said(self, steps: int, *, signed: bool) -> str:
        value = Decimal(steps) * self.unit.numerator / self.unit.denominator
        if is_share(self.known):
            return format_percent(value, self.language, 1, signed=signed)
        places = 0 if self.unit == 1 else 2
        if self.known.unit is Unit.MONEY:
            return format_money(value, settings.CURRENCY, self.language, places, signed=signed)
        return format_number(value, self.language, places, signed=signed)


def _names(by: str, members: Iterable[Member]) -> dict[int, str]:
    return seller_names(members) if by == "seller" else {}
