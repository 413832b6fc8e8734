"""A document as the page reads it: numbered chapters of points, tables and faces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from tandem.agreement import field_names, matching_words, saying, score_words, section_names, titles
from tandem.agreement.chapter_parts import (
    Chapter,
    Point,
    Said,
    StageStep,
    Truth,
    chapter,
    choice_of,
    faces_of,
    labelled,
    plainly,
    point_of,
    table_of,
    tabled,
)
from tandem.agreement.clause_refusals import ClauseRefused
from tandem.agreement.document import ASK, BuyerCode, Card, Document, Grading, Matching, Naming, Status
from tandem.agreement.grade_table import grade_table
from tandem.agreement.precedents import Precedent
from tandem.basics.text import Text
from tandem.ui.pieces import Cell, Column, Row, Table, Words

#: Answers to a question; None is unknown.
_ANSWERS: Mapping[bool | None, Text] = {
    True: titles.CHOICES["True"],
    False: titles.CHOICES["False"],
    None: titles.CHOICES["unknown"],
}


def chapters(document: Document, rulings: Sequence[Precedent] = ()) -> tuple[Chapter, ...]:
    """The chapters that hold something, numbered in the order of the document.

    ``rulings`` stand beside the reasons they are about.
    """
    found: list[Chapter] = []
    for build in _CHAPTERS.values():
        number = len(found) + 1
        made = _returns(document, number, rulings) if build is _returns else build(document, number)
        if made is not None:
            found.append(plainly(made, document))
    return tuple(found)


def _terms(document: Document, number: int) -> Chapter | None:
    points = (
        point_of(
            number, at, "terms", each.key, each.title,
            [Said(each.definition), labelled("", "example", each.example)], owner=each.owner,
        )
        for at, each in enumerate(document.terms, start=1)
    )  # fmt: skip
    return chapter("terms", number, points=tuple(points))


def _portraits(document: Document, number: int) -> Chapter | None:
    points = (
        point_of(number, at, "portraits", each.key, each.title, [Said(each.description)], clauses=[Said(each.clause)])
        for at, each in enumerate(document.portraits, start=1)
    )
    return chapter("portraits", number, points=tuple(points))


def _audiences(document: Document, number: int) -> Chapter | None:
    points = (
        point_of(
            number, at, "audiences", each.key, each.title, [Said(each.words), labelled("", "campaign", each.campaign)],
            owner="marketing", clauses=[Said(each.clause)],
        )
        for at, each in enumerate(document.audiences, start=1)
    )  # fmt: skip
    return chapter("audiences", number, points=tuple(points))


def _grading(document: Document, number: int) -> Chapter | None:
    grading = document.grading
    points: list[Point] = []
    asked = [
        Said(clause, field_names.label("Questions", name)[0])
        for name, clause in (
            ("need", grading.questions.need),
            ("budget", grading.questions.budget),
            ("urgency", grading.questions.urgency),
        )
    ]
    if any(said.words for said in asked):
        points.append(
            point_of(
                number, len(points) + 1, "grading", "questions", section_names.PIECES["questions"], [], clauses=asked
            )
        )
    statuses: tuple[tuple[str, Status], ...] = (
        ("target_lead", grading.target_lead),
        ("mql", grading.mql),
        ("sql_lead", grading.sql_lead),
    )
    for key, status in statuses:
        if status != Status():
            confirms = (
                labelled("Status", "confirmed_by", titles.role(status.confirmed_by))
                if status.confirmed_by
                else Said("")
            )
            points.append(
                point_of(number, len(points) + 1, "grading", key, section_names.PIECES[key],
                         [Said(status.words), confirms], clauses=[Said(status.clause)])
            )  # fmt: skip
    grades = table_of(
        section_names.PIECES["grades"], ("grade", "title"), [(each.key, each.title) for each in grading.grades], "Grade"
    )
    tables = ((section_names.PIECES["grades"], grades),) if grading.grades else ()
    return chapter("grading", number, points=tuple(points), tables=tables, truth=_truth(grading))


def _truth(grading: Grading) -> Truth | None:
    """The table as it will be run; none while a draft's rows contradict each other or leave something open."""
    if not grading.table:
        return None
    try:
        decided = grade_table(grading)
    except ClauseRefused:
        return None
    rows = tuple(
        (_ANSWERS[need], _ANSWERS[budget], tuple(decided[need, budget, urgency] or ASK for urgency in _ANSWERS))
        for need, budget in product(_ANSWERS, _ANSWERS)
    )
    return Truth(tuple(_ANSWERS.values()), rows)


