"""Promises: each side's measurable duty to the other."""

from __future__ import annotations

from difflib import get_close_matches

from tandem.agreement.checks.found import SIDES, Found, Known, Scope, check, serious, warning
from tandem.agreement.document import Document, DutyPromise, Promise
from tandem.basics.expression_values import Kind
from tandem.measures.catalogue import Unit

TABLES = (Scope.LEADS, Scope.RETURNS, Scope.LAUNCHES)


@check
def promise_without_side_or_title(document: Document, known: Known) -> Found:
    for promise in document.promises:
        if promise.side not in SIDES:
            yield serious(
                "promises", promise.key, "side",
                f"Обязательство «{_name(promise)}»: не сказано, чьё оно. Укажите marketing или sales.",
                f"Promise “{_name(promise)}”: it is not said whose it is. Put marketing or sales.",
            )  # fmt: skip
        if not promise.title.strip():
            yield serious(
                "promises", promise.key, "title",
                f"Обязательство «{promise.key}» никак не названо.", f"The promise “{promise.key}” has no title.",
            )  # fmt: skip
        if not promise.words.strip():
            yield warning(
                "promises", promise.key, "words",
                f"Обязательство «{_name(promise)}» не объяснено словами: что обещано и что бывает, если не вышло.",
                f"The promise “{_name(promise)}” is not explained in words: what is promised, and what if it fails.",
            )  # fmt: skip


@check
def promise_that_cannot_be_measured(document: Document, known: Known) -> Found:
    for promise in document.promises:
        if (promise.figure is None) == (promise.duty is None):
            yield serious(
                "promises", promise.key, "figure",
                f"Обязательство «{_name(promise)}» нельзя измерить: нужен либо показатель (figure), либо срок или "
                "условие по строкам (duty), ровно одно из двух.",
                f"The promise “{_name(promise)}” cannot be measured: it needs either a figure or a duty, exactly one.",
            )  # fmt: skip
        if promise.duty is not None and bool(promise.duty.until) == bool(promise.duty.holds):
            yield serious(
                "promises", promise.key, "duty",
                f"Обязательство «{_name(promise)}» нельзя измерить: нужен либо срок (since и until), либо условие "
                "(holds), ровно одно из двух.",
                f"The promise “{_name(promise)}” cannot be measured: it needs either a time (since and until) or a "
                "condition (holds), exactly one.",
            )  # fmt: skip


@check
def promised_measure_unknown(document: Document, known: Known) -> Found:
    for promise in document.promises:
        if promise.figure is not None and promise.figure.measure not in known.measures:
            near = get_close_matches(promise.figure.measure, known.measures, n=1)
            ru, en = (f" Может быть, «{near[0]}»?", f" Is “{near[0]}” meant?") if near else ("", "")
            yield serious(
                "promises", promise.key, "figure.measure",
                f"Обязательство «{_name(promise)}»: показателя «{promise.figure.measure}» нет.{ru}",
                f"Promise “{_name(promise)}”: there is no measure “{promise.figure.measure}”.{en}",
            )  # fmt: skip


@check
def promised_amount_out_of_range(document: Document, known: Known) -> Found:
    for promise in document.promises:
        figure = promise.figure
        if figure is None or figure.measure not in known.measures:
            continue
        if known.measures[figure.measure].unit is Unit.SHARE and not 0 <= figure.amount <= 1:
            yield serious(
                "promises", promise.key, "figure.amount",
                f"Обязательство «{_name(promise)}»: это доля, она от 0 до 1. 40 % пишут как 0.4.",
                f"Promise “{_name(promise)}”: this is a share, from 0 to 1. Write 40 % as 0.4.",
            )  # fmt: skip
        elif figure.amount < 0 or (figure.amount == 0 and figure.relation == "at least"):
            yield serious(
                "promises", promise.key, "figure.amount",
                f"Обязательство «{_name(promise)}»: «не меньше {figure.amount}» выполнено всегда. Назовите число.",
                f"Promise “{_name(promise)}”: “at least {figure.amount}” is always kept. Give a number.",
            )  # fmt: skip


@check
def duty_about_unknown_table(document: Document, known: Known) -> Found:
    for promise in document.promises:
        duty = promise.duty
        if duty is None:
            continue
        if duty.about not in TABLES:
            yield serious(
                "promises", promise.key, "duty.about",
                f"Обязательство «{_name(promise)}»: о «{duty.about}» данных не бывает. Есть {', '.join(TABLES)}.",
                f"Promise “{_name(promise)}”: there is no data about “{duty.about}”. There are {', '.join(TABLES)}.",
            )  # fmt: skip
        elif not known.fields.get(duty.about):
            yield warning(
                "promises", promise.key, "duty.about",
                f"Обязательство «{_name(promise)}»: данных о «{duty.about}» пока нет, оно начнёт считаться, когда они "
                "появятся.",
                f"Promise “{_name(promise)}”: there is no data about “{duty.about}” yet; it will be counted once "
                "there is.",
            )  # fmt: skip


@check
def duty_between_unknown_instants(document: Document, known: Known) -> Found:
    for promise in document.promises:
        duty = promise.duty
        if duty is None or not duty.until:
            continue
        fields = known.fields.get(duty.about, {})
        instants = sorted(name for name, field in fields.items() if field.kind is Kind.INSTANT)
        for name in ("since", "until"):
            value = getattr(duty, name)
            if not value or (fields and value not in instants):
                yield serious(
                    "promises", promise.key, f"duty.{name}",
                    f"Обязательство «{_name(promise)}»: «{value}» — не момент времени. Есть {', '.join(instants)}.",
                    f"Promise “{_name(promise)}”: “{value}” is no instant. There are {', '.join(instants)}.",
                )  # fmt: skip


