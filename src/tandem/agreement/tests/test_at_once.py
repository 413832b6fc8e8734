"""What two people do at the same moment, each in a transaction of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from tandem.agreement import actions, queries
from tandem.agreement.closing import OutOfTurn
from tandem.agreement.document import Stage
from tandem.agreement.drafting_items import ChangedMeanwhile
from tandem.agreement.refusals import DraftExists
from tandem.agreement.samples import DOCUMENT, NOW, draft, person, sign
from tandem.basics.refusals import Refusal
from tandem.people.models import Person
from tandem.people.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Do all at the same moment; the names of the refusals, sorted."""
    ready = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> str:
        try:
            ready.wait()
            verb()
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(verbs)) as pool:
        return sorted(pool.map(run, verbs))


def test_of_two_who_change_one_item_at_once_one_is_refused():
    draft()
    editors = [person(Role.SALES_HEAD), person(Role.MARKETING_HEAD)]

    def change(by: Person) -> Callable[[], None]:
        stage = Stage(key="new", title=str(by))
        return lambda: actions.change_item(by=by, now=NOW, section="stages", key="new", body=stage, revision=1)

    assert at_once(*map(change, editors)) == ["", ChangedMeanwhile.__name__]


def test_of_two_who_begin_a_draft_at_once_one_is_refused():
    people = [person(Role.OWNER), person(Role.ANALYST)]
    begin = [lambda by=by: actions.open_draft(by=by, now=NOW, document=DOCUMENT) for by in people]
    assert at_once(*begin) == ["", DraftExists.__name__]


def test_both_heads_may_sign_at_once_and_the_version_is_there_once():
    draft(since=date(2026, 4, 1))
    for role in (Role.SALES_HEAD, Role.MARKETING_HEAD):
        person(role)
    assert at_once(lambda: sign("sales"), lambda: sign("marketing")) == ["", ""]
    assert [line.number for line in queries.versions()] == [1, 0]


def test_of_two_who_close_a_month_at_once_one_is_refused():
    people = [person(Role.OWNER), person(Role.SALES_HEAD)]
    close = [lambda by=by: actions.close_month(month=date(2026, 1, 1), by=by, now=NOW) for by in people]
    assert at_once(*close) == ["", OutOfTurn.__name__]
    assert len(queries.closed_months()) == 1
