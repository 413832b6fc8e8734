"""The readers of the pages."""

from __future__ import annotations

import pytest

from tandem.people.rules import Role

# Models can only be imported once Django is set up, which is after this file is read.


@pytest.fixture(autouse=True)
def _in_english(request):
    # Only where a test asks for pages: rules are tested without a client and without a database.
    if "client" in request.fixturenames:
        request.getfixturevalue("client").cookies["django_language"] = "en"


@pytest.fixture
def history(db):
    from tandem.funnel.tests import company

    company.history()


@pytest.fixture
def signed_in(client, db):
    """A browser in which somebody of a role is signed in."""
    from tandem.funnel.tests import company

    def sign_in(role=Role.OWNER, name=""):
        client.force_login(company.seller(name) if name else company.reader(role))
        return client

    return sign_in
