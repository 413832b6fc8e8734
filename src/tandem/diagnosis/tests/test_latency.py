"""When a cause could have been known, and what is told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.diagnosis import claims_entering, warning_answers
from tandem.diagnosis.latency import causes
from tandem.diagnosis.models import AudienceWarning, AudienceWatch
from tandem.diagnosis.rules.latency import Helped
from tandem.diagnosis.tests.company import reader
from tandem.measures.store import store
from tandem.people.rules import Role

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("two_months")


def test_a_claim_that_holds_could_have_been_known_long_before_it_was_made(db):
    head = reader(Role.SALES_HEAD)
    made = claims_entering.enter(
        kind="junk", first=date(2026, 2, 1), last=date(2026, 2, 28), campaign="Spring", seller_id=None, words="",
        looked=False, by=head, now=NOW, reading=store.read(),
    )  # fmt: skip
    claims_entering.ask(claim_id=made.pk, by=head, now=NOW, reading=store.read())
    (found,) = causes(store.read(), head)
    # Two bad leads a day, where half of them were: six are enough. When they were judged the import does not say, so
    # that each counts from its seventh day on.
    assert found.could == date(2026, 2, 10)
    assert (found.known, found.acted) == (NOW, None)


def test_a_warning_tells_its_days_and_what_came_of_the_answer(signed_in):
    watch = AudienceWatch.objects.create(
        campaign="Spring", since=date(2026, 2, 1), planned=0.5, basis="own_past", basis_leads=100,
        opened_at=datetime(2026, 2, 1, tzinfo=UTC),
    )  # fmt: skip
    AudienceWarning.objects.create(
        watch=watch, raised_at=NOW - timedelta(days=3), changed_on=date(2026, 2, 1), earliest=date(2026, 2, 1),
        latest=date(2026, 2, 3), chance=0.001, speaks="labels", share=0.02, low=0.0, high=0.05, labelled=56,
        at_stake=None, currency="RUB",
    )  # fmt: skip
    owner = reader(Role.ANALYST)
    (found,) = causes(store.read(), owner)
    assert found.could is not None
    assert date(2026, 2, 1) <= found.could < NOW.date()
    assert found.saved is None
    assert found.change is not None
    assert found.change.helped is Helped.NO_ACT
    warning_answers.answer(
        warning_id=AudienceWarning.objects.get().pk, outcome="changed", done="Сменили аудиторию",
        by=reader(Role.MARKETING_HEAD), now=NOW,
    )  # fmt: skip
    (found,) = causes(store.read(), owner)
    assert found.acted == NOW
    assert found.change is not None
    assert found.change.helped is Helped.TOO_EARLY
    page = signed_in(Role.OWNER).get("/latency/").content.decode()
    assert "too early" in page
    assert "Spring" in page


def test_an_empty_page_teaches_and_a_seller_has_none(signed_in):
    assert "No cause has been found yet" in signed_in(Role.OWNER).get("/latency/").content.decode()


def test_a_seller_has_no_such_page(signed_in):
    assert signed_in(Role.SELLER).get("/latency/").status_code == 403
