"""The cast of the frame's tests."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model


@pytest.fixture
def anna(db):
    """Anna is head of sales; no test of the frame needs her password."""
    return get_user_model().objects.create_user("anna", name="Анна Соколова", role="sales_head")


@pytest.fixture
def annas(client, anna):
    """A browser in which Anna is signed in."""
    client.force_login(anna)
    return client
