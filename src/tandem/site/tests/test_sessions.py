"""Who is signed in is read by a question built once, and means what Django's own would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tandem.people.models import Person
from tandem.people.rules import Role
from tandem.site.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(key: str | None) -> tuple[dict[str, object], str | None]:
    """What both stores read of a key, and the key they are left with."""
    ours, theirs = SessionStore(key), db.SessionStore(key)
    found = (ours.load(), ours.session_key)
    assert found == (theirs.load(), theirs.session_key)
    return found


def test_a_session_is_read_as_django_reads_it():
    store = SessionStore()
    store["colour"] = "red"
    store.save()

    assert kept(store.session_key) == ({"colour": "red"}, store.session_key)
    assert kept("nobodyhasthiskey1234567890abcdef") == ({}, None)
    assert kept(None) == ({}, None)


def test_one_that_has_run_out_signs_nobody_in():
    by = Person.objects.create_user("anna", name="Анна", role=Role.OWNER)
    client = Client()
    client.force_login(by)
    assert client.get("/").status_code == 200

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert client.get("/").status_code == 302
