"""The scorecard travels in the agreement like any clause: as YAML, compared line by line, checked, read."""

from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.checking import problems_here
from tandem.agreement.comparison import compare
from tandem.agreement.document import Document, ScoreBin, Scorecard, ScoreTerm
from tandem.agreement.item_forms import ItemForm
from tandem.agreement.reading import chapters
from tandem.agreement.storing import document_from, items_of
from tandem.agreement.yaml_text import from_yaml, to_yaml
from tandem.basics.text import Text

CARD = Scorecard(
    words="Кого звать первым.",
    rises=("budget",),
    average=118,
    leads=900,
    buyers=80,
    terms=(
        ScoreTerm(
            key="budget",
            monotone="rises",
            bins=(
                ScoreBin(kind="upto", upto=Decimal("1000.5"), points=-7, leads=300, buyers=10),
                ScoreBin(kind="above", points=9, leads=500, buyers=65),
                ScoreBin(kind="unknown", leads=100, buyers=5),
            ),
        ),
        ScoreTerm(key="urgent", bins=(ScoreBin(value="yes", points=14, leads=90, buyers=30),)),
    ),
)
DOCUMENT = Document(title="Регламент", scorecard=CARD)


def problems_of(card):
    return {
        each.kind
        for each in problems_here(msgspec.structs.replace(DOCUMENT, scorecard=card))
        if each.section == "scorecard"
    }


def in_english(words):
    return words.en if isinstance(words, Text) else words


def replaced(**values):
    return msgspec.structs.replace(CARD, **values)


def with_bins(*bins):
    return replaced(terms=(ScoreTerm(key="budget", bins=bins),), rises=())


def test_a_card_survives_the_file_and_the_table():
    assert from_yaml(to_yaml(DOCUMENT)) == DOCUMENT
    assert document_from(items_of(DOCUMENT)) == DOCUMENT


def test_a_line_of_the_card_is_a_line_of_the_file():
    lines = [line.strip() for line in to_yaml(DOCUMENT).splitlines()]
    assert "- {kind: upto, upto: 1000.5, points: -7, leads: 300, buyers: 10}" in lines


def test_an_agreement_without_a_card_is_written_as_before():
    assert "scorecard" not in to_yaml(Document(title="Регламент"))


def test_a_changed_line_is_shown_as_the_line_it_is():
    urgent = ScoreTerm(key="urgent", bins=(ScoreBin(value="yes", points=20, leads=90, buyers=30),))
    (section,) = compare(
        DOCUMENT, msgspec.structs.replace(DOCUMENT, scorecard=replaced(terms=(CARD.terms[0], urgent)))
    ).sections

    (change,) = section.items[0].fields
    assert (change.before, change.after) == ("да: +14", "да: +20")


@pytest.mark.django_db
def test_a_sound_card_has_no_problems():
    assert problems_of(CARD) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("card", "kind"),
    [
        (replaced(terms=(ScoreTerm(key="nobody_knows", bins=()),), rises=()), "score_of_what_is_not_known"),
        (replaced(terms=(ScoreTerm(key="captured_at", bins=()),), rises=()), "score_of_what_is_not_known"),
        (replaced(rises=("city",)), "score_of_what_is_not_known"),
        (replaced(double=0), "score_that_does_not_add_up"),
        (replaced(terms=(*CARD.terms, CARD.terms[1])), "score_that_does_not_add_up"),
        (with_bins(ScoreBin(kind="upto", upto=Decimal(5))), "score_that_does_not_add_up"),
        (with_bins(ScoreBin(kind="above"), ScoreBin(value="yes")), "score_that_does_not_add_up"),
        (with_bins(ScoreBin(value="a"), ScoreBin(value="a")), "score_that_does_not_add_up"),
        (replaced(rises=(), falls=("budget",)), "score_against_what_was_agreed"),
    ],
)
def test_what_would_not_run_cannot_be_signed(card, kind):
    assert kind in problems_of(card)


@pytest.mark.django_db
def test_people_read_the_card_as_tables_with_shares_and_intervals():
    (chapter,) = (each for each in chapters(DOCUMENT) if each.key == "scorecard")

    rows = [[in_english(cell.value) for cell in row.cells] for _, table in chapter.tables for row in table.rows]
    assert len(chapter.tables) == 2
    assert rows[0][1:] == ["−7", "300", "10", "3.3% (2.0–5.5)"]


@pytest.mark.django_db
def test_a_form_changes_the_words_and_leaves_the_points_alone():
    form = ItemForm(
        {"words": "Иначе.", "rises": ["budget"]}, section="scorecard", key="scorecard", part=CARD, document=DOCUMENT
    )

    assert form.is_valid(), form.errors
    assert msgspec.convert(form.body(), Scorecard) == replaced(words="Иначе.")
