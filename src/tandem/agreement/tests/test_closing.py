"""Months are closed by an explicit act, in their order, and for good."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tandem.agreement import actions, queries
from tandem.agreement.closing import NotOver, OutOfTurn
from tandem.agreement.models import ClosedMonth
from tandem.agreement.refusals import NotYours
from tandem.agreement.samples import NOW, person
from tandem.journal import queries as journal
from tandem.journal.models import FactRow
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db


def close(month: date, role: Role = Role.OWNER) -> None:
    actions.close_month(month=month, by=person(role), now=NOW)


def test_closing_keeps_the_place_in_the_journal_up_to_which_figures_count():
    close(date(2026, 1, 17), Role.SALES_HEAD)

    (closed,) = queries.closed_months()
    assert (closed.month, closed.position, str(closed.closed_by)) == (
        date(2026, 1, 1), journal.position(), str(person(Role.SALES_HEAD)),
    )  # fmt: skip
    assert FactRow.objects.get().told.en == "The month 2026-01 was closed"
    assert queries.is_closed(date(2026, 1, 31))
    assert not queries.is_closed(date(2026, 2, 1))


def test_months_are_closed_without_gaps_from_the_first_closed():
    close(date(2025, 11, 1))
    for month in (date(2025, 10, 1), date(2025, 11, 1), date(2026, 1, 1)):
        with pytest.raises(OutOfTurn, match="2025-12"):
            close(month)
    close(date(2025, 12, 1))


def test_the_running_month_is_not_closed():
    with pytest.raises(NotOver, match="2026-04-01"):
        close(date(2026, 3, 1))


@pytest.mark.parametrize("role", [Role.SELLER, Role.MARKETER, Role.ANALYST])
def test_who_does_not_answer_for_the_figures_does_not_close_them(role):
    with pytest.raises(NotYours):
        close(date(2026, 1, 1), role)
    assert not ClosedMonth.objects.exists()


def test_the_database_itself_refuses_to_open_a_month_again():
    close(date(2026, 1, 1))
    for attack in (ClosedMonth.objects.all().delete, lambda: ClosedMonth.objects.update(position=0)):
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            attack()
