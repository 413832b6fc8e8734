"""The list of leads ordered by the chance of the scorecard."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from tandem.agreement.document import ScoreBin, Scorecard, ScoreTerm
from tandem.agreement.samples import signed
from tandem.imports.samples import taken
from tandem.qualification.samples import agreement
from tandem.selling.lead_filters import LeadFilters
from tandem.selling.lead_list import Reader, first_of

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
        ScoreTerm(key="source", bins=(ScoreBin(value="ads", points=-4), ScoreBin(kind="other", points=2))),
    ),
)


@pytest.mark.django_db
def test_the_list_goes_by_chance_inside_a_grade_and_never_across():
    signed(msgspec.structs.replace(agreement(target="grade in ('A', 'B')"), scorecard=CARD), since=date(2026, 1, 1))
    said: list[dict[str, object]] = [
        {"grade": "B", "budget": Decimal(5000)},
        {"grade": "A", "source": "ads"},
        {"grade": "A", "budget": Decimal(5000)},
        {},
    ]
    taken(
        "lead",
        [
            {"id": str(at), "client_id": f"C{at}", "created_at": datetime(2026, 2, 10, at, tzinfo=UTC)} | each
            for at, each in enumerate(said, start=1)
        ],
        at=datetime(2026, 3, 5, 9, tzinfo=UTC),
    )

    rows, _ = first_of(LeadFilters(sort="chance"), reader=Reader(None, contacts=False), limit=9)

    assert [(row.grade, row.points) for row in rows] == [("A", 131), ("A", 113), ("B", 131), ("", 117)]
