"""Keys for programs: shown once, kept as fingerprints, one's own only, revoked for good."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from tandem.people import api_keys
from tandem.people.models import ApiKey, Person
from tandem.people.rules import Role

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def anna(db):
    return Person.objects.create_user("anna", name="Анна", role=Role.SALES_HEAD)


@pytest.fixture
def boris(db):
    return Person.objects.create_user("boris", name="Борис", role=Role.SELLER)


def made(person, name="sheet"):
    return api_keys.make_key(person=person, name=name, now=NOW)


def test_a_key_leads_to_its_owner(anna):
    _, text = made(anna)

    assert api_keys.person_by_key(text, today=TODAY) == anna


def test_what_is_kept_does_not_give_the_key_away(anna):
    key, text = made(anna)
    secret = text.split("_", 2)[2]

    kept = [str(value) for value in ApiKey.objects.filter(pk=key.pk).values_list()[0]]
    assert len(secret) >= 43
    assert not any(secret in value for value in kept)


def test_two_keys_are_never_alike(anna):
    assert made(anna)[1].split("_", 2)[2] != made(anna)[1].split("_", 2)[2]


@pytest.mark.parametrize(
    "spoilt", ["", "tandem", "tandem__", "tandem_{prefix}_", "tandem_{prefix}_x", "other_{prefix}_{secret}"]
)
def test_a_spoilt_key_leads_nowhere(anna, spoilt):
    _, text = made(anna)
    _, prefix, secret = text.split("_", 2)

    assert api_keys.person_by_key(spoilt.format(prefix=prefix, secret=secret), today=TODAY) is None


def test_the_day_of_the_last_use_is_noted_once_a_day(anna, django_assert_num_queries):
    key, text = made(anna)
    api_keys.person_by_key(text, today=TODAY)

    key.refresh_from_db()
    assert key.last_used_on == TODAY
    with django_assert_num_queries(1):
        api_keys.person_by_key(text, today=TODAY)


def test_a_revoked_key_stays_revoked_from_the_first_moment(anna):
    key, text = made(anna)
    api_keys.revoke_key(person=anna, key_id=key.pk, now=NOW)
    again = api_keys.revoke_key(person=anna, key_id=key.pk, now=NOW + dt.timedelta(days=1))

    assert again.revoked_at == NOW
    assert api_keys.person_by_key(text, today=TODAY) is None


def test_nobody_revokes_the_key_of_another(anna, boris):
    key, text = made(anna)
    with pytest.raises(api_keys.NoSuchKey):
        api_keys.revoke_key(person=boris, key_id=key.pk, now=NOW)

    assert api_keys.person_by_key(text, today=TODAY) == anna


def test_a_key_needs_a_name(anna):
    with pytest.raises(api_keys.KeyNeedsName):
        made(anna, name="  ")


def test_so_many_keys_and_no_more_until_one_is_revoked(anna):
    keys = [made(anna)[0] for _ in range(api_keys.MOST_KEYS)]
    with pytest.raises(api_keys.TooManyKeys):
        made(anna)

    api_keys.revoke_key(person=anna, key_id=keys[0].pk, now=NOW)
    assert made(anna)


def test_the_page_shows_a_new_key_once(client, anna):
    client.force_login(anna)
    shown = client.post("/profile/keys/", {"name": "sheet"})
    (text,) = re.findall(r"tandem_[0-9a-f]{10}_[\w-]{43}", shown.content.decode())

    assert "no-store" in shown.headers["Cache-Control"]
    assert api_keys.person_by_key(text, today=timezone.localdate()) == anna
    assert text not in client.get("/profile/keys/").content.decode()


def test_the_page_shows_ones_own_keys_only(client, anna, boris):
    made(anna, name="hers")
    client.force_login(boris)

    assert "hers" not in client.get("/profile/keys/").content.decode()


def test_the_page_revokes_ones_own_key_and_knows_no_other(client, anna, boris):
    hers, his = made(anna)[0], made(boris)[0]
    client.force_login(boris)

    assert client.post(f"/profile/keys/{hers.pk}/revocation/").status_code == 404
    assert client.post(f"/profile/keys/{his.pk}/revocation/").status_code == 302
    assert set(ApiKey.objects.filter(revoked_at=None)) == {hers}


def test_the_page_refuses_a_key_too_many_with_a_sentence(client, anna, monkeypatch):
    monkeypatch.setattr(api_keys, "MOST_KEYS", 0)
    client.force_login(anna)

    assert "errorlist" in client.post("/profile/keys/", {"name": "sheet"}).content.decode()


def test_before_sign_in_there_are_no_keys(client, db):
    assert client.get("/profile/keys/").headers["Location"].startswith("/account/login/")
