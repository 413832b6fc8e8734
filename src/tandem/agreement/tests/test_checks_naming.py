"""The threshold of the agreement: a part of revenue, and what the page of the agreement says of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import Document, Naming
from tandem.agreement.reading import chapters
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious
from tandem.basics.text import Text

replace = msgspec.structs.replace


def document(effect: str) -> Document:
    return replace(starter("en", date(2026, 6, 1)), naming=Naming(effect=Decimal(effect)))


@pytest.mark.parametrize("effect", ["-0.01", "0.51"])
def test_a_threshold_that_is_no_part_of_revenue_is_refused(effect):
    assert "threshold_out_of_range" in serious(document(effect))


def test_a_trifle_is_pointed_out_and_may_be_signed():
    assert "threshold_out_of_range" in kinds(document("0.001"))
    assert "threshold_out_of_range" not in serious(document("0.001"))


@pytest.mark.parametrize(("effect", "said"), [("0.03", "3%"), ("0.025", "2.5%"), ("0.1", "10%")])
def test_the_agreement_says_from_which_effect_somebody_is_named(effect, said):
    (chapter,) = [each for each in chapters(document(effect)) if each.key == "naming"]
    (point,) = chapter.points

    words = point.said[0].words
    assert isinstance(words, Text)
    assert f"exceeds {said} of the revenue" in words.in_language("en")


def test_an_agreement_that_names_no_threshold_means_three_per_cent():
    assert Document().naming.effect == Decimal("0.03")
    assert "naming" not in {each.key for each in chapters(Document())}
