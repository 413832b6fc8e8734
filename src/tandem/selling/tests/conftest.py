"""What the tests of this room share."""

from __future__ import annotations

import pytest


@pytest.fixture
def cast(db):
    """The cast, signed in, with their leads."""
    # Models may be imported only once Django is ready, and a conftest is read before that.
    from tandem.selling.tests.cast import gathered

    return gathered()
