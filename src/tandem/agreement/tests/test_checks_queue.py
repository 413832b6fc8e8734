"""The queue of the agreement: grades that exist, numbers one can reckon with, a random share that keeps it honest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Fading, Queue
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious

GOOD = Fading(grade="A", minutes=30, half_life=Decimal(8), lasting=Decimal("0.1"))
replace = msgspec.structs.replace


def document(*fading, share="0.04"):
    written = starter("en", date(2026, 6, 1))
    return replace(written, queue=Queue(random_share=Decimal(share), fading=fading))


@pytest.mark.parametrize(
    ("fading", "kind"),
    [
        (replace(GOOD, grade="Z"), "fading_of_unknown_grade"),
        (replace(GOOD, minutes=0), "fading_out_of_range"),
        (replace(GOOD, half_life=Decimal(0)), "fading_out_of_range"),
        (replace(GOOD, lasting=Decimal(1)), "fading_out_of_range"),
        (replace(GOOD, lasting=Decimal("-0.1")), "fading_out_of_range"),
    ],
)
def test_a_cost_of_waiting_that_cannot_be_reckoned_with_is_refused(fading, kind):
    assert kind in serious(document(fading))


@pytest.mark.parametrize("share", ["-0.01", "0.5"])
def test_a_random_share_that_leaves_no_order_is_refused(share):
    assert "random_share_out_of_range" in serious(document(GOOD, share=share))


@pytest.mark.parametrize("share", ["0", "0.01", "0.1"])
def test_a_random_share_from_which_little_is_learned_or_much_is_lost_is_pointed_out(share):
    found = document(GOOD, share=share)

    assert "random_share_out_of_range" in kinds(found)
    assert "random_share_out_of_range" not in serious(found)


def test_grades_without_a_cost_of_waiting_and_costs_given_twice_are_pointed_out():
    assert "grade_without_fading" in kinds(document(GOOD))
    assert "key_given_twice" in serious(document(GOOD, GOOD))


def test_a_lead_not_graded_yet_may_have_its_cost_of_waiting():
    assert serious(document(GOOD, replace(GOOD, grade="ask"))) == set()
