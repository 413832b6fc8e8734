"""Situations nobody may ignore: those that say in a clause what sets them off are watched, the others are named."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.agreement.calendars import working_calendar
from tandem.agreement.document import Calendar, Situation, Watch
from tandem.agreement.samples import signed
from tandem.agreement.situations import laid_upon, now_of, rows_in
from tandem.intake.samples import lead
from tandem.measures.horizon import horizon
from tandem.measures.store import store
from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.qualification.samples import agreement
from tandem.selling.samples import activity
from tandem.selling.tests.cast import signed_in

OFFICE = Calendar(
    key="office", title="Офис", monday="9-18", tuesday="9-18", wednesday="9-18", thursday="9-18", friday="9-18"
)
WAITING = Situation(
    key="waiting", trigger="Заявка ждёт дольше часа", reaction="РОП передаёт её свободному", deadline="30 минут",
    who="sales_head",
    watch=Watch(clause="first_contact_at is null and moved_at is null", since="captured_at", after=60, minutes=30,
                calendar="office"),
)  # fmt: skip
COMPLAINT = Situation(
    key="complaint", trigger="Клиент жалуется", reaction="РОП перезванивает", deadline="1 день", who="sales_head"
)
RETURNED = Situation(
    key="returned", trigger="Возврат без ответа", reaction="Ответить", deadline="1 день", who="marketing_head",
    watch=Watch(about="returns", clause="answered_at is null", since="returned_at", minutes=60),
)  # fmt: skip
#: The newest day of the data: at its end everything stands.
LAST = datetime(2026, 3, 6, 6, tzinfo=UTC)


def _at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)


@pytest.fixture
def version(db):
    document = agreement(target="true")
    return signed(
        msgspec.structs.replace(document, calendars=(OFFICE,), situations=(WAITING, COMPLAINT, RETURNED)),
        since=date(2026, 3, 1),
    )


def _now(**more):
    return {each.situation.key: (each.count, each.overdue) for each in now_of(store.read(), **more).seen}


def test_those_in_it_are_counted_and_those_too_late_apart(version):
    lead(created_at=datetime(2026, 2, 27, 9, tzinfo=UTC))  # before anything was agreed
    lead(created_at=_at(6, 16, 15))  # 105 minutes of the day remain: overdue
    lead(created_at=_at(6, 16, 45))  # 75 minutes: in it
    lead(created_at=_at(6, 17, 30))  # 30 minutes: not yet
    lead(created_at=_at(5, 10), stage="in_work", stage_at=_at(5, 11))

    assert _now() == {"waiting": (2, 1), "returned": (0, 0)}
    assert [each.key for each in now_of(store.read()).in_words] == ["complaint"]


def test_who_is_in_it_since_when_and_until_when_by_the_calendar(version):
    late = lead(created_at=_at(5, 17, 30))  # Thursday
    lead(created_at=_at(6, 17, 59))

    (found,) = rows_in(WAITING, store.read())

    assert (found.row_id, found.overdue) == (late, True)
    assert (found.began, found.due) == (_at(6, 9, 30), _at(6, 10))


def test_whoever_was_called_is_out_of_it(version):
    lead(client_id="C", created_at=_at(5, 10))
    assert _now()["waiting"] == (1, 1)

    activity(client_id="C", at=_at(6, 12))
    assert _now()["waiting"] == (0, 0)


def test_only_whom_the_situation_names_has_to_react_and_a_seller_counts_own_leads(version):
    lead(created_at=_at(5, 10), seller="Алиса")
    lead(created_at=_at(6, 10))
    reading = store.read()

    assert [each.count for each in laid_upon(Role.SALES_HEAD, reading, seller_id=None)] == [2]
    assert laid_upon(Role.MARKETING_HEAD, reading, seller_id=None) == ()
    assert _now(seller_id=Person.objects.get(name="Алиса").pk)["waiting"] == (1, 1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5 * 24 * 60))
def test_the_deadline_told_and_the_mark_of_overdue_agree(version, minutes):
    lead(created_at=_at(1, 0) + timedelta(minutes=minutes))
    lead(created_at=LAST)
    reading = store.read()
    as_of = horizon(reading).as_of.replace(tzinfo=UTC)
    office = working_calendar(OFFICE, company_zone=ZoneInfo("Europe/Moscow"))

    for each in rows_in(WAITING, reading):
        assert each.overdue == (office.minutes_between(each.due, as_of) > 0)


def test_the_page_says_what_is_watched_what_is_not_and_lists_the_rows(version):
    head = signed_in("head", "Роман", "sales_head")
    taken = lead(created_at=_at(5, 10))
    lead(created_at=LAST)

    def text(address):
        answer = head.get(address)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    page = text("/watched/situations/")
    assert f"№ {taken}" in page
    assert "Only people can tell these" in page
    assert "Клиент жалуется." in page
    assert "Заявка ждёт дольше часа: 2 cases now, all overdue." in text("/")
    file = head.get("/watched/situations.csv?situation=waiting").content.decode("utf-8-sig")
    assert file.count("\r\n") == 3
    assert "overdue" in file


def test_without_an_agreement_nothing_is_watched(db):
    lead()

    assert now_of(store.read()).seen == ()
    assert "none can be watched" in signed_in("owner", "Ольга", "owner").get("/watched/situations/").content.decode()
