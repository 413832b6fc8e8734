"""A document as the page reads it: numbered chapters of points, tables and faces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from tandem.agreement import saying, titles
from tandem.agreement.document import Answer, Card, Document, GradeRow, Stage, Status
from tandem.basics.text import Text
from tandem.ui.pieces import Cell, Column, Row, Table, Words


@dataclass(frozen=True, slots=True)
class Said:
    """One paragraph of a point with what it is, such as «Пример»."""

    words: Words
    label: Words = ""


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


_ANSWERS: tuple[Answer, ...] = (True, False, "unknown")


def chapters(document: Document) -> tuple[Chapter, ...]:
    """The chapters that hold something, numbered in the order of the document."""
    found: list[Chapter] = []
    for build in _CHAPTERS.values():
        made = build(document, len(found) + 1)
        if made is not None:
            found.append(made)
    return tuple(found)


def _chapter(key: str, number: int, **parts: object) -> Chapter | None:
    if not any(parts.values()):
        return None
    # Each part is of the type its name says: all callers stand below.
    return Chapter(key, number, titles.SECTIONS[key], titles.ABOUT[key], **parts)  # type: ignore[arg-type]


def _terms(document: Document, number: int) -> Chapter | None:
    points = (
        _point(
            number, at, "terms", each.key, each.title,
            [Said(each.definition), _labelled("", "example", each.example)], owner=each.owner,
        )
        for at, each in enumerate(document.terms, start=1)
    )  # fmt: skip
    return _chapter("terms", number, points=tuple(points))


def _portraits(document: Document, number: int) -> Chapter | None:
    points = (
        _point(number, at, "portraits", each.key, each.title, [Said(each.description)], clauses=[Said(each.clause)])
        for at, each in enumerate(document.portraits, start=1)
    )
    return _chapter("portraits", number, points=tuple(points))


def _grading(document: Document, number: int) -> Chapter | None:
    grading = document.grading
    points: list[Point] = []
    asked = [
        Said(clause, titles.label("Questions", name)[0])
        for name, clause in (
            ("need", grading.questions.need),
            ("budget", grading.questions.budget),
            ("urgency", grading.questions.urgency),
        )
    ]
    if any(said.words for said in asked):
        points.append(
            _point(number, len(points) + 1, "grading", "questions", titles.PIECES["questions"], [], clauses=asked)
        )
    statuses: tuple[tuple[str, Status], ...] = (
        ("target_lead", grading.target_lead),
        ("mql", grading.mql),
        ("sql_lead", grading.sql_lead),
    )
    for key, status in statuses:
        if status != Status():
            confirms = (
                _labelled("Status", "confirmed_by", titles.role(status.confirmed_by))
                if status.confirmed_by
                else Said("")
            )
            points.append(
                _point(number, len(points) + 1, "grading", key, titles.PIECES[key], [Said(status.words), confirms],
                       clauses=[Said(status.clause)])
            )  # fmt: skip
    grades = _table(
        titles.PIECES["grades"], ("grade", "title"), [(each.key, each.title) for each in grading.grades], "Grade"
    )
    tables = ((titles.PIECES["grades"], grades),) if grading.grades else ()
    return _chapter("grading", number, points=tuple(points), tables=tables, truth=_truth(grading.table))


def _truth(table: tuple[GradeRow, ...]) -> Truth | None:
    if not table:
        return None
    words = {True: titles.CHOICES["True"], False: titles.CHOICES["False"], "unknown": titles.CHOICES["unknown"]}
    rows = tuple(
        (words[need], words[budget], tuple(grade_for(table, need, budget, urgency) for urgency in _ANSWERS))
        for need, budget in product(_ANSWERS, _ANSWERS)
    )
    return Truth(tuple(words[answer] for answer in _ANSWERS), rows)


def grade_for(table: tuple[GradeRow, ...], need: Answer, budget: Answer, urgency: Answer) -> str:
    """The grade of the first row that fits the answers; empty where none does."""
    for row in table:
        pairs = ((row.need, need), (row.budget, budget), (row.urgency, urgency))
        # 1 == True in Python, and a text is neither: compare within kinds.
        if all(wanted == "any" or (type(wanted) is type(answer) and wanted == answer) for wanted, answer in pairs):
            return row.grade
    return ""


def _stages(document: Document, number: int) -> Chapter | None:
    names = {stage.key: stage.title for stage in document.stages}
    steps, before = [], ""
    for at, stage in enumerate(document.stages, start=1):
        goes = tuple(names.get(key, key) for key in stage.moves)
        steps.append(StageStep(f"{number}.{at}", stage, goes, handed=bool(before) and before != stage.owner))
        before = stage.owner
    return _chapter("stages", number, stages=tuple(steps))


def _promises(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, _point(
            number, at, "promises", each.key, each.title,
            [Said(each.words), Said(saying.promise(each, document), Text(ru="Измеряется", en="Measured"))],
            owner=each.side, runs=each.figure is not None or each.duty is not None,
            clauses=[Said(each.duty.of, titles.label("", "of")[0]), Said(each.duty.holds, titles.label("", "holds")[0])]
            if each.duty else [],
        ))
        for at, each in enumerate(document.promises, start=1)
    ]  # fmt: skip
    return _chapter("promises", number, faces=_faces(points))


def _returns(document: Document, number: int) -> Chapter | None:
    points = (
        _point(number, at, "returns", each.key, each.title, [Said(each.words)], clauses=[Said(each.clause)])
        for at, each in enumerate(document.returns, start=1)
    )
    return _chapter("returns", number, points=tuple(points))


def _matrix(document: Document, number: int) -> Chapter | None:
    rows = [(each.title, _choice(each.marketing), _choice(each.sales)) for each in document.matrix]
    return _tabled("matrix", number, ("title", "marketing", "sales"), rows)


def _decisions(document: Document, number: int) -> Chapter | None:
    points = (
        _point(
            number, at, "decisions", each.key, each.title,
            [
                Said(each.words),
                *(
                    _labelled("Decision", name, titles.roles(value))
                    for name, value in (
                        ("decides", (each.decides,) if each.decides else ()),
                        ("tell", each.tell),
                        ("clear_with", each.clear_with),
                    )
                    if value
                ),
            ],
            clauses=[Said(each.clause)],
        )
        for at, each in enumerate(document.decisions, start=1)
    )  # fmt: skip
    return _chapter("decisions", number, points=tuple(points))


def _contacts(document: Document, number: int) -> Chapter | None:
    rows = [
        (titles.role(each.who), titles.role(each.whom), each.about, each.when, each.channel)
        for each in document.contacts
    ]
    return _tabled("contacts", number, ("who", "whom", "about", "when", "channel"), rows)


def _expectations(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, _point(number, at, "expectations", each.key, each.words, [], owner=each.side))
        for at, each in enumerate(document.expectations, start=1)
    ]
    return _chapter("expectations", number, faces=_faces(points))


def _criteria(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, _point(
            number, at, "criteria", each.key, each.words,
            [_labelled("", "kind", titles.choice(each.kind)) if each.kind else Said(""),
             _labelled("", "measure", titles.measure(each.measure)) if each.measure else Said("")],
            owner=each.side, runs=bool(each.measure),
        ))
        for at, each in enumerate(document.criteria, start=1)
    ]  # fmt: skip
    return _chapter("criteria", number, faces=_faces(points))


def _exchanges(document: Document, number: int) -> Chapter | None:
    rows = [
        (each.what, titles.role(each.sender), titles.role(each.receiver), titles.EVERY.get(each.every, each.every),
         each.at, each.form, each.channel)
        for each in document.exchanges
    ]  # fmt: skip
    return _tabled("exchanges", number, ("what", "sender", "receiver", "every", "at", "form", "channel"), rows)


def _situations(document: Document, number: int) -> Chapter | None:
    rows = [(each.trigger, each.reaction, each.deadline, titles.role(each.who)) for each in document.situations]
    return _tabled("situations", number, ("trigger", "reaction", "deadline", "who"), rows)


def _goals(document: Document, number: int) -> Chapter | None:
    points = (
        _point(number, at, "goals", each.key, each.title, [Said(each.words)], owner=each.set_by)
        for at, each in enumerate(document.goals, start=1)
    )
    return _chapter("goals", number, points=tuple(points))


def _cards(document: Document, number: int) -> Chapter | None:
    return _chapter("cards", number, tables=tuple(card_table(card, document) for card in document.cards))


def card_table(card: Card, document: Document) -> tuple[Words, Table]:
    """The KPI card of a role or a person as a table."""
    goals = {goal.key: goal.title for goal in document.goals}
    whose: Words = card.person or titles.role(card.role)
    rows = [
        (each.title or titles.measure(each.measure), saying.kpi(each), f"{each.weight:f}",
         goals.get(each.goal, each.goal), _day(each.due), _day(each.expires))
        for each in card.kpis
    ]  # fmt: skip
    return whose, _table(titles.SECTIONS["cards"], ("measure", "amount", "weight", "goal", "due", "expires"), rows)


def _day(day: date | None) -> Words:
    return Text(ru=f"{day:%d.%m.%Y}", en=f"{day:%Y-%m-%d}") if day else ""


def _bonus(document: Document, number: int) -> Chapter | None:
    bonus = document.bonus
    if not bonus.schemes and not bonus.shared_measure:
        return None
    plan = saying.amount_of(bonus.shared_measure, bonus.shared_plan)
    shared = _point(
        number, 1, "bonus", "shared", titles.label("", "shared_measure")[0],
        [Said(titles.measure(bonus.shared_measure)), _labelled("", "shared_plan", plan),
         _labelled("", "floor", f"{bonus.floor:f}"), _labelled("", "cap", f"{bonus.cap:f}")],
        runs=bool(bonus.shared_measure),
    )  # fmt: skip
    rows = [(titles.role(each.role), saying.scheme(each), saying.gate(each.gate)) for each in bonus.schemes]
    table = _table(titles.SECTIONS["bonus"], ("role", "words", "gate"), rows)
    return _chapter("bonus", number, points=(shared,), tables=(("", table),) if rows else ())


def _calendars(document: Document, number: int) -> Chapter | None:
    head = [Column(titles.label("", "title")[0]), *(Column(day) for day in titles.WEEKDAYS.values())]
    head += [Column(titles.label("", name)[0]) for name in ("holidays", "exceptions")]
    rows = [
        Row([
            Cell(each.title), *(Cell(getattr(each, day) or "—") for day in titles.WEEKDAYS), Cell(each.holidays or "—"),
            Cell(", ".join(f"{day} {hours or '—'}" for day, hours in each.exceptions.items()) or "—"),
        ])
        for each in document.calendars
    ]  # fmt: skip
    table = Table(titles.SECTIONS["calendars"], head, rows)
    return _chapter("calendars", number, tables=(("", table),) if rows else ())


_CHAPTERS: Mapping[str, Callable[[Document, int], Chapter | None]] = {
    "terms": _terms,
    "portraits": _portraits,
    "grading": _grading,
    "stages": _stages,
    "promises": _promises,
    "returns": _returns,
    "matrix": _matrix,
    "decisions": _decisions,
    "contacts": _contacts,
    "expectations": _expectations,
    "criteria": _criteria,
    "exchanges": _exchanges,
    "situations": _situations,
    "goals": _goals,
    "cards": _cards,
    "bonus": _bonus,
    "calendars": _calendars,
}


def _point(
    chapter: int, at: int, section: str, key: str, title: Words, said: Iterable[Said], *, owner: str = "",
    clauses: Iterable[Said] = (), runs: bool = False,
) -> Point:  # fmt: skip
    running = tuple(each for each in clauses if each.words)
    return Point(
        f"{chapter}.{at}", f"{section}-{key or at}", title, tuple(each for each in said if each.words), owner, running,
        runs or bool(running),
    )  # fmt: skip


def _faces(points: Iterable[tuple[str, Point]]) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """Both departments beside each other; what belongs to neither yet comes last."""
    by_side: dict[str, list[Point]] = {}
    for side, point in points:
        by_side.setdefault(side, []).append(point)
    sides: Iterator[str] = (side for side in (*titles.SIDES, "") if side in by_side)
    return tuple((side, tuple(by_side[side])) for side in sides)


def _tabled(key: str, number: int, fields: tuple[str, ...], rows: Sequence[tuple[Words, ...]]) -> Chapter | None:
    table = _table(titles.SECTIONS[key], fields, rows)
    return _chapter(key, number, tables=(("", table),) if rows else ())


def _table(caption: Words, fields: tuple[str, ...], rows: Iterable[tuple[Words, ...]], structure: str = "") -> Table:
    columns = [Column(titles.label(structure, name)[0]) for name in fields]
    return Table(caption, columns, [Row([Cell(cell) for cell in row]) for row in rows])


def _labelled(structure: str, field: str, words: Words) -> Said:
    return Said(words, titles.label(structure, field)[0])


def _choice(value: str) -> Words:
    return titles.choice(value) if value else "—"
