"""A company with two months that differ in known ways, and those who read of it."""

from __future__ import annotations

import pytest

from tandem.people.rules import Role


@pytest.fixture(autouse=True)
def _in_english(request):
    # Only where a test asks for pages: rules are tested without a client and without a database.
    if "client" in request.fixturenames:
        request.getfixturevalue("client").cookies["django_language"] = "en"


@pytest.fixture(scope="module")
def two_months(django_db_setup, django_db_blocker):
    """Taken in once for all tests of a module, which only read."""
    from django.core.management import call_command

    from tandem.diagnosis.tests import company
    from tandem.measures.sealing import sync
    from tandem.measures.store import store

    with django_db_blocker.unblock():
        company.two_months()
        yield
        call_command("flush", interactive=False, verbosity=0)
        store.close()
        sync(rebuild=True)


@pytest.fixture
def signed_in(client, db):
    """A browser in which somebody of a role is signed in."""
    from tandem.diagnosis.tests import company

    def sign_in(role=Role.OWNER):
        client.force_login(company.reader(role))
        return client

    return sign_in
