"""The starter agreement has nothing to mend, in either language and at any time of the year."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.agreement.checking import problems_here
from tandem.agreement.clauses import refusals
from tandem.agreement.document import Document
from tandem.agreement.starting import starter
from tandem.agreement.yaml_text import to_yaml

both = pytest.mark.parametrize("language", ["ru", "en"])


@both
@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 11, 22), date(2028, 2, 29), date(2031, 12, 31)])
def test_nothing_is_to_be_mended_on_the_day_it_is_taken(language, today):
    assert [problem.text.en for problem in problems_here(starter(language, today), today=today)] == []


@both
def test_every_section_is_filled_but_the_empty_seats(language):
    document = starter(language)

    empty = {name for name in document.__struct_fields__ if not getattr(document, name)}

    assert empty == {"seats", "leads"}
    assert document.language == language


@both
def test_the_file_stands_as_it_would_be_exported(language):
    text = files("tandem.agreement").joinpath("starter", f"{language}.yaml").read_text(encoding="utf-8")

    assert text == to_yaml(starter(language))


def test_both_languages_agree_on_everything_but_words():
    assert _without_words(starter("ru")) == _without_words(starter("en"))


@both
def test_its_clauses_compile_as_a_whole(language):
    assert refusals(starter(language)) == ()


@settings(max_examples=20, deadline=None)
@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_dates_move_with_the_month_of_the_start_and_stay_at_its_end(today):
    revise_by = starter("en", today).revise_by

    assert revise_by is not None
    assert (revise_by.year - today.year) * 12 + revise_by.month - today.month == 2
    assert (
        revise_by.toordinal() + 1
        == date(revise_by.year + revise_by.month // 12, revise_by.month % 12 + 1, 1).toordinal()
    )


def _without_words(document: Document) -> object:
    """Keys, figures, rules and dates only."""
    words = {"title", "words", "definition", "example", "description", "entry", "exit", "about", "when", "channel",
             "what", "at", "form", "trigger", "reaction", "deadline", "preamble", "language", "reason",
             "aliases", "holidays", "hint", "doubt", "answer", "to"}  # fmt: skip

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return {name: plain(each) for name, each in value.items() if name not in words}
        return [plain(each) for each in value] if isinstance(value, list | tuple) else value

    return plain(msgspec.to_builtins(document, order="sorted"))
