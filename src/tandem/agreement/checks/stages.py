"""Stages: the one journey, and who answers for each step of it."""

from __future__ import annotations

from collections.abc import Mapping

from tandem.agreement.checks.found import SIDES, Found, Known, check, serious, warning
from tandem.agreement.document import Document, Stage
from tandem.agreement.rules import LOST, NEW, WON

_NEEDED = {
    NEW: ("начало пути", "the beginning of the journey"),
    WON: ("продажа", "the sale"),
    LOST: ("отказ", "the refusal"),
}


@check
def stage_without_one_owner(document: Document, known: Known) -> Found:
    for stage in document.stages:
        name = _name(stage)
        if not stage.owner.strip():
            yield serious(
                "stages", stage.key, "owner",
                f"У этапа «{name}» нет ответственного отдела. Выберите один: маркетинг или продажи.",
                f"The stage “{name}” has no owner. Choose one department: marketing or sales.",
            )  # fmt: skip
        elif all(side in stage.owner for side in SIDES):
            yield serious(
                "stages", stage.key, "owner",
                f"У этапа «{name}» двое ответственных. Если отвечают двое, не отвечает никто: оставьте один отдел.",
                f"The stage “{name}” has two owners. Where two answer, nobody does: leave one department.",
            )  # fmt: skip
        elif stage.owner not in SIDES:
            yield serious(
                "stages", stage.key, "owner",
                f"Этап «{name}»: отдела «{stage.owner}» нет. Бывают marketing и sales.",
                f"Stage “{name}”: there is no department “{stage.owner}”. There are marketing and sales.",
            )  # fmt: skip


@check
def needed_stage_missing(document: Document, known: Known) -> Found:
    keys = {stage.key for stage in document.stages}
    for key, (ru, en) in _NEEDED.items():
        if key not in keys:
            yield serious(
                "stages", key, "key",
                f"Нет этапа с ключом «{key}» ({ru}): по нему считают воронку.",
                f"There is no stage with the key “{key}” ({en}): the funnel is counted by it.",
            )  # fmt: skip


@check
def move_to_unknown_stage(document: Document, known: Known) -> Found:
    keys = {stage.key for stage in document.stages}
    for stage in document.stages:
        for move in stage.moves:
            if move not in keys:
                yield serious(
                    "stages", stage.key, "moves",
                    f"Из этапа «{_name(stage)}» переходят на этап «{move}», а такого нет.",
                    f"From “{_name(stage)}” leads move to the stage “{move}”, which does not exist.",
                )  # fmt: skip
            if move == stage.key:
                yield serious(
                    "stages", stage.key, "moves",
                    f"Этап «{_name(stage)}» переходит сам в себя. Уберите этот переход.",
                    f"The stage “{_name(stage)}” moves to itself. Take that move out.",
                )  # fmt: skip


@check
def closed_stage_with_moves(document: Document, known: Known) -> Found:
    for stage in document.stages:
        if stage.closed and stage.moves:
            yield serious(
                "stages", stage.key, "moves",
                f"Этап «{_name(stage)}» закрытый, а из него есть переходы. Уберите переходы или отметку «закрыт».",
                f"The stage “{_name(stage)}” is closed, yet has moves. Take out the moves, or the mark “closed”.",
            )  # fmt: skip


@check
def outcome_stage_not_closed(document: Document, known: Known) -> Found:
    for stage in document.stages:
        if stage.key in {WON, LOST} and not stage.closed:
            yield serious(
                "stages", stage.key, "closed",
                f"Этап «{_name(stage)}» — это исход, за ним ничего не следует: отметьте его закрытым.",
                f"The stage “{_name(stage)}” is an outcome and nothing follows: mark it as closed.",
            )  # fmt: skip


@check
def unreachable_stage(document: Document, known: Known) -> Found:
    reached = _reached_from(NEW, {stage.key: stage.moves for stage in document.stages})
    for stage in document.stages:
        if stage.key != NEW and stage.key not in reached:
            yield serious(
                "stages", stage.key, "moves",
                f"На этап «{_name(stage)}» никак не попасть: ни один путь от новой заявки к нему не ведёт.",
                f"The stage “{_name(stage)}” cannot be reached: no way from the new lead leads to it.",
            )  # fmt: skip


@check
def stage_without_way_out(document: Document, known: Known) -> Found:
    moves = {stage.key: stage.moves for stage in document.stages}
    closed = {stage.key for stage in document.stages if stage.closed}
    for stage in document.stages:
        if stage.closed or closed & _reached_from(stage.key, moves):
            continue
        if stage.moves:
            yield serious(
                "stages", stage.key, "moves",
                f"С этапа «{_name(stage)}» лид ходит по кругу: ни продажей, ни отказом этот путь не кончается.",
                f"From the stage “{_name(stage)}” a lead goes in circles: neither won nor lost ends that way.",
            )  # fmt: skip
        else:
            yield serious(
                "stages", stage.key, "moves",
                f"С этапа «{_name(stage)}» некуда идти. Добавьте переходы или отметьте его закрытым.",
                f"From the stage “{_name(stage)}” there is no way on. Add moves, or mark it as closed.",
            )  # fmt: skip


@check
def stage_without_criteria(document: Document, known: Known) -> Found:
    for stage in document.stages:
        if not stage.entry.strip():
            yield warning(
                "stages", stage.key, "entry",
                f"Этап «{_name(stage)}»: не сказано, когда лид на него попадает.",
                f"Stage “{_name(stage)}”: it is not said when a lead comes here.",
            )  # fmt: skip
        if not stage.exit.strip() and not stage.closed:
            yield warning(
                "stages", stage.key, "exit",
                f"Этап «{_name(stage)}»: не сказано, когда он закончен.",
                f"Stage “{_name(stage)}”: it is not said when it is done.",
            )  # fmt: skip


@check
def lead_passed_back_and_forth(document: Document, known: Known) -> Found:
    """The boundary between the departments is passed once; what comes back comes as a return."""
    stages = {stage.key: stage for stage in document.stages}
    for stage in document.stages:
        for move in stage.moves:
            to = stages.get(move)
            if to is not None and stage.owner == "sales" and to.owner == "marketing":
                yield warning(
                    "stages", stage.key, "moves",
                    f"«{_name(stage)}» → «{_name(to)}»: лид уходит из продаж обратно в маркетинг. Граница между "
                    "отделами проходится один раз; для брака есть возврат.",
                    f"“{_name(stage)}” → “{_name(to)}”: a lead goes from sales back to marketing. The boundary is "
                    "passed once; for bad leads there is the return.",
                )  # fmt: skip


@check
def stage_without_title(document: Document, known: Known) -> Found:
    for stage in document.stages:
        if not stage.title.strip():
            yield serious(
                "stages", stage.key, "title",
                f"Этап «{stage.key}» никак не назван.", f"The stage “{stage.key}” has no title.",
            )  # fmt: skip


def _reached_from(start: str, moves: Mapping[str, tuple[str, ...]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for key in moves.get(waiting.pop(), ()):
            if key in moves and key not in reached:
                reached.add(key)
                waiting.append(key)
    return reached


def _name(stage: Stage) -> str:
    return stage.title or stage.key
