"""A search is asked for, run by a job, watched, cancelled; a history that cannot tell says what it lacks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tandem.agreement.samples import person
from tandem.people.rules import Role
from tandem.portrait import jobs, searches
from tandem.portrait.history import attributes_known, read_history
from tandem.portrait.models import PortraitSearch
from tandem.portrait.rules.finding import Useless
from tandem.portrait.searches import NotForYou, NothingToSearch, ask, cancel, failure_of, result_of, run
from tandem.portrait.tests.histories import FIRST, NOW, PERIOD, PORTRAIT, bring, history, sought

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """The worker's process ends here."""


def waiting() -> PortraitSearch:
    return ask(outcome="bought", left_out=(), by=person(Role.MARKETER), now=NOW, **PERIOD)


def test_the_job_finds_the_portrait_of_those_who_bought_and_confirms_it_on_later_leads():
    history()
    search = waiting()

    jobs.search_portrait.func(search.pk)

    search.refresh_from_db()
    found = result_of(search)
    assert found is not None
    assert (search.going, search.done, search.started_at is not None) == (False, 100, True)
    (confirmed,) = found.portrayal.confirmed
    assert sorted(confirmed.text.split(" and ")) == sorted(PORTRAIT.split(" and "))
    assert confirmed.inside.low > confirmed.outside.high
    assert confirmed.inside.low <= 0.65 <= confirmed.inside.high
    assert found.portrayal.searched + found.portrayal.held == found.portrayal.leads == 700
    # The agreement in force has no portrait: there is nothing to compare with.
    assert (found.agreed, found.corners) == ((), ())


def test_a_seller_seeks_no_portrait_and_every_other_role_does():
    with pytest.raises(NotForYou, match="head of your department"):
        ask(outcome="bought", left_out=(), by=person(Role.SELLER), now=NOW, **PERIOD)
    for role in set(Role) - {Role.SELLER}:
        assert ask(outcome="paid", left_out=(), by=person(role), now=NOW, **PERIOD).outcome == "paid"


@pytest.mark.parametrize(
    ("first", "last", "left_out"),
    [
        (date(2025, 2, 1), date(2025, 1, 1), ()),
        (NOW.date() + timedelta(1), NOW.date() + timedelta(9), ()),
        (date(2025, 1, 1), date(2025, 2, 1), "every field"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_a_sentence(first, last, left_out):
    fields = list(attributes_known()) if left_out else []
    with pytest.raises(NothingToSearch) as refused:
        ask(outcome="bought", first=first, last=last, left_out=fields, by=person(Role.OWNER), now=NOW)
    assert refused.value.text.ru != refused.value.text.en
    assert not PortraitSearch.objects.exists()


def test_a_cancelled_search_stops_between_two_steps_and_keeps_no_result(monkeypatch):
    history(200)
    search = waiting()

    def cancelled_meanwhile(*args):
        cancel(search_id=search.pk, now=NOW)
        return read_history(*args)

    monkeypatch.setattr(searches, "read_history", cancelled_meanwhile)
    run(search_id=search.pk, now=lambda: NOW)

    search.refresh_from_db()
    assert (search.result, search.finished_at, search.cancelled_at, search.going) == (None, None, NOW, False)


def test_a_search_cancelled_before_its_turn_does_not_begin():
    search = waiting()
    cancel(search_id=search.pk, now=NOW)

    run(search_id=search.pk, now=lambda: NOW)

    search.refresh_from_db()
    assert (search.started_at, search.result) == (None, None)


def test_an_ended_search_is_neither_cancelled_nor_run_again():
    history(60)
    search = sought(person(Role.OWNER))
    before = search.result

    cancel(search_id=search.pk, now=NOW)
    run(search_id=search.pk, now=lambda: NOW + timedelta(days=1))

    search.refresh_from_db()
    assert (search.cancelled_at, search.finished_at, search.result) == (None, NOW, before)


def test_a_search_whose_worker_was_killed_is_run_again_from_the_start(monkeypatch):
    history(200)
    search = waiting()

    def killed(*args):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(searches, "find", killed)
        with pytest.raises(Killed):
            run(search_id=search.pk, now=lambda: NOW)
    search.refresh_from_db()
    assert (search.going, search.result) == (True, None)

    run(search_id=search.pk, now=lambda: NOW)

    search.refresh_from_db()
    assert result_of(search) is not None


def test_an_error_of_the_program_is_told_to_the_reader_and_to_the_log(monkeypatch):
    search = waiting()

    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(searches, "counted", broken)
    with pytest.raises(ZeroDivisionError):
        run(search_id=search.pk, now=lambda: NOW)

    search.refresh_from_db()
    said = failure_of(search)
    assert said is not None
    assert "error in the program" in said.en
    assert not search.going


def test_ten_leads_say_how_many_more_are_needed():
    history(10)
    found = result_of(sought(person(Role.OWNER)))

    assert found is not None
    assert found.portrayal.findings == ()
    assert found.portrayal.shortage
    assert all(each.have < each.need for each in found.portrayal.shortage)


@pytest.mark.parametrize("stage", ["won", "lost"])
def test_one_outcome_only_promises_no_number(stage):
    history(120, stage=stage)
    found = result_of(sought(person(Role.OWNER)))

    assert found is not None
    (shortage,) = found.portrayal.shortage
    assert (shortage.of_buyers, shortage.more) == (stage == "lost", None)
    assert found.portrayal.findings == ()


def test_constant_and_unknown_columns_are_named_and_not_searched():
    history(400, segment="office", source=None, city=None)
    found = result_of(sought(person(Role.OWNER)))

    assert found is not None
    useless = dict(found.portrayal.useless)
    assert useless["segment"] is Useless.CONSTANT
    assert useless["source"] is useless["city"] is useless["budget"] is Useless.UNKNOWN
    assert (found.portrayal.findings, found.portrayal.shortage) == ((), ())


def test_leads_that_nobody_worked_on_are_no_refusals():
    history(300)
    bring({"id": f"N{number}", "client_id": f"NC{number}", "stage_at": None} for number in range(40))
    found = result_of(sought(person(Role.OWNER)))

    assert found is not None
    assert found.unhandled == 40
    assert found.portrayal.leads == 300


def test_a_lead_younger_than_most_buyers_were_is_not_counted_as_a_refusal():
    history(400)
    last = FIRST + timedelta(days=203)
    bring(
        {"id": f"Y{number}", "client_id": f"YC{number}", "stage": "in_work", "created_at": last, "stage_at": last}
        for number in range(20)
    )
    found = result_of(sought(person(Role.OWNER)))

    assert found is not None
    assert (found.mature_days, found.young, found.portrayal.leads) == (2, 20, 400)


def test_a_field_left_out_is_in_no_clause():
    history()
    found = result_of(sought(person(Role.OWNER), left_out=("source",)))

    assert found is not None
    assert found.portrayal.findings
    assert all("source" not in each.text for each in found.portrayal.findings)
