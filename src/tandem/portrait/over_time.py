"""The portraits in force over time: which version holds what, and whether those who buy are still such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.agreement import queries
from tandem.agreement.clause_in_words import agreed_words
from tandem.agreement.clauses import compile_clauses
from tandem.agreement.document import Document
from tandem.basics.numbers import format_number, format_percent, format_period
from tandem.basics.periods import Grain, Period
from tandem.basics.text import Text
from tandem.measures.store import Reading
from tandem.portrait.comparing import any_of, sql_of
from tandem.portrait.outcomes import OUTCOMES
from tandem.portrait.rules.ageing import Ageing, Window, ageing
from tandem.portrait.wording import rate_words

#: The newest windows shown.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A portrait, its share of the buyers in each window, and what the newest says."""

    title: str
    clause: str
    shares: tuple[str, ...]
    old: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A version: since when, which portraits it holds, and what share of the buyers of its days they cover."""

    title: Text
    since: date | None
    portraits: tuple[str, ...]
    share: str
    buyers: str


@dataclass(frozen=True, slots=True)
class OverTime:
    """Windows (quarters of the day of sale) and lines; empty where no portrait in force has a clause."""

    windows: tuple[str, ...]
    lines: tuple[Line, ...]
    revisions: tuple[Revision, ...]

    @property
    def old(self) -> bool:
        """Whether any portrait has grown old."""
        return any(each.old for each in self.lines)


_VERDICTS = {
    "old": Text(
        ru="устарел: среди последних купивших таких заметно меньше",
        en="grown old: clearly fewer of the newest buyers are such",
    ),
    "holds": Text(ru="держится", en="holds"),
    "few": Text(
        ru="мало купивших: нужно ещё {needed}", en="too few buyers: {needed} more are needed"
    ),
}  # fmt: skip


def over_time(reading: Reading, whole: Period, language: str) -> OverTime:
    """The portraits of the version in force in the quarters of the data, and the versions before it."""
    document = queries.in_force().document
    clauses = compile_clauses(document)
    written = [(each, clauses.portraits[each.key]) for each in document.portraits if clauses.portraits.get(each.key)]
    quarters = whole.split(Grain.QUARTER)[-_SHOWN:]
    day = OUTCOMES["bought"].day
    found: list[list[Window]] = []
    for _portrait, condition in written:
        assert condition is not None
        rows = {
            start: Window(buyers, covered)
            for start, buyers, covered in reading.rows(
                f"SELECT date_trunc('quarter', {day})::DATE, count(c), count(*) FILTER (c) FROM "
                f"(SELECT *, ({sql_of(clauses, condition)}) AS c FROM leads WHERE ({day}) IS NOT NULL) GROUP BY 1"
            )
        }
        found.append([rows.get(Period.quarter(each.start).start, Window(0, 0)) for each in quarters])
    lines = tuple(
        Line(
            each.title or each.key, agreed_words(each.clause).in_language(language),
            tuple(_said(one, language) for one in windows), state.old, _verdict(state, language),
        )
        for (each, _), windows, state in zip(written, found, ageing(found), strict=True)
    )  # fmt: skip
    return OverTime(tuple(format_period(each, language) for each in quarters), lines, _revisions(reading, language))


def _said(window: Window, language: str) -> str:
    return f"{rate_words(window.share, language)} n = {format_number(window.buyers, language)}"


def _verdict(state: Ageing, language: str) -> str:
    if state.needed:
        return _VERDICTS["few"].in_language(language).format(needed=state.needed)
    return _VERDICTS["old" if state.old else "holds"].in_language(language)


def _revisions(reading: Reading, language: str) -> tuple[Revision, ...]:
    lines = []
    for version in queries.versions():
        if version.since is None:
            continue
        document = queries.version(version.number).document
        covered, buyers = _covered(document, version.since, version.until, reading)
        share = format_percent(covered / buyers, language, 0) if buyers else ""
        portraits = tuple(each.title or each.key for each in document.portraits)
        lines.append(Revision(version.title, version.since, portraits, share, format_number(buyers, language)))
    return tuple(lines)


def _covered(document: Document, since: date, until: date | None, reading: Reading) -> Sequence[int]:
    any_portrait = any_of(compile_clauses(document)) or "false"
    day = OUTCOMES["bought"].day
    within = f"({day}) >= DATE '{since}'" + (f" AND ({day}) <= DATE '{until}'" if until else "")
    return reading.rows(f"SELECT count(*) FILTER ({any_portrait}), count(*) FROM leads WHERE {within}")[0]
