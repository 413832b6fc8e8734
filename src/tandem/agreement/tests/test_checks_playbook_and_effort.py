"""The playbook is one a seller can use, and what questions cost a seller a day is known before they are agreed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.checking import problems_here
from tandem.agreement.comparison import compare
from tandem.agreement.document import Doubt, Material, Option, Play, Question
from tandem.agreement.effort import BUDGET, TAP, TYPED, effort_of
from tandem.agreement.reading import chapters
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious

replace = msgspec.structs.replace
GOOD = Play(
    key="first", stage="new", title="First call", words="Say who you are.",
    materials=(Material(title="Prices", address="https://example.com/prices"),),
    doubts=(Doubt(doubt="Too dear.", answer="Compared with what?"),),
)  # fmt: skip


def document(*plays, **parts):
    return replace(starter("en", date(2026, 6, 1)), playbook=plays, **parts)


@pytest.mark.parametrize(
    ("play", "kind"),
    [
        (replace(GOOD, stage="nowhere"), "play_of_unknown_stage"),
        (
            replace(GOOD, materials=(Material(title="x", address="javascript:alert(1)"),)),
            "material_that_no_browser_opens",
        ),
    ],
)
def test_a_page_of_the_playbook_nobody_could_use_is_refused(play, kind):
    assert kind in serious(document(play))


@pytest.mark.parametrize(
    ("play", "kind"),
    [
        (Play(key="empty", stage="new", title="Nothing"), "play_that_says_nothing"),
        (replace(GOOD, doubts=(Doubt(doubt="Too dear."),)), "doubt_without_answer"),
    ],
)
def test_a_page_that_helps_nobody_is_pointed_out(play, kind):
    assert kind in kinds(document(play))
    assert kind not in serious(document(play))


def test_the_playbook_reads_as_a_chapter_and_a_changed_answer_is_seen_in_a_comparison():
    before = document(GOOD)
    (chapter,) = [each for each in chapters(before) if each.key == "playbook"]
    said = [(each.label, each.words) for each in chapter.points[0].said]
    after = document(replace(GOOD, doubts=(Doubt(doubt="Too dear.", answer="Let us see."),)))

    assert ("Too dear", "Compared with what?") in said
    assert "Prices: https://example.com/prices" in [words for _, words in said]
    ((change,),) = [each.items for each in compare(before, after).sections]
    (field,) = change.fields
    assert (field.field, field.before, field.after) == (
        "doubts",
        "Too dear.: Compared with what?",
        "Too dear.: Let us see.",
    )


def asked(*questions, leads):
    found = problems_here(document(GOOD, questions=questions), leads_a_day=lambda: leads)
    return [each for each in found if each.kind == "recording_over_the_budget"]


def taps(*keys):
    return tuple(Question(key=key, title=f"Is there {key}?") for key in keys)


def test_what_is_asked_is_reckoned_in_seconds_of_taps_and_typed_numbers():
    questions = (*taps("need"), Question(key="sum", title="How much?", kind="money"))
    effort = effort_of(document(questions=questions), leads_a_day=Decimal(20))

    assert effort.seconds == pytest.approx(20 * (TAP + TYPED))
    options = (Option(key="1000", title="little"),)
    assert effort_of(
        document(questions=(replace(questions[1], options=options),)), leads_a_day=Decimal(1)
    ).seconds == pytest.approx(TAP)


def test_a_draft_over_the_budget_says_by_how_much_and_what_to_drop_first_what_no_clause_reads():
    # need and budget are read by the starter's clauses, the others by nothing.
    questions = taps("need", "budget_ok", "pets", "hobby", "weather")
    leads = Decimal(20)
    assert asked(*questions[:3], leads=leads) == []

    (problem,) = asked(*questions, leads=leads)

    assert not problem.serious
    assert f"{20 * 5 * TAP / 60:.1f} min" in problem.text.en
    dropped = problem.text.en.partition("Drop:")[2]
    assert "pets" in dropped
    assert "need" not in dropped
    effort = effort_of(document(questions=questions), leads_a_day=leads)
    left = effort.seconds - sum(each.seconds for each in effort.to_drop())
    assert left <= BUDGET < left + effort.to_drop()[-1].seconds


def test_without_history_it_is_reckoned_with_a_guess_and_says_so():
    (problem,) = asked(*taps("need", "b", "c", "d", "e", "f", "g"), leads=None)

    assert "a guess" in problem.text.en
    assert "взято обычное" in problem.text.ru


def test_only_questions_of_the_same_product_add_up():
    doors = tuple(replace(each, products=("Doors",)) for each in taps("a", "b", "c", "d"))
    windows = tuple(replace(each, products=("Windows",)) for each in taps("e", "f", "g", "h"))

    assert asked(*doors, *windows, leads=Decimal(15)) == []
