"""A difference of two reports is split exactly, whatever the figures are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tandem.agreement.splitting import CORNERS, Corner, split

numbers = st.one_of(
    st.integers(-(10**9), 10**9),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(figures=st.lists(numbers, min_size=8, max_size=8), before=numbers, after=numbers)
def test_the_three_causes_add_up_to_the_whole(figures, before, after) -> None:
    found = split(dict(zip(CORNERS, figures, strict=True)), before=before, after=after)

    assert found is not None
    assert found.behaviour + found.definition + found.correction == found.whole == Fraction(after) - Fraction(before)


@given(figures=st.lists(numbers, min_size=8, max_size=8))
def test_going_back_turns_every_sign(figures) -> None:
    corners = dict(zip(CORNERS, figures, strict=True))
    turned = {(not p, not d, not c): figure for (p, d, c), figure in corners.items()}

    there = split(corners, before=figures[0], after=figures[-1])
    back = split(turned, before=figures[-1], after=figures[0])

    assert there is not None
    assert back is not None
    assert (there.behaviour, there.definition, there.correction) == (
        -back.behaviour,
        -back.definition,
        -back.correction,
    )


@given(plain=numbers, more=numbers)
def test_a_cause_that_changes_nothing_gets_nothing(plain, more) -> None:
    found = split({corner: more if corner[1] else plain for corner in CORNERS}, before=plain, after=more)

    assert found is not None
    assert found.behaviour == found.correction == 0
    assert found.definition == Fraction(more) - Fraction(plain)


def test_causes_that_work_together_share_what_they_did_together() -> None:
    """Half as many leads, each of which is twice as often a target lead: nothing by halves, in either order."""
    corners = {(p, d, c): Decimal(100) / (2 if p else 1) * (2 if d else 1) for p, d, c in CORNERS}

    found = split(corners, before=100, after=100)

    assert found is not None
    assert [found.behaviour, found.definition, found.correction] == [-75, 75, 0]


def test_a_report_that_counts_each_day_under_its_own_version_differs_by_definition() -> None:
    found = split(dict.fromkeys(CORNERS, 40), before=40, after=43)

    assert found is not None
    assert [found.behaviour, found.definition, found.correction] == [0, 3, 0]


def test_what_cannot_be_computed_is_not_split() -> None:
    corners: dict[Corner, int | None] = dict.fromkeys(CORNERS, 1)
    corners[CORNERS[3]] = None

    assert split(corners, before=1, after=2) is None
    assert split(dict.fromkeys(CORNERS, 1), before=None, after=2) is None
