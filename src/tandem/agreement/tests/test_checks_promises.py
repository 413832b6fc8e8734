"""A promise that nothing can measure is refused; one side that promises nothing too."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.checking import problems_here
from tandem.agreement.checks import problems
from tandem.agreement.document import Calendar, Document, DutyPromise, FigurePromise, Pause, Promise
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import serious, told
from tandem.measures.catalogue import catalogue

OFFICE = Calendar(key="office", title="Офис", monday="9-18")
FIGURE = FigurePromise(measure="target_share", amount=Decimal("0.4"))
DUTY = DutyPromise(since="captured_at", until="first_contact_at", minutes=30, calendar="office", share=Decimal("0.9"))


def promised(figure: FigurePromise | None = None, duty: DutyPromise | None = None, **values: str) -> Document:
    said = {"key": "p", "side": "sales", "title": "Обещание", "words": "Слова."} | values
    return Document(promises=(Promise(figure=figure, duty=duty, **said),), calendars=(OFFICE,))


def of_promise(document: Document) -> set[str]:
    return {each.kind for each in problems_here(document) if each.section == "promises" and each.key == "p"}


def test_a_measurable_promise_is_fine():
    assert of_promise(promised(figure=FIGURE)) == set()
    assert of_promise(promised(duty=DUTY)) == set()
    assert of_promise(promised(duty=DutyPromise(about="returns", holds="reason is not null"))) == set()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (promised(), "promise_that_cannot_be_measured"),
        (promised(figure=FIGURE, duty=DUTY), "promise_that_cannot_be_measured"),
        (promised(duty=DutyPromise()), "promise_that_cannot_be_measured"),
        (promised(duty=msgspec.structs.replace(DUTY, holds="need")), "promise_that_cannot_be_measured"),
        (promised(figure=FIGURE, side="both"), "promise_without_side_or_title"),
        (promised(figure=FIGURE, title=""), "promise_without_side_or_title"),
        (promised(figure=FigurePromise(measure="happiness", amount=Decimal(1))), "promised_measure_unknown"),
        (promised(figure=FigurePromise(measure="target_share", amount=Decimal(40))), "promised_amount_out_of_range"),
        (promised(figure=FigurePromise(measure="leads")), "promised_amount_out_of_range"),
        (promised(figure=FigurePromise(measure="leads", relation="at most", amount=Decimal(-1))),
         "promised_amount_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, about="moods")), "duty_about_unknown_table"),
        (promised(duty=msgspec.structs.replace(DUTY, until="answered")), "duty_between_unknown_instants"),
        (promised(duty=msgspec.structs.replace(DUTY, since="")), "duty_between_unknown_instants"),
        (promised(duty=msgspec.structs.replace(DUTY, since="source")), "duty_between_unknown_instants"),
        (promised(duty=msgspec.structs.replace(DUTY, share=Decimal(90))), "duty_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, share=Decimal(0))), "duty_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, minutes=0)), "duty_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, calendar="moon")), "duty_by_unknown_calendar"),
        (promised(duty=msgspec.structs.replace(DUTY, limit="at least", remind=5)), "step_up_without_deadline"),
        (promised(duty=DutyPromise(about="returns", holds="reason is not null", hours="seller")),
         "step_up_without_deadline"),
        (promised(duty=msgspec.structs.replace(DUTY, remind=30)), "step_up_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, tell_head=-1)), "step_up_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, pass_on=5), side="marketing"), "step_up_out_of_range"),
        (promised(duty=msgspec.structs.replace(DUTY, until="assigned_at", pass_on=5)), "step_up_out_of_range"),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_counted_is_refused(document, kind):
    assert kind in of_promise(document)
    assert kind in serious(document)


def test_at_most_nothing_is_a_promise():
    nothing = FigurePromise(measure="untouched", relation="at most", amount=Decimal(0))

    assert of_promise(promised(figure=nothing)) == set()


def test_a_misspelt_measure_is_told_with_the_nearest():
    document = promised(figure=FigurePromise(measure="target_lead", amount=Decimal(1)))

    assert "«target_leads»" in told(document, "promised_measure_unknown")[0]


def test_a_clock_without_calendar_is_warned_of():
    document = promised(duty=msgspec.structs.replace(DUTY, calendar=""))

    assert of_promise(document) == {"duty_by_unknown_calendar"}
    assert "duty_by_unknown_calendar" not in serious(document)


def test_what_has_no_data_yet_is_warned_of_and_may_be_signed():
    document = promised(duty=DutyPromise(about="launches", since="a", until="b", minutes=1, calendar="office"))

    found = [each for each in problems(document, fields={}, measures=catalogue()) if each.key == "p"]

    assert [(each.kind, each.serious) for each in found] == [("duty_about_unknown_table", False)]


def test_both_sides_must_promise():
    document = promised(figure=FIGURE, side="marketing")

    assert told(document, "side_that_promises_nothing") == [
        "Ни одного обязательства от стороны «продажи». Регламент взаимный: обещают оба отдела."
    ]
    assert "side_that_promises_nothing" in serious(document)


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("target_leads", "volume"),
        ("target_share", "target_share"),
        ("target_cost", "cost"),
        ("launch_notice", "notice"),
        ("first_contact", "time_to_take"),
        ("persistence", "attempts"),
        ("return_reason", "reason"),
        ("feedback", "feedback"),
    ],
)
def test_a_usual_promise_that_is_missing_is_warned_of(key, missing):
    whole = starter("ru")
    without = tuple(
        # One duty of the starter tells both of attempts and of grades.
        promise
        for promise in whole.promises
        if promise.key != key and not (key == "feedback" and promise.key == "persistence")
    )

    found = [
        each
        for each in problems_here(msgspec.structs.replace(whole, promises=without))
        if each.kind == "usual_promise_missing"
    ]

    assert missing in {each.field for each in found}
    assert not any(each.serious for each in found)


@pytest.mark.parametrize(
    "pause",
    [
        Pause(key="a", title="", most=5),
        Pause(key="a", title="Ждём"),
        Pause(key="a", title="Ждём", most=5, promises=("x",)),
    ],
)
def test_a_reason_to_wait_says_for_how_long_and_for_which_promise(pause):
    document = msgspec.structs.replace(promised(duty=DUTY), pauses=(pause,))

    assert {each.kind for each in problems_here(document) if each.section == "pauses"} == {"pause_that_stops_nothing"}