def _questions(document: Document, number: int) -> Chapter | None:
    points = (
        point_of(
            number, at, "questions", each.key, each.title,
            [
                Said(saying.question(each)),
                labelled("Question", "products", ", ".join(each.products)),
                labelled("Question", "field", saying.answers_what(each)),
                labelled("Question", "hint", each.hint),
            ],
            runs=True,
        )
        for at, each in enumerate(document.questions, start=1)
    )  # fmt: skip
    return chapter("questions", number, points=tuple(points))


def _scorecard(document: Document, number: int) -> Chapter | None:
    card = document.scorecard
    if not card.terms:
        return None
    point = point_of(
        number, 1, "scorecard", "scorecard", section_names.SECTIONS["scorecard"],
        [Said(card.words), Said(score_words.rule(card)), Said(score_words.trained_on(card))], runs=True,
    )  # fmt: skip
    tables = tuple((score_words.field_words(term.key), score_words.term_table(term)) for term in card.terms)
    return chapter("scorecard", number, points=(point,), tables=tables)


def _stages(document: Document, number: int) -> Chapter | None:
    names = {stage.key: stage.title for stage in document.stages}
    steps, before = [], ""
    for at, stage in enumerate(document.stages, start=1):
        goes = tuple(names.get(key, key) for key in stage.moves)
        steps.append(StageStep(f"{number}.{at}", stage, goes, handed=bool(before) and before != stage.owner))
        before = stage.owner
    return chapter("stages", number, stages=tuple(steps))


def _handoffs(document: Document, number: int) -> Chapter | None:
    stages = {stage.key: stage.title for stage in document.stages}
    points = (
        point_of(
            number, at, "handoffs", each.key, each.title,
            [
                labelled("Handoff", "to", each.to),
                labelled("Handoff", "stage", stages.get(each.stage, each.stage)),
                labelled("Handoff", "products", ", ".join(each.products)),
                labelled("Handoff", "items", saying.handoff_items(each)),
            ],
            runs=True,
        )
        for at, each in enumerate(document.handoffs, start=1)
    )  # fmt: skip
    return chapter("handoffs", number, points=tuple(points))


def _promises(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, point_of(
            number, at, "promises", each.key, each.title,
            [Said(each.words), Said(saying.promise(each, document), Text(ru="Измеряется", en="Measured"))],
            owner=each.side, runs=each.figure is not None or each.duty is not None,
            clauses=[labelled("", "of", each.duty.of), labelled("", "holds", each.duty.holds)]
            if each.duty else [],
        ))
        for at, each in enumerate(document.promises, start=1)
    ]  # fmt: skip
    return chapter("promises", number, faces=faces_of(points))


def _pauses(document: Document, number: int) -> Chapter | None:
    promises = {each.key: each.title or each.key for each in document.promises}
    rows = [
        (each.title, each.words, saying.minutes(each.most), ", ".join(promises.get(key, key) for key in each.promises))
        for each in document.pauses
    ]
    return tabled("pauses", number, ("title", "words", "most", "promises"), rows, "Pause")


def _returns(document: Document, number: int, rulings: Sequence[Precedent] = ()) -> Chapter | None:
    def said(key: str) -> Iterator[Said]:
        for each in rulings:
            if each.reason == key:
                yield Said(f"№ {each.lead_id}, {each.ruled_on:%d.%m.%Y}. {each.words}", _RULED[each.stands])

    points = (
        point_of(
            number,
            at,
            "returns",
            each.key,
            each.title,
            [Said(each.words), *said(each.key)],
            clauses=[Said(each.clause)],
        )
        for at, each in enumerate(document.returns, start=1)
    )
    return chapter("returns", number, points=tuple(points))


