"""Leads get points by the card of their version: when they come in, and anew when another version counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import GRADE_TERM, ScoreBin, Scorecard, ScoreTerm
from tandem.agreement.samples import signed
from tandem.agreement.score_words import bin_words
from tandem.imports.models import Import
from tandem.imports.samples import taken
from tandem.imports.undoing import undo
from tandem.intake.models import Lead
from tandem.journal.followers import follow
from tandem.journal.models import FactRow
from tandem.measures.verification import verify
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.scoring.models import Score
from tandem.scoring.queries import chances, explained

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
CARD = Scorecard(
    average=120,
    terms=(
        ScoreTerm(
            key="budget",
            bins=(
                ScoreBin(kind="upto", upto=Decimal(1000), points=-7),
                ScoreBin(kind="above", points=11),
                ScoreBin(kind="unknown", points=-3),
            ),
        ),
        ScoreTerm(key="urgent", bins=(ScoreBin(value="yes", points=14), ScoreBin(value="no", points=-2))),
        ScoreTerm(key="source", bins=(ScoreBin(value="ads", points=-4), ScoreBin(kind="other", points=2))),
    ),
)
WITHOUT = agreement(target="grade in ('A', 'B')")
WITH = msgspec.structs.replace(WITHOUT, scorecard=CARD)


def leads(*values):
    taken(
        "lead",
        [
            {"id": str(at), "client_id": f"C{at}", "created_at": datetime(2026, 2, 10, at, tzinfo=UTC)} | each
            for at, each in enumerate(values, start=1)
        ],
        at=NOW,
    )


def points():
    return list(Score.objects.order_by("lead_id").values_list("points", flat=True))


def facts():
    return FactRow.objects.filter(kind="lead_scored").count()


@pytest.mark.django_db
def test_an_arriving_lead_gets_the_points_of_its_version():
    signed(WITH, since=date(2026, 1, 1))

    leads({"budget": Decimal(5000), "urgent": True, "source": "ads"}, {})

    assert points() == [120 + 11 + 14 - 4, 120 - 3]
    assert facts() == 2
    assert verify().differences == []


@pytest.mark.django_db
def test_a_version_without_a_card_scores_nobody_and_tells_nothing():
    signed(WITHOUT, since=date(2026, 1, 1))

    leads({"urgent": True})

    assert points() == []
    assert facts() == 0


@pytest.mark.django_db
def test_a_card_in_force_for_past_days_scores_their_leads_and_one_taken_out_takes_the_points_away():
    signed(WITHOUT, since=date(2026, 1, 1))
    leads({"urgent": True}, {"urgent": False})

    signed(WITH, since=date(2026, 2, 1))
    follow(now=lambda: NOW)
    assert points() == [120 - 3 + 14, 120 - 3 - 2]

    signed(WITHOUT, since=date(2026, 2, 5))
    follow(now=lambda: NOW)
    assert points() == [None, None]
    assert verify().differences == []


@pytest.mark.django_db
def test_scoring_twice_tells_nothing_twice():
    signed(WITHOUT, since=date(2026, 1, 1))
    leads({"urgent": True})
    signed(WITH, since=date(2026, 2, 1))
    follow(now=lambda: NOW)
    told = facts()

    from tandem.scoring.rescoring import rescore

    rescore(list(Lead.objects.values_list("pk", flat=True)), now=NOW)

    assert facts() == told == 1


@pytest.mark.django_db
def test_a_graded_lead_has_the_points_of_its_grade_and_others_when_the_agreement_grades_anew():
    term = ScoreTerm(key=GRADE_TERM, bins=(ScoreBin(value="A", points=40), ScoreBin(value="D", points=-60)))
    card = msgspec.structs.replace(CARD, terms=(term, *CARD.terms))
    signed(msgspec.structs.replace(WITH, scorecard=card), since=date(2026, 1, 1))
    leads({"grade": "A"}, {"grade": "D"}, {})
    assert points() == [120 - 3 + 40, 120 - 3 - 60, 120 - 3]

    harder = msgspec.structs.replace(WITH.grading.questions, need="quality = 'nobody'")
    grading = msgspec.structs.replace(WITH.grading, questions=harder)
    signed(msgspec.structs.replace(WITH, grading=grading, scorecard=card), since=date(2026, 2, 1))
    follow(now=lambda: NOW)

    assert points() == [120 - 3 - 60, 120 - 3 - 60, 120 - 3]
    assert verify().differences == []
    said = explained(Lead.objects.order_by("pk")[1].pk)
    assert said is not None
    assert said.reasons[0].ru == "−60: Категория — D"


@pytest.mark.django_db
def test_what_an_undone_import_knew_no_longer_counts():
    signed(WITH, since=date(2026, 1, 1))
    leads({"source": "ads"})
    leads({"source": "ads", "urgent": True})
    assert points() == [120 - 3 + 14 - 4]

    undo(import_id=Import.objects.latest("pk").pk, by_id=None, now=NOW)
    follow(now=lambda: NOW)

    assert points() == [120 - 3 - 4]
    assert verify().differences == []


@pytest.mark.django_db
def test_reasons_are_said_in_words_and_others_ask_for_chances_by_id():
    signed(WITH, since=date(2026, 1, 1))
    leads({"budget": Decimal(5000), "urgent": True, "source": "ads"})
    lead_id = Lead.objects.get().pk

    said = explained(lead_id)
    assert said is not None

    assert [each.ru for each in said.reasons] == ["+14: Срочно — да", "+11: Бюджет клиента, в валюте компании — больше 1\N{NO-BREAK SPACE}000", "−4: Источник — ads"]  # fmt: skip  # noqa: E501
    assert chances([lead_id, 0])[lead_id].points == 141
    assert 0 not in chances([lead_id, 0])
    assert explained(0) is None


@pytest.mark.django_db
def test_a_choice_is_said_by_its_title_and_not_by_its_key():
    signed(msgspec.structs.replace(WITHOUT, questions=QUESTIONS), since=date(2026, 1, 1))
    term = ScoreTerm(key="company_size", bins=(ScoreBin(value="small", points=3), ScoreBin(value="gone")))

    assert [bin_words(each, term).ru for each in term.bins] == ["2–10", "gone"]
