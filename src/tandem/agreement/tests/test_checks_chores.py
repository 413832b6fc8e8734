"""Work that is no selling: named, and agreed by somebody."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tandem.agreement.document import Chore, Document
from tandem.agreement.starting import starter
from tandem.agreement.tests.known import kinds, serious

UNTIL = date(2026, 12, 31)


def document(*chores: Chore) -> Document:
    return msgspec.structs.replace(starter("en", date(2026, 6, 1)), chores=chores)


def test_work_without_a_title_cannot_be_chosen():
    assert "chore_without_title" in serious(document(Chore(key="stock", title=" ")))
    assert "chore_without_title" not in serious(document(Chore(key="stock", title="Склад")))


@pytest.mark.parametrize(("agreed_by", "problem"), [("", True), ("sales_head", False)])
def test_a_term_needs_somebody_who_agreed_to_it(agreed_by, problem):
    chore = Chore(key="stock", title="Склад", until=UNTIL, agreed_by=agreed_by)
    assert ("chore_agreed_by_nobody" in kinds(document(chore))) is problem


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_starter_names_six_kinds_of_it_and_who_agreed_to_one(language):
    chores = starter(language, date(2026, 6, 1)).chores
    assert [each.key for each in chores] == ["warm_up", "comments", "order_status", "stock", "bugs", "marketplaces"]
    assert [each.key for each in chores if each.agreed_by] == ["warm_up"]