_RULED = {
    True: Text(ru="Решено, возврат обоснован", en="Ruled right to come back"),
    False: Text(ru="Решено, лид наш", en="Ruled one to sell to"),
}


def _evidence(document: Document, number: int) -> Chapter | None:
    rows = [(each.title, each.words) for each in document.evidence]
    return tabled("evidence", number, ("title", "words"), rows)


def _audit(document: Document, number: int) -> Chapter | None:
    if not document.audit.share:
        return None
    point = point_of(
        number, 1, "audit", "audit", section_names.PIECES["audit"], [Said(saying.return_audit(document.audit))],
        runs=True,
    )  # fmt: skip
    return chapter("audit", number, points=(point,))


def _naming(document: Document, number: int) -> Chapter | None:
    # Whoever owns the stages answers for what happens there; where nobody does, nobody can be named.
    if not document.stages and document.naming == Naming():
        return None
    point = point_of(
        number, 1, "naming", "naming", section_names.PIECES["naming"],
        [Said(saying.naming(document.naming)), Said(document.naming.words)], runs=True,
    )  # fmt: skip
    return chapter("naming", number, points=(point,))


def _matching(document: Document, number: int) -> Chapter | None:
    if not document.stages and document.matching == Matching():
        return None
    agreed = document.matching
    point = point_of(
        number, 1, "matching", "matching", section_names.PIECES["matching"],
        [Said(matching_words.names_matched(agreed)), Said(matching_words.calls_credited(agreed)), Said(agreed.words)],
        runs=True,
    )  # fmt: skip
    return chapter("matching", number, points=(point,))


def _attractions(document: Document, number: int) -> Chapter | None:
    return _buyer_codes("attractions", document.attractions, number)


def _refusals(document: Document, number: int) -> Chapter | None:
    return _buyer_codes("refusals", document.refusals, number)


def _buyer_codes(section: str, codes: tuple[BuyerCode, ...], number: int) -> Chapter | None:
    rows = [(each.title, each.words, ", ".join(each.aliases)) for each in codes]
    return tabled(section, number, ("title", "words", "aliases"), rows)


def _matrix(document: Document, number: int) -> Chapter | None:
    rows = [(each.title, choice_of(each.marketing), choice_of(each.sales)) for each in document.matrix]
    return tabled("matrix", number, ("title", "marketing", "sales"), rows)


def _decisions(document: Document, number: int) -> Chapter | None:
    stages = {stage.key: stage.title for stage in document.stages}
    points = (
        point_of(
            number, at, "decisions", each.key, each.title,
            [
                Said(each.words),
                *(
                    labelled("Decision", name, titles.roles(value))
                    for name, value in (
                        ("decides", (each.decides,) if each.decides else ()),
                        ("tell", each.tell),
                        ("clear_with", each.clear_with),
                    )
                    if value
                ),
                labelled("Decision", "before", stages.get(each.before, each.before)),
                labelled("Decision", "matter", titles.choice(each.matter) if each.matter else ""),
            ],
            clauses=[Said(each.clause)],
        )
        for at, each in enumerate(document.decisions, start=1)
    )  # fmt: skip
    return chapter("decisions", number, points=tuple(points))


def _contacts(document: Document, number: int) -> Chapter | None:
    rows = [
        (titles.role(each.who), titles.role(each.whom), each.about, each.when, each.channel)
        for each in document.contacts
    ]
    return tabled("contacts", number, ("who", "whom", "about", "when", "channel"), rows)


def _expectations(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, point_of(number, at, "expectations", each.key, each.words, [], owner=each.side))
        for at, each in enumerate(document.expectations, start=1)
    ]
    return chapter("expectations", number, faces=faces_of(points))


