"""What an answer from exports is held against: causes bind beyond twice their noise, and no wrong name is right."""

import pytest
from bench.from_exports_planted import PLANTED, Held, binds, held, side_named

OTHER_WORK = "noncore_load, the hand-over not exported"


def found(*causes, effect=-1e6, error=0.2e6, sellers=(), right_seller=False, open_=False):
    return {
        "causes": [[key, side, -1.0] for key, side in causes], "effect": effect, "error": error, "sellers": [*sellers],
        "right_seller": right_seller, "open": open_,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("error", "causes", "said"),
    [
        (0.2e6, (), Held.NOT_NAMED),
        (0.2e6, [("answer_wait", "sales")], Held.NAMED),
        (0.2e6, [("target", "marketing"), ("answer_wait", "sales")], Held.NOT_NAMED),
        (0.6e6, (), Held.SILENT),
        (0.6e6, [("answer_wait", "sales")], Held.NAMED),
        (0.6e6, [("target", "marketing")], Held.BLAMED_ANOTHER),
    ],
)
def test_silence_is_right_within_twice_the_noise_and_a_wrong_name_never(error, causes, said):
    assert held(OTHER_WORK, found(*causes, error=error)) is said


def test_another_seller_than_the_planted_one_is_not_the_cause():
    named = [("seller", "sales")]

    assert held("halved_seller", found(*named, sellers=["A"], right_seller=True)) is Held.NAMED
    assert held("halved_seller", found(*named, sellers=["B"])) is Held.NOT_NAMED
    assert held("halved_seller", found(*named, sellers=["B"], error=1e6)) is Held.BLAMED_ANOTHER


def test_labels_bind_though_they_take_no_money_and_leaving_them_open_is_not_naming_them():
    moved, open_, wrong = (
        found(cause, effect=0.0, error=None, open_=cause == ("target", ""))
        for cause in (("labels_moved", ""), ("target", ""), ("target", "marketing"))
    )

    assert [held("gaming_labels", each) for each in (moved, open_, wrong)] == [
        Held.NAMED, Held.LEFT_OPEN, Held.NOT_NAMED
    ]  # fmt: skip
    assert [side_named("gaming_labels", each) for each in (moved, open_, wrong)] == [True, True, False]
    assert binds(moved)


def test_where_nothing_is_planted_nobody_may_be_blamed():
    nulls = [name for name, each in PLANTED.items() if not each.keys]

    assert {held(name, found()) for name in nulls} == {Held.NOBODY}
    assert {held(name, found(("target", "marketing"))) for name in nulls} == {Held.BLAMED}
