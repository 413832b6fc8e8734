"""The section on how spend meets leads: numbers that can be meant, and what the page of the agreement says of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from tandem.agreement.document import Document, Matching
from tandem.agreement.reading import chapters
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious
from tandem.basics.text import Text


def document(**agreed: Any) -> Document:
    return msgspec.structs.replace(starter("en", date(2026, 6, 1)), matching=Matching(**agreed))


def words(of: Document, language: str) -> str:
    (chapter,) = [each for each in chapters(of) if each.key == "matching"]
    said = [each.words for each in chapter.points[0].said]
    return " ".join(each.in_language(language) if isinstance(each, Text) else str(each) for each in said)


@pytest.mark.parametrize("minutes", [0, 1441])
def test_a_window_that_is_none_is_refused(minutes):
    assert "window_out_of_range" in serious(document(call_minutes=minutes))


@pytest.mark.parametrize("confidence", ["-0.1", "1.1"])
def test_a_confidence_that_is_no_share_is_refused(confidence):
    assert "confidence_out_of_range" in serious(document(call_confidence=Decimal(confidence)))


def test_crediting_what_is_less_likely_than_not_is_pointed_out_and_may_be_signed():
    assert "confidence_out_of_range" in kinds(document(call_confidence=Decimal("0.3")))
    assert "confidence_out_of_range" not in serious(document(call_confidence=Decimal("0.3")))


def test_without_a_word_it_is_as_it_was_before_it_could_be_agreed():
    assert Document().matching == Matching()
    assert (Matching().spelling, Matching().card_names, Matching().by_hand, Matching().call_confidence) == (
        True, True, True, Decimal(0),
    )  # fmt: skip
    assert "matching" not in {each.key for each in chapters(Document())}


def test_the_page_says_the_rules_in_both_languages():
    usual, other = document(), document(by_hand=False, call_minutes=30, call_confidence=Decimal("0.6"))

    assert "Different are" not in words(usual, "en")
    assert "credited to no campaign" in words(usual, "en")
    assert "Different are names that a person matched" in words(other, "en")
    assert "Разными считают имена, которые человек свёл" in words(other, "ru")
    assert "in the 30 minutes before it" in words(other, "en")
    assert "is 60% or more" in words(other, "en")
