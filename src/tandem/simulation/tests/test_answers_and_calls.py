"""The made-up sellers ask unevenly, in accord with the grade they give; calls are drawn and reviewed every week."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tandem.agreement.samples import person, signed
from tandem.calls.models import SampledCall
from tandem.calls.rules import EACH
from tandem.intake.samples import lead
from tandem.journal.models import FactRow
from tandem.people.rules import Role
from tandem.qualification.samples import QUESTIONS, agreement
from tandem.selling.samples import activity
from tandem.simulation.call_reviews import review_calls
from tandem.simulation.tests.years import files


def test_answers_are_those_the_grade_stands_for():
    seen = Counter(row["Качество"] for row in files()["leads"] if row["answer_need"])
    assert min(seen[grade] for grade in "ABCD") > 20
    for row in files()["leads"]:
        grade = row["Качество"]
        if grade not in tuple("ABCD"):
            assert not row["answer_budget"]
            continue
        if row["answer_need"]:
            assert (row["answer_need"] == "да") is (grade in "ABC")
        if row["answer_budget"] not in ("", "не знает"):
            assert (int(row["answer_budget"]) >= 100_000) is (grade in "AB")
        if row["answer_starts_within_days"] not in ("", "не знает"):
            assert (int(row["answer_starts_within_days"]) <= 14) is (grade == "A")


def test_some_do_not_tell_and_some_are_not_asked():
    said = Counter(row["answer_decides"] for row in files()["leads"] if row["Качество"] in tuple("ABCD"))

    assert set(said) == {"", "не знает", "self", "together", "other"}
    assert said[""] > said["не знает"] > 0


@pytest.mark.django_db
def test_the_weeks_are_drawn_and_all_but_the_newest_calls_reviewed():
    now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    signed(
        msgspec.structs.replace(agreement(target="grade = 'A'"), questions=QUESTIONS),
        since=datetime(2026, 1, 1, tzinfo=UTC).date(),
    )
    person(Role.SALES_HEAD)
    for number in range(12):
        came = now - timedelta(days=5 * number + 4)
        lead(client_id=f"C{number}", created_at=came, seller="Алиса")
        activity(client_id=f"C{number}", at=came + timedelta(hours=1), duration=200, seller="Алиса")

    review_calls(now, seed=1)

    drawn = SampledCall.objects.count()
    waiting = SampledCall.objects.filter(reviewed_at=None)
    assert 8 <= drawn <= 8 * EACH
    assert set(waiting.values_list("week", flat=True)) == {datetime(2026, 3, 2, tzinfo=UTC).date()}
    assert max(FactRow.objects.filter(subject="activity").values_list("happened_at", flat=True)) <= now
