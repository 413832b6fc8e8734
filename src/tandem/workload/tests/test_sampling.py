"""What a seller is doing is asked by lot, within the shift, at most twice a day; answered soon or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.conf import settings

from tandem.agreement.document import Chore
from tandem.agreement.queries import in_force
from tandem.agreement.samples import person, signed
from tandem.handover.tests.cast import document, seller
from tandem.journal.models import FactRow
from tandem.measures.sealing import sync
from tandem.measures.verification import verify
from tandem.people.rules import Role
from tandem.shifts.actions import change_day
from tandem.workload import sampling
from tandem.workload.models import Moment
from tandem.workload.sampling import Doing, NoSuchAnswer, NotAsked, answer, ask_due, justified, open_question
from tandem.workload.sampling_rules import EXPIRES, Drawn, draw, due

MOSCOW = ZoneInfo("Europe/Moscow")
DAY = date(2026, 3, 4)
SPANS = [
    (datetime(2026, 3, 4, 6, tzinfo=UTC), datetime(2026, 3, 4, 10, tzinfo=UTC)),
    (datetime(2026, 3, 4, 11, tzinfo=UTC), datetime(2026, 3, 4, 15, tzinfo=UTC)),
]


# The lot


def test_each_half_of_the_shift_is_asked_about_once_and_the_break_never():
    for pk in range(300):
        first, second = draw("seed", pk, DAY, SPANS)
        assert SPANS[0][0] <= first.at < SPANS[0][1]
        assert SPANS[1][0] <= second.at < SPANS[1][1]
        assert first.chance == second.chance == pytest.approx(1 / 240)


def test_every_minute_of_the_shift_counts_alike():
    hours = [0] * 4
    for pk in range(4000):
        hours[int((draw("seed", pk, DAY, SPANS)[0].at - SPANS[0][0]).total_seconds() // 3600)] += 1
    assert all(880 < count < 1120 for count in hours)


def test_whoever_knows_person_and_day_but_not_the_seed_cannot_foretell():
    assert draw("seed", 7, DAY, SPANS) == draw("seed", 7, DAY, SPANS)
    assert draw("seed", 7, DAY, SPANS) != draw("other", 7, DAY, SPANS)
    assert draw("seed", 7, DAY, SPANS) != draw("seed", 7, DAY + timedelta(days=1), SPANS)


def test_a_short_shift_is_asked_once_and_a_day_off_never():
    start = SPANS[0][0]
    assert len(draw("seed", 1, DAY, [(start, start + timedelta(hours=2))])) == 1
    assert draw("seed", 1, DAY, [(start, start + timedelta(minutes=10))]) == []
    assert draw("seed", 1, DAY, []) == []


def test_a_moment_is_due_until_it_expires():
    moment = Drawn(0, SPANS[0][0], 0.1)
    assert due([moment], moment.at) == [moment]
    assert due([moment], moment.at + EXPIRES) == []
    assert due([moment], moment.at - timedelta(seconds=1)) == []


# Asking


@pytest.fixture
def anna(transactional_db):
    chores = (Chore(key="stock", title="Склад"), Chore(key="old", title="Старая база", agreed_by="sales_head"))
    signed(msgspec.structs.replace(document(), chores=chores), since=date(2026, 3, 1))
    # Whoever has no account works in another system and never sees a page of ours.
    seller("Борис без входа")
    found = seller("Анна")
    found.set_password("a sentence nobody guesses")
    found.save()
    return found


def moments(pk: int) -> list[Drawn]:
    nine, six = (datetime.combine(DAY, time(hour), MOSCOW).astimezone(UTC) for hour in (9, 18))
    return draw(settings.SECRET_KEY, pk, DAY, [(nine, six)])


def test_who_is_asked_answers_once_within_twenty_minutes_and_the_books_agree(anna):
    first, second = moments(anna.pk)
    agreed = in_force(DAY).document
    assert ask_due(agreed, now=first.at - timedelta(minutes=1)) == 0
    assert ask_due(agreed, now=first.at + timedelta(minutes=4)) == 1
    assert ask_due(agreed, now=first.at + timedelta(minutes=6)) == 0
    asked = Moment.objects.get()
    assert asked.asked_at == first.at
    assert asked.chance == pytest.approx(1 / 270)

    soon = first.at + timedelta(minutes=7)
    boris = seller("Борис")
    with pytest.raises(NotAsked):
        answer(moment_id=asked.pk, doing="lead", chore="", by=boris, document=agreed, now=soon)
    with pytest.raises(NoSuchAnswer):
        answer(moment_id=asked.pk, doing="chore", chore="secret", by=anna, document=agreed, now=soon)
    answer(moment_id=asked.pk, doing="chore", chore="stock", by=anna, document=agreed, now=soon)
    with pytest.raises(NotAsked):
        answer(moment_id=asked.pk, doing="lead", chore="", by=anna, document=agreed, now=soon)

    asked_late = open_question(anna, agreed, now=second.at)
    assert asked_late is not None
    with pytest.raises(NotAsked):
        answer(moment_id=asked_late.pk, doing="lead", chore="", by=anna, document=agreed, now=second.at + EXPIRES)
    assert open_question(anna, agreed, now=second.at + EXPIRES) is None
    asked_late.refresh_from_db()
    assert (asked_late.answer, asked_late.answered_at) == ("", None)
    kinds = list(FactRow.objects.filter(subject="moment").order_by("position").values_list("kind", flat=True))
    assert kinds == ["moment_asked", "moment_answered", "moment_asked"]
    sync()
    assert verify().differences == []


def test_nobody_is_asked_off_their_shift_or_while_nothing_is_agreed(anna):
    (first, _second) = moments(anna.pk)
    assert ask_due(document(), now=first.at) == 0
    change_day(person_id=anna.pk, day=DAY, hours="", by=person(Role.SALES_HEAD), now=first.at - timedelta(days=1))
    assert ask_due(in_force(DAY).document, now=first.at) == 0
    assert open_question(anna, in_force(DAY).document, now=first.at) is None


def test_work_is_justified_as_long_as_it_was_agreed():
    noon = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert not justified(Chore(key="a", until=DAY), on=noon)
    assert justified(Chore(key="a", agreed_by="sales_head"), on=noon)
    assert justified(Chore(key="a", agreed_by="sales_head", until=DAY), on=noon)
    assert not justified(Chore(key="a", agreed_by="sales_head", until=DAY - timedelta(days=1)), on=noon)


# Pages


def test_the_question_comes_to_the_sellers_pages_and_to_nobody_elses(anna, client, monkeypatch):
    first, _second = moments(anna.pk)
    for room in ("tandem.workload.moment_views", "tandem.site.home"):
        monkeypatch.setattr(f"{room}.timezone.now", lambda: first.at + timedelta(minutes=1))
    client.force_login(anna)
    assert 'hx-get="/workload/moment/"' in client.get("/shifts/").content.decode()
    piece = client.get("/workload/moment/", headers={"HX-Request": "true"}).content.decode()
    (asked,) = Moment.objects.all()
    assert f"/workload/moment/{asked.pk}/" in piece
    assert "<html" not in piece
    assert "Склад" in client.get("/workload/moment/").content.decode()
    thanked = client.post(f"/workload/moment/{asked.pk}/", {"doing": "waiting"}, headers={"HX-Request": "true"})
    assert "message--success" in thanked.content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.chore) == (Doing.WAITING, "")
    assert client.get("/workload/moment/", headers={"HX-Request": "true"}).content == b""
    assert client.post(f"/workload/moment/{asked.pk}/", {"chore": "stock"}).status_code == 302
    client.force_login(person(Role.SALES_HEAD))
    assert client.get("/workload/moment/").status_code == 403
    assert 'hx-get="/workload/moment/"' not in client.get("/shifts/").content.decode()
    assert sampling.Doing.CHORE.words.ru
