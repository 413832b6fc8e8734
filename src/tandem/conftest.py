"""What tests of every room share: a fact store of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that writes facts reads no base that another test has sealed."""
    if not {"db", "transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    from django.conf import settings

    from tandem.measures.store import store

    yield
    store.close()
    shutil.rmtree(settings.HOME / "store", ignore_errors=True)
