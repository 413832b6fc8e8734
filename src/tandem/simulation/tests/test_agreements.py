"""The made-up company runs under version 2 of its agreement, and a third waits."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.agreement import queries
from tandem.agreement.checking import problems_here
from tandem.journal.models import FactRow
from tandem.people.models import Person
from tandem.simulation.agreements import live_on, sign_versions
from tandem.simulation.world import generate

pytestmark = pytest.mark.django_db


def test_the_company_lives_under_version_2_with_a_draft_3_waiting():
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    world = generate(1, date(2026, 11, 21), 200)
    sign_versions(world)
    # The leads come in here.
    live_on(world, now)

    assert [(line.number, line.since) for line in queries.versions()] == [
        (2, date(2026, 5, 1)), (1, date(2026, 1, 1)), (0, None),
    ]  # fmt: skip
    targets = [queries.version(number).is_target("C") for number in (1, 2)]
    assert targets == [False, True]
    waiting = queries.draft()
    assert waiting is not None
    assert waiting.proposed_since == date(2026, 12, 1)
    assert not [problem for problem in problems_here(queries.document_of(waiting)) if problem.serious]
    assert [month.month for month in queries.closed_months()][-1] == date(2026, 9, 1)
    assert 0 < queries.versions()[0].acknowledged < Person.objects.count()
    # What is told of the past was done in the past.
    assert max(FactRow.objects.values_list("happened_at", flat=True)) <= now


@pytest.mark.parametrize("language", ["ru", "en"])
def test_it_can_be_signed_in_either_language(language, settings):
    settings.LANGUAGE_CODE = language
    sign_versions(generate(1, date(2026, 11, 21), 200))
    assert queries.version(2).document.language == language