def _criteria(document: Document, number: int) -> Chapter | None:
    points = [
        (each.side, point_of(
            number, at, "criteria", each.key, each.words,
            [labelled("", "kind", titles.choice(each.kind)) if each.kind else Said(""),
             labelled("", "measure", titles.measure(each.measure)) if each.measure else Said("")],
            owner=each.side, runs=bool(each.measure),
        ))
        for at, each in enumerate(document.criteria, start=1)
    ]  # fmt: skip
    return chapter("criteria", number, faces=faces_of(points))


def _exchanges(document: Document, number: int) -> Chapter | None:
    rows = [
        (each.what, titles.role(each.sender), titles.role(each.receiver), titles.EVERY.get(each.every, each.every),
         each.at, each.form, each.channel, saying.answer_within(each, document))
        for each in document.exchanges
    ]  # fmt: skip
    head = ("what", "sender", "receiver", "every", "at", "form", "channel", "answer_minutes")
    return tabled("exchanges", number, head, rows)


def _situations(document: Document, number: int) -> Chapter | None:
    rows = [
        (each.trigger, each.reaction, each.deadline, titles.role(each.who), saying.watch(each, document))
        for each in document.situations
    ]
    return tabled("situations", number, ("trigger", "reaction", "deadline", "who", "watch"), rows)


def _goals(document: Document, number: int) -> Chapter | None:
    points = (
        point_of(number, at, "goals", each.key, each.title, [Said(each.words)], owner=each.set_by)
        for at, each in enumerate(document.goals, start=1)
    )
    return chapter("goals", number, points=tuple(points))


def _cards(document: Document, number: int) -> Chapter | None:
    return chapter("cards", number, tables=tuple(card_table(card, document) for card in document.cards))


def card_table(card: Card, document: Document) -> tuple[Words, Table]:
    """The KPI card of a role or a person as a table."""
    goals = {goal.key: goal.title for goal in document.goals}
    whose: Words = card.person or titles.role(card.role)
    rows = [
        (each.title or titles.measure(each.measure), saying.kpi(each), f"{each.weight:f}",
         goals.get(each.goal, each.goal), _day(each.due), _day(each.expires))
        for each in card.kpis
    ]  # fmt: skip
    return whose, table_of(
        section_names.SECTIONS["cards"], ("measure", "amount", "weight", "goal", "due", "expires"), rows
    )


def _day(day: date | None) -> Words:
    return Text(ru=f"{day:%d.%m.%Y}", en=f"{day:%Y-%m-%d}") if day else ""


def _distribution(document: Document, number: int) -> Chapter | None:
    terms = document.distribution
    if not terms.calendar:
        return None
    lines = [*([Said(terms.words)] if terms.words else []), *(Said(each) for each in saying.distribution(document))]
    rules = point_of(number, 1, "distribution", "order", section_names.PIECES["distribution"], lines, runs=True)
    return chapter("distribution", number, points=(rules,))


def _lifecycle(document: Document, number: int) -> Chapter | None:
    points = [
        point_of(
            number, at, "lifecycle", each.key, each.title,
            [Said(saying.care(each)), *([Said(each.words)] if each.words else [])],
            clauses=[Said(each.clause)], runs=bool(each.clause),
        )
        for at, each in enumerate(document.lifecycle, start=1)
    ]  # fmt: skip
    return chapter("lifecycle", number, points=tuple(points)) if points else None


def _chores(document: Document, number: int) -> Chapter | None:
    rows = [
        (each.title, each.words, titles.role(each.agreed_by) if each.agreed_by else "", _day(each.until))
        for each in document.chores
    ]
    table = table_of(section_names.SECTIONS["chores"], ("title", "words", "agreed_by", "until"), rows, "Chore")
    return chapter("chores", number, tables=(("", table),)) if rows else None


