"""What a door refuses is kept, bounded, replayed to the same lead, and forgotten after a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tandem.basics.text import Text
from tandem.intake import refusing
from tandem.intake.doors import Request, RequestRefused
from tandem.intake.keeping import remove_old_refused
from tandem.intake.models import Arrival, Lead, RefusedRequest, Source, UnkeptRefusals
from tandem.intake.refusing import keep_refused, write_counts
from tandem.intake.replaying import NotReplayable, replay
from tandem.intake.samples import source
from tandem.people.models import Person

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
REFUSAL = RequestRefused(422, Text(ru="Нет телефона.", en="No phone."))


@pytest.fixture(autouse=True)
def _nothing_counted():
    refusing._unwritten.clear()
    refusing._full.clear()


def request(body: bytes = b'{"phone": "+79123456789"}', **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("POST", "s3cret", {}, {"content-type": "application/json"} | named, body, NOW)


def refused(of=None, each: Request | None = None) -> RefusedRequest:
    keep_refused(request=each or request(), source=of, refusal=REFUSAL, now=NOW)
    return RefusedRequest.objects.latest("pk")


def test_a_refused_request_is_kept_without_what_lets_its_sender_in():
    opened = source()

    row = refused(opened, request(authorization="Bearer s3cret", x_api_key="s3cret", idempotency_key="7"))

    assert (row.source_id, row.status, row.reason_en) == (opened.id, 422, "No phone.")
    assert row.headers == {"content-type": "application/json", "idempotency-key": "7"}
    assert "s3cret" not in str(vars(row))


def test_a_long_body_is_cut_and_says_how_long_it_was():
    row = refused(source(), request(b"x" * 100_000))

    assert (len(row.body), row.size) == (refusing.LONGEST_KEPT, 100_000)


def test_of_a_flood_a_few_are_kept_and_the_others_counted(monkeypatch):
    monkeypatch.setattr(refusing, "MOST_AN_HOUR", 3)
    flooding, other = source(), source()

    kept = [keep_refused(request=request(), source=flooding, refusal=REFUSAL, now=NOW) for _ in range(5)]
    write_counts()

    assert kept == [True] * 3 + [False] * 2
    assert UnkeptRefusals.objects.get().count == 2
    assert keep_refused(request=request(), source=other, refusal=REFUSAL, now=NOW)
    assert keep_refused(request=request(), source=flooding, refusal=REFUSAL, now=NOW + timedelta(hours=1))


def test_what_was_told_to_wait_or_to_press_again_is_counted_apart_and_shown(client):
    opened = source("form", key="site")
    for why in ("slowed", "again", "again"):
        refusing.count_turned_back(opened, why, now=NOW)
    write_counts()
    write_counts()
    client.force_login(Person.objects.create_user("owner", name="Ольга", role="owner", language="en"))

    page = client.get("/health/data/", headers={"accept-language": "en"}).content.decode()

    assert "site: 1 request came too soon after others and was told to wait." in page
    assert "site: 2 times the form doubted that a person sends it" in page
    assert "were refused and not kept" not in page


def test_a_request_to_no_source_is_kept_as_nobodys():
    assert refused(None).source is None


def test_a_request_with_nul_in_its_address_is_kept():
    each = Request("POST", "", {"a": "\x00"}, {"content-type": "a\x00b"}, b"\x00", NOW)

    assert refused(source(), each).content_type == "ab"


def test_replayed_twice_gives_the_same_lead():
    row = refused(source())

    first, second = replay(row.pk, now=NOW), replay(row.pk, now=NOW)

    assert [taken.again for taken in (*first, *second)] == [False, True]
    assert Lead.objects.get().pk == first[0].subject_id == second[0].subject_id
    assert RefusedRequest.objects.get().replayed_at == NOW
    assert Arrival.objects.get().received_at == NOW


def test_replayed_and_sent_again_gives_the_same_lead():
    opened = source()
    row = refused(opened, request(idempotency_key="7"))

    (taken,) = replay(row.pk, now=NOW)

    from tandem.intake.doors import arrival_id

    assert taken.id == arrival_id(opened.key, "lead", "7")


def test_what_the_door_still_refuses_stays_refused():
    row = refused(source(), request(b"not json"))

    with pytest.raises(RequestRefused):
        replay(row.pk, now=NOW)
    assert RefusedRequest.objects.get().replayed_at is None


def test_a_cut_body_a_closed_source_and_nobodys_request_cannot_be_replayed():
    opened = source()
    cut, nobodys, closed = refused(opened, request(b"x" * 100_000)), refused(None), refused(opened)
    Source.objects.filter(pk=opened.id).update(is_open=False)

    for row in (cut, nobodys, closed):
        with pytest.raises(NotReplayable):
            replay(row.pk, now=NOW)


def test_old_refusals_go():
    refused(source())

    assert remove_old_refused(now=NOW + timedelta(days=13), keep=timedelta(days=14)) == 0
    assert remove_old_refused(now=NOW + timedelta(days=15), keep=timedelta(days=14)) == 1
