"""What a backtest found, as plain rows: the parts of its page and of its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tandem.agreement.backtest_result import BonusLine, CutLine, Result
from tandem.agreement.promise_lines import STANDINGS
from tandem.agreement.titles import SIDES, role
from tandem.basics.text import Text
from tandem.measures.answer_lines import member_name
from tandem.measures.dimensions import Dimension, dimension
from tandem.measures.export_files import Content

#: Parts of a result that are tables, by what they are called in an address.
PARTS: Mapping[str, Text] = {
    "campaign": Text(ru="Кампании", en="Campaigns"),
    "source": Text(ru="Источники", en="Sources"),
    "seller": Text(ru="Менеджеры", en="Sellers"),
    "grades": Text(ru="Категории", en="Grades"),
    "promises": Text(ru="Обязательства", en="Promises"),
    "bonus": Text(ru="Бонус", en="Bonus"),
}
CUT_PARTS = ("campaign", "source", "seller")
CLASSES: Mapping[str, Text] = {
    "target": Text(ru="Целевые лиды", en="Target leads"),
    "mql": Text(ru="MQL", en="MQL"),
    "sql_lead": Text(ru="SQL", en="SQL"),
}
#: Columns of a cut that it can be sorted by.
CUT_COLUMNS: Mapping[str, Text] = {
    "leads": Text(ru="Лиды", en="Leads"),
    "before": Text(ru="Целевые: было", en="Target before"),
    "after": Text(ru="Целевые: стало", en="Target after"),
    "gained": Text(ru="Разница", en="Difference"),
    "joined": Text(ru="Стали целевыми", en="Became target"),
    "left": Text(ru="Перестали", en="No longer"),
    "regraded": Text(ru="Сменили категорию", en="Changed grade"),
    "undecided": Text(ru="Не оценить", en="Cannot be judged"),
}


def dimension_of(part: str) -> Dimension:
    """The dimension a cut is split by."""
    return dimension(part)


def cut_lines(result: Result, part: str, sort: str) -> list[CutLine]:
    """The lines of a cut in the order asked for (``-gained``: most first); most leads first when none is."""
    lines = list(result.cuts["seller_id" if part == "seller" else part])
    wanted = sort.removeprefix("-")
    if wanted in CUT_COLUMNS:
        lines.sort(key=lambda line: cut_value(line, wanted), reverse=sort.startswith("-"))
    return lines


def cut_value(line: CutLine, column: str) -> int:
    """One figure of a line."""
    return line.after - line.before if column == "gained" else int(getattr(line, column))


def rows_of(
    result: Result, part: str, *, language: str, names: Mapping[int, str], sort: str = ""
) -> list[Sequence[Content]]:
    """A part as the rows of a file."""
    if part in CUT_PARTS:
        split = dimension_of(part)
        head = [split.name, *CUT_COLUMNS.values()]
        rows: list[Sequence[Content]] = [[words.in_language(language) for words in head]]
        for line in cut_lines(result, part, sort):
            name = member_name(line.member, split, language, dict(names))
            rows.append([name, *(cut_value(line, key) for key in CUT_COLUMNS)])
        return rows
    if part == "grades":
        return [
            [_("Before"), _("After"), _("Leads")],
            *([each.before, each.after, each.leads] for each in result.grades),
        ]
    if part == "promises":
        return [
            [_("Department"), _("Promise"), _("From"), _("To"), _("Before"), _("After")],
            *(
                [
                    SIDES[each.side].in_language(language), each.title, each.start, each.end,
                    STANDINGS[each.before].in_language(language) if each.before else "",
                    STANDINGS[each.after].in_language(language),
                ]
                for each in result.promises
            ),
        ]  # fmt: skip
    return [
        [_("Role"), _("Person"), _("Month"), _("Before"), _("After"), _("Why not computable")],
        *(
            [
                role(each.role).in_language(language), person_of(each, names), each.month, each.before, each.after,
                why_not(each, language),
            ]
            for each in result.bonus
        ),
    ]  # fmt: skip


def person_of(line: BonusLine, names: Mapping[int, str]) -> str:
    """Whose bonus it is, where it is one person's."""
    return "" if line.person is None else names.get(line.person, f"№ {line.person}")


def why_not(line: BonusLine, language: str) -> str:
    """Why a side of a bonus is not computable; empty where both are."""
    reasons = dict.fromkeys(
        why.in_language(language)
        for amount, why in ((line.before, line.why_not_before), (line.after, line.why_not_after))
        if amount is None and why is not None
    )
    return " ".join(reasons)


def people_in(result: Result) -> Sequence[int]:
    """Everybody whom the result names."""
    sellers = (line.member for line in result.cuts["seller_id"])
    bonus = (line.person for line in result.bonus)
    return [int(each) for each in dict.fromkeys([*sellers, *bonus]) if each is not None]
