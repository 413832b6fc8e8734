"""Goals, the department that leads, the date of revision, and who signs for an empty seat."""

from __future__ import annotations

from tandem.agreement.checks.found import SIDES, Found, Known, check, serious, warning
from tandem.agreement.document import Document


@check
def leading_side_unknown(document: Document, known: Known) -> Found:
    if document.leads and document.leads not in SIDES:
        yield serious(
            "leads", "", "leads",
            f"Ведущего отдела «{document.leads}» нет. Бывают marketing и sales; пусто — никто никого не ведёт.",
            f"There is no department “{document.leads}” to lead. There are marketing and sales; empty means neither.",
        )  # fmt: skip


@check
def goal_set_by_the_wrong_side(document: Document, known: Known) -> Found:
    for goal in document.goals:
        name = goal.title or goal.key
        if goal.set_by and goal.set_by not in SIDES:
            yield serious(
                "goals", goal.key, "set_by",
                f"Цель «{name}»: отдела «{goal.set_by}» нет. Бывают marketing и sales.",
                f"Goal “{name}”: there is no department “{goal.set_by}”. There are marketing and sales.",
            )  # fmt: skip
        elif goal.set_by and goal.set_by != document.leads:
            yield serious(
                "goals", goal.key, "set_by",
                f"Цель «{name}» ставит отдел, который по регламенту не ведёт. Назначьте его ведущим или "
                "уберите set_by.",
                f"The goal “{name}” is set by a department that does not lead. Make it the leading one, or take out "
                "set_by.",
            )  # fmt: skip


@check
def leading_side_without_goals(document: Document, known: Known) -> Found:
    if document.leads in SIDES and not any(goal.set_by == document.leads for goal in document.goals):
        yield warning(
            "goals", "", "set_by",
            "Один отдел ведёт другой, а целей для него не поставил.",
            "One department leads the other, yet sets no goal for it.",
        )  # fmt: skip


@check
def no_goals(document: Document, known: Known) -> Found:
    if not document.goals:
        yield warning(
            "goals", "", "title",
            "Нет ни одной цели компании: показателям не на что опереться.",
            "There is no goal of the company for the KPIs to serve.",
        )  # fmt: skip


@check
def goal_without_words(document: Document, known: Known) -> Found:
    for goal in document.goals:
        for name in ("title", "words"):
            if not getattr(goal, name).strip():
                yield warning(
                    "goals", goal.key, name,
                    f"Цель «{goal.title or goal.key}» не описана.", f"The goal “{goal.title or goal.key}” is not told.",
                )  # fmt: skip


@check
def goal_without_kpi(document: Document, known: Known) -> Found:
    served = {kpi.goal for card in document.cards for kpi in card.kpis}
    for goal in document.goals:
        if goal.key not in served:
            yield warning(
                "goals", goal.key, "key",
                f"Цели «{goal.title or goal.key}» не служит ни один KPI: за неё никто не отвечает.",
                f"No KPI serves the goal “{goal.title or goal.key}”: nobody answers for it.",
            )  # fmt: skip


@check
def revision_not_planned_or_overdue(document: Document, known: Known) -> Found:
    if document.revise_by is None:
        yield warning(
            "revise_by", "", "revise_by",
            "Не назначен день, когда регламент пересмотрят. Обычно это раз в квартал.",
            "No day is set by which the agreement is revised. Once a quarter is usual.",
        )  # fmt: skip
    elif known.today is not None and document.revise_by < known.today:
        yield warning(
            "revise_by", "", "revise_by",
            f"Пересмотр просрочен: его назначили на {document.revise_by:%d.%m.%Y}.",
            f"The revision is overdue: it was set for {document.revise_by:%Y-%m-%d}.",
        )  # fmt: skip


@check
def document_without_title(document: Document, known: Known) -> Found:
    if not document.title.strip():
        yield serious("title", "", "title", "Регламент никак не назван.", "The agreement has no title.")


@check
def empty_seat_unexplained(document: Document, known: Known) -> Found:
    for seat in document.seats:
        if seat.side not in SIDES or seat.role not in known.roles:
            yield serious(
                "seats", seat.side, "role",
                f"Кто подписывает за «{seat.side}»: роли «{seat.role}» или такого отдела нет.",
                f"Who signs for “{seat.side}”: there is no role “{seat.role}”, or no such department.",
            )  # fmt: skip
        if not seat.reason.strip():
            yield serious(
                "seats", seat.side, "reason",
                f"За отдел «{seat.side}» подписывает не его руководитель: напишите почему.",
                f"Somebody else than its head signs for {seat.side}: say why.",
            )  # fmt: skip
