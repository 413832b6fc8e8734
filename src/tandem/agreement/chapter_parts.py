"""What a chapter of the agreement is made of: points, faces, tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tandem.agreement import field_names, section_names, titles
from tandem.agreement.clause_in_words import agreed_words
from tandem.agreement.document import Document, Stage
from tandem.basics.text import Text
from tandem.ui.pieces import Cell, Column, Row, Table, Words


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of a point with what it is, such as «Пример»; ``plainly`` says a clause in words."""

    words: Words
    label: Words = ""
    plainly: Words = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One numbered point. ``clauses`` are the expressions that run, ``runs`` whether the machine does its part."""

    number: str
    anchor: str
    title: Words
    said: tuple[Said, ...] = ()
    owner: str = ""
    clauses: tuple[Said, ...] = ()
    runs: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter. What it holds depends on the section; an empty part is not shown."""

    key: str
    number: int
    title: Text
    about: Text
    points: tuple[Point, ...] = ()
    #: The same points by department, face to face.
    faces: tuple[tuple[str, tuple[Point, ...]], ...] = ()
    tables: tuple[tuple[Words, Table], ...] = ()
    stages: tuple[StageStep, ...] = ()
    truth: Truth | None = None

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return self.key


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage with the names of where it leads; ``handed`` says that the department changes here."""

    number: str
    stage: Stage
    goes_to: tuple[str, ...]
    handed: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """The full table of grades: nine rows of need and budget, a column for each answer on urgency."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, Text, tuple[str, ...]], ...]


def chapter(key: str, number: int, **parts: Any) -> Chapter | None:
    """A chapter of these parts; None when it holds nothing."""
    if not any(parts.values()):
        return None
    return Chapter(key, number, section_names.SECTIONS[key], section_names.ABOUT[key], **parts)


def tabled(
    key: str, number: int, fields: tuple[str, ...], rows: Sequence[tuple[Words, ...]], structure: str = ""
) -> Chapter | None:
    """A chapter of one table."""
    table = table_of(section_names.SECTIONS[key], fields, rows, structure)
    return chapter(key, number, tables=(("", table),) if rows else ())


def point_of(
    chapter: int, at: int, section: str, key: str, title: Words, said: Iterable[Said], *, owner: str = "",
    clauses: Iterable[Said] = (), runs: bool = False,
) -> Point:  # fmt: skip
    """A numbered point; paragraphs and clauses that say nothing are left out."""
    running = tuple(each for each in clauses if each.words)
    return Point(
        f"{chapter}.{at}", f"{section}-{key or at}", title, tuple(each for each in said if each.words), owner, running,
        runs or bool(running),
    )  # fmt: skip


def plainly(chapter: Chapter, document: Document) -> Chapter:
    """The chapter with its clauses said in words beside them, by the names that the document gives."""

    def said(clause: Said) -> Said:
        words = agreed_words(str(clause.words), document)
        return replace(clause, plainly=words) if words.ru != clause.words else clause

    def point(each: Point) -> Point:
        return replace(each, clauses=tuple(map(said, each.clauses))) if each.clauses else each

    faces = tuple((side, tuple(map(point, points))) for side, points in chapter.faces)
    return replace(chapter, points=tuple(map(point, chapter.points)), faces=faces)


def faces_of(points: Iterable[tuple[str, Point]]) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Both departments beside each other; what belongs to neither yet comes last."""
    by_side: dict[str, list[Point]] = {}
    for side, point in points:
        by_side.setdefault(side, []).append(point)
    sides: Iterator[str] = (side for side in (*titles.SIDES, "") if side in by_side)
    return tuple((side, tuple(by_side[side])) for side in sides)


def table_of(caption: Words, fields: tuple[str, ...], rows: Iterable[tuple[Words, ...]], structure: str = "") -> Table:
    """A table whose heads are fields of the document."""
    columns = [Column(field_names.label(structure, name)[0]) for name in fields]
    return Table(caption, columns, [Row([Cell(cell) for cell in row]) for row in rows])


def labelled(structure: str, field: str, words: Words) -> Said:
    """A paragraph with the name of its field."""
    return Said(words, field_names.label(structure, field)[0])


def choice_of(value: str) -> Words:
    """A choice in words; a dash for none."""
    return titles.choice(value) if value else "—"
