"""Backtests as people ask for them: asked on a page, run by a job, watched, cancelled, killed, read and taken away."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal

import msgspec
import pytest
from django.conf import settings
from django.utils import timezone

from tandem.agreement import backtests, queries
from tandem.agreement.backtesting import backtest
from tandem.agreement.bonus_lines import bonus_lines
from tandem.agreement.document import Bonus, BonusScheme, Document, FigurePromise, Promise
from tandem.agreement.held import Held
from tandem.agreement.judges import judge_of
from tandem.agreement.models import Backtest
from tandem.agreement.refusals import NotYours
from tandem.agreement.samples import DOCUMENT, draft, person
from tandem.agreement.starting import starter
from tandem.basics.periods import Period
from tandem.intake.samples import lead
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tests.imports.test_killed_import import address_of_the_test_database
from tests.measures.world import World, at

JANUARY = Period(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
FIRST, LAST = JANUARY.start, JANUARY.end
VOLUME = Promise(
    key="volume", side="marketing", title="Объём", figure=FigurePromise(measure="target_leads", amount=Decimal(2))
)
BONUS = Bonus(
    shared_measure="target_leads", shared_plan=Decimal(2),
    schemes=(
        BonusScheme(role="marketer", base=Decimal(1000), own_measure="target_leads", own_plan=Decimal(2)),
        BonusScheme(role="seller", base=Decimal(1000), shared_weight=Decimal(0), own_measure="target_leads",
                    own_plan=Decimal(1)),
    ),
)  # fmt: skip
TRIED = msgspec.structs.replace(starter("ru"), promises=(VOLUME,), bonus=BONUS)


def _world() -> World:
    """Two leads that another system calls A and D, and one of which nothing is known; facts until February."""
    world = World()
    for number, quality in enumerate(("A", "D", None), start=1):
        day = dt.date(2026, 1, number)
        world.add(
            "leads", client_id=number, captured_on=day, captured_at=at(day), source="ads", campaign="C",
            seller_id=number, quality=quality, grade="D", target=False,
        )  # fmt: skip
    world.add("activities", contacted_on=dt.date(2026, 2, 10), seller_id=1)
    return world


@pytest.fixture
def reading(monkeypatch):
    made = _world().reading()
    monkeypatch.setattr(type(store), "read", lambda self: made)
    return made


@pytest.fixture
def as_owner(client, db):
    client.cookies["django_language"] = "en"
    owner = person(Role.OWNER)
    owner.language = "en"
    owner.save()
    client.force_login(owner)
    return client


def _asked() -> Backtest:
    version = queries.draft()
    assert version is not None
    return backtests.ask(version=version, first=FIRST, last=LAST, by=person(Role.OWNER), now=timezone.now())


def _done(**document: object) -> Backtest:
    draft(msgspec.structs.replace(TRIED, **document))
    asked = _asked()
    backtests.run(backtest_id=asked.pk, now=timezone.now)
    asked.refresh_from_db()
    return asked


def test_a_backtest_is_asked_for_and_read_on_its_page(as_owner, reading):
    draft(TRIED)
    version = queries.draft()

    answered = as_owner.post(
        "/agreement/backtests/", {"version": version.pk, "first": "2026-01-01", "last": "2026-01-31"}
    )
    waiting = as_owner.get(answered.url).content.decode()
    backtests.run(backtest_id=Backtest.objects.get().pk, now=timezone.now)
    done = as_owner.get(answered.url).content.decode()

    assert "waits for its turn" in waiting
    assert "/cancellation/" in waiting
    assert "Leads of the period: 3; 67%" in done.replace("\u00a0", "").replace("\u202f", "")
    assert "<code>quality</code>" in done
    assert "What bonus would have been paid" in done


def test_every_change_opens_its_leads(as_owner, reading):
    found = _done()

    of_grade = as_owner.get(f"/agreement/backtests/{found.pk}/leads/?of=grade&before=D&after=A").content.decode()
    joined = as_owner.get(f"/agreement/backtests/{found.pk}/leads/?of=target&way=joined").content.decode()
    nothing = as_owner.get(f"/agreement/backtests/{found.pk}/leads/?of=grade&before=B&after=A")

    assert "№ 1<" in of_grade
    assert "№ 1<" in joined
    assert "№ 2<" not in joined
    assert nothing.status_code == 404


def test_every_lead_behind_a_change_is_in_a_file_and_none_of_a_draft_that_was_changed(as_owner, reading):
    found = _done()
    address = f"/agreement/backtests/{found.pk}/leads/all"

    grade = as_owner.get(f"{address}.csv?of=grade&before=D&after=A").content.decode("utf-8-sig").splitlines()
    undecided = as_owner.get(f"{address}.csv?of=target&way=undecided").content.decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in grade] == ["Lead", "№ 1"]
    assert [line.split(",")[0] for line in undecided] == ["Lead", "№ 3"]
    assert as_owner.get(f"{address}.xlsx?of=target&way=joined").content.startswith(b"PK")
    assert as_owner.get(f"{address}.csv?of=target&way=sideways").status_code == 404
    listed = f"/agreement/backtests/{found.pk}/leads/?of=target&way=joined"
    assert "/leads/all.csv" in as_owner.get(listed).content.decode()

    item = queries.draft().items.filter(section="promises").first()
    item.body = {**item.body, "title": "Другой объём"}
    item.save()
    assert "/leads/all.csv" not in as_owner.get(listed).content.decode()
    assert as_owner.get(f"{address}.csv?of=target&way=joined").status_code == 404


@pytest.mark.parametrize("part", ["campaign", "source", "seller", "grades", "promises", "bonus"])
def test_every_part_is_a_file(as_owner, reading, part):
    found = _done()

    written = as_owner.get(f"/agreement/backtests/{found.pk}/{part}.csv").content.decode("utf-8-sig")

    assert len(written.splitlines()) > 1
    assert as_owner.get(f"/agreement/backtests/{found.pk}/{part}.xlsx").content.startswith(b"PK")
    assert as_owner.get(f"/agreement/backtests/{found.pk}/nothing.csv").status_code == 404


def test_lines_are_sorted_as_asked(as_owner, reading):
    found = _done()
    named = {"username": "first", "name": "First"}
    Person.objects.update_or_create(pk=1, defaults=named, create_defaults={**named, "role": Role.SELLER})

    def sellers(sort: str) -> list[str]:
        page = as_owner.get(f"/agreement/backtests/{found.pk}/seller.csv?sort={sort}").content.decode("utf-8-sig")
        return [line.split(",")[0] for line in page.splitlines()[1:]]

    assert sellers("-after")[0] == "First"
    assert sellers("after")[-1] == "First"


def test_a_draft_that_was_changed_since_is_said_to_be(as_owner, reading):
    found = _done()
    before = as_owner.get(f"/agreement/backtests/{found.pk}/").content.decode()
    item = queries.draft().items.filter(section="promises").first()
    item.body = {**item.body, "title": "Другой объём"}
    item.save()

    assert "has been changed since" not in before
    assert "has been changed since" in as_owner.get(f"/agreement/backtests/{found.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.SELLER, Role.MARKETER])
def test_only_who_writes_the_agreement_tries_it(client, reading, db, role):
    found = _done()
    client.force_login(person(role))
    here = f"/agreement/backtests/{found.pk}/"

    for address in ("/agreement/backtests/", here, f"{here}leads/?of=target&way=joined", f"{here}seller.csv"):
        assert client.get(address).status_code == 403
    assert client.post(f"{here}cancellation/").status_code == 403
    assert client.post("/agreement/backtests/", {"version": found.version_id}).status_code == 403
    with pytest.raises(NotYours):
        backtests.ask(version=found.version, first=FIRST, last=LAST, by=person(role), now=timezone.now())


@pytest.mark.parametrize(("first", "last"), [("2026-02-01", "2026-01-01"), ("2099-01-01", "2099-01-31"), ("", "x")])
def test_a_period_that_cannot_be_tried_is_refused(as_owner, reading, first, last):
    draft(TRIED)

    as_owner.post("/agreement/backtests/", {"version": queries.draft().pk, "first": first, "last": last})

    assert not Backtest.objects.exists()


def test_one_that_is_cancelled_stops_between_two_steps(as_owner, reading):
    draft(TRIED)
    asked = _asked()

    def cancelled_meanwhile() -> dt.datetime:
        as_owner.post(f"/agreement/backtests/{asked.pk}/cancellation/")
        return timezone.now()

    backtests.run(backtest_id=asked.pk, now=cancelled_meanwhile)
    backtests.run(backtest_id=asked.pk, now=timezone.now)
    asked.refresh_from_db()

    assert (asked.result, asked.finished_at) == (None, None)
    assert "was cancelled" in as_owner.get(f"/agreement/backtests/{asked.pk}/").content.decode()


def test_one_that_cannot_run_says_why(as_owner, reading):
    found = _done(
        grading=msgspec.structs.replace(
            TRIED.grading, target_lead=msgspec.structs.replace(TRIED.grading.target_lead, clause="nosuch = 1")
        )
    )

    page = as_owner.get(f"/agreement/backtests/{found.pk}/").content.decode()

    assert found.result is None
    assert "nosuch" in page


def test_a_bonus_is_told_by_role_and_by_seller(reading):
    found = backtest(TRIED, judge_of(TRIED), JANUARY, reading, against=(Held(1, TRIED, JANUARY, JANUARY),))
    lines = {(line.role, line.person): (line.before, line.after) for line in found.bonus}

    # Half of the two target leads of the plan: half of the bonus; the seller of the one has done all of theirs.
    assert lines["marketer", None] == (Decimal("0.00"), Decimal("500.00"))
    assert lines["seller", 1] == (Decimal("0.00"), Decimal("1000.00"))
    assert lines["seller", 2] == (Decimal("0.00"), Decimal("0.00"))


def test_a_bonus_that_cannot_be_counted_says_why():
    world = _world()
    scheme = BonusScheme(role="marketer", base=Decimal(1000), own_measure="cptl", own_plan=Decimal(1))
    document = Document(bonus=msgspec.structs.replace(BONUS, schemes=(scheme,)))

    (over,) = bonus_lines(document, JANUARY, world.reading())
    (running,) = bonus_lines(document, Period.month(dt.date(2026, 2, 1)), world.reading())

    assert (over.payout.amount, running.payout.amount) == (None, None)
    assert "cptl" in over.payout.reason.en
    assert "not over" in running.payout.reason.en


CHILD = """
import sys, time, django
django.setup()
from django.utils import timezone
from tandem.agreement import backtests
noting = backtests._noting
def slowly(backtest_id):
    note = noting(backtest_id)
    def noted(done, of):
        note(done, of)
        time.sleep(0.3)
    return noted
backtests._noting = slowly
backtests.run(backtest_id=int(sys.argv[1]), now=timezone.now)
"""


@pytest.mark.django_db(transaction=True)
def test_one_whose_process_was_killed_is_run_again_from_the_start():
    lead(created_at=dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC))
    draft(DOCUMENT)
    asked = _asked()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(asked.pk)],
        env=os.environ
        | {
            "TANDEM_DATABASE_URL": address_of_the_test_database(),
            "TANDEM_HOME": str(settings.HOME),
            "DJANGO_SETTINGS_MODULE": "tandem.site.settings",
        },
    )
    deadline = time.monotonic() + 40
    while Backtest.objects.get(pk=asked.pk).done < 2:
        assert time.monotonic() < deadline
        assert child.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    asked.refresh_from_db()
    assert (asked.result, asked.finished_at) == (None, None)

    backtests.run(backtest_id=asked.pk, now=timezone.now)

    found = backtests.result_of(Backtest.objects.get(pk=asked.pk))
    assert found is not None
    assert found.leads == 1
