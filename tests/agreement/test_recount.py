"""Reports counted again under other definitions, and drafts tried on history, over small worlds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from tandem.agreement.backtest_result import Result
from tandem.agreement.backtesting import Cancelled, backtest
from tandem.agreement.document import Document, FigurePromise, Promise
from tandem.agreement.held import Held
from tandem.agreement.judgement import Judgement
from tandem.agreement.promise_states import Standing
from tandem.agreement.recount import as_if
from tandem.basics.periods import Period
from tandem.measures.questions import Question, answer
from tandem.measures.store import Reading
from tests.measures.world import World, at

YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))


@dataclass
class JudgeOf:
    """A judge whose clauses are given as SQL."""

    target: str
    grade: str = "grade"
    reads: frozenset[str] = field(default=frozenset({"source", "product"}))

    def judge(self, row: Mapping[str, object]) -> Judgement:
        raise AssertionError("recounts and backtests judge in the store")

    def columns(self) -> Mapping[str, str]:
        return {"grade": self.grade, "target": self.target, "mql": "NULL::BOOLEAN", "sql_lead": "NULL::BOOLEAN"}


def _world() -> World:
    world = World()
    for number, (grade, target, source, seller) in enumerate(
        [("A", True, "ads", 1), ("A", True, "mail", 1), ("D", False, "ads", 2), (None, None, None, 2)], start=1
    ):
        day = dt.date(2026, 1, number)
        world.add(
            "leads", client_id=number, captured_on=day, captured_at=at(day), version=0, grade=grade, target=target,
            source=source, campaign="C", seller_id=seller,
        )  # fmt: skip
    return world


def _targets(reading: Reading, *, by: tuple[str, ...]) -> dict:
    found = answer(Question(("target_leads",), YEAR, by=by), reading)
    return {row.members[0] if row.members else None: row.values["target_leads"].value for row in found.rows} or {
        None: found.total.values["target_leads"].value
    }


def test_every_figure_is_counted_as_if_the_version_had_always_held() -> None:
    reading = _world().reading()
    other = as_if(reading, JudgeOf("source = 'ads'"))

    assert answer(Question(("target_leads",), YEAR), reading).total.values["target_leads"].value == 2
    assert _targets(other, by=("seller",)) == {1: 1, 2: 1}
    assert _targets(reading, by=("seller",)) == {1: 2}


def _tried(target: str) -> Result:
    return backtest(Document(), JudgeOf(target), YEAR, _world().reading(), against=())


def test_a_backtest_says_who_joins_who_leaves_and_who_cannot_be_judged() -> None:
    found = _tried("source = 'ads'")
    (target, *_) = found.classes

    assert (found.leads, found.unjudged) == (4, 1)
    assert (target.before, target.after, target.joined, target.left, target.undecided) == (2, 2, 1, 1, 1)
    assert [(each.field, each.leads) for each in found.missing] == [("source", 1), ("product", 1)]


def test_a_backtest_says_it_for_each_campaign_source_and_seller() -> None:
    found = _tried("source = 'ads'")

    assert [(line.member, line.before, line.after) for line in found.cuts["seller_id"]] == [(1, 2, 1), (2, 0, 1)]
    assert [(line.member, line.leads) for line in found.cuts["campaign"]] == [("C", 4)]
    assert {line.member: line.undecided for line in found.cuts["source"]} == {"ads": 0, "mail": 0, None: 1}


def test_a_backtest_says_which_grades_change() -> None:
    judge = JudgeOf("true", grade="CASE WHEN grade = 'A' THEN 'B' ELSE grade END")
    found = backtest(Document(), judge, YEAR, _world().reading(), against=())

    assert {(each.before, each.after): each.leads for each in found.grades} == {
        ("A", "B"): 2, ("D", "D"): 1, (None, None): 1
    }  # fmt: skip
    assert sum(line.regraded for line in found.cuts["campaign"]) == 2


def test_a_backtest_says_which_promises_would_have_been_kept() -> None:
    volume = Promise(
        key="volume", side="marketing", title="Объём",
        figure=FigurePromise(measure="target_leads", amount=Decimal(70), per="quarter"),
    )  # fmt: skip
    document = Document(promises=(volume,))
    first = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))

    found = backtest(document, JudgeOf("true"), first, _world().reading(), against=(Held(1, document, YEAR, first),))

    assert [(each.key, each.before, each.after) for each in found.promises] == [
        ("volume", Standing.DANGER, Standing.ON_TRACK)
    ]


def test_each_promise_is_compared_with_the_version_in_force_in_its_days() -> None:
    def promised(amount: int) -> Document:
        figure = FigurePromise(measure="target_leads", amount=Decimal(amount), per="day")
        return Document(promises=(Promise(key="volume", side="marketing", title="Объём", figure=figure),))

    def days(first: int, last: int) -> Period:
        return Period(dt.date(2026, 1, first), dt.date(2026, 1, last))

    against = (
        Held(1, promised(1), days(1, 2), days(1, 2)),
        Held(2, promised(1000), Period(dt.date(2026, 1, 3), YEAR.end), days(3, 3)),
    )

    found = backtest(promised(1), JudgeOf("true"), days(1, 3), _world().reading(), against=against)

    assert [(each.start, each.before, each.after) for each in found.promises] == [
        ("2026-01-01", Standing.KEPT, Standing.KEPT),
        ("2026-01-02", Standing.KEPT, Standing.KEPT),
        ("2026-01-03", Standing.BROKEN, Standing.KEPT),
    ]
    assert found.versions == (1, 2)


def test_days_before_the_first_version_are_tried_and_compared_with_nothing() -> None:
    figure = FigurePromise(measure="target_leads", amount=Decimal(0), per="month")
    document = Document(promises=(Promise(key="volume", side="marketing", title="Объём", figure=figure),))
    held = Held(1, document, Period(dt.date(2026, 1, 16), YEAR.end), Period(dt.date(2026, 1, 16), dt.date(2026, 1, 31)))

    found = backtest(
        document, JudgeOf("true"), Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), _world().reading(),
        against=(held,),
    )  # fmt: skip

    assert [(each.start, each.end, each.before is None) for each in found.promises] == [
        ("2026-01-01", "2026-01-15", True), ("2026-01-16", "2026-01-31", False),
    ]  # fmt: skip


def test_a_backtest_can_be_stopped_between_any_two_steps() -> None:
    reading = _world().reading()
    steps: list[int] = []
    backtest(Document(), JudgeOf("true"), YEAR, reading, against=(), progress=lambda done, of: steps.append(of))

    for last in range(len(steps)):
        told = 0

        def stop(done: int, of: int, last: int = last) -> None:
            nonlocal told
            told += 1
            if told > last:
                raise Cancelled

        with pytest.raises(Cancelled):
            backtest(Document(), JudgeOf("true"), YEAR, reading, against=(), progress=stop)
    assert len(steps) > 5