@check
def duty_out_of_range(document: Document, known: Known) -> Found:
    for promise in document.promises:
        duty = promise.duty
        if duty is None:
            continue
        if not 0 < duty.share <= 1:
            yield serious(
                "promises", promise.key, "duty.share",
                f"Обязательство «{_name(promise)}»: доля строк больше 0 и не больше 1. 90 % пишут как 0.9.",
                f"Promise “{_name(promise)}”: the share of rows is above 0 and at most 1. Write 90 % as 0.9.",
            )  # fmt: skip
        if duty.until and duty.minutes <= 0:
            yield serious(
                "promises", promise.key, "duty.minutes",
                f"Обязательство «{_name(promise)}»: не сказано, за сколько минут.",
                f"Promise “{_name(promise)}”: it is not said within how many minutes.",
            )  # fmt: skip


@check
def duty_by_unknown_calendar(document: Document, known: Known) -> Found:
    calendars = [calendar.key for calendar in document.calendars]
    for promise in document.promises:
        duty = promise.duty
        if duty is None or not duty.until:
            continue
        if not duty.calendar:
            yield warning(
                "promises", promise.key, "duty.calendar",
                f"Обязательство «{_name(promise)}»: календарь не указан, время пойдёт и ночью, и в выходные.",
                f"Promise “{_name(promise)}”: no calendar is given, so the clock runs at night and on weekends too.",
            )  # fmt: skip
        elif duty.calendar not in calendars:
            yield serious(
                "promises", promise.key, "duty.calendar",
                f"Обязательство «{_name(promise)}»: календаря «{duty.calendar}» нет. Есть {', '.join(calendars)}.",
                f"Promise “{_name(promise)}”: no calendar “{duty.calendar}”. There are {', '.join(calendars)}.",
            )  # fmt: skip


@check
def step_up_without_deadline(document: Document, known: Known) -> Found:
    for promise in document.promises:
        duty = promise.duty
        if duty is not None and (duty.hours or duty.steps_up) and not duty.sets_deadlines:
            yield serious(
                "promises", promise.key, "duty",
                f"Обязательство «{_name(promise)}» не ставит срока по лиду, поэтому напоминать, говорить руководителю, "
                "передавать другому и считать по часам менеджера нечего. Уберите это или поставьте срок.",
                f"Promise “{_name(promise)}” sets no deadline for a lead, so there is nothing to remind of, to tell "
                "the head, to pass on or to count in a seller's hours. Leave that out, or set a deadline.",
            )  # fmt: skip


@check
def step_up_out_of_range(document: Document, known: Known) -> Found:
    for promise in document.promises:
        duty = promise.duty
        if duty is None or not duty.sets_deadlines:
            continue
        if duty.remind < 0 or (duty.remind and duty.remind >= duty.minutes):
            yield serious(
                "promises", promise.key, "duty.remind",
                f"Обязательство «{_name(promise)}»: напомнить за {duty.remind} мин не выйдет, весь срок — "
                f"{duty.minutes} мин.",
                f"Promise “{_name(promise)}”: nobody can be reminded {duty.remind} min before, the whole time is "
                f"{duty.minutes} min.",
            )  # fmt: skip
        for name in ("tell_head", "pass_on"):
            if (getattr(duty, name) or 0) < 0:
                yield serious(
                    "promises", promise.key, f"duty.{name}",
                    f"Обязательство «{_name(promise)}»: минуты после срока не бывают отрицательными.",
                    f"Promise “{_name(promise)}”: minutes after the deadline cannot be negative.",
                )  # fmt: skip
        if duty.pass_on is not None and (promise.side != "sales" or duty.until == "assigned_at"):
            yield serious(
                "promises", promise.key, "duty.pass_on",
                f"Обязательство «{_name(promise)}»: передают другому лид, который уже у менеджера. Здесь передавать "
                "некому: уберите «передать другому».",
                f"Promise “{_name(promise)}”: only a lead that a seller has can be given to another. There is nobody "
                "to take it from here: leave “give to another” out.",
            )  # fmt: skip


@check
def pause_that_stops_nothing(document: Document, known: Known) -> Found:
    promises = {each.key: each for each in document.promises}
    for pause in document.pauses:
        name = pause.title or pause.key
        if not pause.title.strip():
            yield serious(
                "pauses", pause.key, "title",
                f"Причина паузы «{pause.key}» никак не названа.", f"The reason to wait “{pause.key}” has no title.",
            )  # fmt: skip
        if pause.most <= 0:
            yield serious(
                "pauses", pause.key, "most",
                f"Причина паузы «{name}»: не сказано, на сколько рабочих минут срок может стоять.",
                f"The reason to wait “{name}”: it is not said for how many working minutes a deadline may wait.",
            )  # fmt: skip
        for key in pause.promises:
            promise = promises.get(key)
            if promise is None or promise.duty is None or not promise.duty.sets_deadlines:
                yield serious(
                    "pauses", pause.key, "promises",
                    f"Причина паузы «{name}»: обязательства «{key}» со сроком по лиду нет.",
                    f"The reason to wait “{name}”: there is no promise “{key}” that sets a deadline for a lead.",
                )  # fmt: skip


def reads(duty: DutyPromise) -> str:
    """All texts of a duty that name fields, in one."""
    return " ".join((duty.of, duty.holds, duty.since, duty.until))


def _name(promise: Promise) -> str:
    return promise.title or promise.key
