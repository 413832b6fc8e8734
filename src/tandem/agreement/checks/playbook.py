"""The playbook: of stages that there are, with answers to the doubts it names, and materials a browser can open."""

from __future__ import annotations

from tandem.agreement.checks.found import Found, Known, check, serious, warning
from tandem.agreement.document import Document, Play


@check
def play_of_unknown_stage(document: Document, known: Known) -> Found:
    stages = {stage.key for stage in document.stages}
    for play in document.playbook:
        if play.stage not in stages:
            yield serious(
                "playbook", play.key, "stage",
                f"Книга продаж, «{_name(play)}»: этапа «{play.stage}» в регламенте нет. Выберите этап.",
                f"Playbook, “{_name(play)}”: the agreement has no stage “{play.stage}”. Choose one.",
            )  # fmt: skip


@check
def play_that_says_nothing(document: Document, known: Known) -> Found:
    for play in document.playbook:
        if not play.words.strip() and not play.doubts and not play.materials:
            yield warning(
                "playbook", play.key, "words",
                f"Книга продаж, «{_name(play)}»: не сказано, что делать, нет ни материалов, ни ответов на сомнения.",
                f"Playbook, “{_name(play)}”: it is not said what to do, and there are no materials and no answers.",
            )  # fmt: skip


@check
def doubt_without_answer(document: Document, known: Known) -> Found:
    for play in document.playbook:
        for place, each in enumerate(play.doubts):
            if not each.answer.strip() or not each.doubt.strip():
                yield warning(
                    "playbook", play.key, f"doubts.{place}.answer",
                    f"Книга продаж, «{_name(play)}»: сомнение {place + 1} без слов клиента или без ответа. В разговоре "
                    "оно не поможет.",
                    f"Playbook, “{_name(play)}”: doubt {place + 1} lacks the client's words or the answer. It is of no "
                    "help in a talk.",
                )  # fmt: skip


@check
def material_that_no_browser_opens(document: Document, known: Known) -> Found:
    for play in document.playbook:
        for place, each in enumerate(play.materials):
            if each.address and not each.address.startswith(("https://", "http://")):
                yield serious(
                    "playbook", play.key, f"materials.{place}.address",
                    f"Книга продаж, «{_name(play)}»: адрес материала «{each.title}» должен начинаться с https://.",
                    f"Playbook, “{_name(play)}”: the address of “{each.title}” must begin with https://.",
                )  # fmt: skip


def _name(play: Play) -> str:
    return play.title or play.key