def _queue(document: Document, number: int) -> Chapter | None:
    queue = document.queue
    if not queue.fading:
        return None
    titles_of: dict[str, Words] = {grade.key: grade.title or grade.key for grade in document.grading.grades}
    order = point_of(
        number, 1, "queue", "order", section_names.PIECES["queue"],
        [Said(saying.queue_order(queue)), Said(saying.random_share(queue))], runs=True,
    )  # fmt: skip
    titles_of[ASK] = titles.NOT_GRADED
    rows = [
        (titles_of.get(each.grade, each.grade), str(each.minutes), f"{each.half_life:f}", f"{each.lasting:f}")
        for each in queue.fading
    ]
    table = table_of(section_names.SECTIONS["queue"], ("grade", "minutes", "half_life", "lasting"), rows, "Fading")
    return chapter("queue", number, points=(order,), tables=(("", table),))


def _playbook(document: Document, number: int) -> Chapter | None:
    stages = {stage.key: stage.title or stage.key for stage in document.stages}
    points = (
        point_of(
            number, at, "playbook", each.key, each.title or stages.get(each.stage, each.stage),
            [
                Said(each.words),
                labelled("Play", "stage", stages.get(each.stage, each.stage)),
                *(labelled("Play", "materials", saying.material(one)) for one in each.materials),
                *(Said(one.answer, one.doubt.rstrip(".")) for one in each.doubts),
            ],
            runs=True,
        )
        for at, each in enumerate(document.playbook, start=1)
    )  # fmt: skip
    return chapter("playbook", number, points=tuple(points))


def _bonus(document: Document, number: int) -> Chapter | None:
    bonus = document.bonus
    if not bonus.schemes and not bonus.shared_measure:
        return None
    plan = saying.amount_of(bonus.shared_measure, bonus.shared_plan)
    shared = point_of(
        number, 1, "bonus", "shared", field_names.label("", "shared_measure")[0],
        [Said(titles.measure(bonus.shared_measure)), labelled("", "shared_plan", plan),
         labelled("", "floor", f"{bonus.floor:f}"), labelled("", "cap", f"{bonus.cap:f}")],
        runs=bool(bonus.shared_measure),
    )  # fmt: skip
    rows = [(titles.role(each.role), saying.scheme(each), saying.gate(each.gate)) for each in bonus.schemes]
    table = table_of(section_names.SECTIONS["bonus"], ("role", "words", "gate"), rows)
    return chapter("bonus", number, points=(shared,), tables=(("", table),) if rows else ())


def _calendars(document: Document, number: int) -> Chapter | None:
    head = [Column(field_names.label("", "title")[0]), *(Column(day) for day in titles.WEEKDAYS.values())]
    head += [Column(field_names.label("", name)[0]) for name in ("holidays", "exceptions")]
    rows = [
        Row([
            Cell(each.title), *(Cell(getattr(each, day) or "—") for day in titles.WEEKDAYS), Cell(each.holidays or "—"),
            Cell(", ".join(f"{day} {hours or '—'}" for day, hours in each.exceptions.items()) or "—"),
        ])
        for each in document.calendars
    ]  # fmt: skip
    table = Table(section_names.SECTIONS["calendars"], head, rows)
    return chapter("calendars", number, tables=(("", table),) if rows else ())


_CHAPTERS: Mapping[str, Callable[[Document, int], Chapter | None]] = {
    "terms": _terms,
    "portraits": _portraits,
    "audiences": _audiences,
    "grading": _grading,
    "questions": _questions,
    "scorecard": _scorecard,
    "stages": _stages,
    "handoffs": _handoffs,
    "promises": _promises,
    "pauses": _pauses,
    "returns": _returns,
    "evidence": _evidence,
    "audit": _audit,
    "attractions": _attractions,
    "refusals": _refusals,
    "matrix": _matrix,
    "decisions": _decisions,
    "contacts": _contacts,
    "expectations": _expectations,
    "criteria": _criteria,
    "naming": _naming,
    "matching": _matching,
    "exchanges": _exchanges,
    "situations": _situations,
    "goals": _goals,
    "cards": _cards,
    "distribution": _distribution,
    "lifecycle": _lifecycle,
    "queue": _queue,
    "chores": _chores,
    "playbook": _playbook,
    "bonus": _bonus,
    "calendars": _calendars,
}
