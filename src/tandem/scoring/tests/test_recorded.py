"""The journal tells which values came after the first contact, and which a seller wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import numpy as np
import pytest

from tandem.agreement.document import Question
from tandem.agreement.samples import person, signed
from tandem.imports.samples import take, taken
from tandem.measures.store import store
from tandem.people.rules import Role
from tandem.qualification.asking import answer
from tandem.qualification.samples import agreement
from tandem.scoring.leakage import Mark, Recorded, suspects
from tandem.scoring.recorded import recorded

pytestmark = pytest.mark.django_db

CAME = datetime(2026, 2, 10, 8, tzinfo=UTC)
CALLED, LATER = CAME + timedelta(hours=1), CAME + timedelta(days=3)
LEADS = 25


def _nobody():
    return np.empty(0)


@pytest.fixture
def lead_ids():
    """All came with a source, were called within the hour, and were lost three days later."""
    asks = (Question(key="need", title="Есть задача?"),)
    signed(msgspec.structs.replace(agreement(target="grade in ('A', 'B')"), questions=asks), since=date(2026, 1, 1))
    found = take(
        "lead",
        [
            {
                "id": str(at), "client_id": f"C{at}", "created_at": CAME, "source": "ads", "stage": "lost",
                "stage_at": LATER,
            }
            for at in range(LEADS)
        ],
        at=LATER,
    )  # fmt: skip
    taken(
        "activity",
        [{"id": f"A{at}", "client_id": f"C{at}", "at": CALLED, "direction": "out"} for at in range(LEADS)],
        at=LATER,
    )
    return found


def test_what_came_with_the_lead_is_in_time_and_what_came_after_the_call_is_late(lead_ids):
    found = recorded(store.read(), lead_ids)

    assert found["source"] == Recorded(values=LEADS, late=0)
    assert found["stage"] == Recorded(values=LEADS, late=LEADS)


def test_late_values_prove_a_column_known_too_late(lead_ids):
    (found,) = suspects([], _nobody(), recorded=recorded(store.read(), lead_ids))

    assert found.name == "stage"
    assert found.is_proven


def test_an_answer_that_a_seller_wrote_is_told_from_one_that_came_with_the_lead(lead_ids):
    seller = person(Role.SELLER)
    for lead_id in lead_ids:
        answer(lead_id=lead_id, question="need", text="yes", by=seller, now=LATER)

    found = recorded(store.read(), lead_ids)

    assert found["need"] == Recorded(values=LEADS, late=LEADS, by_sellers=LEADS)
    marks = {piece.mark for each in suspects([], _nobody(), recorded=found) for piece in each.evidence}
    assert Mark.BY_SELLERS in marks


def test_leads_that_nobody_contacted_at_a_known_time_prove_nothing():
    signed(agreement(target="grade in ('A', 'B')"), since=date(2026, 1, 1))
    lost = {"id": "1", "client_id": "C", "created_at": CAME, "stage": "lost", "stage_at": LATER}
    ids = take("lead", [lost], at=LATER)

    assert recorded(store.read(), ids)["stage"] == Recorded(values=1, late=0)
    assert recorded(store.read(), []) == {}
